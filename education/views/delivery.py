"""Doors of a course that is held: its page and its moves."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from core.pages import show
from core.policy import OnRow, PortalRequest, page
from education.access import COURSE_ACCESS
from education.models import EducationRequest
from education.panels import delivery as panels

COURSES = EducationRequest.objects.for_page
RUN = OnRow(COURSE_ACCESS, "run", rows=COURSES, audit_as="education.people_open")


@page(RUN)
@require_GET
def course_delivery(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """Where a course stands between its lesson and its report: everything still to be done, in order."""
    return show(request, "education/delivery.html", panels.page(course, request.actor))
