"""퇴원계획: the version in force and the one being written, part by part."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from core import diff
from core.actor import Actor
from core.errors import NotVisible
from discharge.access import CASE
from discharge.models import DischargeCase, DischargePlan, PlanAction, PlanPart
from discharge.services.planning import WRITABLE
from discharge.workflow import PartStatus

ROWS = (
    Prefetch("parts", PlanPart.objects.select_related("signed_by", "edited_by")),
    "goals",
    Prefetch("actions", PlanAction.objects.select_related("partner")),
)
_AUTHOR = {"DOCTOR": "attending", "NURSE": "nurse", "SOCIAL": "social_worker"}
_TITLES = {"DOCTOR": "치료·퇴원계획", "NURSE": "생활·의료 관리", "SOCIAL": "심리·사회·경제"}
_ORDER = {"DOCTOR": 0, "NURSE": 1, "SOCIAL": 2}


def panel(case: DischargeCase, actor: Actor) -> dict[str, Any]:
    """The newest version with its parts, goals and actions; links to older ones. Four queries."""
    rows = DischargePlan.objects.select_related("approved_by", "submitted_by").prefetch_related(*ROWS)
    prefetch_related_objects([case], Prefetch("plans", rows.order_by("-edition")))  # the moves' rules read them too
    plans = list(case.plans.all())
    if not plans:
        return {"plan": None, "older": [], "plans": []}
    newest = plans[0]
    is_open = newest.approved_at is None
    parts = ordered(newest)
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    return {
        "plan": newest,
        "plans": plans,
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


# --- versions --------------------------------------------------------------------------------------------------------


def version(case: DischargeCase, edition: int) -> DischargePlan:
    """One version with its rows. NotVisible when there is none."""
    rows = DischargePlan.objects.filter(case=case, edition=edition)
    found = rows.select_related("approved_by", "submitted_by").prefetch_related(*ROWS).first()
    if found is None:
        raise NotVisible
    return found


def ordered(plan: DischargePlan) -> list[PlanPart]:
    return sorted(plan.parts.all(), key=lambda part: _ORDER[part.kind])


def compared(before: DischargePlan, after: DischargePlan) -> list[dict[str, Any]]:
    """Every part, goals and actions of two versions, differences marked."""
    rows = [
        _side_by_side(left.get_kind_display(), _text(left), _text(right))
        for left, right in zip(ordered(before), ordered(after), strict=True)
    ]
    rows.append(_side_by_side("목표", _goals(before), _goals(after)))
    rows.append(_side_by_side("할 일", _actions(before), _actions(after)))
    return rows


def _side_by_side(title: str, left: str, right: str) -> dict[str, Any]:
    pieces = diff.word_diff(left, right)
    return {"title": title, "left": left, "right": right, "pieces": pieces, "same": left == right}


def _text(part: PlanPart) -> str:
    """The words of a part and its rows as lines."""
    lines = [part.text]
    for rows in part.rows.values():
        if isinstance(rows, str):
            lines.append(rows)
        else:
            lines += [" · ".join(str(value) for value in row.values() if value) for row in rows]
    return "\n".join(line for line in lines if line)


def _goals(plan: DischargePlan) -> str:
    return "\n".join(f"{goal.text} ({goal.due_on}까지)" for goal in plan.goals.all())


def _actions(plan: DischargePlan) -> str:
    lines = []
    for action in plan.actions.all():
        partner = action.partner
        parts = (action.get_need_area_display(), action.action, partner.name if partner else "", action.frequency)
        lines.append(" · ".join(part for part in parts if part))
    return "\n".join(lines)
