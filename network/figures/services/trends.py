"""One indicator over the months of a year beside those of the year before: what a programme has drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core import workdays
from core.formats import Cell
from core.indicators import Definition, Figure, Question, answers, definitions
from core.periods import Period
from network.figures.access import Scope
from network.registry.figures import Programme, cells_of

MONTHS = range(1, 13)


@dataclass(frozen=True)
class Trend:
    """`now`, `before`: a cell for each month; None for one that has not ended."""

    definition: Definition
    year: int
    now: Sequence[Cell | None]
    before: Sequence[Cell | None]


def trend(programme: Programme, scope: Scope, year: int) -> Trend | None:
    """The months of a year and of the one before, in one statement; None where the programme draws nothing.

    A month that few people are behind is hidden, and with it what a subtraction from the year would tell.
    """
    if not programme.trend:
        return None
    periods = [Period.of("month", one, month) for one in (year, year - 1) for month in MONTHS]
    periods += [Period.of("year", one) for one in (year, year - 1)]
    found = answers([Question(programme.trend, scope.hospitals, one.first, one.last) for one in periods])
    figures = [one[None] for one in found]
    now = _told(figures[:12], figures[24], scope, year)
    before = _told(figures[12:24], figures[25], scope, year - 1)
    return Trend(definitions()[programme.trend], year, now, before)


def _told(months: list[Figure], whole: Figure, scope: Scope, year: int) -> list[Cell | None]:
    strict = not scope.opens_rows
    cells = cells_of([one.read_by(hides_rest=strict) for one in months], whole.read_by(hides_rest=strict))
    today = workdays.seoul_today()
    return [
        cell if Period.of("month", year, month).last < today else None
        for month, cell in zip(MONTHS, cells, strict=True)
    ]
