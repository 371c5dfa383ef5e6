"""What the page of an agency's referral shows: steps, whose turn it is, the acts of this person, what happened."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import audit, codes, dates, workdays
from core.actor import Actor
from core.acts import Standing
from core.models import AuditEntry
from referrals import registry
from referrals.access import AGENCY_ACCESS, agency_side_of
from referrals.acts.agency_referrals import AGENCY_REFERRAL_ACTS
from referrals.models import AgencyReferral
from referrals.querysets.agency_referrals import AGENCY_FINAL, HOSPITALS_TURN
from referrals.services.agency_referrals import evidence, opening, rules, snapshots
from referrals.workflow import AGENCY_REFERRAL

TIMELINE_ROWS = 30
_STAGES = (
    ("제출", "submitted_at"),
    ("접수", "received_at"),
    ("수락", "accepted_at"),
    ("담당 배정", "assigned_at"),
    ("진행", "started_at"),
    ("결과 회신", "replied_at"),
    ("종결", "closed_at"),
)
_NEXT = {
    "DRAFT": "내용과 동의를 확인하고 의뢰를 제출하십시오.",
    "SUBMITTED": "병원 코디네이터가 의뢰를 접수할 차례입니다.",
    "RECEIVED": "병원이 수락 여부를 정할 차례입니다.",
    "SUPPLEMENT": "병원이 보완을 요청했습니다. 의뢰기관이 내용을 더해 다시 제출합니다.",
    "ACCEPTED": "병원이 담당자를 정할 차례입니다.",
    "ASSIGNED": "병원 담당자가 대상자에게 처음 연락할 차례입니다.",
    "IN_PROGRESS": "병원 담당자가 결과를 회신할 차례입니다.",
    "REPLIED": "의뢰기관이 회신을 읽고 확인할 차례입니다.",
    "CANCEL_REQUESTED": "의뢰기관이 취소를 요청했습니다. 병원이 답할 차례입니다.",
}
_VERBS = {
    "draft": ("의뢰를 작성했습니다.", "pen"),
    "edit": ("의뢰 내용을 고쳤습니다.", "pen"),
    "reassign": ("담당자를 바꾸었습니다.", "user"),
    "open_case": ("사례를 열었습니다.", "doc"),
    "pass_on": ("연계한 기관의 결과를 추가로 회신했습니다.", "mail"),
    "drop_result": ("연계한 기관의 결과를 알리지 않기로 했습니다.", "doc"),
    "confirm_destroyed": ("파기를 확인했습니다.", "shield"),
}
_INSIDE = tuple(f"agency_referral.{name}" for name in ("reassign", "open_case", "drop_result"))
_ICONS = {"submit": "send", "resubmit": "send", "receive": "inbox", "accept": "check", "reply": "mail", "decline": "x"}


def page(row: AgencyReferral, actor: Actor) -> dict[str, Any]:
    """Context of the page; about ten queries whatever the history."""
    side = agency_side_of(row.relations)
    actions = AGENCY_REFERRAL_ACTS.buttons(Standing(row, row.relations, actor))
    sent = snapshots.shown(row, side)
    works = AGENCY_ACCESS.allows("work", row.relations)
    return {
        "referral": row,
        "side": side,
        "name": snapshots.name_of(row, side),
        "sent": words(sent),
        "items": [(codes.label("shared_item", item), text) for item, text in snapshots.in_order(sent.get("items", {}))],
        "has_scan": bool(evidence.name_for(row, side)),
        "steps": steps(row),
        "next": next_box(row, side),
        "next_actions": [action for action in actions if action["is_next"]],
        "actions": [action for action in actions if not action["is_next"]],
        "replies": list(row.replies.order_by("-replied_at", "-pk")),
        "owed": list(_owed(row)) if works and row.owes_result else [],
        "provisions": list(row.provisions.order_by("-provided_at", "-pk")) if side == "sender" else [],
        "entries": timeline(row, side),
        "opener": opener(row) if works else None,
        "case_url": opening.case_url(row) if works else "",
        "may_edit": side == "sender" and row.status in ("DRAFT", "SUPPLEMENT"),
        "may_print": row.submitted_at is not None and bool(row.snapshot),
        "abuse_advice": rules.abuse_advice() if "ABUSE" in sent.get("reason", ()) else "",
        "is_over": row.status in AGENCY_FINAL,
    }


def words(sent: dict[str, Any]) -> dict[str, Any]:
    """What was sent, in words: codes by their labels, the wished day as a date."""
    wished = sent.get("preferred_reply")
    return {
        **sent,
        "reason": codes.labels("agency_referral_reason", sent.get("reason", [])),
        "urgency": codes.label("urgency", sent["urgency"]) if sent.get("urgency") else "",
        "services_in_use": codes.labels("linkage_service", sent.get("services_in_use", [])),
        "preferred_reply": date.fromisoformat(wished) if wished else None,
    }


def _owed(row: AgencyReferral) -> Any:
    rows = row.owed_results.filter(passed_in__isnull=True, dropped_at__isnull=True)
    return rows.select_related("linkage_reply__linkage__receiver").order_by("opened_at", "pk")


def opener(row: AgencyReferral) -> dict[str, str] | None:
    """The button that opens a case of the programme for which it was accepted; None where that opens none."""
    found = registry.OPENERS.get(row.programme)
    if found is None or row.case_id is not None or opening.blocked(row):
        return None
    return {"label": found.label, "url": found.new_url(row)}


def steps(row: AgencyReferral) -> list[dict[str, Any]]:
    """Seven stages; a referral that ended elsewhere stops at the last stage it reached."""
    found: list[dict[str, Any]] = []
    for label, name in _STAGES:
        value = getattr(row, name)
        done = value is not None and (name != "closed_at" or row.status == "CLOSED")
        found.append({"label": label, "done": done, "now": False, "note": dates.kdatetime(value) if done else ""})
    if row.status not in AGENCY_FINAL:
        current = next((stage for stage in found if not stage["done"]), None)
        if current is not None:
            current["now"] = True
            if row.due_at is not None:
                current["note"] = f"{dates.kdate_short(workdays.last_day_of(row.due_at))}까지"
    return found


def next_box(row: AgencyReferral, side: str) -> dict[str, Any] | None:
    text = _NEXT.get(row.status)
    if text is None:
        return None
    mine = (row.status in HOSPITALS_TURN) == (side == "receiver")
    due = workdays.last_day_of(row.due_at) if row.due_at else None
    return {"mine": mine, "text": text, "detail": _detail(row), "due_at": due}


def _detail(row: AgencyReferral) -> str:
    if row.status in ("SUPPLEMENT", "IN_PROGRESS") and row.note:
        return row.note
    if row.status in ("ACCEPTED", "ASSIGNED", "IN_PROGRESS") and row.reply_due_on:
        return f"결과 회신 {dates.kdate_short(row.reply_due_on)}까지"
    if row.status == "REPLIED":
        return "확인하지 않으면 기한이 지난 뒤 자동으로 종결됩니다."
    if row.status == "CANCEL_REQUESTED":
        return "답이 없으면 기한이 지난 뒤 취소됩니다."
    return ""


def timeline(row: AgencyReferral, side: str) -> list[dict[str, Any]]:
    """What happened to the referral, newest first, from the audit trail; views are left out.

    What the hospital arranges inside its own house is not the agency's to know.
    """
    rows = audit.of(row)
    if side == "sender":
        rows = rows.exclude(verb__in=_INSIDE)
    return [_entry(entry) for entry in rows[:TIMELINE_ROWS]]


def _entry(entry: AuditEntry) -> dict[str, Any]:
    step = entry.verb.removeprefix("agency_referral.")
    text, icon = _VERBS.get(step, ("", ""))
    if entry.verb.startswith("print."):
        text, icon = "문서를 출력했습니다.", "doc"
    if not text:
        status = (entry.changes.get("status") or ["", "WITHDRAWN"])[1]
        label = dict(AGENCY_REFERRAL.states.choices).get(status, "")
        known = AGENCY_REFERRAL_ACTS.knows(step)
        word = AGENCY_REFERRAL_ACTS.label(step) if known else str(entry.get_action_display())
        text = " → ".join(dict.fromkeys([word, label]))
        icon = _ICONS.get(step, "doc")
    return {"text": text, "icon": icon, "by": audit.who(entry), "at": entry.at, "note": ""}
