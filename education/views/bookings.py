"""Doors of asking an instructor: whom, the steps, the answer by address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core import hwpx
from core.errors import NotVisible
from core.forms import PortalForm
from core.pages import bound, run_service, sealed, show
from core.policy import OnRow, PortalRequest, page
from core.reports import pdf_response
from education.access import ASKED_TO_TEACH, BOOKING, REQUEST
from education.forms import bookings as shapes
from education.models import EducationRequest, InstructorBooking
from education.services import booking_links, bookings, lecture_letters, suggestions

MANAGE = OnRow(REQUEST, "manage", rows=EducationRequest.objects.for_page)
ASKED = OnRow(BOOKING, "manage", rows=InstructorBooking.objects.for_page)
LETTER = OnRow(BOOKING, "read", rows=InstructorBooking.objects.for_page)
SESSION = "education_booking"


# --- asking ----------------------------------------------------------------------------------------------------------


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def booking_new(request: PortalRequest, course: EducationRequest, lesson_id: Any) -> HttpResponse:
    """Whom to ask for a lesson: who is free first."""
    lesson = course.sessions.select_related("request__topic").filter(pk=lesson_id).first()
    if lesson is None:
        raise NotVisible
    form = bound(shapes.AskForm, request, host_id=course.host_id)
    if request.method == "POST":
        made = run_service(
            request,
            form,
            lambda: bookings.invite(
                actor=request.actor, session=lesson, instructor=form.cleaned_data["instructor"],
                override_mismatch=form.cleaned_data["override_mismatch"],
            ),
            "섭외를 요청했습니다.",
        )  # fmt: skip
        if made is not None:
            return redirect("education:request-detail", course.pk)
    found = suggestions.for_lesson(lesson)
    context = {
        "course": course, "lesson": lesson,
        "free": [one for one in found if one.is_free],
        "doubtful": [one for one in found if one.doubts and not one.clashes],
        "busy": [one for one in found if one.clashes],
    }  # fmt: skip
    return show(request, "education/instructors/ask.html", context, form)


@page(ASKED)
@require_http_methods(["GET", "POST"])
def booking_link(request: PortalRequest, booking: InstructorBooking) -> HttpResponse:
    """The secret address for an instructor without an account: copied, or sent to them."""
    context: dict[str, Any] = {"booking": booking, "course": booking.session.request}
    form = bound(PortalForm, request)
    if request.method == "POST":
        send = "send" in request.POST
        url = run_service(
            request, form, lambda: booking_links.issue(actor=request.actor, booking=booking, send=send),
            "주소를 보냈습니다." if send else "",
        )  # fmt: skip
        context |= {"url": url or ""}
    return show(request, "education/instructors/link.html", context, form)


@page(LETTER)
@require_GET
def lecture_letter(request: PortalRequest, booking: InstructorBooking) -> HttpResponse:
    """강의 요청서 on the screen."""
    frame = {
        "back_url": reverse("education:request-detail", args=[booking.session.request_id]),
        "pdf_url": reverse("education:lecture-letter-pdf", args=[booking.pk]),
        "hwpx_url": reverse("education:lecture-letter-hwpx", args=[booking.pk]),
    }
    return HttpResponse(lecture_letters.show(actor=request.actor, booking=booking, frame=frame))


@page(LETTER)
@require_GET
def lecture_letter_pdf(request: PortalRequest, booking: InstructorBooking) -> HttpResponse:
    return pdf_response(*lecture_letters.print_letter(actor=request.actor, booking=booking))


@page(LETTER)
@require_GET
def lecture_letter_hwpx(request: PortalRequest, booking: InstructorBooking) -> HttpResponse:
    return hwpx.response(*lecture_letters.type_letter(actor=request.actor, booking=booking))


@page(ASKED_TO_TEACH)
@require_http_methods(["GET", "POST"])
def booking_answer(request: HttpRequest) -> HttpResponse:
    """Course, day, place and fee; the answer with the name of who was asked. The key leaves the address at once and stays
    in the session, where the answer can be seen again."""
    key = request.GET.get("k", "")
    if key:
        asked = booking_links.open_booking(key)
        if asked is None:
            return _closed(request)
        request.session[SESSION] = booking_links.ticket(asked)
        if request.method == "GET":
            return sealed(redirect("education:booking-answer"), referrer="no-referrer")
    row = booking_links.held(request.session.get(SESSION, ""))
    if row is None or not booking_links.is_open(row):
        return _answered(request, row) if row and booking_links.is_answered(row) else _closed(request)
    form = bound(shapes.LinkAnswerForm, request)
    if request.method == "POST":
        try:
            done = run_service(request, form, lambda: _answer(row, form))
        except NotVisible:
            return sealed(redirect("education:booking-answer"))
        if done is not None:
            return sealed(redirect("education:booking-answer"))
    context = {"booking": row, "course": row.session.request}
    return sealed(show(request, "education/instructors/answer.html", context, form))


def _answer(row: InstructorBooking, form: Any) -> InstructorBooking:
    data = form.cleaned_data
    return booking_links.answer(booking=row, choice=data["answer"], name=data["name"], reason=data["reason"])


def _answered(request: HttpRequest, row: InstructorBooking) -> HttpResponse:
    context = {"booking": row, "course": row.session.request}
    return sealed(render(request, "education/instructors/answered.html", context))


def _closed(request: HttpRequest) -> HttpResponse:
    return sealed(render(request, "education/instructors/answer_closed.html", status=404))
