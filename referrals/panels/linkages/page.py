"""What the page of a linkage shows: steps, whose turn it is, the acts of this person, and what happened so far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from core import audit, changes, codes, dates, workdays
from core.actor import Actor
from core.acts import Standing
from core.models import AuditEntry
from referrals.access import DESTROY_ACCESS, LINKAGE_ACCESS, side_of
from referrals.acts.linkages import LINKAGE_ACTS
from referrals.models import Linkage, ProxyEntry
from referrals.panels import appointments
from referrals.panels import one_time_links as onetime_panels
from referrals.panels.linkages import sections
from referrals.querysets.linkages import FINAL
from referrals.registry import programme
from referrals.services.appointments import LABELS as MEETING_LABELS
from referrals.services.linkages import clocks, snapshots
from referrals.workflow import LINKAGE

TIMELINE_ROWS = 30
_STAGES = (
    ("의뢰 발송", "sent_at"),
    ("접수", "received_at"),
    ("수락", "accepted_at"),
    ("서비스 제공", "started_on"),
    ("결과 회신", "replied_at"),
    ("완료", "closed_at"),
)
_NEXT = {
    "DRAFT": "내용을 확인하고 의뢰를 보내십시오.",
    "SENT": "수신 기관이 의뢰를 접수할 차례입니다.",
    "RECEIVED": "수신 기관이 수락 여부를 정할 차례입니다.",
    "RETURNED": "수신 기관이 보완을 요청했습니다. 내용을 더해 다시 보내십시오.",
    "NO_RESPONSE": "접수 기한이 지났습니다. 수신 기관에 연락하거나 의뢰를 취소하십시오.",
    "ACCEPTED": "수신 기관이 대상자에게 연락하고 서비스를 시작할 차례입니다.",
    "IN_SERVICE": "수신 기관이 결과를 회신할 차례입니다.",
    "REPLIED": "회신을 읽고 확인하십시오.",
    "ON_HOLD": "수신 기관이 서비스를 보류했습니다.",
    "CANCEL_REQUESTED": "수신 기관이 취소 요청에 답할 차례입니다.",
}
_NEXT_OF_RECEIVER = {
    "SENT": "의뢰 내용을 읽고 접수하십시오.",
    "RECEIVED": "수락하거나 거절하십시오. 내용이 모자라면 보완을 요청하십시오.",
    "RETURNED": "보낸 기관이 내용을 보완해 다시 보낼 차례입니다.",
    "NO_RESPONSE": "접수 기한이 지났습니다. 지금이라도 접수하거나 보낸 기관에 알리십시오.",
    "ACCEPTED": "대상자에게 연락하고 서비스를 시작하십시오.",
    "IN_SERVICE": "서비스를 제공하고 결과를 회신하십시오.",
    "REPLIED": "보낸 기관이 회신을 확인할 차례입니다.",
    "ON_HOLD": "보류가 끝나면 서비스를 다시 시작하거나 중단하십시오.",
    "CANCEL_REQUESTED": "보낸 기관이 취소를 요청했습니다. 취소를 확인하거나 이미 제공했으면 결과를 회신하십시오.",
}
_SENDERS_TURN = frozenset({"DRAFT", "RETURNED", "NO_RESPONSE", "REPLIED"})
_VERBS = {
    "linkage.draft": ("의뢰를 작성했습니다.", "pen"),
    "linkage.edit": ("의뢰 내용을 고쳤습니다.", "pen"),
    "linkage.set_receiver_number": ("수신 기관 번호를 적었습니다.", "pen"),
    "linkage.appointment_plan": ("방문·상담 일정을 잡았습니다.", "calendar"),
    "linkage.appointment_move": ("방문·상담 일정을 바꾸었습니다.", "calendar"),
    "linkage.appointment_visit": ("대상자를 만났습니다.", "check"),
    "linkage.appointment_no_show": ("대상자를 만나지 못했습니다.", "warn"),
    "linkage.appointment_call_off": ("방문·상담 일정을 취소했습니다.", "x"),
    "linkage.interim_reply": ("중간 회신을 적었습니다.", "mail"),
    "linkage.link_issue": ("한 번 쓰는 주소를 만들었습니다.", "link"),
    "linkage.link_revoke": ("한 번 쓰는 주소를 거두었습니다.", "link"),
    "linkage.chase": ("수신 기관에 연락했습니다.", "phone"),
    "linkage.close_search": ("다른 기관 찾기를 마쳤습니다.", "doc"),
    "linkage.tell": ("기관에 알렸습니다.", "phone"),
    "linkage.tell_unreached": ("기관에 알리려 했으나 닿지 않았습니다.", "phone"),
    "linkage.tell_needless": ("기관에 알릴 필요가 없다고 적었습니다.", "doc"),
    "linkage.correct_reply": ("결과 회신을 바로잡았습니다.", "mail"),
    "linkage.confirm_destroyed": ("파기를 확인했습니다.", "shield"),
    "print.linkage_letter": ("의뢰서를 출력했습니다.", "doc"),
    "print.linkage_reply": ("결과 회신서를 출력했습니다.", "doc"),
}
# What the sender's house does about the receiver is no business of the receiver's.
_OWN_VERBS = (
    "linkage.draft",
    "linkage.edit",
    "linkage.chase",
    "linkage.close_search",
    "linkage.tell",
    "linkage.tell_unreached",
    "linkage.tell_needless",
    "print.linkage_letter",
)
_KINDS = {"linkage.correct_reply": "referrals.reply"}  # whose fields an entry tells of
_TOLD_AS_WRITTEN = ("linkage.chase", "linkage.tell", "linkage.tell_unreached", "linkage.tell_needless")
_WITH_REASON = {**dict.fromkeys(_TOLD_AS_WRITTEN, ""), "linkage.correct_reply": "사유: "}
_ICONS = {"send": "send", "resend": "send", "receive": "inbox", "accept": "check", "reply": "mail", "decline": "x"}


def page(row: Linkage, actor: Actor) -> dict[str, Any]:
    """Context of the page; about ten queries whatever the history."""
    relations: frozenset[str] = row.relations  # type: ignore[attr-defined]
    side = side_of(relations)
    standing = Standing(row, relations, actor)
    kinds, own = standing.owed, LINKAGE_ACTS.buttons(standing)
    content = shared_content(row, side)
    return {
        "linkage": row,
        "side": side,
        "steps": steps(row),
        "next": next_box(row, side),
        "owed_at_end": sections.owed_at_end(kinds),
        "next_actions": sections.asking_again(row, relations, kinds) + [one for one in own if one["is_next"]],
        "actions": [action for action in own if not action["is_next"]],
        "proxy_actions": LINKAGE_ACTS.buttons_for_other(standing),
        "is_offered": side == "receiver" and not row.is_accepted,
        "items": [(codes.label("shared_item", item), content[item]) for item in row.shared_items if item in content],
        "who": sections.who(row, side, content),
        "basis": sections.basis(row) if side == "receiver" else None,
        "limits": sections.limits(row) if side == "receiver" else [],
        "chain": sections.chain(row) if side == "sender" else [],
        "again_url": sections.again_url(row, relations),
        "appointments": appointments.section(row, relations),
        "replies": list(row.replies.order_by("-replied_at", "-pk")),
        "proxy_entries": proxied(row),
        "onetime": onetime_panels.of_team(row, relations),
        "provisions": list(row.provisions.order_by("-provided_at", "-pk")) if side == "sender" else [],
        "entries": timeline(row, side),
        "case_url": programme(row.programme).case_url(row) if side == "sender" else "",
        "may_print": LINKAGE_ACCESS.allows("print", relations),
        "may_print_letter": side == "sender" or row.is_accepted,
        "may_number": LINKAGE_ACCESS.allows("answer", relations) and row.sent_at is not None,
        "inbox_url": reverse("referrals:received-list") if side == "receiver" else "",
        "may_edit": LINKAGE_ACCESS.allows("edit", relations) and row.status in ("DRAFT", "RETURNED"),
        "destroy_url": reverse("referrals:destruction", args=[row.pk]) if _may_destroy(relations, kinds) else "",
        "is_over": row.status in FINAL,
    }


def proxied(row: Linkage) -> list[ProxyEntry]:
    """The steps that were entered on the receiver's behalf, with the words of each step."""
    found = list(row.proxy_entries.order_by("-happened_at", "-pk").select_related("entered_by"))
    for entry in found:
        entry.label = step_label(entry.step)  # type: ignore[attr-defined]
    return found


