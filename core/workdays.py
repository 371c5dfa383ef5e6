"""Working days, limits and dates in Korea.

Statutory holidays with their substitute and election days come from the `holidays` package; the operator
adds and removes days in `core.Holiday`. A date is a Seoul calendar date. The starting day is day 0 and a
limit of n days ends at 24:00 of day n, stored as 00:00 of the day after.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.apps import apps
from django.utils import timezone

SEOUL = ZoneInfo("Asia/Seoul")

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_FRESH_SECONDS = 60


def seoul_today() -> date:
    """Today's date in Seoul."""
    return timezone.localdate(timezone=SEOUL)


def seoul_date(moment: datetime) -> date:
    """The Seoul calendar date of an aware moment."""
    return timezone.localdate(moment, timezone=SEOUL)


def start_of_day(day: date) -> datetime:
    """00:00 of a Seoul day, aware."""
    return datetime.combine(day, clock.min, tzinfo=SEOUL)


def end_of_day(day: date) -> datetime:
    """24:00 of a Seoul day, that is 00:00 of the next one; exclusive, aware."""
    return start_of_day(day + _ONE_DAY)


def deadline_in_days(day: date, days: int) -> datetime:
    """End of a limit counted in calendar days from `day`, which is day 0."""
    return end_of_day(day + timedelta(days=days))


def last_day_of(limit: datetime) -> date:
    """The last day on which an exclusive limit is still kept: 10-24 00:00 → 10-23, to be shown as `10. 23.까지`."""
    return seoul_date(limit - timedelta(microseconds=1))


@lru_cache(maxsize=64)
def _statutory(year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays("KR", years=year, language="ko"))


@dataclass(frozen=True)
class Calendar:
    """Statutory holidays, plus the operator's extra ones, minus the days on which the operator works."""

    extra: frozenset[date] = frozenset()
    removed: frozenset[date] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict, compare=False)

    def is_working_day(self, day: date) -> bool:
        """Not a Saturday, a Sunday or a holiday; a day that the operator declared a working day always is one."""
        if day in self.removed:
            return True
        return day.weekday() < _SATURDAY and day not in self.extra and day not in _statutory(day.year)

    def holiday_name(self, day: date) -> str:
        """Korean name of the holiday; empty on other days, weekends among them."""
        if day in self.removed:
            return ""
        statutory = _statutory(day.year).get(day, "")
        return self.names.get(day, statutory or "휴일") if day in self.extra else statutory

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self._step(day, _ONE_DAY)

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        return self._step(day, -_ONE_DAY)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when negative); 0 gives `day` itself."""
        step = _ONE_DAY if count > 0 else -_ONE_DAY
        for _ in range(abs(count)):
            day = self._step(day, step)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and with `end`; 0 when `end` is not later."""
        days = ((start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def deadline(self, day: date, working_days: int) -> datetime:
        """End of a limit counted in working days from `day`, which is day 0."""
        return end_of_day(self.add_working_days(day, working_days))

    def _step(self, day: date, step: timedelta) -> date:
        day += step
        while not self.is_working_day(day):
            day += step
        return day


def in_working_days(count: int, since: datetime) -> datetime:
    """24:00 of the n-th working day after the day of a moment, which is day 0."""
    return calendar().deadline(seoul_date(since), count)


def in_days(count: int, since: datetime) -> datetime:
    """24:00 of the n-th day after the day of a moment, which is day 0."""
    return deadline_in_days(seoul_date(since), count)


def calendar() -> Calendar:
    """The calendar in force here, with the operator's days; each process reads them once a minute."""
    return _read_calendar(int(time.monotonic() // _FRESH_SECONDS))


def forget_calendar() -> None:
    """Read the operator's days anew at the next use, after one of them was changed in this process."""
    _read_calendar.cache_clear()


@lru_cache(maxsize=1)
def _read_calendar(_minute: int) -> Calendar:
    rows = list(apps.get_model("core", "Holiday")._default_manager.values_list("day", "name", "is_working"))
    return Calendar(
        extra=frozenset(day for day, _, is_working in rows if not is_working),
        removed=frozenset(day for day, _, is_working in rows if is_working),
        names={day: name for day, name, is_working in rows if not is_working},
    )
