"""Rows that fall due in steps from an anchor day: due dates, windows, and the day on which to act."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

from core.workdays import Calendar


@dataclass(frozen=True)
class Step:
    """One step of a schedule: so many months or days after the anchor, with a window of days around it."""

    code: str
    months: int = 0
    days: int = 0
    before: int = 0
    after: int = 0


@dataclass(frozen=True)
class Planned:
    """A step laid on the calendar; the window holds both its ends."""

    step: str
    due: date
    window_from: date
    window_to: date


class Windowed(Protocol):
    """Anything with a window, be it planned or stored."""

    @property
    def window_from(self) -> date: ...
    @property
    def window_to(self) -> date: ...


class OverlappingWindows(ValueError):
    """Two windows of one case share a day, so that a contact could count for either."""


def add_months(anchor: date, months: int) -> date:
    """The same day of the month, clamped to its last day: 31 Aug + 6 months = 28 Feb, + 3 months = 30 Nov."""
    year, month0 = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return date(year, month0 + 1, min(anchor.day, monthrange(year, month0 + 1)[1]))


def due_date(anchor: date, step: Step) -> date:
    """Always counted from the anchor, never from the due date before it."""
    return add_months(anchor, step.months) + timedelta(days=step.days)


def plan(anchor: date, steps: Iterable[Step]) -> list[Planned]:
    """Lay the steps out from the anchor; OverlappingWindows when two windows share a day."""
    rows = []
    for step in steps:
        due = due_date(anchor, step)
        rows.append(Planned(step.code, due, due - timedelta(days=step.before), due + timedelta(days=step.after)))
    check_windows(rows)
    return rows


def check_windows(rows: Iterable[Windowed]) -> None:
    """Windows of one case must not overlap; to be asked again when a row is added or moved."""
    in_order = sorted(rows, key=lambda row: row.window_from)
    for earlier, later in pairwise(in_order):
        if later.window_from <= earlier.window_to:
            raise OverlappingWindows(
                f"추적관찰 기간이 서로 겹칩니다. ({earlier.window_from}~{earlier.window_to}, "
                f"{later.window_from}~{later.window_to})"
            )


def action_date(due: date, window: tuple[date, date], calendar: Calendar, high_risk: bool = False) -> date:
    """The working day on which to act when the due day is none; the due date itself stays.

    The next working day if it is still inside the window, else the previous one. For a person at high risk
    always the previous one: their contacts move earlier, never later.
    """
    if calendar.is_working_day(due):
        return due
    following = calendar.next_working_day(due)
    if high_risk or following > window[1]:
        return calendar.previous_working_day(due)
    return following


class Timing(Enum):
    """How a contact lies to the window of the row for which it counts."""

    IN_WINDOW = "IN_WINDOW"
    EARLY = "EARLY"
    LATE = "LATE"


R = TypeVar("R", bound=Windowed)


@dataclass(frozen=True)
class Match(Generic[R]):
    """The row for which a contact counts, and whether it came early or late."""

    row: R
    timing: Timing


def timing_of(contact_day: date, row: Windowed) -> Timing:
    """Early before the window, late after it."""
    if contact_day < row.window_from:
        return Timing.EARLY
    return Timing.LATE if contact_day > row.window_to else Timing.IN_WINDOW


def row_for(contact_day: date, open_rows: Sequence[R]) -> Match[R] | None:
    """The open row whose window holds the contact, else the nearest one; of two equally near, the earlier.

    Nearness is the number of days to the window's nearer end.
    """
    if not open_rows:
        return None
    nearest = min(open_rows, key=lambda row: (_days_outside(contact_day, row), row.window_from))
    return Match(nearest, timing_of(contact_day, nearest))


def _days_outside(day: date, row: Windowed) -> int:
    return max((row.window_from - day).days, (day - row.window_to).days, 0)
