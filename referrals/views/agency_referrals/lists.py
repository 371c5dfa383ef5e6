"""보낸 의뢰 (the agency's list) and 받은 대상자 의뢰 (the hospital's)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core import workdays
from core.api.endpoints import record_list
from core.filtering import hidden_by_view
from core.paging import BY_AGE, COUNT_CAP, age_order, count_words, kept_order, paginate
from core.policy import PortalRequest, holding, page
from referrals.access import AGENCY_ACCESS
from referrals.filters.agency_referrals import RECEIVED_VIEWS, SENT_VIEWS, AgencyReferralFilter, SentFilter, Views
from referrals.models import AgencyReferral
from referrals.services.agency_referrals.snapshots import masked_line
from referrals.views.linkages.lists import chips

HERE = "here"  # what the filters found
AGENCY_PEOPLE = "PARTNER_STAFF PARTNER_MANAGER"
HOSPITAL_PEOPLE = "COORDINATOR SOCIAL_WORKER NURSE MH_MANAGER"
# encrypted or long, and not shown in a line
SEALED = ("snapshot", "situation", "health_problem", "request", "note")
SEALED_PERSON = ("client__phone", "client__address_rest", "client__caregiver_phone")


@page(holding(AGENCY_PEOPLE))
@require_GET
def sent_list(request: PortalRequest) -> HttpResponse:
    """What the own agency referred; names masked, the showing recorded."""
    own = AgencyReferral.objects.filter(AGENCY_ACCESS.scope(request.actor, "sent"))
    filtered = SentFilter(request.GET, queryset=own.filter(SENT_VIEWS[_view(request, SENT_VIEWS)][1]))
    rows = filtered.qs.select_related("receiver", "client").defer(*SEALED, *SEALED_PERSON)
    found = paginate(rows, BY_AGE[age_order(request.GET)], request.GET.get("after", ""))
    for row in found.rows:
        row.who = masked_line(row.client)
    return _answer(request, "referrals/agency/sent_list.html", own, filtered, found, SENT_VIEWS)


@page(holding(HOSPITAL_PEOPLE))
@require_GET
def received_list(request: PortalRequest) -> HttpResponse:
    """What agencies referred here: all of it for the coordinator, their own for workers; masked as it was sent."""
    own = AgencyReferral.objects.filter(AGENCY_ACCESS.scope(request.actor, "received"))
    view = RECEIVED_VIEWS[_view(request, RECEIVED_VIEWS)]
    filtered = AgencyReferralFilter(request.GET, queryset=own.filter(view[1]))
    rows = AGENCY_ACCESS.related(filtered.qs, request.actor).select_related("sender", "worker").defer(*SEALED)
    found = paginate(rows, BY_AGE[age_order(request.GET)], request.GET.get("after", ""))
    for row in found.rows:
        row.who = row.sent_line
        row.opens = AGENCY_ACCESS.allows("read", AGENCY_ACCESS.read_relations(row))
    return _answer(request, "referrals/agency/received_list.html", own, filtered, found, RECEIVED_VIEWS)


def _view(request: PortalRequest, views: Views) -> str:
    name = request.GET.get("view", "")
    return name if name in views else next(iter(views))


def _answer(
    request: PortalRequest,
    template: str,
    own: QuerySet[AgencyReferral],
    filtered: Any,
    found: Any,
    views: Views,
) -> HttpResponse:
    for row in found.rows:
        row.last_day = workdays.last_day_of(row.due_at) if row.due_at else None
    record_list(request.actor, "agency_referral.list", found.rows)
    current, counts = _view(request, views), _counts(own, filtered.qs, views)
    order = age_order(request.GET)
    context = {
        "page": found,
        "count": count_words(counts[HERE]),
        "filter_form": filtered.form,
        "views": [
            {
                "label": label,
                "url": f"?view={name}",
                "current": name == current,
                "count": None if name == "all" else counts[name],
            }
            for name, (label, _) in views.items()
        ],
        "keep": [("view", current), *kept_order(order)],
        "order": order,
        "hidden": hidden_by_view(request, views, current, type(filtered), own),
        "chips": chips(filtered.form, request.GET),
        "clear_query": f"?view={current}",
        "now": timezone.now(),
    }
    return render(request, template, context)


def _counts(own: QuerySet[AgencyReferral], found: QuerySet[AgencyReferral], views: Views) -> Counter[str]:
    """How many stand in each saved view and in what was found, none counted further than shown; one statement."""
    conditions: dict[str, Q] = {name: condition for name, (_, condition) in views.items() if name != "all"}
    parts = {name: own.filter(condition) for name, condition in conditions.items()} | {HERE: found}
    first, *others = [
        rows.order_by().annotate(part=Value(name)).values_list("part")[: COUNT_CAP + 1] for name, rows in parts.items()
    ]
    return Counter(name for (name,) in first.union(*others, all=True))
