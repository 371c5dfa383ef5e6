"""Dates as Korean offices write them: `2026. 12. 7.(월)`, on papers `’26. 12. 7.(월)`, due words `D-2`.

Every function takes a date or an aware datetime; a datetime is read in Seoul, whatever zone it was stored in.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from core import workdays

FAR_DAYS = 7
_MOMENT = timedelta(microseconds=1)
_WEEKDAYS = "월화수목금토일"
_CLOCK = re.compile(
    r"(?P<half>오전|오후)?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2})|시(?:(?P<spoken>\d{1,2})분?|(?P<half_past>반))?)",
    re.ASCII,
)
NO_CLOCK = "시각은 10:30처럼 적으십시오."


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
    """`12. 7.(월)`; a day of another year than today's keeps its year, because leaving it out would mislead."""
    day = seoul_date(value)
    if day.year != (today or workdays.seoul_today()).year:
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


def plain(value: date | datetime) -> str:
    """`2026. 12. 7.`: a day of birth or of a document, where the weekday says nothing."""
    day = seoul_date(value)
    return f"{day.year}. {day.month}. {day.day}."


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
    return f"{paper_date(start)} {seoul_time(start)}~{paper_date(end)} {seoul_time(end)}"


def letter_span(start: datetime, end: datetime) -> str:
    """`2026. 12. 10.(목) 14:00~16:00` of an official letter, which cuts no year; of two days both dates."""
    if seoul_date(start) == seoul_date(end):
        return f"{kdate(start)} {seoul_time(start)}~{seoul_time(end)}"
    return f"{kdate(start)} {seoul_time(start)}~{kdate(end)} {seoul_time(end)}"


def last_day(due: date | datetime) -> date:
    """The day on which a deadline may still be met. A moment is exclusive: 00:00 is 24:00 of the day before."""
    return seoul_date(due - _MOMENT) if isinstance(due, datetime) else due


def until(due: date | datetime) -> str:
    """`12. 9.(수)까지`: the last day of a deadline, on every page and in every message."""
    return f"{kdate_short(last_day(due))}까지"


def open_until(closes_at: datetime) -> str:
    """`12. 9.(수)까지`, or `12. 9.(수) 18:00까지` of what closes within a day."""
    return until(closes_at) if seoul_time(closes_at) == "00:00" else f"{kdatetime(closes_at)}까지"


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


def clock(typed: str) -> str:
    """A time of day as people write it (`10:30`, `1030`, `오후 2시 30분`), as `14:30`. Raises ValueError for what is none."""
    found = _CLOCK.fullmatch("".join(typed.split()))
    if found is None:
        raise ValueError(NO_CLOCK)
    half, hours = found["half"], int(found["hours"])
    minutes = 30 if found["half_past"] else int(found["minutes"] or found["spoken"] or 0)
    if half and hours <= 12:
        hours = hours % 12 + (12 if half == "오후" else 0)
    elif half == "오전":
        raise ValueError(NO_CLOCK)
    if hours > 23 or minutes > 59:
        raise ValueError(NO_CLOCK)
    return f"{hours:02d}:{minutes:02d}"
