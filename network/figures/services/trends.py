"""One indicator over the months of a year beside those of the year before: what a programme has drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core import workdays
from core.formats import Cell
from core.indicators import MONTH, Definition, Figure, Key, Question, definitions, month_key, nothing
from core.periods import Period
from core.small_cells import Counted
from network.figures.access import Scope
from network.registry.figures import Programme

MONTHS = range(1, 13)


@dataclass(frozen=True)
class Trend:
    """`now`, `before`: what was counted of each month."""

    definition: Definition
    year: int
    now: Sequence[Counted]
    before: Sequence[Counted]

    @property
    def told(self) -> list[Cell | None]:
        """A cell for each month; None for one that has not ended."""
        return _told(self.now, self.year)

    @property
    def told_before(self) -> list[Cell | None]:
        return _told(self.before, self.year - 1)


def asked(programme: Programme, scope: Scope, year: int) -> list[Question]:
    """The months of a year and of the one before; nothing where the programme draws nothing."""
    if not programme.trend:
        return []
    now, before = (Period.of("year", one) for one in (year, year - 1))
    return [Question(programme.trend, scope.hospitals, before.first, now.last, MONTH)]


def trend(programme: Programme, year: int, each: Sequence[Mapping[Key, Figure]]) -> Trend | None:
    """`each`: the answer to what was asked."""
    if not each:
        return None
    now, before = (_counted(programme.trend, each[0], one) for one in (year, year - 1))
    return Trend(definitions()[programme.trend], year, now, before)


def _counted(code: str, found: Mapping[Key, Figure], year: int) -> list[Counted]:
    return [(found.get(month_key(one.first)) or nothing(code)).counted for one in _months(year)]


def _told(cells: Sequence[Counted], year: int) -> list[Cell | None]:
    today = workdays.seoul_today()
    return [cell.told if one.last < today else None for one, cell in zip(_months(year), cells, strict=True)]


def _months(year: int) -> list[Period]:
    return [Period.of("month", year, month) for month in MONTHS]
