"""Settings, routes, the worker application and the home page: the only place that composes all apps."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
