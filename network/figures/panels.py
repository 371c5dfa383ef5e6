"""What the page and the paper of the figures show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core import workdays
from core.actor import Actor
from core.formats import Cell
from core.indicators import definitions
from core.periods import KINDS, Period
from core.typesetting import width_of
from network.figures.access import readable, writes
from network.figures.forms import FiguresForm
from network.figures.services.behind import Rows
from network.figures.services.charts import Shown, Stroke
from network.figures.services.reports import Report
from network.figures.services.trends import Trend
from network.registry.figures import Table


@dataclass(frozen=True)
class Bar:
    """A group in the picture; `width`: of the picture, in a thousandth of its width."""

    name: str
    words: str
    width: int


def page(actor: Actor, form: FiguresForm, found: Report) -> dict[str, Any]:
    before, after = found.period.neighbours()
    query = found.query
    return {
        **shown(found),
        "form": form,
        "query": urlencode(query),
        "programmes": [
            {
                "label": one.label,
                "url": reverse("figures:programme", args=[one.slug]),
                "current": one == found.programme,
            }
            for one in readable(actor)
        ],
        "kinds": [
            {"label": row[0], "url": f"?{urlencode(_of_kind(found, kind))}", "current": kind == form["kind"].value()}
            for kind, row in KINDS.items()
        ],
        "views": [
            {"label": label, "url": f"?{urlencode({**query, 'by': code})}", "current": code == query["by"]}
            for code, label in found.choices.items()
        ],
        "before_url": _url(before, found),
        "after_url": _url(after, found),
        "words_url": _words_url(actor, found),
        "bars": bars(found.table),
        "drawn": found.table.columns[found.table.drawn] if found.table and found.table.drawn is not None else None,
    }


def _words_url(actor: Actor, found: Report) -> str:
    """Where the words of the report are written; empty for who only reads it."""
    if not writes(actor, found.programme):
        return ""
    return f"{reverse('figures:words', args=[found.programme.slug])}?{urlencode(found.query)}"


def _of_kind(found: Report, kind: str) -> dict[str, str]:
    """The same question over another kind of period, that in which the last day of this one lies."""
    last = min(found.period.last, workdays.seoul_today()) if found.runs_on else found.period.last
    months = KINDS[kind][1]
    period = Period.of(kind, last.year, (last.month - 1) // months + 1) if months else found.period
    words = period.query if months else {"kind": kind, "since": str(period.first), "until": str(period.last)}
    return {**words, "place": found.query["place"], "by": found.query["by"]}


def _url(period: Period | None, found: Report) -> str:
    if period is None or not 2000 <= period.year <= 2100:
        return ""
    return f"?{urlencode({**found.query, **period.query})}"


def shown(found: Report) -> dict[str, Any]:
    """What the page and the paper share."""
    strokes = [Strokes(one) for one in found.charts]
    return {"report": found, "today": workdays.seoul_today(), "trend": drawing_of(found), "charts": strokes}


def drawing_of(found: Report) -> Drawing | None:
    return Drawing(found.trend) if found.trend else None


def bars(table: Table | None) -> list[Bar]:
    if table is None or table.drawn is None:
        return []
    cells = [(line.name, line.cells[table.drawn]) for line in table.lines]
    most = max((int(cell.raw or 0) for _, cell in cells), default=0)
    return [Bar(name, cell.text, int(cell.raw or 0) * 1000 // most if most else 0) for name, cell in cells]


def rows(found: Rows) -> dict[str, Any]:
    """The page of the rows behind a number."""
    behind = found.behind
    asked = {"kind": "dates", "since": str(behind.first), "until": str(behind.last)}
    return {
        "found": found,
        "page": found.page,
        "count": found.count,
        "definition": definitions()[behind.code],
        "back_url": f"{reverse('figures:programme', args=[found.programme.slug])}?{urlencode(asked)}",
    }


class Drawing:
    """A trend as lines over twelve months; a month that is hidden or has no value breaks its line."""

    WIDTH, HEIGHT, RIGHT, TOP, BOTTOM, FOOT = 660, 240, 640, 18, 200, 224
    PAPER_HEIGHT = HEIGHT + 20  # its name stands above it
    LEAST = 4  # months: fewer are read faster in the table than in a line

    def __init__(self, trend: Trend) -> None:
        self.trend, row = trend, trend.definition
        self.name = f"월별 {row.name}, {trend.year}년과 {trend.year - 1}년"
        told = [one.raw for one in (*trend.told, *trend.told_before) if one and one.raw is not None]
        self.most = 100 if row.unit == "%" else _round_up(max(map(float, told), default=1))
        self.grid = [self._grid(share) for share in (0, 1, 2, 3, 4)]
        self.months = [{"x": self._x(place), "label": f"{place + 1}월"} for place in range(12)]
        self.now_lines, self.before_lines = self._lines(trend.told), self._lines(trend.told_before)
        self.dots = [{"x": self._x(place), "y": self._y(one)} for place, one in _values(trend.told)]

    @property
    def is_telling(self) -> bool:
        """Whether one of the years has months enough for a line."""
        return max(len(_values(one)) for one in (self.trend.told, self.trend.told_before)) >= self.LEAST

    @property
    def definition_unit(self) -> str:
        return f"단위 : {self.trend.definition.unit.partition('(')[0]}"

    @property
    def year_before(self) -> int:
        return self.trend.year - 1

    @property
    def words(self) -> str:
        """What the picture shows, said."""
        unit = self.trend.definition.unit
        told = [(place, one) for place, one in enumerate(self.trend.told) if one and one.raw is not None]
        said = [f"{place + 1}월 {one.text}{unit}" for place, one in told]
        return f"{self.trend.year}년 {', '.join(said) or '그릴 달이 없습니다'}. 실선은 {self.trend.year}년, 점선은 {self.trend.year - 1}년입니다."

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The table beside the picture."""
        pairs = zip(self.trend.told, self.trend.told_before, strict=True)
        return [
            {"month": f"{place}월", "now": now.text if now else "진행 중", "before": before.text if before else "-"}
            for place, (now, before) in enumerate(pairs, start=1)
        ]

    def _grid(self, share: int) -> dict[str, Any]:
        y = self.BOTTOM - (self.BOTTOM - self.TOP) * share // 4
        return {"y": y, "text_y": y + 4, "label": f"{self.most * share / 4:g}"}

    def _x(self, place: int) -> int:
        return 60 + place * (self.RIGHT - 80) // 11

    def _y(self, value: float) -> int:
        return round(self.BOTTOM - (self.BOTTOM - self.TOP) * min(max(value, 0), self.most) / self.most)

    def _lines(self, cells: Sequence[Cell | None]) -> list[str]:
        lines: list[list[str]] = [[]]
        known = dict(_values(cells))
        for place in range(12):
            if place in known:
                lines[-1].append(f"{self._x(place)},{self._y(known[place])}")
            elif lines[-1]:
                lines.append([])
        return [" ".join(points) for points in lines if points]


