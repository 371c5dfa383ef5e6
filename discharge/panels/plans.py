"""퇴원계획: the version in force and the one being written, part by part."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from discharge.access import CASE
from discharge.models import DischargeCase, DischargePlan, PlanPart
from discharge.services.planning import WRITABLE
from discharge.workflow import PartStatus

_AUTHOR = {"DOCTOR": "attending", "NURSE": "nurse", "SOCIAL": "social_worker"}
_TITLES = {"DOCTOR": "치료·퇴원계획", "NURSE": "생활·의료 관리", "SOCIAL": "심리·사회·경제"}
_ORDER = {"DOCTOR": 0, "NURSE": 1, "SOCIAL": 2}


def panel(case: DischargeCase, actor: Actor) -> dict[str, Any]:
    """The newest version with its parts, goals and actions; links to older ones. Four queries."""
    plans = list(
        DischargePlan.objects.filter(case=case)
        .select_related("approved_by", "submitted_by")
        .prefetch_related("parts__signed_by", "parts__edited_by", "goals", "actions__partner")
        .order_by("-edition")
    )
    if not plans:
        return {"plan": None, "older": []}
    newest = plans[0]
    is_open = newest.approved_at is None
    parts = sorted(newest.parts.all(), key=lambda part: _ORDER[part.kind])
    relations = getattr(case, "relations", frozenset())
    return {
        "plan": newest,
        "is_open": is_open,
        "parts": [_part(part, relations, is_open and case.status in WRITABLE) for part in parts],
        "goals": list(newest.goals.all()),
        "actions": list(newest.actions.all()),
        "older": plans[1:],
        "previous": plans[1] if len(plans) > 1 else None,
        "approved": next((plan for plan in plans if plan.approved_at), None),
        "can_print": CASE.allows("print", relations),
    }


def _part(part: PlanPart, relations: frozenset[str], is_writable: bool) -> dict[str, Any]:
    return {
        "row": part,
        "title": _TITLES[part.kind],
        "is_signed": part.status == PartStatus.SIGNED,
        "needs_new_signature": part.was_signed and part.status == PartStatus.DRAFT,
        "can_edit": is_writable and _AUTHOR[part.kind] in relations,
    }
