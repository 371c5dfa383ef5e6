"""A course that is cancelled or postponed takes its bookings with it, a cancelled one its sign-ups as well.

What was held stays: a lesson to which people came keeps its instructor, who is paid for it.
"""

from __future__ import annotations

from typing import Any

from core.actor import SYSTEM, Actor
from education.models import EducationRequest, Enrolment, InstructorBooking
from education.services import requests
from education.services.sessions import was_held
from education.workflow import EDUCATION_REQUEST, ENROLMENT, INSTRUCTOR_BOOKING

GOING = ("CANDIDATE", "INVITED", "ACCEPTED", "CONFIRMED")
SIGNED_UP = ("APPLIED", "WAITLISTED", "CONFIRMED")


@EDUCATION_REQUEST.after("cancel", "cancel_host", "postpone")
def _end_bookings(row: EducationRequest, data: Any, actor: Actor) -> None:
    """The instructor is free again; the database refused them other lessons at that time until now."""
    going = InstructorBooking.objects.filter(session__in=row.sessions.exclude(was_held()), status__in=GOING)
    for booking in going.order_by("pk"):
        INSTRUCTOR_BOOKING.fire(booking, "cancel", actor=SYSTEM, reason=f"교육 {row.get_status_display()}")


@EDUCATION_REQUEST.after("cancel", "cancel_host")
def _end_enrolments(row: EducationRequest, data: Any, actor: Actor) -> None:
    """Everybody leaves at once, so nobody moves up. Sign-ups of a postponed course wait for its new date."""
    for one in Enrolment.objects.filter(request=row, status__in=SIGNED_UP).order_by("applied_at", "pk"):
        ENROLMENT.fire(one, "cancel", actor=SYSTEM)


@EDUCATION_REQUEST.after("reschedule")
def _forget_dates(row: EducationRequest, data: Any, actor: Actor) -> None:
    """The old dates hold no more. The agency is asked with the first new lesson; at once where a lesson was held and
    stays."""
    row.sessions.exclude(was_held()).delete()
    if row.sessions.exists():
        requests.ask_anew(row, actor)