class Strokes:
    """A chart as bars: of each row the first count, and within it the last where a row has several. Lengths are thousandths
    of the longest; what is hidden has no bar. The longest rows are drawn, the table has them all."""

    MOST = 8

    HEAD, STEP, LABEL, BEGIN, LENGTH, WIDTH = 26, 24, 138, 146, 236, 480

    def __init__(self, shown: Shown, *, told_only: bool = False) -> None:
        """`told_only`: rows that are hidden are not drawn, but for the stages of a path."""
        self.chart, self.shown = shown.chart, shown
        drawn = [row for row in shown.rows if not told_only or self.chart.is_path or row.cells[0].raw is not None]
        told = sum(row.cells[0].raw is not None for row in drawn)
        self.is_telling = any(row.cells[0].raw for row in drawn) and told * 2 > len(drawn)  # not mostly hidden
        self.name, self.code = shown.chart.label, shown.chart.code
        most = max((int(row.cells[0].raw or 0) for row in shown.rows), default=0) or 1
        self.rows = [self._row(place, row, most) for place, row in enumerate(drawn[: self.MOST])]
        self.height = self.HEAD + self.STEP * len(self.rows)
        several = len(self.chart.heads) > 1
        inner = f", 짙은 막대 {self.chart.heads[-1]}" if any(row.cells[-1].raw for row in drawn) else ""
        self.legend = f"옅은 막대 {self.chart.heads[0]}{inner}" if several else ""
        self.paper_top = 0 if self.legend else self.HEAD - 4  # its name stands above it
        self.paper_height = self.height - self.paper_top
        self.more = len(drawn) - len(self.rows)

    @property
    def words(self) -> str:
        """What the picture shows, said."""
        return ", ".join(f"{row['name']} {row['words']}" for row in self.rows)

    def _row(self, place: int, row: Stroke, most: int) -> dict[str, Any]:
        first, last = (int(row.cells[at].raw or 0) * 1000 // most for at in (0, -1))
        unit = "" if row.cells[0].raw is None else self.chart.unit
        words = f"{row.cells[0]}{unit}" if len(row.cells) == 1 else f"{row.cells[-1]} / {row.cells[0]}{unit}"
        return {
            "name": row.name,
            "size": min(12.0, round(self.LABEL / width_of(row.name) - 0.05, 1)),
            "cells": row.cells,
            "left": row.left,
            "words": words,
            "long": first,
            "short": last,
            "y": self.HEAD + self.STEP * place,
            "text_y": self.HEAD + self.STEP * place + 13,
            "length": first * self.LENGTH // 1000,
            "inner": last * self.LENGTH // 1000,
            "end": self.BEGIN + 6 + first * self.LENGTH // 1000,
        }


def _values(cells: Sequence[Cell | None]) -> list[tuple[int, float]]:
    return [(place, float(one.raw)) for place, one in enumerate(cells) if one and one.raw is not None]


def _round_up(value: float) -> int:
    """The next of 4, 8, 20, 40, 80, 200 …: a quarter of each is a whole number."""
    step = 1
    while True:
        for most in (4, 8, 20):
            if value <= most * step:
                return most * step
        step *= 10


def paper_frame(found: Report) -> dict[str, Any]:
    slug, query = found.programme.slug, urlencode(found.query)
    return {
        "back_url": f"{reverse('figures:programme', args=[slug])}?{query}",
        "pdf_url": f"{reverse('figures:pdf', args=[slug])}?{query}",
        "hwpx_url": f"{reverse('figures:hwpx', args=[slug])}?{query}",
    }
