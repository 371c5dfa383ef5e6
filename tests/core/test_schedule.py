"""Follow-up rows fall due where the vectors say, and a contact counts for the right one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.schedule import (
    OverlappingWindows,
    Planned,
    Step,
    Timing,
    action_date,
    add_months,
    check_windows,
    plan,
    row_for,
)
from core.workdays import Calendar
from tests.vectors import Row, rows

WEEKDAYS = "월화수목금토일"
CALENDAR = Calendar()
AFTER_DISCHARGE = [
    Step("1W", days=7, before=3, after=3),
    Step("1M", months=1, before=7, after=7),
    Step("3M", months=3, before=14, after=14),
    Step("6M", months=6, before=14, after=14),
]
AFTER_CRISIS = [
    Step("MH-1W", days=7, before=2, after=2),
    Step("MH-2W", days=14, before=3, after=3),
    Step("MH-1M", months=1, before=5, after=5),
    Step("MH-3M", months=3, before=7, after=7),
]


def planned(row: Row) -> Planned:
    steps = AFTER_CRISIS if row["step"].startswith("MH-") else AFTER_DISCHARGE
    found = plan(date.fromisoformat(row["anchor_date"]), steps)
    return next(candidate for candidate in found if candidate.step == row["step"])


def day_and_weekday(day: date) -> str:
    return f"{day.isoformat()} ({WEEKDAYS[day.weekday()]})"


@pytest.mark.parametrize("row", rows("followup_vectors"), ids=lambda row: f"{row['anchor_date']}-{row['step']}")
def test_every_vector_falls_due_as_written(row: Row) -> None:
    found = planned(row)
    assert day_and_weekday(found.due) == f"{row['due_date']} ({row['weekday']})"
    assert found.window_from.isoformat() == row["window_from"]
    assert found.window_to.isoformat() == row["window_to"]


@pytest.mark.parametrize(
    "row",
    [row for row in rows("followup_vectors") if row["action_date_default"]],
    ids=lambda row: f"{row['anchor_date']}-{row['step']}",
)
def test_every_vector_is_acted_upon_on_the_day_written(row: Row) -> None:
    found = planned(row)
    window = (found.window_from, found.window_to)
    assert day_and_weekday(action_date(found.due, window, CALENDAR)) == row["action_date_default"]
    assert day_and_weekday(action_date(found.due, window, CALENDAR, high_risk=True)) == row["action_date_high_risk"]


def test_a_high_risk_contact_never_moves_later_even_out_of_its_window() -> None:
    chuseok = date(2026, 9, 25)
    assert action_date(chuseok, (chuseok, date(2026, 9, 29)), CALENDAR, high_risk=True) == date(2026, 9, 23)


def test_a_sudden_holiday_moves_the_day_to_act_and_not_the_due_date() -> None:
    due = date(2026, 11, 23)
    site = Calendar(extra=frozenset({due}))
    assert action_date(due, (date(2026, 11, 20), date(2026, 11, 26)), site) == date(2026, 11, 24)


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.integers(-24, 24))
def test_a_month_step_lands_in_the_month_it_names(anchor: date, months: int) -> None:
    landed = add_months(anchor, months)
    assert (landed.year * 12 + landed.month) - (anchor.year * 12 + anchor.month) == months
    assert landed.day <= anchor.day


def test_windows_of_one_case_may_touch_and_not_overlap() -> None:
    touching = [Step("1W", days=7, before=3, after=3), Step("2W", days=14, before=3, after=3)]
    assert [row.step for row in plan(date(2026, 10, 23), touching)] == ["1W", "2W"]
    with pytest.raises(OverlappingWindows, match="2026-10-27~2026-11-02"):
        plan(date(2026, 10, 23), [touching[0], Step("2W", days=14, before=4, after=4)])


def test_a_row_added_later_is_held_against_the_others() -> None:
    standing = plan(date(2026, 10, 23), AFTER_DISCHARGE)
    check_windows(standing)
    with pytest.raises(OverlappingWindows):
        check_windows([*standing, Planned("EXTRA", date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 3))])


@pytest.mark.parametrize("steps", [AFTER_DISCHARGE, AFTER_CRISIS])
@given(anchor=st.dates(date(2024, 1, 1), date(2035, 12, 31)))
def test_the_usual_steps_never_overlap_whatever_the_anchor(steps: list[Step], anchor: date) -> None:
    assert len(plan(anchor, steps)) == 4


@pytest.mark.parametrize(
    ("contact", "step", "timing"),
    [
        ("2026-10-30", "1W", Timing.IN_WINDOW),
        ("2026-10-27", "1W", Timing.IN_WINDOW),
        ("2026-11-02", "1W", Timing.IN_WINDOW),
        ("2026-10-26", "1W", Timing.EARLY),
        ("2026-11-03", "1W", Timing.LATE),
        ("2026-11-15", "1M", Timing.EARLY),
        ("2026-11-09", "1W", Timing.LATE),  # seven days from either window: the earlier row
        ("2027-12-01", "6M", Timing.LATE),
    ],
)
def test_a_contact_counts_for_the_row_that_holds_it_or_the_nearest(contact: str, step: str, timing: Timing) -> None:
    match = row_for(date.fromisoformat(contact), plan(date(2026, 10, 23), AFTER_DISCHARGE))
    assert match is not None
    assert (match.row.step, match.timing) == (step, timing)


def test_a_contact_inside_the_window_of_a_finished_row_counts_for_the_nearest_open_one() -> None:
    still_open = plan(date(2026, 10, 23), AFTER_DISCHARGE)[1:]
    match = row_for(date(2026, 10, 30), still_open)
    assert match is not None
    assert (match.row.step, match.timing) == ("1M", Timing.EARLY)
    assert row_for(date(2026, 10, 30), []) is None
