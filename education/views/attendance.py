"""Doors of a lesson: who came, scores, the QR, the page of a participant's telephone, the sheet to sign."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core import hwpx, secret_links
from core.errors import Invalid
from core.pages import posted_text, run_service, sealed, show
from core.policy import OnRow, PortalRequest, page
from core.reports import pdf_response
from education.access import AT_LESSON, COURSE_ACCESS
from education.acts.delivery import SESSION_ACTS
from education.forms.attendance import AttendanceForm, CheckInForm, ScoresForm
from education.models import EducationRequest, Session
from education.papers import attendance as papers
from education.services import attendance

COURSES = EducationRequest.objects.for_page
RUN = OnRow(COURSE_ACCESS, "run", rows=COURSES, audit_as="education.people_open")
ATTEND = SESSION_ACTS.door


@page(ATTEND)
@require_http_methods(["GET", "POST"])
def session_attendance(request: PortalRequest, session: Session) -> HttpResponse:
    """Everybody with a seat on one page; also for the signed sheet afterwards."""
    people = attendance.people_of(session)
    form = AttendanceForm(request.POST or None, session=session, people=people)
    if request.method == "POST":
        done = run_service(request, form, lambda: _enter(request, session, form), "출석을 저장했습니다.")
        if done is not None:
            return redirect("education:session-attendance", session.pk)
    context = {"session": session, "course": session.request, "people": people, "door_url": attendance.url_of(session)}
    return show(request, "education/attendance.html", context, form)


def _enter(request: PortalRequest, session: Session, form: AttendanceForm) -> int:
    source = "SHEET" if posted_text(request, "source") == "SHEET" else "LIST"
    try:
        return attendance.enter(actor=request.actor, session=session, lines=form.lines(), source=source)
    except Invalid as error:
        raise Invalid(form.refused_fields(error.errors)) from None


@page(ATTEND)
@require_http_methods(["GET", "POST"])
def session_door(request: PortalRequest, session: Session) -> HttpResponse:
    """The QR for the whole room."""
    if request.method == "POST":
        act = attendance.close_door if posted_text(request, "act") == "close" else attendance.open_door
        act(actor=request.actor, session=session)
        return redirect("education:session-door", session.pk)
    url = attendance.url_of(session)
    people: list[Any] = list(attendance.people_of(session))
    context = {
        "session": session,
        "course": session.request,
        "url": url,
        "qr": secret_links.qr(url),
        "is_on": attendance.is_on(session),
        "seats": len(people),
        "came": sum(1 for one in people if one.presence is not None and one.presence.in_at),
    }
    return render(request, "education/door.html", context)


@page(AT_LESSON)
@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest) -> HttpResponse:
    """A participant's telephone: name, number, in or out."""
    session = attendance.session_of(request.GET.get("k", ""))
    form, done = CheckInForm(request.POST or None), None
    if request.method == "POST":
        form.is_bound = True
        act = "out" if posted_text(request, "act") == "out" else "in"
        done = run_service(request, form, lambda: _check_in(session, form, act))
    context = {"session": session, "course": session.request, "done": done, "is_on": attendance.is_on(session)}
    return sealed(show(request, "education/check_in.html", context, None if done else form))


def _check_in(session: Session, form: CheckInForm, act: str) -> Any:
    return attendance.check_in(
        session=session, name=form.cleaned_data["name"], code=form.cleaned_data["code"], act=act
    )  # fmt: skip


@page(ATTEND)
@require_GET
def session_signs(request: PortalRequest, session: Session) -> HttpResponse:
    """참석자 서명부 as a PDF."""
    people = attendance.seated(session)
    return pdf_response(*papers.signs(actor=request.actor, session=session, people=people))


@page(ATTEND)
@require_GET
def session_signs_hwpx(request: PortalRequest, session: Session) -> HttpResponse:
    people = attendance.seated(session)
    return hwpx.response(*papers.signs_hwpx(actor=request.actor, session=session, people=people))


@page(RUN)
@require_http_methods(["GET", "POST"])
def course_scores(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    people = list(course.enrolments.filter(status="CONFIRMED").prefetch_related("scores").order_by("applied_at", "pk"))
    form = ScoresForm(request.POST or None, people=people)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: attendance.enter_scores(actor=request.actor, course=course, scores=form.scores()),
            "점수를 저장했습니다.",
        )
        if done is not None:
            return redirect("education:course-delivery", course.pk)
    return show(request, "education/scores.html", {"course": course}, form)
