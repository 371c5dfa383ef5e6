"""Doors of asking an instructor: whom, the steps, the answer by address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.errors import NotVisible
from core.forms import PortalForm
from core.pages import bound, run_service, sealed, show
from core.policy import OnRow, PortalRequest, Public, page
from core.throttle import DoorLimit
from education.access import BOOKING, REQUEST
from education.forms import bookings as shapes
from education.models import EducationRequest, InstructorBooking
from education.services import booking_links, bookings, suggestions

MANAGE = OnRow(REQUEST, "manage", rows=EducationRequest.objects.for_page)
ASKED = OnRow(BOOKING, "manage", rows=InstructorBooking.objects.for_page)
DOOR = Public(
    "계정이 없는 강사가 자기에게 온 강의 요청 하나에 답합니다. 주소(256비트)와 성명을 모두 알아야 답할 수 있습니다.",
    DoorLimit("booking-answer", 30, 600),
)


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


@page(DOOR)
@require_http_methods(["GET", "POST"])
def booking_answer(request: HttpRequest) -> HttpResponse:
    """Course, day, place and fee; the answer with the name of who was asked."""
    key = request.GET.get("k", "")
    row = booking_links.open_booking(key)
    if row is None:
        return sealed(render(request, "education/instructors/answer_closed.html", status=404))
    form = bound(shapes.LinkAnswerForm, request)
    if request.method == "POST":
        try:
            done = run_service(request, form, lambda: _answer(key, form))
        except NotVisible:
            return sealed(render(request, "education/instructors/answer_closed.html", status=404))
        if done is not None:
            return sealed(
                render(request, "education/instructors/answered.html", {"booking": done, "course": row.session.request})
            )
    return sealed(
        show(request, "education/instructors/answer.html", {"booking": row, "course": row.session.request}, form)
    )


def _answer(key: str, form: Any) -> InstructorBooking:
    data = form.cleaned_data
    return booking_links.answer(key=key, choice=data["answer"], name=data["name"], reason=data["reason"])
