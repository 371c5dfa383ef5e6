"""퇴원계획: the version in force and the one being written, part by part."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from core import codes, diff
from core.actor import Actor
from core.dates import kdate_short
from core.errors import NotVisible
from discharge.access import CASE, PART_AUTHORS
from discharge.models import DischargeCase, DischargePlan, PlanAction, PlanPart
from discharge.services.plans import WRITABLE
from discharge.workflow import PartStatus

ROWS = (
    Prefetch("parts", PlanPart.objects.select_related("signed_by", "edited_by")),
    "goals",
    Prefetch("actions", PlanAction.objects.select_related("partner")),
)
_TITLES = {"DOCTOR": "치료·퇴원계획", "NURSE": "생활·의료 관리", "SOCIAL": "심리·사회·경제"}


def panel(case: DischargeCase, actor: Actor) -> dict[str, Any]:
    """The newest version with its parts, goals and actions; links to older ones. Four queries."""
    rows = DischargePlan.objects.select_related("approved_by", "submitted_by").prefetch_related(*ROWS)
    prefetch_related_objects([case], Prefetch("plans", rows.order_by("-edition")))  # the moves' rules read them too
    plans = list(case.plans.all())
    if not plans:
        return {"plan": None, "older": [], "plans": []}
    newest = plans[0]
    is_open = newest.approved_at is None
    parts = newest.ordered_parts()
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    return {
        "plan": newest,
        "plans": plans,
        "is_open": is_open,
        "parts": [_part_section(part, relations, is_open and case.status in WRITABLE) for part in parts],
        "goals": list(newest.goals.all()),
        "actions": list(newest.actions.all()),
        "older": plans[1:],
        "previous": plans[1] if len(plans) > 1 else None,
        "approved": next((plan for plan in plans if plan.approved_at), None),
        "can_print": CASE.allows("print", relations),
    }


def _part_section(part: PlanPart, relations: frozenset[str], is_writable: bool) -> dict[str, Any]:
    return {
        "row": part,
        "title": _TITLES[part.kind],
        "education": dict(row_groups(part)).get(_GROUPS["education"], []),
        "is_signed": part.status == PartStatus.SIGNED,
        "needs_new_signature": part.was_signed and part.status == PartStatus.DRAFT,
        "can_edit": is_writable and PART_AUTHORS[part.kind] in relations,
    }


# --- versions --------------------------------------------------------------------------------------------------------


def version(case: DischargeCase, edition: int) -> DischargePlan:
    """One version with its rows. NotVisible when there is none."""
    rows = DischargePlan.objects.filter(case=case, edition=edition)
    found = rows.select_related("approved_by", "submitted_by").prefetch_related(*ROWS).first()
    if found is None:
        raise NotVisible
    return found


def compared(before: DischargePlan, after: DischargePlan) -> list[dict[str, Any]]:
    """Every part, goals and actions of two versions, differences marked."""
    rows = [
        _side_by_side(left.get_kind_display(), _part_text(left), _part_text(right))
        for left, right in zip(before.ordered_parts(), after.ordered_parts(), strict=True)
    ]
    rows.append(_side_by_side("목표", _goals(before), _goals(after)))
    rows.append(_side_by_side("할 일", _actions(before), _actions(after)))
    return rows


def whole_text(plan: DischargePlan) -> list[tuple[str, str]]:
    """A version to read in one go: each part with who signed it, the goals, what is to be done. Label and lines."""
    rows = [(part.get_kind_display(), _part_text(part)) for part in plan.ordered_parts()]
    rows += [("목표", _goals(plan)), ("할 일", _actions(plan))]
    return [(label, text or "기재 없음") for label, text in rows]


def _side_by_side(title: str, left: str, right: str) -> dict[str, Any]:
    pieces = diff.word_diff(left, right)
    return {"title": title, "left": left, "right": right, "pieces": pieces, "same": left == right}


def _part_text(part: PlanPart) -> str:
    """The words of a part and its rows as lines."""
    rows = [f"{label}: {line}" for label, lines in row_groups(part) for line in lines]
    return "\n".join(line for line in [part.text, *rows] if line)


def _goals(plan: DischargePlan) -> str:
    return "\n".join(goal_lines(plan))


def _actions(plan: DischargePlan) -> str:
    return "\n".join(action_lines(plan))


# --- what was written, in words --------------------------------------------------------------------------------------

_GROUPS = {
    "medications": "약",
    "appointments": "외래 예약",
    "warning_signs": "바로 병원에 와야 하는 증상",
    "education": "1:1 교육",
    "staff_note": "직원 기록",
}


def row_groups(part: PlanPart) -> list[tuple[str, list[str]]]:
    """The rows of a part by their kind, a line each; what is empty is left out."""
    found = []
    for name, label in _GROUPS.items():
        rows = part.rows.get(name) or []
        lines = rows.splitlines() if isinstance(rows, str) else [_in_words(row) for row in rows]
        if lines:
            found.append((label, lines))
    return found


# The order in which a row is read; the database keeps none.
_COLUMNS = (
    *("name", "when", "caution"),
    *("department", "on", "at"),
    *("topic", "leaflet", "taught_to", "taught_by", "taught_on", "understanding", "again"),
)


def _in_words(row: dict[str, Any]) -> str:
    return " · ".join(_word(name, row[name]) for name in _COLUMNS if row.get(name))


def _word(name: str, value: Any) -> str:
    """A value as people read it: no code, no bare date."""
    if name in ("on", "taught_on"):
        return kdate_short(date.fromisoformat(value))
    if name == "taught_to":
        return codes.label("explained_to", value)
    if name == "understanding":
        return f"이해도 {value}"
    return "다시 교육" if value is True else str(value)


def goal_lines(plan: DischargePlan) -> list[str]:
    return [f"{goal.text} ({kdate_short(goal.due_on)}까지)" for goal in plan.goals.all()]


def action_lines(plan: DischargePlan) -> list[str]:
    """Who does what for which need, or why nothing is done."""
    lines = []
    for action in plan.actions.all():
        place = action.partner.name if action.partner else action.responsible
        reason = f"연계 안 함: {action.get_unlinked_reason_display()}" if action.unlinked_reason else ""
        parts = (action.get_need_area_display(), action.action, place, action.frequency, reason)
        lines.append(" · ".join(part for part in parts if part))
    return lines
