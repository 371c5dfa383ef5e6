"""The figures as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.formats import Cell
from education.indicators.figures import COLUMNS, Report

# --- the spreadsheet -------------------------------------------------------------------------------------------------

HEAD = ("구분", *(f"{column.label}({column.unit})" for column in COLUMNS))


def sheet_rows(found: Report) -> Iterator[list[Any]]:
    """The table, then the indicators, then what they mean; a number stays a number."""
    for line in (*found.table.lines, found.table.whole):
        yield [line.name, *(_raw_value(cell) for cell in line.cells)]
    yield []
    yield ["지표", "단위", found.period.words, found.before.words, "증감", "셈한 수"]
    for one in found.figures:
        definition = one.figure.definition
        yield [
            definition.name,
            definition.unit,
            _raw_value(one.now),
            _raw_value(one.then),
            _raw_value(one.change),
            one.base,
        ]
    yield []
    for text in found.notes:
        yield [text]


def _raw_value(cell: Cell) -> Any:
    """The number behind a cell; words where it is not told, nothing where there is none."""
    if cell.raw is not None:
        return float(cell.raw) if cell.raw != int(cell.raw) else int(cell.raw)
    return None if cell.text == "-" else cell.text
