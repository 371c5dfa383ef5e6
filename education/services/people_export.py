"""The list of a course as a spreadsheet: whole names, so who takes it and why is written down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from core import audit, codes
from core.actor import Actor
from core.errors import Invalid
from core.sheets import workbook
from education import sheets
from education.access import REQUEST
from education.models import EducationRequest, Enrolment
from education.services import deciding

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
    columns = sheets.people(asks_birth=row.asks_birth_date).columns
    heads = [*(column.header for column in columns), *MORE]
    return workbook("수강생 명단", heads, _lines(row, people, [column.key for column in columns]))


def _lines(course: EducationRequest, people: list[Enrolment], names: list[str]) -> Iterator[list[Any]]:
    stands = deciding.standings(course)
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
        yield [*(known[name] for name in names), one.get_status_display(), minutes, _number(one)]


def _number(one: Enrolment) -> str:
    return next((paper.number for paper in one.certificates.all() if paper.revoked_at is None), "")
