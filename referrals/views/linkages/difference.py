"""요청과 제공: what was asked of each agency and what was delivered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import audit, sheets, workdays
from core.actor import Actor
from core.policy import holding, page
from referrals.access import LINKAGE_ACCESS, PARTNER_ROLES
from referrals.filters.linkages import DifferenceFilter
from referrals.models import Linkage
from referrals.panels.linkages import difference

RECEIVERS = " ".join(PARTNER_ROLES)
READERS = "COORDINATOR SOCIAL_WORKER NURSE MH_MANAGER"


def _filtered(actor: Actor, query: Any) -> DifferenceFilter:
    rows = Linkage.objects.filter(LINKAGE_ACCESS.scope(actor, "follow"))
    return DifferenceFilter(query, queryset=rows)


@page(holding(READERS))
@require_GET
def difference_report(request: HttpRequest) -> HttpResponse:
    """Counts of the linkages that this person follows: the coordinator's whole programme, the worker's own cases."""
    filtered = _filtered(request.actor, request.GET)  # type: ignore[attr-defined]
    found = difference.rows(filtered.qs)
    values = filtered.form.cleaned_data if filtered.form.is_valid() else {}
    context = {
        "rows": difference.lines(found, values.get("since"), values.get("until")),
        "headings": difference.HEADINGS,
        "total": list(difference.total(found).values()),
        "filter_form": filtered.form,
        "export_query": request.GET.urlencode(),
        "today": workdays.seoul_today(),
    }
    return render(request, "referrals/difference_report.html", context)


@page(holding(RECEIVERS))
@require_GET
def received_report(request: HttpRequest) -> HttpResponse:
    """What an agency was asked, what it delivered, and how many days it took to answer."""
    rows = Linkage.objects.filter(LINKAGE_ACCESS.scope(request.actor, "inbox"))  # type: ignore[attr-defined]
    filtered = DifferenceFilter(request.GET, queryset=rows)
    found = difference.rows(filtered.qs, "sender")
    context = {
        "rows": found,
        "headings": difference.HEADINGS_OF_RECEIVER,
        "total": list(difference.total(found).values()),
        "filter_form": filtered.form,
        "today": workdays.seoul_today(),
    }
    return render(request, "referrals/received_report.html", context)


@page(holding(READERS))
@require_GET
def difference_export(request: HttpRequest) -> HttpResponse:
    """The same table as a spreadsheet. It counts and names nobody, so no purpose is asked."""
    actor = request.actor  # type: ignore[attr-defined]
    found = difference.rows(_filtered(actor, request.GET).qs)
    audit.record(actor, "linkage.difference_export", action="DOWNLOAD")
    content = sheets.workbook("요청과 제공", difference.HEADINGS, (row.cells() for row in found))
    return sheets.response(content, f"요청과제공-{workdays.seoul_today():%Y%m%d}")
