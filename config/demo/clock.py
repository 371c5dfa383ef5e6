"""Making the past of the demo: acts are recorded as if on the day on which they would have happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest import mock

from django.utils import timezone

from core import workdays


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day in Seoul, never after now."""
    return min(datetime.combine(day, time(hour, minute), tzinfo=workdays.SEOUL), timezone.now())


@contextmanager
def on(day: date, hour: int = 10, minute: int = 0) -> Iterator[datetime]:
    """Within, `timezone.now()` is this moment of the day in Seoul. Demo data only: no rule may depend on it."""
    then = moment(day, hour, minute)
    with mock.patch.object(timezone, "now", return_value=then):
        yield then


def ago(days: int) -> date:
    """A Seoul date some days back, moved to the working day before when nobody works on it."""
    day = workdays.seoul_today() - timedelta(days=days)
    return workdays.calendar().previous_working_day(day)