def step_label(name: str) -> str:
    """The Korean word of a step that was entered for the receiver, an appointment's among them."""
    about_meeting = {f"appointment_{act}": label for act, label in MEETING_LABELS.items()}
    return {**about_meeting, "destroy": "파기 확인"}.get(name) or LINKAGE_ACTS.label(name)


def _may_destroy(relations: Iterable[str], kinds: frozenset[str]) -> bool:
    known = frozenset(relations) & set(DESTROY_ACCESS.relations)
    return "referrals.destroy" in kinds and DESTROY_ACCESS.allows("confirm_destroyed", known)


def shared_content(row: Linkage, side: str) -> dict[str, str]:
    """What the receiver got, as it was sent; before sending, what would go. Empty where it may not be read now."""
    if row.sent_at is None:
        return snapshots.take(row)
    if side == "receiver":
        return snapshots.shown_to_receiver(row) or {}
    return dict(row.snapshot or {})


def steps(row: Linkage) -> list[dict[str, Any]]:
    """Six stages; a linkage that ended elsewhere stops at the last stage it reached."""
    found: list[dict[str, Any]] = []
    for label, name in _STAGES:
        value = getattr(row, name)
        done = value is not None and (name != "closed_at" or row.status == "COMPLETED")
        found.append({"label": label, "done": done, "now": False, "note": _day(value) if done else ""})
    if row.status not in FINAL:
        current = next((stage for stage in found if not stage["done"]), None)
        if current is not None:
            current["now"] = True
            due_at = _limit_of_stage(row)
            if due_at is not None:
                current["note"] = f"{dates.kdate_short(workdays.last_day_of(due_at))}까지"
    return found


