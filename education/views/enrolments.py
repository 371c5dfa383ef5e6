"""Doors of signing up: the list of a course with its line of waiting, signing up."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.pages import run_service, show
from core.paging import paginate
from core.policy import OnRow, PortalRequest, page
from education.access import REQUEST
from education.filters.enrolments import PeopleFilter
from education.forms.enrolments import ParticipantForm
from education.models import EducationRequest
from education.panels.enrolments import lines_of, people_of
from education.services import enrolments

ENROL = OnRow(REQUEST, "enrol", rows=EducationRequest.objects.for_page, audit_as="education.people_open")


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
    chosen = PeopleFilter(request.GET, people_of(course))
    shown = paginate(chosen.qs, ("applied_at", "pk"), request.GET.get("after", ""))
    counts = Counter(course.enrolments.values_list("status", flat=True))
    has_seats = counts["CONFIRMED"] < (course.capacity or 0)
    context = {
        "course": course,
        "page": shown,
        "rows": lines_of(shown.rows),
        "filter_form": chosen.form,
        "is_filtered": chosen.looks_for(),
        "seats": counts["CONFIRMED"],
        "waiting": counts["WAITLISTED"],
        "may_apply": course.status == "CONFIRMED",
        "has_seats": has_seats,
        "may_promote": "coordinator" in course.relations and has_seats,
    }
    return show(request, "education/people.html", context, form)
