"""The figures of a programme as a paper that lies on its side."""

from __future__ import annotations

from typing import Any

from core import dates, workdays
from core.blocks import Block, chapter, line, table
from core.hwpx import Typed
from core.hwpx.parts import words
from core.indicators import Definition
from core.reports import Paper
from network.figures.panels import Drawing, drawing_of
from network.figures.services.reports import Report

PAPER = Paper("figures", "사업 실적", "figures/paper.html")


def context(found: Report) -> dict[str, Any]:
    """Heading, scope and day, and what is told: the indicators, the groups, what both mean."""
    day = f"기준일 {dates.kdate(workdays.seoul_today())}"
    rest = " · 아직 끝나지 않은 기간" if found.runs_on else ""
    return {
        "heading": f"{found.period.words} {found.title}",
        "scope": f"{found.scope.label} · {day}{rest}",
        "trend": drawing_of(found),
        "blocks": blocks_of(found),
    }


def typed(found: Report, office: str) -> Typed:
    """The same as HWPX."""
    said = context(found)
    above = [words(said["scope"], "unit")] if said["scope"] else []
    return Typed([said["heading"]], [*above, *said["blocks"]], office=office, lies=True)


def blocks_of(found: Report) -> list[Block]:
    parts: list[tuple[str, list[Block]]] = [("지표", [_indicators(found)])]
    if (drawing := drawing_of(found)) is not None:
        parts.append((drawing.name, [_months(drawing)]))
    if found.table is not None and found.grouping is not None:
        parts.append((f"{found.grouping.label}별 실적", _groups(found)))
    parts[-1][1].extend(line(1, "※", text, note=True) for text in found.notes)
    parts.append(("지표의 정의", [line(1, "○", _meaning(one.figure.definition)) for one in found.figures]))
    return [
        block for place, (title, rows) in enumerate(parts, start=1) for block in (chapter(f"{place}. {title}"), *rows)
    ]


def _months(drawing: Drawing) -> Block:
    """The months of the year and of the one before, in two rows."""
    heads = ("연도", *(row["month"] for row in drawing.rows))
    year = drawing.trend.year
    rows = [[f"{year - back}년", *(row[name] for row in drawing.rows)] for back, name in ((0, "now"), (1, "before"))]
    return table(heads, rows, left=[0], numbers=[*range(1, 13)], caption=f"(단위 : {drawing.trend.definition.unit})")


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
    units = ", ".join(dict.fromkeys(column.unit for column in columns))
    numbers, totals = [*range(1, len(columns) + 1)], [len(rows) - 1]
    return [table(heads, rows, left=[0], numbers=numbers, totals=totals, caption=f"(단위 : {units})")]


def _meaning(definition: Definition) -> str:
    """`교육 수료율: 수료한 사람 ÷ 확정한 사람(끝난 날, 제외: …)`."""
    over = f" ÷ {definition.denominator}" if definition.denominator else ""
    without = f", 제외: {definition.exclusions}" if definition.exclusions else ""
    return f"{definition.name}: {definition.numerator}{over}({definition.period_rule}{without})"
