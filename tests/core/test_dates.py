"""Dates as Korean offices write them."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from core import dates

MONDAY = date(2026, 12, 7)
NOON = datetime(2026, 12, 7, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 12, 7), "2026. 12. 7.(월)"),
        (date(2027, 1, 23), "2027. 1. 23.(토)"),
        (date(2026, 12, 6), "2026. 12. 6.(일)"),
        (datetime(2026, 12, 6, 15, 0, tzinfo=UTC), "2026. 12. 7.(월)"),  # midnight in Seoul
        (datetime(2026, 12, 6, 14, 59, tzinfo=UTC), "2026. 12. 6.(일)"),
    ],
)
def test_a_day_is_written_with_dots_and_weekday_in_seoul(value: date, written: str) -> None:
    assert dates.kdate(value) == written


@time_machine.travel(NOON, tick=False)
def test_a_naive_moment_is_taken_as_seoul_time() -> None:
    assert dates.kdatetime(datetime(2026, 12, 7, 23, 59)) == "12. 7.(월) 23:59"


def test_the_short_form_keeps_the_year_of_another_year() -> None:
    assert dates.kdate_short(date(2027, 1, 25), MONDAY) == "2027. 1. 25.(월)"
    with time_machine.travel(NOON, tick=False):
        assert dates.kdate_short(MONDAY) == "12. 7.(월)"
        assert dates.kdate_short(date(2027, 1, 25)) == "2027. 1. 25.(월)", "also where nobody says what today is"
        assert dates.kdatetime(datetime(2027, 1, 4, 14, 30)) == "2027. 1. 4.(월) 14:30"
    with time_machine.travel(datetime(2026, 12, 31, 15, 0, tzinfo=UTC), tick=False):
        assert dates.kdate_short(MONDAY) == "2026. 12. 7.(월)", "the year begins at midnight in Seoul"
    assert dates.kdate_short(MONDAY, date(2026, 1, 1)) == "12. 7.(월)"


@time_machine.travel(NOON, tick=False)
def test_a_deadline_is_one_day_however_it_is_stored() -> None:
    for due in (date(2026, 12, 8), datetime(2026, 12, 8, 15, 0, tzinfo=UTC), datetime(2026, 12, 8, 3, 0, tzinfo=UTC)):
        assert dates.until(due) == "12. 8.(화)까지"
    assert dates.open_until(datetime(2026, 12, 8, 15, 0, tzinfo=UTC)) == "12. 8.(화)까지"
    assert dates.open_until(datetime(2026, 12, 8, 9, 0, tzinfo=UTC)) == "12. 8.(화) 18:00까지"


@time_machine.travel(NOON, tick=False)
def test_moment_in_seoul() -> None:
    assert dates.kdatetime(datetime(2026, 12, 7, 5, 32, tzinfo=UTC)) == "12. 7.(월) 14:32"


def test_only_today_is_told_relatively() -> None:
    assert dates.kago(datetime(2026, 12, 7, 0, 12, tzinfo=UTC), MONDAY) == "오늘 09:12"
    assert dates.kago(datetime(2026, 12, 4, 0, 12, tzinfo=UTC), MONDAY) == "12. 4.(금)"
    assert dates.kago(datetime(2025, 12, 31, 0, 0, tzinfo=UTC), MONDAY) == "2025. 12. 31.(수)"


def test_papers_write_the_year_with_an_apostrophe() -> None:
    assert dates.paper_date(date(2026, 12, 10)) == "’26. 12. 10.(목)"
    assert dates.paper_date(date(2009, 3, 1)) == "’09. 3. 1.(일)"


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (date(2026, 12, 3), "4일 지남", "late"),
        (date(2026, 12, 6), "1일 지남", "late"),
        (date(2026, 12, 7), "오늘", "today"),
        (date(2026, 12, 8), "D-1", ""),
        (date(2026, 12, 14), "D-7", ""),
        (date(2026, 12, 15), "D-8", "far"),
        (datetime(2026, 12, 7, 14, 59, tzinfo=UTC), "오늘", "today"),  # 23:59 in Seoul
        (datetime(2026, 12, 7, 15, 0, tzinfo=UTC), "오늘", "today"),  # 24:00 in Seoul
        (datetime(2026, 12, 7, 15, 1, tzinfo=UTC), "D-1", ""),
        (datetime(2026, 12, 7, 0, 0, tzinfo=UTC), "3시간 지남", "late"),  # 09:00, now it is 12:00
        (datetime(2026, 12, 7, 2, 40, tzinfo=UTC), "20분 지남", "late"),
    ],
)
def test_a_deadline_in_words(due: date, words: str, tone: str) -> None:
    assert dates.due_words(due, NOON) == (words, tone)


def test_a_limit_at_midnight_belongs_to_the_day_that_ends() -> None:
    midnight = datetime(2026, 12, 9, 15, 0, tzinfo=UTC)  # 24:00 of the 9th in Seoul
    assert dates.last_day(midnight) == date(2026, 12, 9)
    assert dates.due_words(midnight, NOON) == ("D-2", "")
