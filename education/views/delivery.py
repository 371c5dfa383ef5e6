"""Doors of a course that is held: its page and its moves."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from core import throttle
from core.errors import NotVisible
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from education.access import COURSE_ACCESS
from education.forms.certificates import ReasonForm
from education.models import Certificate, EducationRequest
from education.panels import delivery as panels
from education.services import delivery

COURSES = EducationRequest.objects.for_page
RUN = OnRow(COURSE_ACCESS, "run", rows=COURSES, audit_as="education.people_open")


def _certificates() -> Any:
    return Certificate.objects.select_related(
        "host", "enrolment__institution", "enrolment__request__host", "enrolment__request__topic"
    )


OF_ADDRESS, OF_ALL = throttle.Limit(30, 900), throttle.Limit(600, 900)


@page(RUN)
@require_GET
def course_delivery(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """Where a course stands between its lesson and its report: everything still to be done, in order."""
    return show(request, "education/delivery.html", panels.page(course, request.actor))


@page(RUN)
@require_http_methods(["GET", "POST"])
def course_act(request: PortalRequest, course: EducationRequest, name: str) -> HttpResponse:
    """One of the moves; only closing a survey without any answer asks for something."""
    if name not in delivery.MOVES:
        raise NotVisible
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = False
    form.fields["reason"].label = "응답이 없는 사유"
    if request.method == "POST":
        form.is_bound = True
        done = run_service(
            request,
            form,
            lambda: delivery.act(actor=request.actor, course=course, name=name, reason=form.cleaned_data["reason"]),
            "처리했습니다.",
        )
        if done is not None:
            return redirect("education:course-delivery", course.pk)
    context = {"course": course, "label": panels.label_of(name), "asks": name == "close_survey"}
    return show(request, "education/act.html", context, form)
