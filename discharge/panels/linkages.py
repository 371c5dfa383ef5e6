"""욕구와 연계: every need with what was asked and what came back, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core import codes, workdays
from core.actor import Actor
from core.dates import kdate_short
from discharge.access import CASE
from discharge.models import Assessment, DischargeCase, Need, PlanAction
from discharge.querysets import IN_CARE
from discharge.services import plans
from discharge.workflow import PROGRAMME
from referrals.models import Linkage
from referrals.querysets.linkages import FINAL


def panel(
    case: DischargeCase,
    actor: Actor,
    *,
    found_needs: Iterable[Need] | None = None,
    planned: Iterable[PlanAction] | None = None,
) -> dict[str, Any]:
    """Rows per need: the linkages under it, or why there is none. Two queries.

    `found_needs` and `planned`: needs of the latest round and actions of the newest plan where the page has read them
    already; otherwise up to four queries more.
    """
    linkages = list(
        Linkage.objects.about(case.pk).select_related("receiver").prefetch_related("replies").order_by("created_at")
    )
    needs = _latest_needs(case) if found_needs is None else _worst_first(found_needs)
    actions = _actions_by_need(case) if planned is None else {action.need_area: action for action in planned}
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    can_link = CASE.allows("link", relations) and case.status in IN_CARE
    live, before = _shown_and_before(linkages)
    areas = dict.fromkeys([need.area for need in needs] + [row.need_area for row in live])
    by_area = {need.area: need for need in needs}
    rows: list[dict[str, Any]] = []
    for area in areas:
        own = [row for row in live if row.need_area == area]
        rows.extend(_linkage_row(row, by_area.get(area), before.get(row.pk, [])) for row in own)
        if not own:
            rows.append(_unlinked_row(case, area, by_area.get(area), actions.get(area), can_link))
    return {
        "rows": rows,
        "asked": sum(1 for row in linkages if row.sent_at),
        "given": sum(1 for row in linkages if row.status in ("REPLIED", "COMPLETED", "IN_SERVICE")),
        "silent": sum(1 for row in linkages if row.status == "NO_RESPONSE"),
        "open": [row for row in linkages if row.status not in FINAL],
        "ids": [str(row.pk) for row in linkages],
        "worst": worst_of(live),
        "can_link": can_link,
        "new_url": _new_url(case),
        "planned_url": _planned_url(case) if can_link and any(row.get("is_planned") for row in rows) else "",
    }


# How badly an open linkage stands, the worst first: silence, what is the sender's to do, what the agency holds up.
_WORST_FIRST = (
    "NO_RESPONSE",
    "RETURNED",
    "CANCEL_REQUESTED",
    "ON_HOLD",
    "SENT",
    "RECEIVED",
    "ACCEPTED",
    "IN_SERVICE",
    "REPLIED",
    "DRAFT",
)


def worst_of(linkages: Iterable[Linkage]) -> dict[str, Any] | None:
    """The open linkage that stands worst: silent, then late, then by its state; None where none is open."""
    now = timezone.now()
    found = [row for row in linkages if row.status not in FINAL]
    if not found:
        return None
    row = min(found, key=lambda one: _badness(one, now))
    return {
        "status": row.status,
        "words": f"{row.get_service_display()} · {row.receiver.short_name or row.receiver.name}",
        "url": reverse("referrals:linkage-detail", args=[row.pk]),
        "due": workdays.last_day_of(row.due_at) if row.due_at else None,
    }


def _badness(row: Linkage, now: datetime) -> tuple[bool, bool, int, float]:
    is_late = row.due_at is not None and row.due_at <= now
    due = row.due_at.timestamp() if row.due_at else float("inf")
    return row.status != "NO_RESPONSE", not is_late, _WORST_FIRST.index(row.status), due


def _shown_and_before(linkages: list[Linkage]) -> tuple[list[Linkage], dict[Any, list[Linkage]]]:
    """The linkages to show, and for each those that it was asked in place of: an ended one stands behind its heir."""
    by_id = {row.pk: row for row in linkages}
    followed = {row.parent_id for row in linkages if row.parent_id and row.status != "CANCELLED"}
    live = [row for row in linkages if not (row.pk in followed and row.status in FINAL)]
    before: dict[Any, list[Linkage]] = {}
    for row in live:
        parent = by_id.get(row.parent_id) if row.parent_id else None
        while parent is not None:
            before.setdefault(row.pk, []).append(parent)
            parent = by_id.get(parent.parent_id) if parent.parent_id else None
    return live, before


def _latest_needs(case: DischargeCase) -> list[Any]:
    latest = Assessment.objects.filter(case=case).order_by("-assessed_on", "-pk").first()
    return _worst_first(latest.needs.all()) if latest else []


def _worst_first(needs: Iterable[Need]) -> list[Need]:
    return sorted((need for need in needs if need.level >= 1), key=lambda need: (-need.level, need.area))


def _actions_by_need(case: DischargeCase) -> dict[str, PlanAction]:
    plan = plans.open_plan(case) or plans.approved_plan(case)
    return {action.need_area: action for action in plan.actions.all()} if plan else {}


def _new_url(case: DischargeCase, area: str = "", action: PlanAction | None = None) -> str:
    """What the plan says of the need stands in the form; without a row of the plan its area alone."""
    tail = f"&row={action.pk}" if action is not None else f"&need={area}" if area else ""
    return f"{reverse('referrals:linkage-new')}?programme={PROGRAMME}&case={case.pk}{tail}"


def _planned_url(case: DischargeCase) -> str:
    """Where every row of the plan that waits for an agency becomes a request at once."""
    return f"{reverse('referrals:linkage-planned')}?programme={PROGRAMME}&case={case.pk}"


def _level(need: Any) -> str:
    return f"수준 {codes.label('need_level', str(need.level))}" if need else ""


def _linkage_row(row: Linkage, need: Any, before: list[Linkage]) -> dict[str, Any]:
    replies = sorted(row.replies.all(), key=lambda reply: reply.replied_at)
    last = replies[-1] if replies else None
    given = " · ".join(part for part in (last.get_result_display(), last.frequency) if part) if last else ""
    when = f"{kdate_short(last.replied_at)} 회신" if last else _waiting(row)
    return {
        "area": codes.label("need_area", row.need_area) if row.need_area else "그 밖의 욕구",
        "level": _level(need),
        "asked": row.get_service_display(),
        "receiver": row.receiver.name,
        "given": given,
        "when": when,
        "status": row.status,
        "url": reverse("referrals:linkage-detail", args=[row.pk]),
        "number": row.number,
        "before": ", ".join(
            f"{one.receiver.short_name or one.receiver.name} {one.get_status_display()}" for one in before
        ),
    }


def _waiting(row: Linkage) -> str:
    return f"{kdate_short(row.sent_at)} 발송" if row.sent_at else "발송 전"


def _unlinked_row(
    case: DischargeCase, area: str, need: Any, action: PlanAction | None, can_link: bool
) -> dict[str, Any]:
    """A need without a linkage: done by our own people, not needed, or still to be linked."""
    note = ""
    if action is not None and action.who == PlanAction.Who.NONE:
        note = f"사유: {action.get_unlinked_reason_display()}"
    elif action is not None and action.who == PlanAction.Who.OWN:
        note = f"우리 병원: {action.action}"
    is_wanted = action is None or action.who == PlanAction.Who.PARTNER
    return {
        "area": codes.label("need_area", area),
        "level": _level(need),
        "note": note,
        "is_unlinked": not is_wanted,
        "is_planned": action is not None and is_wanted,
        "link_url": _new_url(case, area, action) if can_link and is_wanted else "",
    }
