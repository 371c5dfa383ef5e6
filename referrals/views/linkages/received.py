"""받은 의뢰: what other institutions sent here, worst first, and what is owed about each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core import audit, sheets, workdays
from core.actor import Actor
from core.api.endpoints import record_list
from core.filtering import hidden_by_view
from core.pages import run_service, sent_or_kept, show
from core.paging import capped_count, count_parts, count_words, paginate
from core.policy import holding, page
from referrals.access import LINKAGE_ACCESS, PARTNER_ROLES, SENDER_RELATIONS
from referrals.filters.linkages import ReceivedFilter, received_views
from referrals.forms.linkages import ExportForm
from referrals.models import Linkage
from referrals.panels.linkages import received
from referrals.querysets.linkages import RECEIVERS_TURN, LinkageQuerySet
from referrals.views.linkages import many
from referrals.views.linkages.lists import HERE, SEALED, chips

RECEIVERS = " ".join(PARTNER_ROLES)
BY_DUE, BY_TIME = ("order_at", "pk"), ("-created_at", "-pk")
_NEVER = Value(datetime(9999, 1, 1, tzinfo=UTC))
# What the receiver owes comes by its limit, silence first of all; what waits for the other side comes last.
_OWED_BY = Case(
    When(status="NO_RESPONSE", then=Coalesce("sent_at", _NEVER)),
    When(status__in=RECEIVERS_TURN, then=Coalesce("due_at", _NEVER)),
    default=_NEVER,
)


@page(holding(RECEIVERS))
@require_GET
def received_list(request: HttpRequest) -> HttpResponse:
    """The inbox: masked, as far as each name was shared; ended ones keep their header line (domain 0.3)."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    own = _own(actor)
    views = received_views(now)
    name = request.GET.get("view", "open")
    name = name if name in views else "open"
    filtered = ReceivedFilter(request.GET, queryset=own.filter(views[name][1]))
    rows = filtered.qs.select_related("sender", "client").defer(*SEALED)
    order = BY_TIME if name in ("ended", "all") else BY_DUE
    ordered = rows if order is BY_TIME else rows.annotate(order_at=_OWED_BY)
    found = paginate(ordered, order, request.GET.get("after", ""))
    lines = [received.line(row, now) for row in found.rows]
    record_list(
        actor, "linkage.received_list", [row for row, line in zip(found.rows, lines, strict=True) if line["who"]]
    )
    parts = {key: own.filter(condition) for key, (_, condition) in views.items() if key != "all"}
    counts = count_parts(parts | {HERE: filtered.qs})
    context = {
        "page": found,
        "rows": lines,
        "count": count_words(counts[HERE]),
        "filter_form": filtered.form,
        "views": _views(views, counts, name),
        "keep": [("view", name)],
        "hidden": hidden_by_view(request, views, name, ReceivedFilter, own),
        "chips": chips(filtered.form, request.GET),
        "clear_query": f"?view={name}",
        "export_query": request.GET.urlencode(),
        "bulk_actions": many.actions_of(actor, "receiver"),
        "has_outbox": _has_outbox(actor),
        "sides": "received",
    }
    return render(request, "referrals/received_list.html", context)


def _own(actor: Actor) -> LinkageQuerySet:
    return Linkage.objects.filter(LINKAGE_ACCESS.scope(actor, "inbox"))


def _has_outbox(actor: Actor) -> bool:
    """Whether the person also follows linkages that their own hospital sent."""
    return any(LINKAGE_ACCESS.relations[name](actor) is not None for name in SENDER_RELATIONS)


def _views(views: Any, counts: Any, current: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"?view={name}",
            "current": name == current,
            "count": None if name == "all" else counts[name],
        }
        for name, (label, _) in views.items()
    ]


@page(holding(RECEIVERS))
@require_http_methods(["GET", "POST"])
def received_export(request: HttpRequest) -> HttpResponse:
    """The inbox as a spreadsheet, once a purpose is written down; the same view and filters, the same masks."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    views = received_views(now)
    view = request.GET.get("view", "open")
    condition = views[view if view in views else "open"][1]
    rows = ReceivedFilter(request.GET, queryset=_own(actor).filter(condition)).qs
    form = ExportForm(sent_or_kept(request))

    def export() -> bytes:
        reason = form.cleaned_data["reason"]
        shown = sheets.taken(rows.select_related("sender", "client").defer(*SEALED).order_by(*BY_TIME))
        lines = [received.line(row, now) for row in shown.rows]
        persons = [row.client_id for row, line in zip(shown.rows, lines, strict=True) if line["who"]]
        audit.record(actor, "linkage.received_export", action="DOWNLOAD", persons=persons, reason=reason)
        return sheets.workbook("받은 의뢰", received.HEADINGS, map(received.cells, lines), shown.note)

    if request.method == "POST":
        content = run_service(request, form, export)
        if content is not None:
            return sheets.response(content, f"받은의뢰-{workdays.seoul_today():%Y%m%d}")
    context = {
        "count": capped_count(rows),
        "warning": sheets.warning(rows),
        "title": "받은 의뢰 내려받기",
        "back": reverse("referrals:received-list"),
        "back_label": "받은 의뢰",
    }
    return show(request, "referrals/export.html", context, form)
