"""The figures as a spreadsheet; a number stays a number, and what is hidden is hidden here too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.formats import Cell
from network.figures.services.reports import Report


def head(found: Report) -> list[str]:
    if found.table is None or found.grouping is None:
        return _head_of_figures(found)
    return [found.grouping.label, *(f"{column.label}({column.unit})" for column in found.table.columns)]


def rows(found: Report) -> Iterator[list[Any]]:
    """The table under its head, then the indicators, then what they mean."""
    if found.table is not None:
        for line in (*found.table.lines, found.table.whole):
            yield [line.name, *(_raw(cell) for cell in line.cells)]
        yield []
        yield _head_of_figures(found)
    for one in found.figures:
        row = one.figure.definition
        yield [row.name, row.unit, _raw(one.now), _raw(one.then), _raw(one.change), one.base, ", ".join(one.remarks)]
    for shown in found.charts:
        yield []
        yield [shown.chart.label, *(f"{head}({shown.chart.unit})" for head in shown.chart.heads)]
        for stroke in shown.rows:
            yield [stroke.name, *map(_raw, stroke.cells)]
    yield []
    for text in (f"범위: {found.scope.label}", *found.notes):
        yield [text]


def _head_of_figures(found: Report) -> list[str]:
    return ["지표", "단위", found.period.words, found.before.words, "증감", "셈한 수", "덧붙임"]


def _raw(cell: Cell) -> Any:
    """The number behind a cell; words where it is not told, nothing where there is none."""
    if cell.raw is not None:
        return float(cell.raw) if cell.raw != int(cell.raw) else int(cell.raw)
    return None if cell.text == "-" else cell.text
