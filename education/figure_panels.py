"""What the page and the paper of the figures show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core import workdays
from core.actor import Actor
from core.formats import Cell
from education import figures
from education.figure_forms import FiguresForm
from education.figures import COLUMNS, GROUPINGS, Report
from education.periods import Period

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
        return form, figures.report(actor.institution_id, form.period, form.by_name)
    return form, figures.report(actor.institution_id, Period.of("year", workdays.seoul_today().year), "topic")


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


# --- the spreadsheet -------------------------------------------------------------------------------------------------

HEAD = ("구분", *(f"{column.label}({column.unit})" for column in COLUMNS))


def sheet_rows(found: Report) -> Iterator[list[Any]]:
    """The table, then the indicators, then what they mean; a number stays a number."""
    for line in (*found.table.lines, found.table.whole):
        yield [line.name, *(_value(cell) for cell in line.cells)]
    yield []
    yield ["지표", "단위", found.period.words, found.before.words, "증감", "셈한 수"]
    for one in found.figures:
        definition = one.figure.definition
        yield [definition.name, definition.unit, _value(one.now), _value(one.then), _value(one.change), one.base]
    yield []
    for text in found.notes:
        yield [text]


def _value(cell: Cell) -> Any:
    """The number behind a cell; words where it is not told, nothing where there is none."""
    if cell.raw is not None:
        return float(cell.raw) if cell.raw != int(cell.raw) else int(cell.raw)
    return None if cell.text == "-" else cell.text
