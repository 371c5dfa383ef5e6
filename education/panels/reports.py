"""What stands above the report of a course."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.actor import Actor
from education.access import COURSE_ACCESS
from education.models import EducationReport, EducationRequest


def report_frame(course: EducationRequest, actor: Actor) -> dict[str, Any]:
    """The tools above the paper: who may approve is led there."""
    relations = COURSE_ACCESS.relations_of(actor, course)
    report = EducationReport.objects.filter(request=course).first()
    waits = report is not None and report.approved_at is None
    runs = COURSE_ACCESS.allows("run", relations)
    return {
        "back_url": reverse("education:course-delivery", args=[course.pk]) if runs else reverse("home"),
        "pdf_url": reverse("education:report-pdf", args=[course.pk]),
        "hwpx_url": reverse("education:report-hwpx", args=[course.pk]),
        "approve_url": reverse("education:report-act", args=[course.pk, "approve"])
        if waits and COURSE_ACCESS.allows("approve", relations)
        else "",
    }
