"""Endpoints of education."""

from education.api import delivery, enrolments, participants, requests

routes: tuple[tuple[str, type, str], ...] = (
    *requests.routes,
    *delivery.routes,
    *enrolments.routes,
    *participants.routes,
)
