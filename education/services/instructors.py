"""The people of a hospital's pool: who they are, what entitles them, when they cannot come (강사풀)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from core import audit, once, sheets
from core.actor import Actor
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from education.access import INSTRUCTOR, runs
from education.exports import instructors as exports
from education.models import Instructor, InstructorAbsence, InstructorBooking, InstructorQualification
from education.services import bookings

Data = Mapping[str, Any]
AWAY = "강사가 맡기로 한 시간에 강의할 수 없다고 적었습니다. 다른 강사를 구하십시오."
SAME_ACCOUNT = "이 계정은 이미 다른 강사와 이어져 있습니다."


def add(*, actor: Actor, data: Data, idempotency_key: str = "") -> Instructor:
    """Somebody who may be asked for lessons. Raises Forbidden, Invalid."""
    if not runs(actor):
        raise Forbidden
    row, _ = once.once(actor, "education_instructor", idempotency_key, data, Instructor, lambda: _add(actor, data))
    return row


def _add(actor: Actor, data: Data) -> Instructor:
    assert actor.institution_id is not None
    row = Instructor(host_id=actor.institution_id, **_columns(data))
    with transaction.atomic():
        _store(row)
        audit.record(actor, "education.add_instructor", action="CREATE", about=row)
    return row


def edit(*, actor: Actor, instructor: Instructor, data: Data, version: int | None = None) -> Instructor:
    """Raises Conflict with both texts, Invalid."""
    with transaction.atomic():
        row = INSTRUCTOR.lock_for(actor, "keep", instructor.pk)
        if version is not None and row.version != version:
            raise Conflict.between(row, _columns(data))
        for name, value in _columns(data).items():
            setattr(row, name, value)
        row.version += 1
        _store(row)
        audit.record(actor, "education.edit_instructor", action="UPDATE", about=row)
    return row


def set_active(*, actor: Actor, instructor: Instructor, is_active: bool) -> Instructor:
    """Whether they are asked any more; what was agreed with them stays."""
    with transaction.atomic():
        row = INSTRUCTOR.lock_for(actor, "keep", instructor.pk)
        row.is_active = is_active
        row.version += 1
        row.save(update_fields=["is_active", "version"])
        audit.record(actor, "education.edit_instructor", action="UPDATE", about=row, changes={"is_active": is_active})
    return row


def _columns(data: Data) -> dict[str, Any]:
    values = dict(data)
    if "fields_taught" in values:
        values["fields"] = values.pop("fields_taught")
    return values


def _store(row: Instructor) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Invalid({"user": SAME_ACCOUNT}) from None


def take_ledger(*, actor: Actor, instructor: Instructor, year: int) -> bytes:
    """Hours and fees of a year as a spreadsheet; that it was taken is written down. Raises NotVisible, Forbidden."""
    row = INSTRUCTOR.find(actor, "keep", pk=instructor.pk)
    rows = exports.ledger(row, year)
    audit.record(actor, "education.export_ledger", action="EXPORT", about=row, changes={"rows": len(rows)})
    return sheets.workbook(f"{year}년 강의와 강사료", exports.LEDGER_HEAD, rows)


# --- qualifications and absences -------------------------------------------------------------------------------------


def add_qualification(
    *, actor: Actor, instructor: Instructor, kind: str, number: str = "", expires_on: date | None = None
) -> InstructorQualification:
    """Raises Invalid for one that is there."""
    with transaction.atomic():
        row = INSTRUCTOR.lock_for(actor, "keep", instructor.pk)
        try:
            with transaction.atomic():
                made = InstructorQualification.objects.create(
                    instructor=row, kind=kind.strip(), number=number.strip(), expires_on=expires_on
                )
        except IntegrityError:
            raise Invalid({"kind": "이미 적은 자격입니다."}) from None
        audit.record(actor, "education.add_qualification", action="UPDATE", about=row, changes={"kind": made.kind})
    return made


def drop_qualification(*, actor: Actor, instructor: Instructor, pk: int) -> None:
    with transaction.atomic():
        row = INSTRUCTOR.lock_for(actor, "keep", instructor.pk)
        found = row.qualifications.filter(pk=pk).first()
        if found is None:
            raise NotVisible
        audit.record(actor, "education.drop_qualification", action="UPDATE", about=row, changes={"kind": found.kind})
        found.delete()


def add_absence(
    *,
    actor: Actor,
    instructor: Instructor,
    starts_at: datetime,
    ends_at: datetime,
    note: str = "",
    idempotency_key: str = "",
) -> InstructorAbsence:
    """A time in which they cannot come, entered by themself or by the office. Raises Invalid.

    It takes nothing back: the coordinator is told of every lesson in it that was promised, and finds another instructor.
    """
    if ends_at <= starts_at:
        raise Invalid({"ends_at": "끝은 시작보다 뒤여야 합니다."})
    values = {"starts_at": starts_at, "ends_at": ends_at, "note": note}

    def make() -> InstructorAbsence:
        row = INSTRUCTOR.lock_for(actor, "absence", instructor.pk)
        made = InstructorAbsence.objects.create(instructor=row, **values)
        audit.record(actor, "education.add_absence", action="UPDATE", about=row)
        for booking in InstructorBooking.objects.for_page().promised(row).overlapping(starts_at, ends_at):
            bookings.tell_office(booking, f"away:{made.pk}", AWAY)
        return made

    with transaction.atomic():
        body = {"instructor": instructor, **values}
        made, _ = once.once(actor, "education.absence", idempotency_key, body, InstructorAbsence, make)
    return made


def drop_absence(*, actor: Actor, instructor: Instructor, pk: int) -> None:
    with transaction.atomic():
        row = INSTRUCTOR.lock_for(actor, "absence", instructor.pk)
        found = row.absences.filter(pk=pk).first()
        if found is None:
            raise NotVisible
        found.delete()
        audit.record(actor, "education.drop_absence", action="UPDATE", about=row)
