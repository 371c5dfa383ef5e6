"""What stands above the report of a course."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.actor import Actor
from education.access import COURSE_ACCESS
from education.models import EducationRequest


def report_frame(course: EducationRequest, actor: Actor) -> dict[str, Any]:
    """The tools above the paper."""
    runs = COURSE_ACCESS.allows("run", COURSE_ACCESS.relations_of(actor, course))
    return {
        "back_url": reverse("education:course-delivery", args=[course.pk]) if runs else reverse("home"),
        "pdf_url": reverse("education:report-pdf", args=[course.pk]),
        "hwpx_url": reverse("education:report-hwpx", args=[course.pk]),
    }
