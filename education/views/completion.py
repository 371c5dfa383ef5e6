"""Doors of the decision who has completed a course."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.policy import OnRow, PortalRequest, page
from education.access import COURSE_ACCESS
from education.models import EducationRequest
from education.services import completion


@page(OnRow(COURSE_ACCESS, "run", rows=EducationRequest.objects.for_page, audit_as="education.people_open"))
@require_POST
def course_decide(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    found = completion.decide(actor=request.actor, course=course)
    text = f"수료 {found['complete']}명, 미수료 {found['fail']}명, 불참 {found['no_show']}명으로 판정했습니다."
    flash.success(request, text)
    return redirect("education:course-delivery", course.pk)
