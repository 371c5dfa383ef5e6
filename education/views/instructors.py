"""Doors of the pool: its people, what entitles them, when they are away, their lessons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import sheets, workdays
from core.acts import Standing
from core.filtering import hidden
from core.formats import thousands
from core.pages import bound, run_service, show
from core.paging import count_of, paginate
from core.policy import OnRow, PortalRequest, holding, page
from education.access import INSTRUCTOR
from education.acts.instructors import INSTRUCTOR_ACTS
from education.exports import instructors as exports
from education.filters.instructors import InstructorFilter
from education.forms import instructors as shapes
from education.limits import limit
from education.models import Instructor
from education.panels import instructors as panels
from education.services import instructors
from education.workflow import PROGRAMME

RUNS = holding("COORDINATOR", PROGRAMME)
TEACHES = holding("INSTRUCTOR", PROGRAMME)
KEEP = OnRow(INSTRUCTOR, "keep")
ABSENCE = INSTRUCTOR_ACTS.door
ORDER = ("name", "pk")


@page(RUNS)
@require_GET
def instructor_list(request: PortalRequest) -> HttpResponse:
    """The hospital's pool with the load of this year."""
    year = workdays.seoul_today().year
    own = Instructor.objects.for_actor(request.actor)
    found = InstructorFilter(request.GET, queryset=own)
    rows = found.found
    stopped = InstructorFilter(request.GET, queryset=own.filter(is_active=False))
    shown = rows.with_load(*_days_of_year(year)).prefetch_related("qualifications")  # type: ignore[attr-defined]
    listed = paginate(shown, ORDER, request.GET.get("after", ""))
    context = {
        "page": listed, "lines": panels.lines(listed.rows), "filter_form": found.form, "year": year,
        "count": count_of(listed, rows),
        "hidden": None if found.shows_all else hidden(request, "활동 중", stopped, state="all"),
    }  # fmt: skip
    return show(request, "education/instructors/list.html", context)


def _days_of_year(year: int) -> tuple[Any, Any]:
    day = workdays.seoul_today()
    return day.replace(year=year, month=1, day=1), day.replace(year=year, month=12, day=31)


@page(RUNS)
@require_http_methods(["GET", "POST"])
def instructor_new(request: PortalRequest) -> HttpResponse:
    form = bound(shapes.InstructorForm, request)
    if request.method == "POST":
        made = run_service(
            request,
            form,
            lambda: instructors.add(
                actor=request.actor, data=form.values(), idempotency_key=form.cleaned_data["idempotency_key"]
            ),
            "강사를 더했습니다.",
        )
        if made is not None:
            _warn_of_fee(request, made)
            return redirect("education:instructor", made.pk)
    context = {"title": "강사 더하기", "button": "저장", "back_url": "education:instructors"}
    return show(request, "education/form.html", context, form)


def _warn_of_fee(request: HttpRequest, row: Instructor) -> None:
    if panels.is_over_cap(row):
        flash.warning(request, f"시간당 강사료가 상한 {thousands(limit('fee_cap'))}원을 넘습니다. 규정을 확인하십시오.")


@page(OnRow(INSTRUCTOR, "read", audit_as="education.instructor_open"))
@require_GET
def instructor(request: PortalRequest, instructor: Instructor) -> HttpResponse:
    """One person of the pool: facts, qualifications, times away, lessons."""
    year = workdays.seoul_today().year
    loaded = (
        Instructor.objects.filter(pk=instructor.pk).with_load(*_days_of_year(year)).prefetch_related("qualifications")
    )
    context = {
        "instructor": instructor, "line": panels.lines(loaded)[0], "year": year, "today": workdays.seoul_today(),
        "absences": list(instructor.absences.order_by("-starts_at")[:50]),
        **panels.bookings_of([instructor], request.actor, "coordinator"),
        "actions": INSTRUCTOR_ACTS.buttons(Standing(instructor, instructor.relations, request.actor)),
    }  # fmt: skip
    return show(request, "education/instructors/detail.html", context)


@page(KEEP)
@require_http_methods(["GET", "POST"])
def instructor_edit(request: PortalRequest, instructor: Instructor) -> HttpResponse:
    form = bound(shapes.InstructorForm, request, initial=shapes.initial_of(instructor))
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: instructors.edit(
                actor=request.actor, instructor=instructor, data=form.values(), version=form.cleaned_data["version"]
            ),
            "저장했습니다.",
        )
        if done is not None:
            _warn_of_fee(request, done)
            return redirect("education:instructor", instructor.pk)
    context = {"title": "강사 고치기", "button": "저장", "back_url": "education:instructors"}
    return show(request, "education/form.html", context, form)


@page(KEEP)
@require_POST
def qualification_drop(request: PortalRequest, instructor: Instructor, pk: int) -> HttpResponse:
    instructors.drop_qualification(actor=request.actor, instructor=instructor, pk=pk)
    flash.success(request, "자격을 지웠습니다.")
    return redirect("education:instructor", instructor.pk)


@page(ABSENCE)
@require_POST
def absence_drop(request: PortalRequest, instructor: Instructor, pk: int) -> HttpResponse:
    instructors.drop_absence(actor=request.actor, instructor=instructor, pk=pk)
    flash.success(request, "강의할 수 없는 시간을 지웠습니다.")
    return redirect(INSTRUCTOR_ACTS.home_of(instructor))


@page(KEEP)
@require_GET
def instructor_ledger(request: PortalRequest, instructor: Instructor) -> HttpResponse:
    """Hours and fees of a year as a spreadsheet."""
    year = exports.year_of(request.GET.get("year", ""))
    content = instructors.take_ledger(actor=request.actor, instructor=instructor, year=year)
    return sheets.response(content, f"강의와 강사료_{year}")


@page(TEACHES)
@require_GET
def my_lessons(request: PortalRequest) -> HttpResponse:
    """내 강의: what an instructor is asked for and teaches, and when they cannot come."""
    me = list(Instructor.objects.for_actor(request.actor).select_related("host").prefetch_related("absences"))
    context = {"pools": me, **panels.bookings_of(me, request.actor, "instructor")}
    return show(request, "education/instructors/mine.html", context)
