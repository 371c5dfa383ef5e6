"""Doors of papers in approval: signing, sending back, correcting, issuing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.acts import NO_WAY_BACK
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from core.reports import pdf_response
from network.councils.access import DOCUMENT_ACCESS
from network.councils.acts.meetings import meeting_crumbs, meeting_facts
from network.councils.forms.documents import CorrectionForm
from network.councils.forms.meetings import (
    BareForm,
)
from network.councils.models import CouncilDocument
from network.councils.services import correcting, papers


@page(OnRow(DOCUMENT_ACCESS, "print", rows=CouncilDocument.objects.for_page))
@require_GET
def document_paper(request: PortalRequest, document: CouncilDocument) -> HttpResponse:
    """An edition of a report as it was issued, also when it was corrected or withdrawn since."""
    return pdf_response(*papers.print_edition(actor=request.actor, document=document))


@page(OnRow(DOCUMENT_ACCESS, "edit", rows=CouncilDocument.objects.for_page))
@require_http_methods(["GET", "POST"])
def document_correct(request: PortalRequest, document: CouncilDocument) -> HttpResponse:
    """Change words or figures of an issued report by a new document that names it."""
    form = CorrectionForm(request.POST or None, document=document)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: correcting.correct(
                actor=request.actor, document=document, changes=form.changes(), line=form.line()
            ),
            done="정정 문서를 결재에 올렸습니다.",
        )
        if done is not None:
            return redirect("councils:meeting-detail", document.meeting_id)
    return show(request, "councils/correct.html", {"meeting": document.meeting, "document": document}, form)


@page(OnRow(DOCUMENT_ACCESS, "edit", rows=CouncilDocument.objects.for_page))
@require_http_methods(["GET", "POST"])
def document_issue(request: PortalRequest, document: CouncilDocument) -> HttpResponse:
    """Issue an approved correction; the old document is superseded."""
    form = BareForm(request.POST or None, initial={"version": document.version})
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: correcting.issue_correction(
                actor=request.actor, document=document, version=form.cleaned_data["version"]
            ),
            done="정정 문서를 시행했습니다.",
        )
        if done is not None:
            return redirect("councils:meeting-detail", document.meeting_id)
    context = {
        "crumbs": meeting_crumbs(document.meeting, request.actor),
        "back_url": reverse("councils:meeting-detail", args=[document.meeting_id]),
        "action_url": request.path,
        "facts": meeting_facts(document.meeting, request.actor),
        "title": "정정 문서 시행: 이대로 하시겠습니까?",
        "lead": document.correction_note,
        "happens": ("앞 문서는 정정된 것으로 표시됩니다.", "위원은 새 문서를 봅니다."),
        "note": NO_WAY_BACK,
        "verb": "시행",
        "style": "primary",
    }
    return show(request, "parts/act.html", context, form)
