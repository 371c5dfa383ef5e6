"""The ledger of provision to third parties."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core import audit, codes, sheets
from core.api.endpoints import record_list
from core.masking import mask_name
from core.pages import run_service, show
from core.paging import capped_count, paginate
from core.policy import holding, page
from referrals import exports
from referrals.filters.linkages import ProvisionFilter
from referrals.forms.linkages import ExportForm
from referrals.models import Provision
from referrals.views.linkages.lists import chips

LEDGER_READERS = "CPO COORDINATOR"


@page(holding(LEDGER_READERS))
@require_GET
def provision_list(request: HttpRequest) -> HttpResponse:
    """The ledger of provision to third parties (domain 4.12), newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    filtered = ProvisionFilter(request.GET, queryset=Provision.objects.for_actor(actor))
    found = paginate(filtered.qs.for_list(), ("-provided_at", "-id"), request.GET.get("after", ""))
    for row in found.rows:
        row.who, row.item_words = mask_name(row.client.name), codes.labels("shared_item", row.items)
        row.withdrawal = exports.withdrawal_words(row)
    record_list(actor, "provision.list", found.rows)
    context = {
        "page": found,
        "count": capped_count(filtered.qs),
        "filter_form": filtered.form,
        "chips": chips(filtered.form, request.GET),
        "export_query": request.GET.urlencode(),
    }
    return render(request, "referrals/provision_list.html", context)


@page(holding(LEDGER_READERS))
@require_http_methods(["GET", "POST"])
def provision_export(request: HttpRequest) -> HttpResponse:
    """The ledger as a spreadsheet, once a purpose is written down; the same filters as the list."""
    actor = request.actor  # type: ignore[attr-defined]
    form = ExportForm(request.POST or None)
    rows = ProvisionFilter(request.GET, queryset=Provision.objects.for_actor(actor)).qs.for_list()

    def export() -> bytes:
        reason = form.cleaned_data["reason"]
        shown = sheets.taken(rows.order_by("-provided_at", "-id"))
        persons = [row.client_id for row in shown.rows]
        audit.record(actor, "provision.export", action="DOWNLOAD", persons=persons, reason=reason)
        return exports.ledger(shown.rows, shown.note)

    if request.method == "POST":
        content = run_service(request, form, export)
        if content is not None:
            response = HttpResponse(content, content_type=exports.XLSX)
            response["Content-Disposition"] = f'attachment; filename="provisions-{timezone.localdate():%Y%m%d}.xlsx"'
            return response
    context = {"count": capped_count(rows), "warning": sheets.warning(rows)}
    return show(request, "referrals/provision_export.html", context, form)
