"""Signing up a list of people: look first, then all of them or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import audit, imports
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.imports import Fault, Line, Mends, Reading
from core.models import IdempotencyKey, ImportDraft
from core.once import once
from education import sheets
from education.models import EducationRequest, Enrolment
from education.services import enrolling

NO_MENDS = Mends()
TAKEN = "이미 신청한 명단입니다."
ROUTE = "education.people"
MOST = 500  # the largest list that is taken at once


@dataclass
class Look:
    """What taking over a reading would do: so many seats, so many places in the line; or what is wrong with it."""

    draft: ImportDraft
    rows: list[Line]
    faults: list[Fault]
    reading: Reading
    seats: int

    @property
    def wrong_lines(self) -> int:
        return len({fault.line for fault in self.faults})

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
    for found in known.values_list("person_hash", flat=True):
        line = hashes[found]
        reading.refuse(line, Fault(line.number, "성명", enrolling.TWICE, ("name",), line.texts.get("name", "")))
    faults = sorted(reading.errors, key=lambda fault: fault.line)
    return Look(draft, reading.rows, faults, reading, enrolling.seats_left(course))


def look(*, actor: Actor, course: EducationRequest, draft_id: str) -> Look:
    """The actor's own reading once more. Raises NotVisible."""
    draft, reading = imports.find(actor, _kind(course), draft_id, _sheet(course))
    return _look(course, draft, reading)


def _data(line: Line, course: EducationRequest) -> dict[str, Any]:
    place = {} if line.values.get("affiliation") else {"institution": course.requester}
    return {**line.values, **place}


def taken_before(actor: Actor, draft_id: str) -> bool:
    """Whether this reading was confirmed already."""
    return IdempotencyKey.objects.filter(person_id=actor.user_id, route=ROUTE, key=draft_id[:80]).exists()


def confirm(*, actor: Actor, course: EducationRequest, draft_id: str, mends: Mends = NO_MENDS) -> int:
    """Second phase: everybody of the list in its order, in one transaction. Returns how many.

    Raises Invalid while a line is wrong that was neither put right nor left out: half a list is worse than none.
    Pressing twice signs up once.
    """

    def make() -> EducationRequest:
        found = look(actor=actor, course=course, draft_id=draft_id)
        draft = found.draft
        if mends != NO_MENDS:
            _sheet(course).mend(found.reading, mends.texts, mends.left_out)
            found = _look(course, draft, found.reading)
        still = [fault for fault in found.faults if fault.line in mends.texts]
        if still:
            raise Invalid(imports.errors_of(still))
        if found.faults:
            raise Invalid(f"고쳐야 할 줄이 {found.wrong_lines}줄 있습니다. 줄마다 고치거나 빼십시오.")
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
    _, is_new = once(actor, ROUTE, draft_id[:80], mends.as_json(), EducationRequest, make)
    if not is_new:
        raise Conflict(TAKEN)
    return Enrolment.objects.filter(request=course).count() - before
