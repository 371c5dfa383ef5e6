"""Endpoints of education."""

from education.api import asking, enrolments, figures, running

routes: tuple[tuple[str, type, str], ...] = (*asking.routes, *running.routes, *figures.routes, *enrolments.routes)
