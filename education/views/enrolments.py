"""Doors of signing up: the list of a course with its line of waiting, signing up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.masking import mask_name
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from education.access import REQUEST
from education.forms.enrolments import ParticipantForm
from education.models import EducationRequest
from education.services import enrolments

ENROL = OnRow(REQUEST, "enrol", rows=EducationRequest.objects.for_page, audit_as="education.people_open")
SHOWN = 1000  # the largest course


@page(ENROL)
@require_http_methods(["GET", "POST"])
def course_people(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """Everybody who signed up, in order; a seat while there is one, else a place in the line."""
    form = ParticipantForm(request.POST or None)
    if request.method == "POST":
        form.is_bound = True
        made = run_service(
            request,
            form,
            lambda: enrolments.apply(
                actor=request.actor, course=course, data=enrolments.with_place(course, form.values())
            ),
        )
        if made is not None:
            where = "자리가 확정되었습니다" if made.status == "CONFIRMED" else "대기 순번에 올렸습니다"
            flash.success(request, f"{where}. 출석 확인 번호는 {made.door_code}입니다.")
            return redirect("education:course-people", course.pk)
    found = people_of(course)
    may_promote = "coordinator" in course.relations and found["seats"] < (course.capacity or 0)
    return show(request, "education/people.html", {"course": course, "may_promote": may_promote, **found}, form)


def people_of(course: EducationRequest) -> dict[str, Any]:
    rows: list[Any] = list(course.enrolments.select_related("institution").order_by("applied_at", "pk")[:SHOWN])
    for row in rows:
        row.who = mask_name(row.name)
    return {
        "rows": rows,
        "seats": sum(row.status == "CONFIRMED" for row in rows),
        "waiting": sum(row.status == "WAITLISTED" for row in rows),
        "may_apply": course.status == "CONFIRMED",
    }
