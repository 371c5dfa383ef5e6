"""The meetings of the receiver with the person, as the page of a linkage shows them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.actor import Actor
from core.forms import ActForm
from referrals.access import LINKAGE_ACCESS
from referrals.forms.linkages import appointment_form
from referrals.models import Appointment, Linkage
from referrals.services.appointments import LABELS, OPEN_STATES, PLANNABLE

_KINDS = {"VISITED": "ok", "NO_SHOW": "bad", "MOVED": "off", "CANCELLED": "off"}


def section(row: Linkage, relations: frozenset[str]) -> dict[str, Any]:
    """The meetings of the receiver with the person, the latest first, and what this person may enter about each."""
    if row.sent_at is None:
        return {"rows": [], "plan": None, "is_shown": False}
    may = LINKAGE_ACCESS.allows("answer", relations)
    is_proxy = "receiver" not in relations
    now = timezone.now()
    found = list(row.appointments.order_by("-planned_at", "-pk"))
    may_plan = may and row.status in PLANNABLE
    return {
        "rows": [_meeting(row, one, now, may=may and row.status in OPEN_STATES, is_proxy=is_proxy) for one in found],
        "plan": _act_link(row, None, "plan", is_proxy=is_proxy) if may_plan else None,
        "is_shown": bool(found) or may_plan,
        "is_proxy": is_proxy,
    }


def _meeting(row: Linkage, one: Appointment, now: Any, *, may: bool, is_proxy: bool) -> dict[str, Any]:
    is_open = one.outcome == ""
    is_past = one.planned_at <= now
    names = [name for name in ("visit", "no_show") if is_past] + ["call_off"]
    if row.status in PLANNABLE:
        names.insert(len(names) - 1, "move")
    return {
        "row": one,
        "kind": _KINDS.get(one.outcome, "back" if is_past else "new"),
        "words": one.get_outcome_display() or ("결과를 적을 차례" if is_past else "예정"),
        "is_late": is_open and is_past,
        "acts": [_act_link(row, one, name, is_proxy=is_proxy) for name in names] if may and is_open else [],
    }


def _act_link(row: Linkage, one: Appointment | None, name: str, *, is_proxy: bool) -> dict[str, Any]:
    if one is None:
        url = reverse("referrals:appointment-plan", args=[row.pk])
    else:
        url = reverse("referrals:appointment-act", args=[row.pk, one.pk, name])
    return {"name": name, "label": LABELS[name], "url": url}


def form_of(row: Linkage, one: Appointment | None, name: str, actor: Actor, data: Any) -> ActForm:
    """The form of an act on an appointment, as this person fills it in."""
    return appointment_form(name, row, one, actor, is_proxy="receiver" not in row.relations, data=data)  # type: ignore[attr-defined]
