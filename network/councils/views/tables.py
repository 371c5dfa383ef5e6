"""Doors of the tables of a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from core import blocks, pasted, workdays
from core.errors import Conflict, Invalid
from core.pages import posted_text, run_service, show, status_of
from core.policy import OnRow, PortalRequest, page
from core.typed_cells import repaired
from network.councils.access import MEETING_ACCESS
from network.councils.forms.meetings import MOST_ITEMS
from network.councils.forms.tables import PasteForm, TableForm, TableRows, rows_with, signed
from network.councils.models import AgendaItem, Meeting, ReportTable
from network.councils.panels import tables as panel
from network.councils.services import minutes, tables

MANAGE = OnRow(MEETING_ACCESS, "manage", rows=Meeting.objects.for_page)
LEAST_ROWS = 3
Row = dict[str, Any]


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def table_new(request: PortalRequest, meeting: Meeting, item_id: int) -> HttpResponse:
    return _table(request, meeting, minutes.item_of(meeting, item_id), None)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def table_edit(request: PortalRequest, meeting: Meeting, item_id: int, table_id: int) -> HttpResponse:
    item = minutes.item_of(meeting, item_id)
    return _table(request, meeting, item, tables.table_of(item, table_id))


@dataclass
class _Sheet:
    """The page between two saves: what stands around the rows, the rows, what is said of the last paste."""

    form: TableForm
    rows: list[Row]
    said: list[str] = field(default_factory=list)
    before: list[Row] | None = None
    focus: tuple[int, int] | None = None


def _table(request: PortalRequest, meeting: Meeting, item: AgendaItem, table: ReportTable | None) -> HttpResponse:
    """One table of an item: its rows are typed, pasted or computed; what it prints is shown below.

    `do`: `paste` reads a block, `undo` takes it back, `mend` repairs a cell, `look` draws the grid for another kind;
    none of them stores.
    """
    if request.method != "POST":
        rows = panel.typed_of(table) if table is not None else []
        return _show(request, item, table, _Sheet(TableForm(initial=_initial(table)), rows))
    form, posted = TableForm(request.POST), TableRows(request.POST, prefix="rows")
    sheet = _Sheet(form, posted.typed())
    if reason := tables.closed(meeting):
        form.conflict(Conflict(reason))
        return _show(request, item, table, sheet)
    act = {"paste": _paste, "undo": _undo, "look": _look, "mend": _mend}.get(posted_text(request, "do").split(":")[0])
    if act is not None:
        act(request, sheet)
        return _show(request, item, table, sheet)
    if not posted.is_valid():
        return _show(request, item, table, sheet, posted)
    done = run_service(
        request,
        form,
        lambda: tables.save(
            actor=request.actor,
            item=item,
            data=form.values(),
            rows=[row.values() for row in posted if row.has_changed() and not row.cleaned_data.get("DELETE")],
            table=table,
            version=form.cleaned_data["version"],
        ),
        done="표를 저장했습니다.",
    )
    return (
        _show(request, item, table, sheet)
        if done is None
        else redirect("councils:table-edit", meeting.pk, item.pk, done.pk)
    )


# --- what changes the page and stores nothing ------------------------------------------------------------------------


def _look(request: PortalRequest, sheet: _Sheet) -> None:
    if sheet.form.is_valid():
        sheet.form = TableForm(initial=sheet.form.cleaned_data)


def _mend(request: PortalRequest, sheet: _Sheet) -> None:
    """Put the number that was certainly meant into the cell that is named (`mend:2:1`)."""
    _look(request, sheet)
    sheet.rows = [row for row in sheet.rows if row]
    for at, row in enumerate(sheet.rows):
        for place, text in enumerate(row["cells"]):
            if posted_text(request, "do") == f"mend:{at}:{place}" and repaired(text):
                row["cells"][place] = repaired(text)


def _undo(request: PortalRequest, sheet: _Sheet) -> None:
    paste = PasteForm(request.POST)
    _look(request, sheet)
    earlier = paste.earlier() if paste.is_valid() else None
    if earlier is not None:
        sheet.rows, sheet.said = earlier, ["붙인 것을 되돌렸습니다."]


def _paste(request: PortalRequest, sheet: _Sheet) -> None:
    """Read the block into the rows: at a cell where one is named, else as a whole table under them."""
    paste = PasteForm(request.POST)
    if not sheet.form.is_valid():
        return
    if not paste.is_valid():
        sheet.form.refuse(Invalid(next(str(text) for texts in paste.errors.values() for text in texts)))
        return
    data, block = dict(sheet.form.cleaned_data), paste.cleaned_data["block"]
    if not block:
        sheet.form.refuse(Invalid("붙인 칸이 없습니다. 한글이나 엑셀에서 칸을 복사해 붙이십시오."))
        return
    at, column = paste.cleaned_data["at"], paste.cleaned_data["column"]
    rows = _without_blank(sheet.rows, at)
    try:
        found = _read(data, rows, block, at, column)
    except ValueError as error:
        sheet.form.refuse(Invalid(str(error)))
        return
    if len(found.rows) > MOST_ITEMS:
        sheet.form.refuse(Invalid(f"표의 줄은 {MOST_ITEMS}개까지입니다. 붙이면 {len(found.rows)}개가 됩니다."))
        return
    sheet.before, sheet.rows = [row for row in rows if row], found.rows
    sheet.said = [f"{len(block)}줄 {max(map(len, block))}칸을 붙였습니다.", *found.said]
    sheet.focus = None if at is None else (sum(bool(row) for row in rows[:at]), column or 0)
    data |= {"columns": found.columns} if found.columns else {}
    data |= {"year": found.year} if found.year else {}
    sheet.form = TableForm(initial=data)


def _without_blank(rows: list[Row], at: int | None) -> list[Row]:
    """The rows down to the one where something is put, and below those with something in them."""
    upto = at or 0
    return [*rows[:upto], *(row for place, row in enumerate(rows[upto:]) if row or (at is not None and place == 0))]


def _read(data: Row, rows: list[Row], block: list[list[str]], at: int | None, column: int | None) -> pasted.Pasted:
    """The rows with the block. On the first column several columns are read as a table, with its heading row."""
    kind = data["kind"]
    width = len(tables.heads_of({**data, "as_of": data["as_of"] and str(data["as_of"])}))
    if at is not None and (column or max(map(len, block)) == 1):
        return pasted.fill(kind, rows, block, at, column or 0, width)
    found = pasted.read_block(kind, block, width)
    if at is None:
        found.rows = [*(row for row in rows if row), *found.rows]
    else:
        found.rows = [*rows[:at], *found.rows, *rows[at + len(found.rows) :]]
    return found


# --- drawing ---------------------------------------------------------------------------------------------------------


def _show(
    request: PortalRequest, item: AgendaItem, table: ReportTable | None, sheet: _Sheet, refused: Any = None
) -> HttpResponse:
    """`refused`: rows with errors of their own, drawn as they were posted."""
    typed = [row for row in sheet.rows if row]
    draft, found, proof = _draft(item, sheet, typed)
    rows = refused if refused is not None else rows_with(typed, 1 if typed else LEAST_ROWS)
    context = {
        "meeting": item.meeting,
        "item": item,
        "table": table,
        "rows": rows,
        "form": sheet.form,
        "paste": PasteForm(),
        "grid": panel.grid(draft, rows, found.faults if refused is None else {}, sheet.focus),
        "said": sheet.said,
        "before": signed(sheet.before) if sheet.before is not None else "",
        "proof": proof,
    }
    response = show(request, "councils/table_edit.html", context)
    response.status_code = max(status_of(sheet.form), 400 if refused is not None else 200)
    return response


def _draft(item: AgendaItem, sheet: _Sheet, typed: list[Row]) -> tuple[ReportTable, tables.Read, blocks.Block | None]:
    """The table as it is typed, not stored, what is wrong in it, and how it prints; what cannot be is said."""
    draft, found, form = ReportTable(kind="B"), tables.Read([], {}), sheet.form
    is_said = bool(form.is_bound and form.errors)
    data = form.cleaned_data if form.is_bound else form.initial
    try:
        tables.filled(draft, {name: data[name] for name in tables.FIELDS if data.get(name)})
        found = tables.read(draft, typed, item.meeting.council.host_id)
        return draft, found, blocks.of_table(tables.proof(draft, found)) if typed else None
    except Invalid as error:
        sheet.said += [] if is_said else [error.detail]
        return draft, found, None


def _initial(table: ReportTable | None) -> Row:
    if table is None:
        return {"kind": "B", "as_of": workdays.seoul_today()}
    return {name: getattr(table, name) for name in (*tables.FIELDS, "version")}


@page(MANAGE)
@require_POST
def table_remove(request: PortalRequest, meeting: Meeting, item_id: int, table_id: int) -> HttpResponse:
    item = minutes.item_of(meeting, item_id)
    tables.remove(actor=request.actor, table=tables.table_of(item, table_id))
    return redirect("councils:item-detail", meeting.pk, item.pk)
