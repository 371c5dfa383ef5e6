"""The people of a course as a list: read from a file, looked at first, then signed up all of them or nobody; and taken
away as a spreadsheet, with whole names, so who takes it and why is written down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import audit, codes, imports
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.imports import Fault, Line, Mends, Reading
from core.models import IdempotencyKey, ImportDraft
from core.once import once
from core.sheets import workbook
from education.access import REQUEST
from education.exports import participants as exports
from education.models import EducationRequest, Enrolment
from education.services import completion, enrolments

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


def _draft_kind(course: EducationRequest) -> str:
    return f"people:{course.pk.hex}"


def _sheet(course: EducationRequest) -> imports.Sheet:
    return exports.people(asks_birth=course.asks_birth_date)


def read(*, actor: Actor, course: EducationRequest, file_name: str, content: bytes) -> Look:
    """First phase: read and check the file; nobody is signed up. Raises Invalid when it cannot be used as a whole."""
    reading = _sheet(course).read(file_name, content)
    if len(reading.rows) + len(reading.errors) > MOST:
        raise Invalid({"file": f"한 번에 {MOST}명까지 받습니다. 파일을 나누십시오."})
    draft = imports.keep(actor, _draft_kind(course), file_name, reading)
    return _look(course, draft, reading)


def _look(course: EducationRequest, draft: ImportDraft, reading: Reading) -> Look:
    """Those who are signed up already are told with the other faults."""
    hashes = {enrolments.person_hash(enrolments.with_place(course, line.values)): line for line in reading.rows}
    known = course.enrolments.signed_up().filter(person_hash__in=hashes)
    for found in known.values_list("person_hash", flat=True):
        line = hashes[found]
        reading.refuse(line, Fault(line.number, "성명", enrolments.TWICE, ("name",), line.texts.get("name", "")))
    faults = sorted(reading.errors, key=lambda fault: fault.line)
    return Look(draft, reading.rows, faults, reading, enrolments.seats_left(course))


def look(*, actor: Actor, course: EducationRequest, draft_id: str) -> Look:
    """The actor's own reading once more. Raises NotVisible."""
    draft, reading = imports.find(actor, _draft_kind(course), draft_id, _sheet(course))
    return _look(course, draft, reading)


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
                enrolments.apply(actor=actor, course=course, data=enrolments.with_place(course, line.values))
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


MORE = ("상태", "출석(분)", "수료번호")


def export(*, actor: Actor, course: EducationRequest, reason: str) -> bytes:
    """Everybody who signed up, in order. Raises NotVisible, Forbidden, Invalid."""
    if not reason.strip():
        raise Invalid({"reason": "내려받는 목적을 적으십시오."})
    row = REQUEST.find(actor, "enrol", EducationRequest.objects.for_page(), pk=course.pk)
    people = list(
        row.enrolments.select_related("institution").prefetch_related("certificates").order_by("applied_at", "pk")
    )
    with transaction.atomic():
        changes = {"people": len(people)}
        audit.record(actor, "education.people_export", action="DOWNLOAD", about=row, changes=changes, reason=reason)
    columns = exports.people(asks_birth=row.asks_birth_date).columns
    heads = [*(column.header for column in columns), *MORE]
    return workbook("수강생 명단", heads, _rows_of_people(row, people, [column.key for column in columns]))


def _rows_of_people(course: EducationRequest, people: list[Enrolment], names: list[str]) -> Iterator[list[Any]]:
    stands = completion.standings(course)
    for one in people:
        stand = stands.get(one.pk)
        known = {
            "name": one.name,
            "affiliation": one.institution.name if one.institution else one.affiliation,
            "job": codes.label("education_audience", one.job) if one.job else "",
            "phone": one.phone,
            "birth_date": one.birth_date,
            "consent": "예",
        }
        minutes = one.minutes if one.minutes is not None else (stand.attended if stand else None)
        yield [*(known[name] for name in names), one.get_status_display(), minutes, _certificate_number(one)]


def _certificate_number(one: Enrolment) -> str:
    return next((paper.number for paper in one.certificates.all() if paper.revoked_at is None), "")
