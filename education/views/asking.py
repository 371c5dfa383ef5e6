"""Doors of a request until the course stands: asking, the moves, lessons, agreement, instructors, the catalogue."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.errors import NotVisible
from core.forms import PortalForm
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, holding, page
from education import forms as shapes
from education.access import BOOKING, REQUEST
from education.models import EducationRequest, InstructorBooking, Session, Topic
from education.services import bookings, requesting
from education.workflow import EDUCATION_REQUEST, INSTRUCTOR_BOOKING, PROGRAMME

COURSES = EducationRequest.objects.for_page
ACT = OnRow(REQUEST, "act", rows=COURSES)
MANAGE = OnRow(REQUEST, "manage", rows=COURSES)
RUNS = holding("COORDINATOR", PROGRAMME)
AGENCY = holding("PARTNER_STAFF PARTNER_MANAGER")
BOOKED = OnRow(BOOKING, "act", rows=InstructorBooking.objects.for_page)


def _bound(form_class: Any, request: PortalRequest, **kwargs: Any) -> Any:
    """The form with what was posted, also when nothing was."""
    return form_class(request.POST if request.method == "POST" else None, **kwargs)


def _page(request: PortalRequest, form: Any, title: str, button: str, back: str, **more: Any) -> HttpResponse:
    context = {"title": title, "button": button, "back_url": back, **more}
    return show(request, "education/form.html", context, form)


@page(AGENCY)
@require_http_methods(["GET", "POST"])
def request_new(request: PortalRequest) -> HttpResponse:
    """Write a request; it is sent with the button 신청, or kept to be sent later."""
    offered = shapes.topics_for(request.actor)
    form = _bound(shapes.WishForm, request, topics=offered, initial=_of_topic(offered, request.GET.get("topic", "")))
    if request.method == "POST":
        made = run_service(request, form, lambda: _ask(request, form), "저장했습니다.")
        if made is not None:
            return redirect("education:request-detail", made.pk)
    return _page(request, form, "교육 신청", "신청", "education:request-list", second="저장만 하기")


def _of_topic(offered: QuerySet[Topic], pk: str) -> dict[str, Any]:
    """What the catalogue knows of the topic from which somebody came here."""
    row = offered.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 10 else None
    if row is None:
        return {}
    first = {"audience": row.audiences[0], "method": row.methods[0]} if row.audiences and row.methods else {}
    return {"topic": row.pk, "field": [row.field], "duration_min": row.minutes, **first}


def _ask(request: PortalRequest, form: Any) -> EducationRequest:
    row = requesting.ask(actor=request.actor, data=form.values(), idempotency_key=form.cleaned_data["idempotency_key"])
    if "later" not in request.POST and row.status == "DRAFT":
        row = requesting.step(actor=request.actor, course=row, name="submit")
    return row


@page(OnRow(REQUEST, "edit", rows=COURSES))
@require_http_methods(["GET", "POST"])
def request_edit(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    initial = {name: getattr(course, name) for name in (*requesting.WISHES, "version")}
    form = _bound(shapes.WishForm, request, topics=shapes.topics_for(request.actor), initial=initial)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: requesting.edit(
                actor=request.actor, course=course, data=form.values(), version=form.cleaned_data["version"]
            ),
            "저장했습니다.",
        )
        if done is not None:
            return redirect("education:request-detail", course.pk)
    return _page(request, form, "신청 내용 고치기", "저장", "education:request-list", course=course)


@page(RUNS)
@require_http_methods(["GET", "POST"])
def course_open(request: PortalRequest) -> HttpResponse:
    """자체 교육 개설."""
    form = _bound(shapes.CourseForm, request, topics=shapes.topics_for(request.actor))
    if request.method == "POST":
        made = run_service(
            request,
            form,
            lambda: requesting.open_course(
                actor=request.actor, data=form.values(), idempotency_key=form.cleaned_data["idempotency_key"]
            ),
            "자체 교육을 개설했습니다.",
        )
        if made is not None:
            return redirect("education:request-detail", made.pk)
    return _page(request, form, "자체 교육 개설", "개설", "education:request-list")


@page(ACT)
@require_http_methods(["GET", "POST"])
def request_act(request: PortalRequest, course: EducationRequest, name: str) -> HttpResponse:
    """One of the moves up to the confirmed course, with what it asks for."""
    if name not in shapes.STEP_FORMS:
        raise NotVisible
    move = EDUCATION_REQUEST.demand(course, name, course.relations)[0]
    terms = {"asks_birth_date": course.asks_birth_date, "cost": course.cost}
    initial = {"title": course.course, "capacity": course.expected_count, "version": course.version, **terms}
    form = _bound(shapes.STEP_FORMS[name], request, initial=initial)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: requesting.step(
                actor=request.actor,
                course=course,
                name=name,
                data=form.values(),
                version=form.cleaned_data["version"],
            ),
            f"{move.label}: 처리했습니다.",
        )
        if done is not None:
            return redirect("education:request-detail", course.pk)
    return _page(request, form, move.label, move.label, "education:request-list", course=course)


# --- lessons and agreement -------------------------------------------------------------------------------------------


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def session_new(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    form = _bound(shapes.SessionForm, request, initial={"place_or_link": course.place, "starts_at": course.wish_1})
    if request.method == "POST":
        made = run_service(
            request,
            form,
            lambda: requesting.add_session(actor=request.actor, course=course, **form.values()),
            "회차를 정했습니다.",
        )
        if made is not None:
            return redirect("education:request-detail", course.pk)
    return _page(request, form, "회차 정하기", "저장", "education:request-list", course=course)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def session_drop(request: PortalRequest, course: EducationRequest, lesson_id: Any) -> HttpResponse:
    """Asked once more: what is gone does not come back, and the agency is asked anew."""
    lesson = course.sessions.filter(pk=lesson_id).first()
    if lesson is None:
        raise NotVisible
    form = _bound(PortalForm, request)
    if request.method == "POST":
        done = run_service(request, form, lambda: _drop(request, lesson), "회차를 지웠습니다.")
        if done is not None:
            return redirect("education:request-detail", course.pk)
    told = "이 회차를 지웁니다. 되돌릴 수 없으며, 신청기관의 일정 동의를 다시 받습니다."
    return _page(
        request,
        form,
        "회차 지우기",
        "회차 지우기",
        "education:request-list",
        course=course,
        lessons=[lesson],
        told=told,
    )


def _drop(request: PortalRequest, lesson: Session) -> bool:
    requesting.drop_session(actor=request.actor, session=lesson)
    return True


@page(OnRow(REQUEST, "agree", rows=COURSES))
@require_http_methods(["GET", "POST"])
def dates_agree(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """The agency agrees itself; the coordinator writes down who told them so over the telephone."""
    form = _bound(shapes.AgreeForm, request)
    form.fields["told_by"].required = False
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: requesting.agree(actor=request.actor, course=course, told_by=form.cleaned_data["told_by"]),
            "일정에 동의한 것으로 적었습니다.",
        )
        if done is not None:
            return redirect("education:request-detail", course.pk)
    lessons = list(course.sessions.all())
    return _page(request, form, "일정 확인", "일정에 동의", "education:request-list", course=course, lessons=lessons)


# --- instructors -----------------------------------------------------------------------------------------------------


@page(BOOKED)
@require_http_methods(["GET", "POST"])
def booking_act(request: PortalRequest, booking: InstructorBooking, name: str) -> HttpResponse:
    """An instructor's answer, or the coordinator's step."""
    if name not in bookings.MOVES:
        raise NotVisible
    move = INSTRUCTOR_BOOKING.demand(booking, name, booking.relations)[0]
    form = _bound(shapes.BookingStepForm, request)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: bookings.act(actor=request.actor, booking=booking, name=name, data=form.values()),
            f"{move.label}: 처리했습니다.",
        )
        if done is not None:
            return redirect("education:request-detail", booking.session.request_id)
    title = f"{move.label}: {booking.instructor.name}"
    return _page(request, form, title, move.label, "education:request-list", course=booking.session.request)
