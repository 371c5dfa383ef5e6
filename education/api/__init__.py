"""Endpoints of education."""

from education.api import enrolments, running

routes: tuple[tuple[str, type, str], ...] = (*running.routes, *enrolments.routes)
