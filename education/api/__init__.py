"""Endpoints of education."""

from education.api import delivery, enrolments, figures, participants, requests

routes: tuple[tuple[str, type, str], ...] = (
    *requests.routes,
    *delivery.routes,
    *figures.routes,
    *enrolments.routes,
    *participants.routes,
)
