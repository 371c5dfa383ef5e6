"""The Celery application. Redis is a doorbell: every task finds its work in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("ieum")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
