"""Dates as Korean offices write them: `2026. 12. 7.(월)`, on papers `’26. 12. 7.(월)`, due words `D-2`.

Every function takes a date or an aware datetime; a datetime is read in Seoul, whatever zone it was stored in.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core import workdays

FAR_DAYS = 7
_MOMENT = timedelta(microseconds=1)
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


def paper_day(value: date | datetime) -> str:
    """`’26. 12. 7.`: as in tables and captions, without the day of the week."""
    day = seoul_date(value)
    return f"\u2019{day.year % 100:02d}. {day.month}. {day.day}."


def month_and_day(value: date | datetime) -> str:
    """`12. 7.`: after a day whose year was written."""
    day = seoul_date(value)
    return f"{day.month}. {day.day}."


def paper_span(start: datetime, end: datetime) -> str:
    """`’26. 12. 10.(목) 14:00~16:00`; over several days both ends with their day."""
    if seoul_date(start) == seoul_date(end):
        return f"{paper_date(start)} {seoul_time(start)}~{seoul_time(end)}"
    return f"{paper_date(start)} {seoul_time(start)} ~ {paper_date(end)} {seoul_time(end)}"


def last_day(due: date | datetime) -> date:
    """The day on which a deadline may still be met. A moment is exclusive: 00:00 is 24:00 of the day before."""
    return seoul_date(due - _MOMENT) if isinstance(due, datetime) else due


def due_words(due: date | datetime, now: datetime) -> tuple[str, str]:
    """Words of a deadline and its class: `4일 지남` late, `오늘` today, `D-2`, and far beyond seven days.

    A moment that passed earlier today is told in hours or minutes: `3시간 지남`.
    """
    days = (last_day(due) - seoul_date(now)).days
    if days < 0:
        return f"{-days}일 지남", "late"
    if isinstance(due, datetime) and due <= now:
        minutes = int((now - due).total_seconds() // 60)
        return (f"{minutes // 60}시간 지남" if minutes >= 60 else f"{max(minutes, 1)}분 지남"), "late"
    if days == 0:
        return "오늘", "today"
    return f"D-{days}", "far" if days > FAR_DAYS else ""
