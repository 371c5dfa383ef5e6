"""The figures of a period as a paper."""

from __future__ import annotations

from typing import Any

from core import workdays
from core.blocks import Block, chapter, line, table
from core.reports import Paper
from education.indicators.figures import COLUMNS, Report

FIGURES = Paper("education_figures", "교육 실적", "education/papers/figures.html")


def figures_context(found: Report) -> dict[str, Any]:
    return {"heading": f"{found.period.words} 교육 실적", "blocks": figures_blocks(found)}


def figures_blocks(found: Report) -> list[Block]:
    """The indicators beside a year earlier, the table by what was asked, what both mean."""
    runs_on = found.period.first <= workdays.seoul_today() <= found.period.last
    notes = [*found.notes, *(["아직 끝나지 않은 기간입니다."] if runs_on else [])]
    return [
        chapter("1. 지표"),
        _indicators(found),
        chapter(f"2. {found.table.title}별 실적"),
        _groups(found),
        *(line(1, "※", text, note=True) for text in notes),
    ]


def _indicators(found: Report) -> Block:
    heads = ("지표", "단위", found.period.words, found.before.words, "증감", "셈한 수")
    rows = [
        [
            one.figure.definition.name,
            one.figure.definition.unit,
            *(str(cell) for cell in (one.now, one.then, one.change)),
            one.base or "-",
        ]
        for one in found.figures
    ]
    return table(heads, rows, left=[0], numbers=[2, 3, 4, 5])


def _groups(found: Report) -> Block:
    """A line per group and the whole below; the units stand above, in the order of the columns."""
    units = ", ".join(dict.fromkeys(column.unit for column in COLUMNS))
    lines = [*found.table.lines, found.table.whole]
    rows = [[one.name, *map(str, one.cells)] for one in lines]
    return table(
        (found.table.title, *(f"{column.label}({column.unit})" for column in COLUMNS)),
        rows,
        left=[0],
        numbers=[*range(1, len(COLUMNS) + 1)],
        totals=[len(rows) - 1],
        caption=f"(단위 : {units})",
    )
