"""The charts of a programme: what was counted of each row, and the row as it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.formats import Cell
from core.indicators import Figure
from core.small_cells import PART, REST, Counted
from network.registry.charts import Chart, Counts


@dataclass(frozen=True)
class Stroke:
    """A row: its name, a cell for each head, and of a path in words who was left behind on the way to it."""

    name: str
    cells: Sequence[Cell]
    left: str = ""


@dataclass(frozen=True)
class Shown:
    """`counted`: a cell for each head by the name of the row."""

    chart: Chart
    counted: Sequence[tuple[str, Sequence[Counted]]]

    @property
    def rows(self) -> list[Stroke]:
        left = self._left() if self.chart.is_path else iter(())
        return [Stroke(name, [one.told for one in cells], next(left, "")) for name, cells in self.counted]

    def _left(self) -> Iterator[str]:
        """Who was left behind at each step between two stages that are told."""
        yield ""
        stages = [cells[0].told.raw for _, cells in self.counted]
        for words, before, now in zip(self.chart.left, stages, stages[1:], strict=False):
            more = int(before - now) if before is not None and now is not None else 0
            yield f"{words} {more:,}{self.chart.unit}" if more else ""


def shown(charts: Sequence[Chart], counts: Mapping[str, Counts]) -> list[Shown]:
    """Those that have something to show."""
    found = [Shown(one, [(name, _cells(one, row)) for name, row in counts[one.code]]) for one in charts]
    return [one for one in found if any(cell.cell.raw for _, cells in one.counted for cell in cells)]


def _cells(chart: Chart, numbers: Sequence[int]) -> list[Counted]:
    """What a later count of a row is fewer than the first one, it tells as well."""
    if not chart.is_about_people:
        return [Counted(Cell.counted(one)) for one in numbers]
    first, *later = numbers
    rests = [{}, *({REST: first - one} for one in later)]
    return [Counted(Cell.counted(one), {PART: one} | rest) for one, rest in zip(numbers, rests, strict=True)]


def differs(charts: Sequence[Chart], figure: Figure) -> str:
    """That an indicator goes by another day than the stages that are called like its counts, or counts persons."""
    row = figure.definition
    for one in charts:
        names = "·".join(name for name, code in one.stands if code == row.code)
        if names and (one.day != row.period_rule or row.unit not in ("%", one.unit)):
            counts = f"{one.day} 기준 {one.unit}수"
            return f"{one.label}의 ‘{names}’({counts})과 세는 기준이 다름"
    return ""
