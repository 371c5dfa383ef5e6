"""The door at which the report of a meeting is corrected."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from network.councils.forms.reports import CorrectionForm
from network.councils.services import correcting, reports
from network.documents.access import DOCUMENT_ACCESS
from network.documents.models import Document
from network.documents.registry import subject_of


@page(OnRow(DOCUMENT_ACCESS, "edit", rows=reports.documents))
@require_http_methods(["GET", "POST"])
def document_correct(request: PortalRequest, document: Document) -> HttpResponse:
    """Change words or figures of an issued report by a new document that names it."""
    form = CorrectionForm(request.POST or None, document=document)
    meeting = subject_of(document)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: correcting.correct(
                actor=request.actor,
                document=document,
                changes=form.changes(),
                reason=form.cleaned_data["reason"],
                line=form.line(),
                save_as=form.save_as_name(),
            ),
            done="정정 문서를 결재에 올렸습니다.",
        )
        if done is not None:
            return redirect("documents:document-detail", done.pk)
    return show(request, "councils/correct.html", {"meeting": meeting, "document": document}, form)
