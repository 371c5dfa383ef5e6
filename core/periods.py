"""A period of figures: a year, a half, a quarter, a month, or from one day to another; Seoul dates, both ends included."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.dates import kdate

# kind: its label, the months it holds, the words behind the year
KINDS = {
    "year": ("연간", 12, ""),
    "half": ("반기", 6, "{} 반기"),
    "quarter": ("분기", 3, "{}분기"),
    "month": ("월", 1, "{}월"),
    "dates": ("날짜", 0, ""),
}
_HALVES = ("상", "하")


@dataclass(frozen=True)
class Period:
    first: date
    last: date
    kind: str = "dates"

    @classmethod
    def of(cls, kind: str, year: int, part: int = 1) -> Period:
        """The `part`-th half, quarter or month of a year; the year itself."""
        length = KINDS[kind][1]
        begin, end = (part - 1) * length + 1, part * length
        return cls(date(year, begin, 1), date(year, end, monthrange(year, end)[1]), kind)

    @property
    def year(self) -> int:
        return self.first.year

    @property
    def part(self) -> int:
        return (self.first.month - 1) // (KINDS[self.kind][1] or 1) + 1

    @property
    def words(self) -> str:
        """`2026년`, `2026년 하반기`, `2026년 4분기`, `2026년 11월`, or the two days."""
        if self.kind == "dates":
            return f"{kdate(self.first)}~{kdate(self.last)}"
        if self.kind == "half":
            return f"{self.year}년 {_HALVES[self.part - 1]}반기"
        return f"{self.year}년 {KINDS[self.kind][2].format(self.part)}".strip()

    @property
    def query(self) -> dict[str, str]:
        """The period as an address carries it."""
        if self.kind == "dates":
            return {"kind": "dates", "since": str(self.first), "until": str(self.last)}
        named = {self.kind: str(self.part)} if self.kind != "year" else {}
        return {"kind": self.kind, "year": str(self.year), **named}

    def year_before(self) -> Period:
        """The same period a year earlier; what ended with February ends with February again."""
        if self.kind == "dates":
            return Period(_a_year_earlier(self.first), _a_year_earlier(self.last))
        return Period.of(self.kind, self.year - 1, self.part)

    def neighbours(self) -> tuple[Period | None, Period | None]:
        """The period of the same kind before and after."""
        if self.kind == "dates":
            return None, None
        most = 12 // KINDS[self.kind][1]
        place = self.year * most + self.part - 1
        before, after = (divmod(one, most) for one in (place - 1, place + 1))
        return Period.of(self.kind, before[0], before[1] + 1), Period.of(self.kind, after[0], after[1] + 1)

    def months(self) -> Iterator[date]:
        """The first day of every month that the period touches."""
        month = self.first.replace(day=1)
        while month <= self.last:
            yield month
            month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _a_year_earlier(day: date) -> date:
    """A year earlier; the last day of February stays the last."""
    most = monthrange(day.year - 1, day.month)[1]
    is_last = day.month == 2 and day.day == monthrange(day.year, 2)[1]
    return date(day.year - 1, day.month, most if is_last else min(day.day, most))
