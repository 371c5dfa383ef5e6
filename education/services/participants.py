"""The people of a course as a list: read from a file, looked at first, then signed up all of them or nobody; and taken
away as a spreadsheet, with whole names, so who takes it and why is written down.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import audit, codes, imports, workdays
from core.actor import Actor
from core.errors import Invalid
from core.imports import Mends, Reading
from core.imports.lists import ListImport, Look
from core.models import ImportDraft
from core.sheets import workbook
from education.access import REQUEST
from education.exports import participants as exports
from education.models import EducationRequest, Enrolment
from education.services import completion, enrolments


@dataclass
class PeopleLook(Look):
    """So many seats, so many places in the line."""

    seats: int

    @property
    def seated(self) -> int:
        return min(self.count, max(self.seats, 0))

    @property
    def waiting(self) -> int:
        return self.count - self.seated


def _sheet(course: EducationRequest) -> imports.Sheet:
    return exports.people(asks_birth=course.asks_birth_date)


def _look(course: EducationRequest, draft: ImportDraft, reading: Reading, meant: Collection[int]) -> PeopleLook:
    """Those who are signed up already, or stand twice in the list, are told with the other faults."""
    sheet = _sheet(course)
    hashes = [(enrolments.person_hash(enrolments.with_place(course, line.values)), line) for line in reading.rows]
    rows = course.enrolments.signed_up().filter(person_hash__in=[one for one, _ in hashes])
    known, first = set(rows.values_list("person_hash", flat=True)), dict[str, int]()
    for person, line in hashes:
        if person in known:
            sheet.refuse(reading, line, "name", enrolments.TWICE)
        elif first.setdefault(person, line.number) != line.number:
            sheet.refuse(reading, line, "name", f"{first[person]}번째 줄과 같은 사람입니다.")
    return PeopleLook(draft, reading, sheet.faults_of(reading), enrolments.seats_left(course))


def _take(actor: Actor, course: EducationRequest, found: PeopleLook, mends: Mends) -> int:
    """Sign up everybody. Where the file says nothing of consent, it is who confirms it that says everybody gave it."""
    people = [enrolments.with_place(course, line.values) for line in found.rows]
    changes: dict[str, Any] = {"count": found.count}
    if found.reading.question and mends.agreed_on:
        consented_at = workdays.start_of_day(mends.agreed_on)
        people = [{**data, "consent": True, "consented_at": consented_at} for data in people]
        changes["agreed_on"] = mends.agreed_on.isoformat()
    enrolments.apply_all(actor=actor, course=course, people=people)
    audit.record(actor, "education.import_people", action="CREATE", about=course, changes=changes)
    return found.count


PEOPLE: ListImport[EducationRequest, PeopleLook] = ListImport(
    kind="people",
    route="education.people",
    most=500,
    taken="이미 신청한 명단입니다.",
    nobody="신청할 사람이 없습니다.",
    sheet=_sheet,
    look=_look,
    take=_take,
)

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
