"""Signing up a list of people: look first, then all of them or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import audit, imports
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.imports import Fault, Line, Reading
from core.models import ImportDraft
from core.once import once
from education import sheets
from education.models import EducationRequest, Enrolment
from education.services import enrolling

MOST = 500  # the largest list that is taken at once


@dataclass
class Look:
    """What taking over a reading would do: so many seats, so many places in the line; or what is wrong with it."""

    draft: ImportDraft
    rows: list[Line]
    faults: list[Fault]
    unknown: list[str]
    seats: int

    @property
    def seated(self) -> int:
        return min(len(self.rows), max(self.seats, 0))

    @property
    def waiting(self) -> int:
        return len(self.rows) - self.seated


def _kind(course: EducationRequest) -> str:
    return f"people:{course.pk.hex}"


def _sheet(course: EducationRequest) -> imports.Sheet:
    return sheets.people(asks_birth=course.asks_birth_date)


def read(*, actor: Actor, course: EducationRequest, file_name: str, content: bytes) -> Look:
    """First phase: read and check the file; nobody is signed up. Raises Invalid when it cannot be used as a whole."""
    reading = _sheet(course).read(file_name, content)
    if len(reading.rows) + len(reading.errors) > MOST:
        raise Invalid({"file": f"한 번에 {MOST}명까지 받습니다. 파일을 나누십시오."})
    draft = imports.keep(actor, _kind(course), file_name, reading)
    return _look(course, draft, reading)


def _look(course: EducationRequest, draft: ImportDraft, reading: Reading) -> Look:
    """Those who are signed up already are told with the other faults."""
    hashes = {enrolling.person_hash(_data(line, course)): line for line in reading.rows}
    known = course.enrolments.exclude(status="CANCELLED").filter(person_hash__in=hashes)
    twice = {hashes[found].number for found in known.values_list("person_hash", flat=True)}
    faults = [*reading.errors, *(Fault(number, "성명", enrolling.TWICE) for number in twice)]
    rows = [line for line in reading.rows if line.number not in twice]
    faults.sort(key=lambda fault: fault.line)
    return Look(draft, rows, faults, reading.unknown_columns, enrolling.seats_left(course))


def _data(line: Line, course: EducationRequest) -> dict[str, Any]:
    place = {} if line.values.get("affiliation") else {"institution": course.requester}
    return {**line.values, **place}


def confirm(*, actor: Actor, course: EducationRequest, draft_id: str) -> int:
    """Second phase: everybody of the list in its order, in one transaction. Returns how many.

    Raises Invalid while a line is wrong: half a list is worse than none. Pressing twice signs up once.
    """

    def make() -> EducationRequest:
        draft, reading = imports.find(actor, _kind(course), draft_id, _sheet(course))
        found = _look(course, draft, reading)
        if found.faults:
            raise Invalid(
                f"고쳐야 할 줄이 {len({one.line for one in found.faults})}줄 있습니다. 고친 파일을 다시 올리십시오."
            )
        if not found.rows:
            raise Invalid("신청할 사람이 없습니다.")
        with transaction.atomic():
            for line in found.rows:
                enrolling.apply(actor=actor, course=course, data=_data(line, course))
            audit.record(
                actor, "education.import_people", action="CREATE", about=course, changes={"count": len(found.rows)}
            )
            draft.delete()
        return course

    before = Enrolment.objects.filter(request=course).count()
    _, is_new = once(actor, "education.people", draft_id[:80], {}, EducationRequest, make)
    if not is_new:
        raise Conflict("이미 신청한 명단입니다.")
    return Enrolment.objects.filter(request=course).count() - before
