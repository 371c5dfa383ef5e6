"""Endpoints of education."""

from education.api import delivery, enrolments, participants, public, public_requests, requests

routes: tuple[tuple[str, type, str], ...] = (
    *requests.routes,
    *delivery.routes,
    *enrolments.routes,
    *participants.routes,
    *public.routes,
    *public_requests.routes,
)
