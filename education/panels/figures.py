"""What the page and the paper of the figures show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core import workdays
from core.actor import Actor
from education.forms.figures import FiguresForm
from education.indicators import figures as indicators
from education.indicators.figures import COLUMNS, GROUPINGS, Report
from education.indicators.periods import Period

PICTURED = [column.name for column in COLUMNS].index("attendances")


@dataclass(frozen=True)
class Bar:
    """How many came to the courses of a group; `width`: of the picture, in a thousandth of its width."""

    name: str
    words: str
    width: int


def asked(query: Any, actor: Actor) -> tuple[FiguresForm, Report]:
    """The form and its answer; a form with faults shows the year that runs."""
    form = FiguresForm(query)
    assert actor.institution_id is not None
    if form.is_valid():
        return form, indicators.report(actor.institution_id, form.period, form.by_name)
    return form, indicators.report(actor.institution_id, Period.of("year", workdays.seoul_today().year), "topic")


def page(form: FiguresForm, found: Report) -> dict[str, Any]:
    by = found.table.by
    query = found.period.query
    before, after = found.period.neighbours()
    return {
        **shown(found),
        "form": form,
        "query": urlencode({**query, "by": by}),
        "views": [
            {"label": label, "url": f"?{urlencode({**query, 'by': name})}", "current": name == by}
            for name, label in GROUPINGS.items()
        ],
        "before_url": _url(before, by),
        "after_url": _url(after, by),
    }


def _url(period: Period | None, by: str) -> str:
    return f"?{urlencode({**period.query, 'by': by})}" if period is not None and 2000 <= period.year <= 2100 else ""


def shown(found: Report) -> dict[str, Any]:
    """What the page and the paper share."""
    return {
        "report": found,
        "columns": COLUMNS,
        "bars": bars(found),
        "runs_on": found.period.first <= workdays.seoul_today() <= found.period.last,
    }


def bars(found: Report) -> list[Bar]:
    cells = [(line.name, line.cells[PICTURED]) for line in found.table.lines]
    most = max((int(cell.raw or 0) for _, cell in cells), default=0)
    return [Bar(name, cell.text, int(cell.raw or 0) * 1000 // most if most else 0) for name, cell in cells]


def paper_frame(found: Report) -> dict[str, Any]:
    query = urlencode({**found.period.query, "by": found.table.by})
    return {
        "back_url": f"{reverse('education:figures')}?{query}",
        "pdf_url": f"{reverse('education:figures-pdf')}?{query}",
    }
