"""Asking instructors for a lesson, their answers, and the one who comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils import timezone

from core import audit, messages, recipients, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid
from education import duties as owed
from education.access import REQUEST
from education.models import Instructor, InstructorBooking, Session
from education.querysets import TAKEN
from education.services import suggestions
from education.workflow import INSTRUCTOR_BOOKING, PROGRAMME, RequestStatus

MOVES = tuple(dict.fromkeys(row.name for row in INSTRUCTOR_BOOKING.transitions))


def propose(
    *, actor: Actor, session: Session, instructor: Instructor, fee: int | None = None, override_mismatch: bool = False
) -> InstructorBooking:
    """Put an instructor of the host's pool down as a candidate. Raises Invalid, Conflict.

    Who cannot come is refused; who teaches another field or whose qualification has run out is taken `override_mismatch` that.
    """
    with transaction.atomic():
        course = REQUEST.lock_for(actor, "manage", session.request_id)
        if course.status not in (RequestStatus.SCHEDULING, RequestStatus.CONFIRMED):
            raise Conflict(f"지금 상태({course.get_status_display()})에서는 강사를 구하지 않습니다.")
        if instructor.host_id != course.host_id or not instructor.is_active:
            raise Invalid({"instructor": "우리 병원의 활동 중인 강사를 고르십시오."})
        found = suggestions.of_one(session, instructor)
        if found.clashes:
            raise Invalid({"instructor": " ".join(found.clashes)})
        if found.doubts and not override_mismatch:
            raise Invalid({"instructor": " ".join(found.doubts), "override_mismatch": suggestions.OVERRIDE_MISMATCH})
        try:
            with transaction.atomic():
                row = InstructorBooking.objects.create(
                    session=session,
                    instructor=instructor,
                    period=DateTimeTZRange(session.starts_at, session.ends_at),
                    fee=fee if fee is not None else found.fee,
                )
        except IntegrityError:
            raise Invalid({"instructor": "이미 후보로 적은 강사입니다."}) from None
        audit.record(actor, "education.propose_instructor", action="CREATE", about=row)
    return row


def invite(
    *, actor: Actor, session: Session, instructor: Instructor, override_mismatch: bool = False
) -> InstructorBooking:
    """Ask an instructor for a lesson, or leave nothing behind."""
    with transaction.atomic():
        row = propose(actor=actor, session=session, instructor=instructor, override_mismatch=override_mismatch)
        return act(actor=actor, booking=row, name="invite")


def act(
    *, actor: Actor, booking: InstructorBooking, name: str, data: Mapping[str, Any] | None = None
) -> InstructorBooking:
    """Make a move of a booking. Two that are confirmed at once for one instructor: the database lets one through."""
    try:
        with transaction.atomic():
            found: InstructorBooking = INSTRUCTOR_BOOKING.fire(booking, name, actor=actor, data=dict(data or {}))
    except IntegrityError:
        raise Invalid(suggestions.OVERLAP) from None
    return found


@INSTRUCTOR_BOOKING.guard("confirm")
def _is_free(row: InstructorBooking, data: Any, actor: Actor) -> str | None:
    others = InstructorBooking.objects.filter(instructor_id=row.instructor_id, status__in=TAKEN)
    return suggestions.OVERLAP if others.exclude(pk=row.pk).filter(period__overlap=row.period).exists() else None


@INSTRUCTOR_BOOKING.guard("done")
def _was_held(row: InstructorBooking, data: Any, actor: Actor) -> str | None:
    is_over = workdays.seoul_date(row.session.starts_at) <= workdays.seoul_today()
    return None if is_over else "아직 강의일이 되지 않았습니다."


@INSTRUCTOR_BOOKING.effect("invite")
def _invited(row: InstructorBooking, data: Any, actor: Actor) -> None:
    row.invited_at = timezone.now()


@INSTRUCTOR_BOOKING.effect("accept", "decline", "replace", "cancel")
def _answered(row: InstructorBooking, data: Any, actor: Actor) -> None:
    row.answered_at = row.answered_at or timezone.now()
    row.told_by = str(data.get("told_by") or "")
    row.reason = str(data.get("reason") or row.reason)


@INSTRUCTOR_BOOKING.effect("done")
def _done(row: InstructorBooking, data: Any, actor: Actor) -> None:
    row.done_at = timezone.now()


@INSTRUCTOR_BOOKING.effect("pay")
def _paid(row: InstructorBooking, data: Any, actor: Actor) -> None:
    row.paid_at = timezone.now()


@INSTRUCTOR_BOOKING.after("decline", "replace", "cancel")
def _tell_of_end(row: InstructorBooking, data: Any, actor: Actor) -> None:
    """Whoever waits hears of it: the coordinator that nobody comes, who was asked that they are not awaited any more.

    A course that is off tells everybody itself.
    """
    course = row.session.request
    if actor.is_system or row.invited_at is None:
        return
    if row.status == "DECLINED":
        tell_office(row, row.status, "강사가 강의할 수 없다고 답했습니다.", but=actor)
        return
    people = [one for one in (row.instructor.user_id,) if one not in (None, actor.user_id)]
    text, url = "강의 요청이 취소되었습니다.", reverse("education:my-lessons")
    messages.notify(f"booking:{row.pk}:{row.status}", people, text=text, number=course.number, url=url)


def tell_office(row: InstructorBooking, event: str, text: str, *, but: Actor | None = None) -> None:
    """The coordinators of the course, each thing once; `but`: who has just done it."""
    course = row.session.request
    found = recipients.owners(course.host_id, "COORDINATOR", None, PROGRAMME)
    people = [one.id for one in found if but is None or one.id != but.user_id]
    url = owed.booking_line(row).url
    messages.notify(f"booking:{row.pk}:{event}", people, text=text, number=course.number, url=url)


def tell_late_answers(now: datetime) -> int:
    """Sweep: the coordinator is told once of an instructor who owes an answer for too long; another may be asked."""
    late = 0
    for row in InstructorBooking.objects.for_page().filter(status="INVITED", invited_at__lt=now):
        if owed.working("answer_booking", row.invited_at or now) <= now:
            tell_office(row, "late", "강사가 기한까지 답하지 않았습니다.")
            late += 1
    return late
