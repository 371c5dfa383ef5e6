"""Making the past of the demo: acts are recorded as if on the day on which they would have happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, tzinfo
from unittest import mock

from django.utils import timezone

from core import numbers, workdays
from core.models import Counter

_A_DAY = 4  # of one kind; a busier day leads into the numbers of the next


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day in Seoul, never after now."""
    return min(datetime.combine(day, time(hour, minute), tzinfo=workdays.SEOUL), timezone.now())


class _AsDatetime(type):
    """What is a datetime is one of these too: others ask with `isinstance`."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


def _stopped_at(then: datetime) -> type[datetime]:
    """A datetime that takes this moment for now. Defaults of models hold `timezone.now` itself, so its source is changed."""

    class Stopped(datetime, metaclass=_AsDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return then.astimezone(tz)

    return Stopped


@contextmanager
def on(day: date, hour: int = 10, minute: int = 0) -> Iterator[datetime]:
    """Within, `timezone.now()` is this moment of the day in Seoul. Demo data only: no rule may depend on it."""
    then = moment(day, hour, minute)
    with mock.patch.object(timezone, "datetime", _stopped_at(then)):
        yield then


def ago(days: int) -> date:
    """A Seoul date some days back, moved to the working day before when nobody works on it."""
    day = workdays.seoul_today() - timedelta(days=days)
    return workdays.calendar().previous_working_day(day)


@contextmanager
def numbers_by_day() -> Iterator[None]:
    """Within, what is numbered later has the higher number, in whatever order the past is made.

    Each day of the year has numbers of its own, as if the hospital had taken in a few every day; the counters end behind
    the highest. Serials of certificates and numbers of papers are not read as an order of people and stay without gaps.
    """
    given: dict[tuple[str, int], int] = defaultdict(int)
    dense = numbers.next_number

    def next_number(series: str, year: int | None = None) -> int:
        if len(series) > 1:
            return dense(series, year)
        today = timezone.localtime()
        day = today.timetuple().tm_yday
        given[series, today.toordinal()] += 1
        number = day * _A_DAY + given[series, today.toordinal()]
        row, _ = Counter.objects.get_or_create(series=series, year=today.year, defaults={"last": number})
        Counter.objects.filter(pk=row.pk, last__lt=number).update(last=number)
        return number

    with mock.patch.object(numbers, "next_number", next_number):
        yield
