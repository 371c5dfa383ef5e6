"""The list of linkages."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core import workdays
from core.api.endpoints import record_list
from core.filtering import hidden_by_view
from core.masking import mask_birth, mask_name
from core.paging import BY_AGE, age_order, count_parts, count_words, kept_order, paginate
from core.policy import holding, page
from referrals.access import LINKAGE_ACCESS, PARTNER_ROLES
from referrals.filters.linkages import VIEWS, LinkageFilter
from referrals.models import Linkage
from referrals.views.linkages import many

PEOPLE = "SOCIAL_WORKER NURSE PHYSICIAN COORDINATOR MH_MANAGER"
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
    order = age_order(request.GET)
    found = paginate(rows, BY_AGE[order], request.GET.get("after", ""))
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
        "keep": [("view", name), *kept_order(order)],
        "order": order,
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
