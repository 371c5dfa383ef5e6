"""Limits end on the Korean working day on which people expect them to end."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from core import workdays
from core.workdays import SEOUL, Calendar

PLAIN = Calendar()


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-03-02", "삼일절 대체 휴일"),
        ("2026-05-01", "노동절"),
        ("2026-05-25", "부처님오신날 대체 휴일"),
        ("2026-06-03", "지방선거일"),
        ("2026-07-17", "제헌절"),
        ("2026-08-17", "광복절 대체 휴일"),
        ("2026-09-24", "추석 전날"),
        ("2026-10-05", "개천절 대체 휴일"),
        ("2027-02-09", "설날 대체 휴일"),
        ("2027-05-03", "노동절 대체 휴일"),
        ("2027-07-19", "제헌절 대체 휴일"),
        ("2027-08-16", "광복절 대체 휴일"),
        ("2027-10-04", "개천절 대체 휴일"),
        ("2027-10-11", "한글날 대체 휴일"),
        ("2027-12-27", "기독탄신일 대체 휴일"),
    ],
)
def test_weekdays_that_are_holidays(day: str, name: str) -> None:
    assert not PLAIN.is_working_day(date.fromisoformat(day))
    assert PLAIN.holiday_name(date.fromisoformat(day)) == name


@pytest.mark.parametrize("day", ["2026-02-19", "2026-06-08", "2026-10-12", "2027-03-02"])
def test_days_that_get_no_substitute(day: str) -> None:
    assert PLAIN.is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-10-24", "2026-10-25"])
def test_a_weekend_is_no_working_day_and_no_named_holiday(day: str) -> None:
    assert not PLAIN.is_working_day(date.fromisoformat(day))
    assert PLAIN.holiday_name(date.fromisoformat(day)) == ""


@pytest.mark.parametrize(
    ("start", "working_days", "last"),
    [
        ("2026-10-20", 3, "2026-10-23"),  # a linkage sent on Tuesday must be received by Friday 24:00
        ("2026-10-21", 3, "2026-10-26"),
        ("2026-10-06", 3, "2026-10-12"),  # Hangul day and a weekend between
        ("2026-10-02", 1, "2026-10-06"),  # weekend and the substitute of the foundation day
        ("2026-09-23", 1, "2026-09-28"),  # Chuseok
        ("2026-10-23", 0, "2026-10-23"),
    ],
)
def test_a_limit_in_working_days_ends_at_24_00(start: str, working_days: int, last: str) -> None:
    limit = PLAIN.deadline(date.fromisoformat(start), working_days)
    assert limit == datetime.fromisoformat(last).replace(tzinfo=SEOUL) + timedelta(days=1)
    assert workdays.last_day_of(limit) == date.fromisoformat(last)


def test_a_limit_in_calendar_days_counts_the_starting_day_as_day_0() -> None:
    limit = workdays.deadline_in_days(date(2026, 10, 22), 14)
    assert limit.isoformat() == "2026-11-06T00:00:00+09:00"
    assert workdays.last_day_of(limit) == date(2026, 11, 5)


def test_a_day_of_seoul_begins_and_ends_at_its_midnights() -> None:
    assert workdays.start_of_day(date(2026, 10, 23)).astimezone(UTC) == datetime(2026, 10, 22, 15, tzinfo=UTC)
    assert workdays.end_of_day(date(2026, 10, 23)) == workdays.start_of_day(date(2026, 10, 24))


@time_machine.travel("2026-10-23T15:00:00Z", tick=False)
def test_today_is_the_day_in_seoul() -> None:
    assert workdays.seoul_today() == date(2026, 10, 24)
    assert workdays.seoul_date(datetime(2026, 10, 23, 14, 59, tzinfo=UTC)) == date(2026, 10, 23)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        workdays.seoul_date(datetime(2026, 10, 23, 14, 59))


def test_the_operator_adds_and_removes_days() -> None:
    sudden, election = date(2026, 11, 20), date(2026, 6, 3)
    site = Calendar(frozenset({sudden}), frozenset({election}), {sudden: "임시공휴일"})
    assert not site.is_working_day(sudden)
    assert site.holiday_name(sudden) == "임시공휴일"
    assert site.is_working_day(election)
    assert site.holiday_name(election) == ""
    assert site.add_working_days(date(2026, 11, 19), 1) == date(2026, 11, 23)
    assert PLAIN.add_working_days(date(2026, 11, 19), 1) == sudden


def test_a_saturday_on_which_the_operator_works_counts() -> None:
    saturday = date(2026, 10, 24)
    assert Calendar(removed=frozenset({saturday})).next_working_day(date(2026, 10, 23)) == saturday


def test_a_decision_time_is_counted_in_working_days() -> None:
    assert PLAIN.working_days_between(date(2026, 10, 12), date(2026, 10, 15)) == 3
    assert PLAIN.working_days_between(date(2026, 10, 2), date(2026, 10, 6)) == 1
    assert PLAIN.working_days_between(date(2026, 10, 6), date(2026, 10, 2)) == 0


days = st.dates(date(2024, 1, 1), date(2035, 12, 31))


@given(days, st.integers(1, 30))
def test_working_days_can_be_counted_back(day: date, count: int) -> None:
    ahead = PLAIN.add_working_days(day, count)
    assert PLAIN.is_working_day(ahead)
    assert PLAIN.working_days_between(day, ahead) == count
    assert PLAIN.add_working_days(PLAIN.next_working_day(ahead), -1) == ahead


@given(days)
def test_the_nearest_working_days_have_none_between(day: date) -> None:
    before, after = PLAIN.previous_working_day(day), PLAIN.next_working_day(day)
    assert before < day < after
    assert PLAIN.working_days_between(before, after) == 1 + PLAIN.is_working_day(day)


class HolidayTable:
    """Stands for the operator's table and counts how often it is read."""

    def __init__(self, rows: list[tuple[date, str, bool]]) -> None:
        self.rows = rows
        self.reads = 0

    def values_list(self, *_fields: str) -> list[tuple[date, str, bool]]:
        self.reads += 1
        return self.rows


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[HolidayTable]:
    holidays = HolidayTable([(date(2026, 11, 20), "임시공휴일", False), (date(2026, 6, 3), "지방선거일", True)])
    monkeypatch.setattr(workdays.apps, "get_model", lambda *_names: SimpleNamespace(_default_manager=holidays))
    workdays.forget_calendar()
    yield holidays
    workdays.forget_calendar()


def test_the_calendar_in_force_holds_the_operators_days(table: HolidayTable) -> None:
    assert workdays.calendar().holiday_name(date(2026, 11, 20)) == "임시공휴일"
    assert workdays.calendar().is_working_day(date(2026, 6, 3))


def test_the_table_is_read_once_a_minute_and_after_a_change(table: HolidayTable) -> None:
    with time_machine.travel("2026-11-01T00:00:00Z", tick=False):
        workdays.calendar()
        workdays.calendar()
        assert table.reads == 1
        table.rows.append((date(2026, 11, 27), "임시공휴일", False))
        workdays.forget_calendar()
        assert not workdays.calendar().is_working_day(date(2026, 11, 27))
        assert table.reads == 2


def test_another_process_sees_a_change_a_minute_later(table: HolidayTable, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(monotonic=lambda: 1000.0)
    monkeypatch.setattr(workdays, "time", clock)
    workdays.calendar()
    clock.monotonic = lambda: 1061.0
    workdays.calendar()
    assert table.reads == 2
