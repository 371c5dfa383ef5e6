"""Need level and follow-up steps of the discharge programme."""

from datetime import date

import pytest

from core.schedule import action_date, plan
from core.workdays import Calendar
from discharge.services.followups import DEFAULT_FOLLOWUP_STEPS
from discharge.services.needs import need_level


@pytest.mark.parametrize(
    ("levels", "level"),
    [
        ([], "0"),
        ([0, 0], "0"),
        ([0, 1], "1"),
        ([1] * 15, "1"),
        ([2], "2"),
        ([2, 2, 1], "2"),
        ([2, 2, 2], "3"),
        ([3], "3"),
        ([0, 1, 3], "3"),
    ],
)
def test_need_level_of_all_needs(levels: list[int], level: str) -> None:
    assert need_level(levels) == level


def test_a_need_beyond_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="욕구 수준"):
        need_level([4])


@pytest.mark.parametrize(
    ("discharged_on", "due", "act"),
    [
        (
            date(2026, 10, 23),
            ["2026-10-30", "2026-11-23", "2027-01-23", "2027-04-23"],
            ["2026-10-30", "2026-11-23", "2027-01-25", "2027-04-23"],
        ),
        (
            date(2026, 11, 16),
            ["2026-11-23", "2026-12-16", "2027-02-16", "2027-05-16"],
            ["2026-11-23", "2026-12-16", "2027-02-16", "2027-05-17"],
        ),
    ],
)
def test_the_rows_after_a_discharge(discharged_on: date, due: list[str], act: list[str]) -> None:
    rows = plan(discharged_on, DEFAULT_FOLLOWUP_STEPS)
    assert [row.due.isoformat() for row in rows] == due
    acts = [action_date(row.due, (row.window_from, row.window_to), Calendar()) for row in rows]
    assert [day.isoformat() for day in acts] == act
