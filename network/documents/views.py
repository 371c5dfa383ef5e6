"""Doors of papers in approval: the desk, the paper and its pages, the lines that an office keeps."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import audit, hwpx
from core.acts import Standing
from core.paging import capped_count, paginate
from core.policy import OnRow, PortalRequest, SignedIn, page
from core.reports import pdf_response
from network.documents import panels
from network.documents.access import DOCUMENT_ACCESS, LINE_ACCESS
from network.documents.acts import LINE_ACTS
from network.documents.acts import rows as documents
from network.documents.filters import DocumentFilter
from network.documents.models import Document, SavedLine
from network.documents.registry import kind_of, subject_of
from network.documents.services import papers
from network.documents.services.pictures import picture
from network.documents.services.turns import waiting

READ, PRINT = OnRow(DOCUMENT_ACCESS, "read", rows=documents), OnRow(DOCUMENT_ACCESS, "print", rows=documents)


@page(SignedIn())
@require_GET
def document_list(request: PortalRequest) -> HttpResponse:
    """What waits for this person, and all papers that they may read, newest first."""
    chosen = DocumentFilter(request.GET, Document.objects.for_actor(request.actor, "read"))
    rows = chosen.qs.select_related("created_by")
    context = {
        "waiting": waiting(request.actor),
        "page": paginate(rows, ("-created_at", "-id"), request.GET.get("after", "")),
        "count": capped_count(chosen.qs),
        "filter_form": chosen.form,
        "keeps_lines": request.actor.holds("COORDINATOR"),
    }
    return render(request, "documents/list.html", context)


@page(READ)
@require_GET
def document_detail(request: PortalRequest, document: Document) -> HttpResponse:
    """The paper page by page beside the buttons. Which pages somebody looked at is written down."""
    asked = request.GET.get("page", "")
    context = panels.desk(document, request.actor, int(asked) if asked.isascii() and asked.isdigit() else 1)
    if context["is_turn"]:
        changes = {"page": context["at"]}
        audit.record(request.actor, panels.READ, action="VIEW", about=document, changes=changes)
    return render(request, "documents/detail.html", context)


@page(READ)
@require_GET
def document_page(request: PortalRequest, document: Document, number: int) -> HttpResponse:
    """One page of the paper as a picture."""
    return HttpResponse(picture(document, number), content_type="image/png")


@page(READ)
@require_GET
def document_paper(request: PortalRequest, document: Document) -> HttpResponse:
    """The paper as text on the screen."""
    frame = {
        "back_url": reverse("documents:document-detail", args=[document.pk]),
        "pdf_url": reverse("documents:document-pdf", args=[document.pk]),
        "hwpx_url": reverse("documents:document-hwpx", args=[document.pk]),
    }
    kind, subject = kind_of(document), subject_of(document)
    return HttpResponse(papers.show(actor=request.actor, kind=kind, subject=subject, document=document, frame=frame))


@page(PRINT)
@require_GET
def document_pdf(request: PortalRequest, document: Document) -> HttpResponse:
    """An edition as it was issued, also when it was corrected or withdrawn since; before that, as it stands."""
    return pdf_response(*papers.print_document(actor=request.actor, document=document))


@page(PRINT)
@require_GET
def document_hwpx(request: PortalRequest, document: Document) -> HttpResponse:
    return hwpx.response(*papers.type_document(actor=request.actor, document=document))


@page(SignedIn())
@require_GET
def line_list(request: PortalRequest) -> HttpResponse:
    """The approval lines that the office keeps."""
    found = SavedLine.objects.for_actor(request.actor).prefetch_related("steps__person").order_by("name")
    kept = list(found)
    for line in kept:
        relations = LINE_ACCESS.relations_of(request.actor, line)
        line.actions = LINE_ACTS.buttons(Standing(line, relations, request.actor))  # type: ignore[attr-defined]
    return render(request, "documents/lines.html", {"lines": kept})
