"""The page of a list of people: a file is read and shown; only the second press takes anybody, and then all or nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from core.errors import NotVisible
from core.forms import PortalForm
from core.imports import lists
from core.imports.files import MAX_BYTES
from core.imports.lists import Found, ListImport, Row
from core.imports.mending import MendForm
from core.imports.workbooks import download, template_workbook
from core.pages import posted_text, run_service, show, status_of
from core.policy import PortalRequest

SHOWN = 200  # people of a preview; the counts tell of the rest


class ListFileForm(PortalForm):
    file = forms.FileField(
        label="명단 파일",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        error_messages={"required": "파일을 고르십시오.", "empty": "빈 파일입니다."},
    )

    def __init__(self, *args: Any, title: str, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.label = f"{title} 파일"
        field.help_text = f".xlsx 또는 .csv, 5MB, {most}명까지. 주민등록번호가 든 줄은 받지 않습니다."


@dataclass(frozen=True)
class ListPage(Generic[Row, Found]):
    """What the page of a list says. `name`: what its template calls the row; `verb`: what happens to people;
    `people`: the lines of the preview; `done`: where it ends, with how many were taken; `file`: the form to fill in."""

    listing: ListImport[Row, Found]
    template: str
    name: str
    verb: str
    people: Callable[[Found], list[dict[str, Any]]]
    done: Callable[[PortalRequest, Row, int], HttpResponse]
    file: str


def answer(page: ListPage[Row, Found], request: PortalRequest, row: Row) -> HttpResponse:
    """Both phases: without a draft a file is read, with one it is confirmed."""
    if request.method == "POST" and (draft := posted_text(request, "draft")):
        return _confirm(page, request, row, _identifier(draft))
    form = _file_form(page, row, request.POST or None, request.FILES or None)
    found: Found | None = None
    if request.method == "POST":
        form.is_bound = True
        found = run_service(
            request,
            form,
            lambda: lists.read(
                page.listing,
                actor=request.actor,
                row=row,
                file_name=str(form.cleaned_data["file"].name),
                content=form.cleaned_data["file"].read(MAX_BYTES + 1),
            ),
        )
    mend = _mend_form(page, row, found) if found else None
    return show(request, page.template, _context(page, row, found, mend), form)


def form_to_fill(page: ListPage[Row, Any], row: Row) -> HttpResponse:
    """The form to fill in."""
    return download(template_workbook(page.listing.sheet(row)), page.file)


def _confirm(page: ListPage[Row, Found], request: PortalRequest, row: Row, draft_id: UUID) -> HttpResponse:
    """The second press, with the lines that were put right or left out on the page."""
    lists.demand_untaken(page.listing, request.actor, draft_id)
    found = lists.look(page.listing, actor=request.actor, row=row, draft_id=draft_id)
    mend = _mend_form(page, row, found, request.POST)
    count = run_service(
        request,
        mend,
        lambda: lists.confirm(page.listing, actor=request.actor, row=row, draft_id=draft_id, mends=mend.mends()),
    )
    if count is not None:
        return page.done(request, row, count)
    context = {"form": _file_form(page, row), **_context(page, row, found, mend)}
    return render(request, page.template, context, status=status_of(mend))


def _identifier(draft: str) -> UUID:
    """Raises NotVisible for what is none."""
    try:
        return UUID(draft)
    except ValueError:
        raise NotVisible from None


def _file_form(page: ListPage[Row, Any], row: Row, *typed: Any) -> ListFileForm:
    return ListFileForm(*typed, title=page.listing.sheet(row).title, most=page.listing.most)


def _mend_form(page: ListPage[Row, Found], row: Row, found: Found, typed: Any = None) -> MendForm:
    return MendForm(typed, sheet=page.listing.sheet(row), faults=found.faults, reading=found.reading)


def _context(page: ListPage[Row, Found], row: Row, found: Found | None, mend: MendForm | None) -> dict[str, Any]:
    sheet = page.listing.sheet(row)
    return {
        page.name: row,
        "title": sheet.title,
        "verb": page.verb,
        "columns": sheet.columns,
        "look": found,
        "mend": mend,
        "question": mend["agreed_on"] if mend and "agreed_on" in mend.fields else None,
        "wrong": mend.shown_lines() if mend else [],
        "people": page.people(found)[:SHOWN] if found else [],
        "shown": SHOWN,
    }
