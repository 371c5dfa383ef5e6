"""The list of courses as a spreadsheet."""

from __future__ import annotations

from typing import Any

from core import codes, workdays
from education.models import EducationRequest
from education.querysets import OPEN

HEAD = (
    "신청번호", "과정명", "교육 분야", "교육 대상", "교육 방법", "신청기관", "상태", "신청일", "첫 교육일", "예상 인원", "정원", "기한",
)  # fmt: skip


def cells(row: Any) -> tuple[Any, ...]:
    """A line of the spreadsheet."""
    course: EducationRequest = row
    return (
        course.number,
        course.course,
        codes.labels("education_field", course.field),
        course.get_audience_display(),
        course.get_method_display(),
        course.asker or "자체 교육",
        course.get_status_display(),
        workdays.seoul_date(course.submitted_at) if course.submitted_at else None,
        row.begins_at,
        course.expected_count,
        course.capacity,
        workdays.last_day_of(course.due_at) if course.due_at and course.status in OPEN else None,
    )
