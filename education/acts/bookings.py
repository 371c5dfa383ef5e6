"""What people do to the booking of an instructor, declared once for page and API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from core import dates
from core.actor import Actor
from core.acts import Act, Acts
from core.policy import OnRow
from education.access import BOOKING
from education.acts.requests import course_crumbs, to_list
from education.forms.bookings import BookingStepForm
from education.models import InstructorBooking
from education.services import bookings
from education.workflow import INSTRUCTOR_BOOKING


def _step(name: str, *, actor: Actor, booking: InstructorBooking, data: Mapping[str, Any]) -> InstructorBooking:
    return bookings.act(actor=actor, booking=booking, name=name, data=data)


def _lead(booking: InstructorBooking) -> str:
    lesson = booking.session
    return f"{booking.instructor.name} · {lesson.request.course} · {dates.kdatetime(lesson.starts_at)}"


def _home(booking: InstructorBooking) -> str:
    return reverse("education:request-detail", args=[booking.session.request_id])


def _crumbs(booking: InstructorBooking, actor: Actor) -> list[tuple[str, str]]:
    return course_crumbs(booking.session.request, actor)


_OF_PEOPLE = [name for name in bookings.MOVES if name not in ("propose", "-")]

BOOKING_ACTS = Acts(
    "education.booking",
    door=OnRow(BOOKING, "act", rows=InstructorBooking.objects.for_page),
    row_name="booking",
    machine=INSTRUCTOR_BOOKING,
    step=_step,
    route="bookings/<uuid:booking_id>/act/",
    api_prefix="steps/",
    api_word="step",
    lead=_lead,
    crumbs=_crumbs,
    home=_home,
    fallback=to_list,
    acts=tuple(Act(name, BookingStepForm, done="처리했습니다.") for name in _OF_PEOPLE),
)
