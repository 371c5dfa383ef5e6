"""Periods of figures: where they begin and end, the same a year earlier, their neighbours."""

from __future__ import annotations

from datetime import date

import pytest

from core.periods import Period


@pytest.mark.parametrize(
    ("period", "first", "last", "words"),
    [
        (Period.of("year", 2026), date(2026, 1, 1), date(2026, 12, 31), "2026년"),
        (Period.of("half", 2026, 2), date(2026, 7, 1), date(2026, 12, 31), "2026년 하반기"),
        (Period.of("quarter", 2026, 1), date(2026, 1, 1), date(2026, 3, 31), "2026년 1분기"),
        (Period.of("month", 2024, 2), date(2024, 2, 1), date(2024, 2, 29), "2024년 2월"),
    ],
)
def test_a_period_begins_and_ends_with_its_months(period: Period, first: date, last: date, words: str) -> None:
    assert (period.first, period.last, period.words) == (first, last, words)


def test_a_year_earlier_ends_with_its_own_february() -> None:
    assert Period.of("month", 2025, 2).year_before().last == date(2024, 2, 29)
    free = Period(date(2024, 2, 29), date(2025, 2, 28)).year_before()
    assert (free.first, free.last) == (date(2023, 2, 28), date(2024, 2, 29))


def test_the_periods_beside_a_quarter_cross_the_year() -> None:
    before, after = Period.of("quarter", 2026, 1).neighbours()
    assert (before, after) == (Period.of("quarter", 2025, 4), Period.of("quarter", 2026, 2))