def _limit_of_stage(row: Linkage) -> datetime | None:
    """Until when the stage is to be reached; what the sender owes meanwhile is no limit of it."""
    return row.due_at if row.status in ("DRAFT", "REPLIED") else clocks.of_receiver(row)


def _day(value: Any) -> str:
    return dates.kdatetime(value) if isinstance(value, datetime) else dates.kdate_short(value)


def next_box(row: Linkage, side: str) -> dict[str, Any] | None:
    text = (_NEXT_OF_RECEIVER if side == "receiver" else _NEXT).get(row.status)
    if text is None:
        return None
    is_late_receipt = side == "receiver" and row.status == "NO_RESPONSE"
    mine = is_late_receipt or (row.status in _SENDERS_TURN) == (side == "sender")
    due_at = clocks.of_receiver(row) if is_late_receipt else row.due_at
    due = workdays.last_day_of(due_at) if due_at else None
    return {"mine": mine, "text": text, "detail": _detail(row, side), "due_at": due}


def _detail(row: Linkage, side: str) -> str:
    if row.status in ("RETURNED", "ON_HOLD") and row.note:
        return row.note
    if row.status == "IN_SERVICE" and row.replied_at and row.note:
        return f"다시 확인할 내용: {row.note}"
    if row.status in ("SENT", "RECEIVED") and side == "receiver":
        return "기한이 지나면 보낸 기관과 책임자에게 알립니다."
    if row.status == "NO_RESPONSE" and side == "sender":
        return f"접수 기한 {dates.kdate_short(workdays.last_day_of(clocks.receive_by(row)))} · 기관에 연락할 기한"
    if row.status == "ACCEPTED" and row.reply_due_on:
        return f"결과 회신 {dates.kdate_short(row.reply_due_on)}까지"
    if row.status == "REPLIED":
        return "확인하지 않으면 기한이 지난 뒤 자동으로 완료됩니다."
    if row.status == "CANCEL_REQUESTED":
        return "답이 없으면 기한이 지난 뒤 취소됩니다."
    return ""


def timeline(row: Linkage, side: str = "sender") -> list[dict[str, Any]]:
    """What happened to the linkage, newest first, from the audit trail; views are left out.

    The receiver does not read what the sender's house did by itself: its drafts and its calls.
    """
    rows = audit.of(row)
    if side == "receiver":
        rows = rows.exclude(verb__in=_OWN_VERBS)
    return [_entry(entry) for entry in rows[:TIMELINE_ROWS]]


def _words_of(entry: AuditEntry, step: str) -> str:
    """A move with the state that it led to, another act by its label, and what nobody named by its kind of deed."""
    label = step_label(step) if LINKAGE_ACTS.knows(step) else ""
    status = entry.changes.get("status")
    if not (label and status):
        return label or str(entry.get_action_display())
    return " → ".join(dict.fromkeys([label, LINKAGE.states(status[1]).label]))  # 접수 → 접수 says it twice


def _entry(entry: AuditEntry) -> dict[str, Any]:
    step = entry.verb.removeprefix("linkage.")
    text, icon = _VERBS.get(entry.verb, ("", ""))
    if not text:
        text, icon = _words_of(entry, step), _ICONS.get(step, "doc")
    notes = ["대행 입력"] if entry.changes.get("on_behalf") else []
    notes += map(str, changes.changes_of(entry, _KINDS.get(entry.verb, "")))
    if entry.verb in _WITH_REASON:
        notes.append(f"{_WITH_REASON[entry.verb]}{entry.reason}")
    return {
        "text": text,
        "icon": icon,
        "by": audit.who(entry),
        "at": entry.at,
        "note": " · ".join(filter(None, notes)),
    }
