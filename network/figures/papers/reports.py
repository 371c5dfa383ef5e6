"""The figures of a programme as a report: what was reached against the year before, then everything that was counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from core import dates, hwpx, outlines, workdays
from core.actor import Actor
from core.blocks import Block, chapter, heading, line, table
from core.formats import Cell, thousands
from core.hwpx import Typed
from core.hwpx.parts import words
from core.models import PrintedDocument
from core.reports import Paper, print_out, type_out
from core.small_cells import SEALED
from network.figures.panels import Drawing, Strokes, drawing_of
from network.figures.services.charts import Shown
from network.figures.services.reports import Compared, Report
from network.models import Institution
from network.services.letterheads import letterhead_of

PAPER = Paper("figures", "사업 실적", "figures/paper.html")
DRAWING = "drawing"  # a block that the PDF alone has; its table stands below it
ROMAN = "ⅠⅡⅢⅣⅤⅥ"
BASE = "산출 근거: 비율은 분자/분모, 평균은 계산에 든 수"
BETTER, WORSE = "지표로 본 성과", "지표로 본 문제점"
NOTHING_BETTER = "한 해 전보다 나아진 지표 없음"
NOTHING_WORSE = "한 해 전보다 나빠진 지표 없음"
NO_YEAR_BEFORE = "비교할 전년 자료 없음"
NOT_WRITTEN = "기재 없음"
MOST_REASONS, MOST_COUNTED = 3, 5
RUNS_ON = "진행 중인 기간은 기준일까지의 수이며, 한 해 전은 같은 기간 전체의 수임"


def context(found: Report, host: Institution, by: str) -> dict[str, Any]:
    house = letterhead_of(host)
    return {
        "heading": f"{found.period.words} {found.title} 보고",
        "blocks": blocks_of(found),
        "writers": f"작성자 | {house.office} | 담당 {by}{f' ☎ {house.phone}' if house.phone else ''}",
    }


def typed(found: Report, host: Institution, by: str) -> Typed:
    """The same as HWPX."""
    told = context(found, host, by)
    blocks = [one for one in told["blocks"] if one["kind"] != DRAWING]
    return Typed([told["heading"]], [*blocks, words(told["writers"], "writers")], office=host.name)


def blocks_of(found: Report) -> list[Block]:
    """The report in chapters, and behind them what was counted in detail."""
    parts: list[tuple[str, list[Block]]] = [
        ("개요", _overview(found)),
        ("추진 목표", _written(found, "goals")),
        ("추진 실적", [_indicators(found), *_notes(found)]),
        ("주요 성과", _results(found)),
        ("문제점 및 개선방안", _problems(found)),
        ("향후 계획", _written(found, "plans")),
    ]
    told = [(title, rows) for title, rows in parts if rows]
    chapters = [[chapter(f"{ROMAN[place]}. {title}"), *rows] for place, (title, rows) in enumerate(told)]
    details = [[heading(f"{place}. {title}"), *rows] for place, (title, rows) in enumerate(_details(found), start=1)]
    return list(chain(*chapters, [chapter("붙임. 세부 실적과 지표의 정의")], *details))


def _written(found: Report, name: str) -> list[Block]:
    """What the office wrote under a chapter, its signs read as levels."""
    return outlines.read(getattr(found.words, name), level=1) if found.words else []


def _overview(found: Report) -> list[Block]:
    period, day = found.period, dates.kdate(workdays.seoul_today())
    first, last = dates.plain(period.first), dates.plain(period.last)
    return [
        line(1, "□", f"{first}~{last}", "기간"),
        line(1, "□", f"{day}{'(진행 중)' if found.runs_on else ''}", "기준일"),
        line(1, "□", found.scope.label, "대상 기관"),
    ]


def _notes(found: Report) -> list[Block]:
    more = [RUNS_ON] if found.runs_on else []
    return [line(1, "※", text, note=True) for text in (BASE, *more, *found.meanings)]


def _details(found: Report) -> list[tuple[str, list[Block]]]:
    parts: list[tuple[str, list[Block]]] = []
    if (drawing := drawing_of(found)) is not None:
        parts.append((drawing.name, _months(drawing)))
    parts += [(one.chart.label, _strokes(one)) for one in found.charts]
    if found.table is not None and found.grouping is not None:
        parts.append((f"{found.grouping.label}별 실적", _groups(found)))
    return [*parts, ("지표의 정의", [_meanings(found.figures)])]


def _months(drawing: Drawing) -> list[Block]:
    """The months of the year and of the one before, in two rows."""
    heads = ("연도", *(row["month"] for row in drawing.rows))
    year = drawing.trend.year
    rows = [[f"{year - back}년", *(row[name] for row in drawing.rows)] for back, name in ((0, "now"), (1, "before"))]
    unit = _unit_of(drawing.trend.definition.unit)
    told = table(heads, rows, left=[0], numbers=[*range(1, 13)], caption=f"(단위 : {unit})")
    shown = {"kind": DRAWING, "template": "figures/_trend_paper.html", "drawing": drawing}
    return [shown, told] if drawing.is_telling else [told]


def _strokes(found: Shown) -> list[Block]:
    """The chart with its table, and what it counts."""
    chart, drawing = found.chart, Strokes(found, told_only=True)
    lefts = [one.left for one in found.rows] if any(one.left for one in found.rows) else []
    heads = ("단계" if chart.is_path else "구분", *chart.heads, *(["앞 단계에 머문 것"] if lefts else []))
    rows = _folded([(one.name, one.cells) for one in found.rows], chart.is_path)
    if lefts:
        rows = [[*row, left or "-"] for row, left in zip(rows, lefts, strict=True)]
    numbers = [*range(1, len(chart.heads) + 1)]
    told = table(
        heads, rows, left=[0, len(heads) - 1] if lefts else [0], numbers=numbers, caption=f"(단위 : {chart.unit})"
    )
    shown = {"kind": DRAWING, "template": "figures/_strokes_paper.html", "drawing": drawing}
    return [*([shown] if drawing.is_telling else []), told, line(1, "※", chart.note, note=True)]


def _folded(rows: Sequence[tuple[str, Sequence[Cell]]], keeps_all: bool = False) -> list[list[str]]:
    """The rows in words; several of which nothing is told stand together in one."""
    mute = [] if keeps_all else [name for name, cells in rows if _is_mute(cells)]
    if len(mute) < 2:
        return [[name, *map(str, cells)] for name, cells in rows]
    kept = [[name, *map(str, cells)] for name, cells in rows if not _is_mute(cells)]
    name = f"그 밖의 {len(mute)}개" if kept else f"{len(mute)}개 모두"
    return [*kept, [name, *[SEALED] * len(rows[0][1])]]


def _is_mute(cells: Sequence[Cell]) -> bool:
    return any(one.text == SEALED for one in cells) and not any(one.raw for one in cells)


def _indicators(found: Report) -> Block:
    heads = ("연번", "지표", "단위", found.period.words, found.before.words, "증감", "산출 근거", "비고")
    rows = [
        [
            str(place),
            one.figure.definition.name,
            _unit_of(one.figure.definition.unit),
            *(str(cell) for cell in (one.now, one.then, one.change)),
            one.base or "-",
            ", ".join(one.remarks) or "-",
        ]
        for place, one in enumerate(found.figures, start=1)
    ]
    return table(heads, rows, left=[1, 7], numbers=[3, 4, 5, 6])


def _groups(found: Report) -> list[Block]:
    """A line per group and the whole below it."""
    assert found.table is not None
    assert found.grouping is not None
    if not found.table.lines:
        return [line(1, "○", "이 기간에는 나누어 보일 것이 없음")]
    columns = found.table.columns
    whole = found.table.whole
    rows = [*_folded([(one.name, one.cells) for one in found.table.lines]), [whole.name, *map(str, whole.cells)]]
    heads = (found.grouping.label, *(f"{column.label}({_unit_of(column.unit)})" for column in columns))
    numbers, totals = [*range(1, len(columns) + 1)], [len(rows) - 1]
    told = table(heads, rows, left=[0], numbers=numbers, totals=totals)
    return [told, *(line(1, "※", text, note=True) for text in found.table.notes)]


def _meanings(figures: Sequence[Compared]) -> Block:
    """지표 | 산출 방법 | 기간 기준 | 제외, and what is counted otherwise than a chart counts it."""
    rows = []
    for one in figures:
        row = one.figure.definition
        over = f" ÷ {row.denominator}" if row.denominator and not row.is_mean else ""
        differs = f"\n※ {one.differs}" if one.differs else ""
        rows.append([row.name, f"{row.numerator}{over}{differs}", row.period_rule, row.exclusions or "-"])
    return table(("지표", "산출 방법", "기간 기준", "제외"), rows, left=[0, 1, 2, 3])


# --- what it says in sentences ----------------------------------------------------------------------------------------


def _unit_of(text: str) -> str:
    """`명(연인원)` is said as 명: its name says the rest."""
    return text.partition("(")[0]


def _results(found: Report) -> list[Block]:
    """What went better, then what the office says of it; where there is no year before, what was reached."""
    if not _is_compared(found):
        reached = [_reached(one) for one in found.figures if one.now.raw][:MOST_COUNTED]
        told = _beside(reached, _written(found, "results"), BETTER, NOT_WRITTEN)
        return [*told, line(1, "※", NO_YEAR_BEFORE, note=True)]
    better = [_sentence(one, found) for one in found.figures if _better(one, found) > 0]
    return _beside(better, _written(found, "results"), BETTER, NOTHING_BETTER)


def _problems(found: Report) -> list[Block]:
    """What went worse, where most were left behind on a path, the first reasons that are counted, then what the office says."""
    worse = [_sentence(one, found) for one in found.figures if _better(one, found) < 0]
    written = _written(found, "problems")
    nothing = NOTHING_WORSE if _is_compared(found) else NOT_WRITTEN
    reasons = list(_reasons(found.charts))
    silent = [] if written or (reasons and not _is_compared(found)) else [nothing]
    return _beside([*(worse or silent), *reasons], written, WORSE, nothing)


def _is_compared(found: Report) -> bool:
    """Whether the year before has anything to compare with."""
    return any(one.then.raw for one in found.figures)


def _beside(counted: Sequence[str], written: list[Block], title: str, nothing: str) -> list[Block]:
    """What the figures say, then what the office says; under a title of its own where the office writes under titles."""
    if not counted:
        return written or [line(1, "○", nothing)]
    if any(one.get("sign") == "□" for one in written):
        return [line(1, "□", title), *(line(2, "○", text) for text in counted), *written]
    return [*(line(1, "○", text) for text in counted), *written]


def _better(one: Compared, found: Report) -> int:
    """1 for a figure that went the way it should, -1 for the other way, 0 where nothing is known of it.

    Nothing is known where the year before has nothing, and of a count whose period still runs: it grows until its last day.
    """
    change, way = one.change.raw, one.figure.definition.direction
    is_growing = found.runs_on and not one.figure.definition.denominator
    if not change or not one.then.raw or is_growing or way not in ("up", "down"):
        return 0
    return 1 if (change > 0) == (way == "up") else -1


def _reached(one: Compared) -> str:
    """`수료율 80.0%(56/70)`."""
    row = one.figure.definition
    base = f"({one.base})" if one.is_rate and one.base else ""
    return f"{row.name} {one.now}{_unit_of(row.unit)}{base}"


def _sentence(one: Compared, found: Report) -> str:
    """`수료율 80.0%(56/70): 2025년 71.4%보다 8.6%p 증가`."""
    row, change = one.figure.definition, Decimal(one.change.raw or 0)
    unit = _unit_of(row.unit)
    way = "증가" if change > 0 else "감소"
    more = f"{thousands(abs(change), row.decimals)}{'%p' if unit == '%' else unit}"
    return f"{_reached(one)}: {found.before.words} {one.then}{unit}보다 {more} {way}"


def _reasons(charts: Sequence[Shown]) -> Iterator[str]:
    for one in charts:
        if one.chart.is_path:
            left = [row.left for row in one.rows if row.left]
            yield from [f"{one.chart.label}에서 앞 단계에 머문 것: {', '.join(left)}"] if left else []
        elif len(one.chart.heads) == 1:
            told = sorted((row for row in one.rows if row.cells[0].raw), key=lambda row: -int(row.cells[0].raw or 0))
            words = [f"{row.name} {row.cells[0]}{one.chart.unit}" for row in told[:MOST_REASONS]]
            yield from [f"{one.chart.label}: {', '.join(words)}"] if words else []


# --- out of the portal -------------------------------------------------------------------------------------------------


def paper_of(found: Report, host: Institution) -> Paper:
    edition = f"{found.programme.slug}?{urlencode(found.query)}"
    return replace(PAPER, office=host.short_name or host.name, edition=edition)


def print_report(found: Report, host: Institution, actor: Actor) -> tuple[PrintedDocument, bytes]:
    """The PDF; printing is recorded."""
    return print_out(paper_of(found, host), host, context(found, host, actor.name), actor)


def type_report(found: Report, host: Institution, actor: Actor) -> tuple[str, bytes]:
    """The same for the hospital's own document system."""
    return type_out(paper_of(found, host), host, actor, partial(hwpx.render, typed(found, host, actor.name)))
