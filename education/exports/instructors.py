"""The ledger of an instructor's lessons and fees in a year."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import workdays
from education.models import Instructor, InstructorBooking
from education.querysets import TAKEN

LEDGER_HEAD = ("교육일", "신청번호", "과정명", "시간(분)", "강사료(원)", "상태", "지급일")


def year_of(text: str) -> int:
    """The year that is asked for; this one where it is none."""
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return asked if 2000 <= asked <= 2100 else workdays.seoul_today().year


def ledger(row: Instructor, year: int) -> list[tuple[Any, ...]]:
    """A year of lessons as they are paid."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = InstructorBooking.objects.for_page().filter(
        instructor=row, status__in=TAKEN,
        session__starts_at__gte=workdays.start_of_day(first), session__starts_at__lt=workdays.end_of_day(last),
    )  # fmt: skip
    return [
        (
            workdays.seoul_date(one.session.starts_at),
            one.session.request.number,
            one.session.request.course,
            one.session.minutes,
            one.fee,
            one.get_status_display(),
            workdays.seoul_date(one.paid_at) if one.paid_at else None,
        )
        for one in found.order_by("session__starts_at")
    ]
