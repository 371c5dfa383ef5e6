"""Papers of councils: previews, prints, the tables inside them, corrections."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import hwpx, workdays
from core.pages import run_service, show, status_of
from core.policy import OnRow, PortalRequest, holding, page
from core.reports import pdf_response
from network import council_papers
from network.council_access import DOCUMENT_ACCESS, MEETING_ACCESS
from network.council_forms import BareForm, ChangeRows, LineForm
from network.council_table_forms import TableForm, TableRows
from network.council_workflow import PROGRAMME
from network.models import CouncilDocument, Institution, Meeting, ReportTable
from network.services.councils import approving, notes, papers, tables

PRINT = OnRow(MEETING_ACCESS, "print", rows=Meeting.objects.for_page)
MANAGE = OnRow(MEETING_ACCESS, "manage", rows=Meeting.objects.for_page)


@page(PRINT)
@require_GET
def paper(request: PortalRequest, meeting: Meeting, kind: str) -> HttpResponse:
    """A paper on the screen."""
    frame = {
        "back_url": reverse("network:meeting-detail", args=[meeting.pk]),
        "pdf_url": reverse("network:council-paper-pdf", args=[meeting.pk, kind]),
        "hwpx_url": reverse("network:council-paper-hwpx", args=[meeting.pk]) if kind == "report" else "",
    }
    return HttpResponse(papers.show(actor=request.actor, meeting=meeting, kind=kind, frame=frame))


@page(PRINT)
@require_GET
def paper_pdf(request: PortalRequest, meeting: Meeting, kind: str) -> HttpResponse:
    return pdf_response(*papers.print_paper(actor=request.actor, meeting=meeting, kind=kind))


@page(PRINT)
@require_GET
def paper_hwpx(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    """The report for the hospital's own document system."""
    return hwpx.response(*papers.print_hwpx(actor=request.actor, meeting=meeting))


@page(holding("COORDINATOR DIRECTOR", PROGRAMME))
@require_GET
def year(request: PortalRequest, year: int) -> HttpResponse:
    """협의체 운영 현황 of the own hospital."""
    frame = {
        "back_url": reverse("network:council-list"),
        "pdf_url": reverse("network:council-year-pdf", args=[papers.known_year(year)]),
    }
    return HttpResponse(
        papers.show_year(actor=request.actor, host=_host(request), year=papers.known_year(year), frame=frame)
    )


@page(holding("COORDINATOR DIRECTOR", PROGRAMME))
@require_GET
def year_pdf(request: PortalRequest, year: int) -> HttpResponse:
    return pdf_response(*papers.print_year(actor=request.actor, host=_host(request), year=papers.known_year(year)))


def _host(request: PortalRequest) -> Institution:
    place: Institution = request.membership.institution
    return place


# --- tables ----------------------------------------------------------------------------------------------------------


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
    item = notes.item_of(meeting, item_id)
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
            return redirect("network:table-edit", meeting.pk, item.pk, done.pk)
    context = {
        "meeting": meeting,
        "item": item,
        "table": table,
        "rows": rows,
        "form": form,
        "blocks": [council_papers.of_table(tables.printed(table))] if table is not None else [],
    }
    response = show(request, "network/councils/table_edit.html", context)
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
    item = notes.item_of(meeting, item_id)
    tables.remove(actor=request.actor, table=tables.table_of(item, table_id))
    return redirect("network:item-detail", meeting.pk, item.pk)


# --- corrections -----------------------------------------------------------------------------------------------------


@page(OnRow(DOCUMENT_ACCESS, "edit", rows=CouncilDocument.objects.for_page))
@require_http_methods(["GET", "POST"])
def document_correct(request: PortalRequest, document: CouncilDocument) -> HttpResponse:
    """Change words or figures of an issued report by a new document that names it."""
    places = council_papers.paths(document.content["facts"]) if document.content else []
    people = approving.approvers(document.meeting.council.host_id)
    form = LineForm(request.POST or None, people=people)
    rows = ChangeRows(request.POST or None, prefix="changes", form_kwargs={"places": places})
    if request.method == "POST" and rows.is_valid():
        changes = [row.values() for row in rows if row.cleaned_data and not row.cleaned_data.get("DELETE")]
        done = run_service(
            request,
            form,
            lambda: papers.correct(actor=request.actor, document=document, changes=changes, line=form.line()),
            done="정정 문서를 결재에 올렸습니다.",
        )
        if done is not None:
            return redirect("network:meeting-detail", document.meeting_id)
    context = {"meeting": document.meeting, "document": document, "form": form, "rows": rows}
    response = show(request, "network/councils/correct.html", context)
    is_refused = request.method == "POST" and not rows.is_valid()
    response.status_code = max(status_of(form), 400 if is_refused else 200)
    return response


@page(OnRow(DOCUMENT_ACCESS, "edit", rows=CouncilDocument.objects.for_page))
@require_http_methods(["GET", "POST"])
def document_issue(request: PortalRequest, document: CouncilDocument) -> HttpResponse:
    """Issue an approved correction; the old document is superseded."""
    form = BareForm(request.POST or None, initial={"version": document.version})
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: papers.issue_correction(
                actor=request.actor, document=document, version=form.cleaned_data["version"]
            ),
            done="정정 문서를 시행했습니다.",
        )
        if done is not None:
            return redirect("network:meeting-detail", document.meeting_id)
    context = {
        "meeting": document.meeting,
        "title": "정정 문서 시행: 이대로 하시겠습니까?",
        "lead": document.correction_note,
        "happens": ("앞 문서는 정정된 것으로 표시됩니다.", "위원은 새 문서를 봅니다."),
        "verb": "시행",
    }
    return show(request, "network/councils/act.html", context, form)
