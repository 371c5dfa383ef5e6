"""Doors of the tables of a report."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from core import blocks, workdays
from core.pages import run_service, show, status_of
from core.policy import OnRow, PortalRequest, page
from network.councils.access import MEETING_ACCESS
from network.councils.forms.tables import TableForm, TableRows
from network.councils.models import Meeting, ReportTable
from network.councils.services import minutes, tables

MANAGE = OnRow(MEETING_ACCESS, "manage", rows=Meeting.objects.for_page)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def table_new(request: PortalRequest, meeting: Meeting, item_id: int) -> HttpResponse:
    return _table(request, meeting, item_id, None)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def table_edit(request: PortalRequest, meeting: Meeting, item_id: int, table_id: int) -> HttpResponse:
    return _table(request, meeting, item_id, table_id)


def _table(request: PortalRequest, meeting: Meeting, item_id: int, table_id: int | None) -> HttpResponse:
    """One table of an item: its rows are typed or computed, what it prints is shown below."""
    item = minutes.item_of(meeting, item_id)
    table = tables.table_of(item, table_id) if table_id is not None else None
    form = TableForm(request.POST or None, initial=_initial(table))
    rows = TableRows(request.POST or None, initial=_typed(table), prefix="rows")
    if request.method == "POST" and rows.is_valid():
        kept = [row.values() for row in rows if row.cleaned_data and not row.cleaned_data.get("DELETE")]
        done = run_service(
            request,
            form,
            lambda: tables.save(
                actor=request.actor,
                item=item,
                data=form.values(),
                rows=kept,
                table=table,
                version=form.cleaned_data["version"],
            ),
            done="표를 저장했습니다.",
        )
        if done is not None:
            return redirect("councils:table-edit", meeting.pk, item.pk, done.pk)
    context = {
        "meeting": meeting,
        "item": item,
        "table": table,
        "rows": rows,
        "form": form,
        "blocks": [blocks.of_table(tables.printed(table))] if table is not None else [],
    }
    response = show(request, "councils/table_edit.html", context)
    is_refused = request.method == "POST" and not rows.is_valid()
    response.status_code = max(status_of(form), 400 if is_refused else 200)
    return response


def _initial(table: ReportTable | None) -> dict[str, Any]:
    if table is None:
        return {"as_of": workdays.seoul_today()}
    return {name: getattr(table, name) for name in (*tables.FIELDS, "version")}


def _cells(kind: str, row: dict[str, Any]) -> list[str]:
    """The cells of D and E as they were typed."""
    if kind == "E":
        return [word if word != "-" else "" for word in row["words"]]
    pairs = zip(row["values"], row["words"], strict=False) if kind == "D" else ()
    return [word or str(value if value is not None else "") for value, word in pairs]


def _typed(table: ReportTable | None) -> list[dict[str, Any]]:
    """The rows as somebody typed them; words that stand for a number stand in its place."""
    found = []
    for row in table.rows if table is not None else []:
        plan, actual = [*row["values"], None, None][:2]
        words = [*row["words"], "", ""][1]
        named = {name: row[name] for name in ("name", "unit", "note", "remark", "source")}
        wide = {"group": row.get("group", ""), "cells": _cells(table.kind, row)} if table is not None else {}
        found.append({**named, **wide, "plan": plan or "", "actual": words or actual or ""})
    return found


@page(MANAGE)
@require_POST
def table_remove(request: PortalRequest, meeting: Meeting, item_id: int, table_id: int) -> HttpResponse:
    item = minutes.item_of(meeting, item_id)
    tables.remove(actor=request.actor, table=tables.table_of(item, table_id))
    return redirect("councils:item-detail", meeting.pk, item.pk)
