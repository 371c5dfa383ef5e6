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
from core.periods import KINDS, Period
from network.figures.access import readable
from network.figures.forms import FiguresForm
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
        "report": found,
        "today": workdays.seoul_today(),
        "trend": drawing(found),
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
        "bars": bars(found.table),
        "drawn": found.table.columns[found.table.drawn] if found.table and found.table.drawn is not None else None,
    }


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


def drawing(found: Report) -> Drawing | None:
    return Drawing(found.trend) if found.trend else None


def bars(table: Table | None) -> list[Bar]:
    if table is None or table.drawn is None:
        return []
    cells = [(line.name, line.cells[table.drawn]) for line in table.lines]
    most = max((int(cell.raw or 0) for _, cell in cells), default=0)
    return [Bar(name, cell.text, int(cell.raw or 0) * 1000 // most if most else 0) for name, cell in cells]


class Drawing:
    """A trend as lines over twelve months; a month that is hidden or has no value breaks its line."""

    WIDTH, HEIGHT, RIGHT, TOP, BOTTOM, FOOT = 660, 240, 640, 18, 200, 224

    def __init__(self, trend: Trend) -> None:
        self.trend, row = trend, trend.definition
        self.name = f"월별 {row.name}, {trend.year}년과 {trend.year - 1}년"
        told = [one.raw for one in (*trend.now, *trend.before) if one and one.raw is not None]
        self.most = 100 if row.unit == "%" else _round_up(max(map(float, told), default=1))
        self.grid = [self._grid(share) for share in (0, 1, 2, 3, 4)]
        self.months = [{"x": self._x(place), "label": f"{place + 1}월"} for place in range(12)]
        self.now_lines, self.before_lines = self._lines(trend.now), self._lines(trend.before)
        self.dots = [{"x": self._x(place), "y": self._y(one)} for place, one in _values(trend.now)]

    @property
    def words(self) -> str:
        """What the picture shows, said."""
        unit = self.trend.definition.unit
        said = [f"{place + 1}월 {one.text}{unit}" for place, one in enumerate(self.trend.now) if one and one.raw]
        return f"{self.trend.year}년 {', '.join(said) or '그릴 달이 없습니다'}. 실선은 {self.trend.year}년, 점선은 {self.trend.year - 1}년입니다."

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The table beside the picture."""
        pairs = zip(self.trend.now, self.trend.before, strict=True)
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
    }
