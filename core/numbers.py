"""Numbers that people read over the telephone: `D-2026-00012`. Year of creation in Seoul time, never reused."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone


def next_number(series: str, year: int | None = None) -> int:
    """The next number of a series and year; one statement, safe for parallel callers."""
    return next_numbers(series, 1, year)[0]


def next_numbers(series: str, count: int, year: int | None = None) -> range:
    """So many numbers in a row, in one statement."""
    year = year or timezone.localtime().year
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_counter (series, year, last) VALUES (%s, %s, %s)
            ON CONFLICT (series, year) DO UPDATE SET last = core_counter.last + EXCLUDED.last RETURNING last
            """,
            [series, year, count],
        )
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def case_number(series: str) -> str:
    year = timezone.localtime().year
    return f"{series}-{year}-{next_number(series, year):05d}"


OFFICE_LETTERS = 45  # leaves room for year and number in the column


def document_number(office: str) -> str:
    """`가상의료원 공공보건의료사업실-2026-123`: office, year, running number of the year."""
    year = timezone.localtime().year
    name = office[:OFFICE_LETTERS]
    return f"{name}-{year}-{next_number(f'문서:{name}'[:20], year)}"
