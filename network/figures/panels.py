"""What the page and the paper of the figures show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core import workdays
from core.actor import Actor
from core.periods import KINDS, Period
from network.figures.access import readable
from network.figures.forms import FiguresForm
from network.figures.services.reports import Report
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


def shown(found: Report) -> dict[str, Any]:
    """What the page and the paper share."""
    return {"report": found, "today": workdays.seoul_today()}


def bars(table: Table | None) -> list[Bar]:
    if table is None or table.drawn is None:
        return []
    cells = [(line.name, line.cells[table.drawn]) for line in table.lines]
    most = max((int(cell.raw or 0) for _, cell in cells), default=0)
    return [Bar(name, cell.text, int(cell.raw or 0) * 1000 // most if most else 0) for name, cell in cells]


def paper_frame(found: Report) -> dict[str, Any]:
    slug, query = found.programme.slug, urlencode(found.query)
    return {
        "back_url": f"{reverse('figures:programme', args=[slug])}?{query}",
        "pdf_url": f"{reverse('figures:pdf', args=[slug])}?{query}",
        "hwpx_url": f"{reverse('figures:hwpx', args=[slug])}?{query}",
    }
