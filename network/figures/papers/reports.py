"""The figures of a programme as a paper that lies on its side."""

from __future__ import annotations

from itertools import count
from typing import Any

from core import dates, workdays
from core.blocks import Block, chapter, line, table
from core.indicators import Definition
from core.reports import Paper
from network.figures import panels
from network.figures.panels import Drawing
from network.figures.services.reports import Report

PAPER = Paper("figures", "사업 실적", "figures/paper.html")


def context(found: Report) -> dict[str, Any]:
    """Heading, scope and day, and what is told: the indicators, the groups, what both mean."""
    drawing = panels.drawing(found)
    day = f"기준일 {dates.kdate(workdays.seoul_today())}"
    rest = " · 아직 끝나지 않은 기간" if found.runs_on else ""
    return {
        "heading": f"{found.period.words} {found.title}",
        "scope": f"{found.scope.label} · {day}{rest}",
        "blocks": blocks_of(found, drawing),
        "trend": drawing,
    }


def blocks_of(found: Report, drawing: Drawing | None) -> list[Block]:
    number = count(1)
    blocks = [chapter(f"{next(number)}. 지표"), _indicators(found)]
    if drawing is not None:
        blocks += [chapter(f"{next(number)}. {drawing.name}"), _months(drawing)]
    if found.table is not None and found.grouping is not None:
        blocks += [chapter(f"{next(number)}. {found.grouping.label}별 실적"), *_groups(found)]
    blocks += [line(1, "※", text, note=True) for text in found.notes]
    blocks.append(chapter(f"{next(number)}. 지표의 정의"))
    return blocks + [line(1, "○", _meaning(one.figure.definition)) for one in found.figures]


def _months(drawing: Drawing) -> Block:
    """What is drawn at the end of the paper."""
    rows = drawing.rows
    years = [(f"{drawing.trend.year}년", "now"), ("한 해 전", "before")]
    cells = [[label, *(row[name] for row in rows)] for label, name in years]
    unit = f"(단위 : {drawing.trend.definition.unit})"
    return table(["연도", *(row["month"] for row in rows)], cells, caption=unit, left=[0], numbers=[*range(1, 13)])


def _indicators(found: Report) -> Block:
    heads = ("지표", "단위", found.period.words, found.before.words, "증감", "셈한 수", "덧붙임")
    rows = [
        [
            f"{one.figure.code} {one.figure.definition.name}",
            one.figure.definition.unit,
            *(str(cell) for cell in (one.now, one.then, one.change)),
            one.base or "-",
            ", ".join(one.remarks) or "-",
        ]
        for one in found.figures
    ]
    return table(heads, rows, left=[0, 6], numbers=[2, 3, 4, 5])


def _groups(found: Report) -> list[Block]:
    """A line per group and the whole below it."""
    assert found.table is not None
    assert found.grouping is not None
    if not found.table.lines:
        return [line(1, "○", "이 기간에는 나누어 보일 것이 없습니다.")]
    columns = found.table.columns
    rows = [[one.name, *map(str, one.cells)] for one in (*found.table.lines, found.table.whole)]
    heads = (found.grouping.label, *(f"{column.label}({column.unit})" for column in columns))
    return [table(heads, rows, left=[0], numbers=[*range(1, len(columns) + 1)], totals=[len(rows) - 1])]


def _meaning(definition: Definition) -> str:
    """`교육 수료율: 수료한 사람 ÷ 확정한 사람(끝난 날, 제외: …)`."""
    over = f" ÷ {definition.denominator}" if definition.denominator else ""
    without = f", 제외: {definition.exclusions}" if definition.exclusions else ""
    return f"{definition.name}: {definition.numerator}{over}({definition.period_rule}{without})"
