"""Endpoints of education."""

from education.api import asking, enrolments, figures, people, running

routes: tuple[tuple[str, type, str], ...] = (
    *asking.routes,
    *running.routes,
    *figures.routes,
    *enrolments.routes,
    *people.routes,
)
