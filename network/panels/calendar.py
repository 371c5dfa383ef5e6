"""The calendar as pages show it: a month, a week or a list of days, and where its buttons lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from core import workdays
from network.registry import calendar as calendar_registry
from network.registry.calendar import Entry

SHAPES = {"month": "월", "week": "주", "list": "목록"}
IN_A_CELL = 2  # entries of a day in the month; the others are behind "외 n건"
_DAY = timedelta(days=1)
EARLIEST, LATEST = date(2000, 2, 1), date(2099, 11, 30)


@dataclass(frozen=True)
class Day:
    """One cell. `holiday`: its Korean name; `more`: how many entries are not shown."""

    on: date
    label: str
    entries: Sequence[Entry]
    more: int = 0
    more_url: str = ""
    is_out: bool = False
    is_today: bool = False
    holiday: str = ""

    @property
    def is_sunday(self) -> bool:
        return self.on.weekday() == 6


@dataclass(frozen=True)
class Span:
    """What one page covers: days from `first` up to and with `last`; `since` and `until` as moments."""

    shape: str
    on: date
    first: date
    last: date

    @property
    def since(self) -> datetime:
        return workdays.start_of_day(self.first)

    @property
    def until(self) -> datetime:
        return workdays.end_of_day(self.last)


def span(shape: str, on: date) -> Span:
    """The page of a shape that holds a day: a month with the ends of its weeks, a week from Sunday, a bare month."""
    on = min(max(on, EARLIEST), LATEST)
    if shape == "week":
        first = _sunday(on)
        return Span(shape, on, first, first + 6 * _DAY)
    begin, end = on.replace(day=1), _next_month(on) - _DAY
    if shape == "list":
        return Span(shape, on, begin, end)
    return Span("month", on, _sunday(begin), _sunday(end) + 6 * _DAY)


def _sunday(day: date) -> date:
    return day - _DAY * ((day.weekday() + 1) % 7)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + 4 * _DAY).replace(day=1)


def context(found: Span, entries: Iterable[Entry], kind: str, today: date) -> dict[str, Any]:
    """What the page shows. `kind`: the only kind that is shown, empty for all."""
    shown = [entry for entry in entries if not entry.is_cancelled]
    days = _days(found, shown, kind, today)
    step = _address(found, kind)
    before, after = (found.first, found.last) if found.shape == "week" else _neighbours(found.on)
    return {
        "span": found,
        "title": _title(found),
        "weeks": [days[start : start + 7] for start in range(0, len(days), 7)],
        "busy": [day for day in _days(found, shown, kind, today, whole=True) if day.entries],
        "shapes": [
            {"label": label, "url": _address(found, kind)(shape, found.on), "current": shape == found.shape}
            for shape, label in SHAPES.items()
        ],
        "previous_url": step(found.shape, before - _DAY if found.shape == "week" else before),
        "next_url": step(found.shape, after + _DAY if found.shape == "week" else after),
        "today_url": step(found.shape, today),
        "kinds": _kinds(found, kind),
        "kind": kind,
    }


def _neighbours(day: date) -> tuple[date, date]:
    begin = day.replace(day=1)
    return (begin - _DAY).replace(day=1), _next_month(day)


def _title(found: Span) -> str:
    if found.shape != "week":
        return f"{found.on.year}년 {found.on.month}월"
    first, last = found.first, found.last
    same = f"{last.month}. " if first.month != last.month else ""
    return f"{first.year}년 {first.month}. {first.day}. ~ {same}{last.day}."


def _address(found: Span, kind: str) -> Any:
    def address(shape: str, day: date) -> str:
        words = {"view": shape, "on": day.isoformat()} | ({"kind": kind} if kind else {})
        return f"?{urlencode(words)}"

    return address


def _kinds(found: Span, kind: str) -> list[dict[str, Any]]:
    known = calendar_registry.kinds()
    if len(known) < 2:
        return []
    return [
        {"label": label, "url": _address(found, code)(found.shape, found.on), "current": code == kind, "count": None}
        for code, label in [("", "모두"), *known]
    ]


def _days(found: Span, entries: Sequence[Entry], kind: str, today: date, *, whole: bool = False) -> list[Day]:
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        day = max(entry.first_day, found.first)
        while day <= min(entry.last_day, found.last):
            by_day.setdefault(day, []).append(entry)
            day += _DAY
    most = None if whole or found.shape != "month" else IN_A_CELL
    calendar = workdays.calendar()
    count = (found.last - found.first).days + 1
    return [_day(found, found.first + n * _DAY, by_day, most, calendar, kind, today) for n in range(count)]


def _day(
    found: Span,
    day: date,
    by_day: dict[date, list[Entry]],
    most: int | None,
    calendar: workdays.Calendar,
    kind: str,
    today: date,
) -> Day:
    entries = by_day.get(day, [])
    is_out = found.shape == "month" and day.month != found.on.month
    # the month is named where it changes
    label = f"{day.month}. {day.day}" if day == found.first or day.day == 1 else f"{day.day}"
    shown = entries[:most]
    return Day(
        on=day,
        label=label,
        entries=shown,
        more=len(entries) - len(shown),
        more_url=_address(found, kind)("week", day),
        is_out=is_out,
        is_today=day == today,
        holiday=calendar.holiday_name(day),
    )
