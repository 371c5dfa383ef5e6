"""Sections of the page of a linkage: who it is about, on what basis it is seen, the chain it is in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from core import codes, dates, workdays
from referrals.access import LINKAGE_ACCESS
from referrals.limits import limit
from referrals.models import Linkage
from referrals.services.linkages import clocks, rules
from referrals.services.linkages.drafting import may_be_followed
from referrals.services.linkages.following import ANEW, SEARCH, STOP


def who(row: Linkage, side: str, content: Mapping[str, str]) -> str:
    """The heading: the person for the sender, for the receiver as far as the name was shared, else the number."""
    name = row.client.name if side == "sender" else content.get("NAME", "")
    return f"{name} 님" if name else row.number


def basis(row: Linkage) -> dict[str, Any]:
    """보는 근거: the consents that let the receiver read this now, what they name, and until when."""
    gate = rules.consent_gate(row)
    ends = [consent.retention_until for consent in gate.consents if consent.retention_until]
    return {
        "is_open": gate.is_open,
        "missing": gate.missing,
        "words": row.get_legal_basis_display() if row.legal_basis != "CONSENT" else "제3자 제공 동의",
        "items": codes.labels("shared_item", row.shared_items),
        "until": min(ends) if ends else None,
        "texts": [consent.text.retention for consent in gate.consents][:1],
    }


def limits(row: Linkage) -> list[dict[str, Any]]:
    """What the receiver has to do by when: a day where it is known, the rule where it is not yet."""
    received = row.received_at is not None
    accepted = row.accepted_at
    contact = workdays.in_days(limit("first_contact"), accepted) if accepted else None
    answer = row.due_at if row.status == "RECEIVED" else None
    return [
        _limit("접수", clocks.receive_by(row), is_done=received),
        _limit("수락 여부 답", answer, f"접수 뒤 {limit('decide')}근무일", is_done=accepted is not None),
        _limit("첫 연락", contact, f"수락 뒤 {limit('first_contact')}일", is_done=row.started_on is not None),
        _limit(
            "결과 회신",
            workdays.end_of_day(row.reply_due_on) if row.reply_due_on else None,
            f"수락 뒤 {limit('final_reply')}일",
            is_done=row.replied_at is not None,
        ),
    ]


def _limit(label: str, due_at: Any, rule: str = "", *, is_done: bool) -> dict[str, Any]:
    return {"label": label, "due": workdays.last_day_of(due_at) if due_at else None, "rule": rule, "is_done": is_done}


# --- asked again -----------------------------------------------------------------------------------------------------


def again_url(row: Linkage, relations: Iterable[str]) -> str:
    """Where the sender asks another agency in place of this one, or the same one anew; empty where nothing is to be asked again."""
    is_alive = row.client.deceased_on is None
    if not (is_alive and may_be_followed(row) and LINKAGE_ACCESS.allows("edit", relations)):
        return ""
    return f"{reverse('referrals:linkage-new')}?programme={row.programme}&case={row.about_id}&parent={row.pk}"


def asking_again(row: Linkage, relations: Iterable[str], kinds: Iterable[str]) -> list[dict[str, Any]]:
    """The button beside the next act while another agency is looked for or this one asked anew, or may be meanwhile."""
    url = again_url(row, relations)
    if not url or (row.status != "NO_RESPONSE" and not {SEARCH, ANEW} & set(kinds)):
        return []
    style = "secondary" if row.status == "NO_RESPONSE" else "primary"
    return [{"name": "ask_again", "label": "다시 의뢰", "url": url, "style": style}]


# What the sender's team does about a linkage that has ended, and why.
_OWED_AT_END = {
    SEARCH: "이 기관이 거절했습니다. 다른 기관을 찾거나 찾지 않는 사유를 적으십시오.",
    STOP: "대상자가 사망했습니다. 이 기관에는 알림이 가지 않으니 방문을 멈추라고 전화로 알리고 적으십시오.",
    ANEW: "사망 기록이 바로잡혔습니다. 이 기관에 다시 제공할 수 있는지 물어 적거나 다시 의뢰하십시오.",
}


def owed_at_end(kinds: Iterable[str]) -> str:
    """What is still to be done about a linkage that has ended; empty where nothing is."""
    open_kinds = set(kinds)
    return next((text for kind, text in _OWED_AT_END.items() if kind in open_kinds), "")


_CHAINED = ("number", "parent", "status", "sent_at", "created_at", "receiver__name")


def chain(row: Linkage) -> list[dict[str, Any]]:
    """The linkages that were asked one in place of the other, the first one first; empty for one that stands alone.

    One query: all linkages of the case. Each step leads to the page of its own.
    """
    rows = {one.pk: one for one in Linkage.objects.about(row.about_id).select_related("receiver").only(*_CHAINED)}
    first = rows.get(row.pk)
    while first is not None and first.parent_id in rows:
        first = rows[first.parent_id]
    found = []
    level = [first] if first is not None else []
    while level:
        found += level
        known = {one.pk for one in level}
        level = sorted((one for one in rows.values() if one.parent_id in known), key=lambda one: one.created_at)
    return [_step(one, row) for one in found] if len(found) > 1 else []


def _step(one: Linkage, here: Linkage) -> dict[str, Any]:
    return {
        "number": one.number,
        "receiver": one.receiver.name,
        "status": one.status,
        "url": "" if one.pk == here.pk else reverse("referrals:linkage-detail", args=[one.pk]),
        "day": dates.kdate_short(one.sent_at) if one.sent_at else "",
    }
