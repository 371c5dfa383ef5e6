"""Doors of the decision who has completed a course, and of taking it back."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from education.access import COURSE_ACCESS, ENROLMENT_ACCESS
from education.forms.certificates import ReasonForm
from education.models import EducationRequest, Enrolment
from education.services import completion

COURSES = EducationRequest.objects.for_page
RUN = OnRow(COURSE_ACCESS, "run", rows=COURSES, audit_as="education.people_open")


@page(RUN)
@require_POST
def course_decide(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    found = completion.decide(actor=request.actor, course=course)
    text = f"수료 {found['complete']}명, 미수료 {found['fail']}명, 불참 {found['no_show']}명으로 판정했습니다."
    flash.success(request, text)
    return redirect("education:course-delivery", course.pk)


DECISION = OnRow(
    ENROLMENT_ACCESS,
    "manage",
    rows=lambda: Enrolment.objects.select_related("request"),
    audit_as="education.people_open",
)


@page(DECISION)
@require_http_methods(["GET", "POST"])
def enrolment_correct(request: PortalRequest, enrolment: Enrolment) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        form.is_bound = True
        done = run_service(
            request,
            form,
            lambda: completion.correct(
                actor=request.actor, enrolment=enrolment, reason=form.cleaned_data["reason"]
            ),
            "판정을 되돌렸습니다. 출석을 고친 뒤 다시 판정하십시오.",
        )  # fmt: skip
        if done is not None:
            return redirect("education:course-delivery", enrolment.request_id)
    context = {"course": enrolment.request, "label": f"판정 정정: {enrolment.name}", "asks": True}
    return show(request, "education/act.html", context, form)
