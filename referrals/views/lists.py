"""The list of linkages and the ledger of provision."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core import audit, codes, workdays
from core.api.endpoints import record_list
from core.filtering import hidden_by_view
from core.masking import mask_birth, mask_name
from core.pages import run_service, show
from core.paging import capped_count, count_parts, count_words, paginate
from core.policy import holding, page
from referrals import exports
from referrals.access import LINKAGE_ACCESS, PARTNER_ROLES
from referrals.filters.linkages import VIEWS, LinkageFilter, ProvisionFilter
from referrals.forms.linkages import ExportForm
from referrals.models import Linkage, Provision
from referrals.views import many

ORDER = ("-created_at", "-id")
PEOPLE = "SOCIAL_WORKER NURSE PHYSICIAN COORDINATOR MH_MANAGER"
LEDGER_READERS = "CPO COORDINATOR"
HERE = "here"  # what the filters found
# encrypted, and not shown in a line
SEALED = ("snapshot", "client__phone", "client__address_rest", "client__caregiver_phone")


@page(holding(PEOPLE))
@require_GET
def linkage_list(request: HttpRequest) -> HttpResponse:
    """Linkages of the own hospital's cases with which the person works; names masked, the showing recorded."""
    actor = request.actor  # type: ignore[attr-defined]
    own = Linkage.objects.filter(LINKAGE_ACCESS.scope(actor, "follow"))
    view = request.GET.get("view", "waiting")
    name = view if view in VIEWS else "waiting"
    filtered = LinkageFilter(request.GET, queryset=own.filter(VIEWS[name][1]))
    rows = filtered.qs.select_related("receiver", "client").defer(*SEALED)
    found = paginate(rows, ORDER, request.GET.get("after", ""))
    for row in found.rows:
        row.who, row.born = mask_name(row.client.name), mask_birth(row.client.birth_date)
        row.last_day = workdays.last_day_of(row.due_at) if row.due_at else None
    record_list(actor, "linkage.list", found.rows)
    parts = {name: own.filter(condition) for name, (_, condition) in VIEWS.items() if name != "all"}
    counts = count_parts(parts | {HERE: filtered.qs})
    context = {
        "page": found,
        "count": count_words(counts[HERE]),
        "filter_form": filtered.form,
        "views": _views(counts, name),
        "keep": [("view", name)],
        "hidden": hidden_by_view(request, VIEWS, name, LinkageFilter, own),
        "chips": chips(filtered.form, request.GET),
        "clear_query": f"?view={name}",
        "now": timezone.now(),
        "bulk_actions": many.actions_of(actor, "sender"),
        "has_inbox": actor.holds(*PARTNER_ROLES),
        "sides": "sent",
    }
    return render(request, "referrals/linkage_list.html", context)


def _views(counts: Counter[str], current: str) -> list[dict[str, Any]]:
    """Saved views with their counts; the whole list is not counted."""
    return [
        {
            "label": label,
            "url": f"?view={name}",
            "current": name == current,
            "count": None if name == "all" else counts[name],
        }
        for name, (label, _) in VIEWS.items()
    ]


def chips(form: Any, query: QueryDict) -> list[dict[str, str]]:
    """The filters in force, each with the address that takes it away."""
    found = []
    for field in form:
        value = form.cleaned_data.get(field.name) if form.is_valid() else None
        if value in (None, "", False):
            continue
        rest = query.copy()
        rest.pop(field.name, None)
        rest.pop("after", None)
        words = dict(getattr(field.field, "choices", [])).get(value, value)
        found.append(
            {"label": field.label, "value": "예" if value is True else words, "remove_query": f"?{rest.urlencode()}"}
        )
    return found


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
        shown = list(rows.order_by("-provided_at", "-id")[: exports.ROW_LIMIT])
        persons = [row.client_id for row in shown]
        audit.record(actor, "provision.export", action="DOWNLOAD", persons=persons, reason=reason)
        return exports.ledger(shown)

    if request.method == "POST":
        content = run_service(request, form, export)
        if content is not None:
            response = HttpResponse(content, content_type=exports.XLSX)
            response["Content-Disposition"] = f'attachment; filename="provisions-{timezone.localdate():%Y%m%d}.xlsx"'
            return response
    return show(request, "referrals/provision_export.html", {"count": capped_count(rows)}, form)
