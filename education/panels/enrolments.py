"""What a course's roll shows of who signed up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from core.masking import mask_name
from education.models import EducationRequest, Enrolment


def people_of(course: EducationRequest) -> QuerySet[Enrolment]:
    return course.enrolments.select_related("institution").order_by("applied_at", "pk")


def lines_of(rows: Iterable[Any]) -> list[Any]:
    """With masked names, and beside them what tells two of one name apart: year of birth, end of the telephone."""
    found = list(rows)
    for row in found:
        row.who = mask_name(row.name)
        known = (row.birth_date and f"{row.birth_date.year}년생", row.phone and f"끝 {row.phone[-4:]}")
        row.apart = " · ".join(filter(None, known))
    return found
