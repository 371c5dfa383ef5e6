"""The audit trail, read by the privacy officer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from core import pages, sheets, workdays
from core.policy import holding, page
from network.forms.trail import AuditFilterForm, DownloadForm
from network.services import trail


@page(holding("CPO"))
@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who looked at whom at my institution."""
    form = AuditFilterForm(request.GET)
    context: dict[str, Any] = {"filter_form": form, "download_form": DownloadForm(), "query": request.GET.urlencode()}
    if form.is_valid():
        actor = request.actor  # type: ignore[attr-defined]
        context["page"] = trail.page(actor=actor, wanted=form.cleaned_data, after=request.GET.get("after", ""))
    return render(request, "network/audit_list.html", context, status=200 if form.is_valid() else 400)


@page(holding("CPO"))
@require_http_methods(["GET", "POST"])
def audit_download(request: HttpRequest) -> HttpResponse:
    """The same entries as a spreadsheet, for a coded reason."""
    wanted, form = AuditFilterForm(request.GET), DownloadForm(request.POST or None)
    if request.method == "POST" and wanted.is_valid() and form.is_valid():
        content = trail.download(
            actor=request.actor,  # type: ignore[attr-defined]
            wanted=wanted.cleaned_data,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
        )
        return sheets.response(content, f"열람기록-{workdays.seoul_today():%Y%m%d}")
    rows = trail.entries(request.actor, wanted.cleaned_data if wanted.is_valid() else {})  # type: ignore[attr-defined]
    context = {"query": request.GET.urlencode(), "warning": sheets.warning(rows)}
    return pages.show(request, "network/audit_download.html", context, form)
