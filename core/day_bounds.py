"""Which days a date can mean: nobody is born in the year 0001, and no visit is planned for 9999."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.dates import seoul_date
from core.workdays import seoul_today

NO_SUCH_DAY = "없는 날짜입니다. 달력에서 다시 확인하십시오."
FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Meaning:
    """`ahead`: how many days from today such a day may lie ahead; None: to the end of the calendar."""

    first: date = FIRST
    ahead: int | None = None

    def fault(self, value: date | datetime) -> str:
        """Why a day cannot be meant, as a Korean sentence; empty when it can.

        An aware moment is read in Seoul; one that lies outside of what any zone can say is outside of every bound.
        """
        try:
            day = seoul_date(value)
        except (OverflowError, ValueError):
            day = date.max if value.year > FIRST.year else date.min
        if day < self.first:
            return f"날짜를 다시 확인하십시오. {self.first.year}년 {self.first.month}월 {self.first.day}일 이후 날짜로 적으십시오."
        if day > LAST:
            return f"날짜를 다시 확인하십시오. {LAST.year}년 {LAST.month}월 {LAST.day}일 이전 날짜로 적으십시오."
        if self.ahead is not None and day > seoul_today() + timedelta(days=self.ahead):
            return "아직 오지 않은 날짜입니다. 다시 확인하십시오."
        return ""


# `event`: what has happened; that it has is the services' own rule, with words of its own. `plan`: what is meant to.
MEANINGS = {
    "any": Meaning(),
    "birth": Meaning(ahead=0),
    "event": Meaning(first=date(1950, 1, 1)),
    "plan": Meaning(first=date(2000, 1, 1)),
}


def fault(value: date | datetime, meaning: str = "any") -> str:
    """Why a day cannot be meant, as a Korean sentence; empty when it can."""
    return MEANINGS[meaning].fault(value)
