"""Dates as Korean offices write them: `2026. 12. 7.(월)`, on papers `’26. 12. 7.(월)`, due words `D-2`.

Every function takes a date or an aware datetime; a datetime is read in Seoul, whatever zone it was stored in.
"""

from __future__ import annotations

from datetime import date, datetime

from core import workdays

FAR_DAYS = 7
_WEEKDAYS = "월화수목금토일"


def seoul_date(value: date | datetime) -> date:
    """The calendar day in Seoul. A naive datetime is taken as Seoul time."""
    if not isinstance(value, datetime):
        return value
    return workdays.seoul_date(value) if value.tzinfo else value.date()


def seoul_time(value: datetime) -> str:
    """`14:32`, 24 hours."""
    local = value.astimezone(workdays.SEOUL) if value.tzinfo else value
    return f"{local:%H:%M}"


def kdate(value: date | datetime) -> str:
    """`2026. 12. 7.(월)`"""
    day = seoul_date(value)
    return f"{day.year}. {day.month}. {day.day}.({_WEEKDAYS[day.weekday()]})"


def kdate_short(value: date | datetime, today: date | None = None) -> str:
    """`12. 7.(월)`; with `today` given, a day of another year keeps its year, because leaving it out would mislead."""
    day = seoul_date(value)
    if today is not None and day.year != today.year:
        return kdate(day)
    return f"{day.month}. {day.day}.({_WEEKDAYS[day.weekday()]})"


def kdatetime(value: datetime, today: date | None = None) -> str:
    """`12. 7.(월) 14:32`; the year as in `kdate_short`."""
    return f"{kdate_short(value, today)} {seoul_time(value)}"


def kago(value: datetime, today: date) -> str:
    """`오늘 09:12` for today and the plain day for anything older: only today is told relatively."""
    if seoul_date(value) == today:
        return f"오늘 {seoul_time(value)}"
    return kdate_short(value, today)


def paper_date(value: date | datetime) -> str:
    """`’26. 12. 7.(월)` with U+2019, as reports write it."""
    day = seoul_date(value)
    return f"\u2019{day.year % 100:02d}. {day.month}. {day.day}.({_WEEKDAYS[day.weekday()]})"


def due_words(due: date | datetime, today: date) -> tuple[str, str]:
    """Words of a deadline and its class: `4일 지남` late, `오늘` today, `D-2`, and far beyond seven days."""
    days = (seoul_date(due) - today).days
    if days < 0:
        return f"{-days}일 지남", "late"
    if days == 0:
        return "오늘", "today"
    return f"D-{days}", "far" if days > FAR_DAYS else ""
