"""What the hospital answers: a result, what was agreed, what the agency is asked to do; consented items only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import codes, workdays
from core.actor import Actor
from core.errors import Invalid
from referrals.models import AgencyReferral, AgencyReply, Linkage
from referrals.services.agency_referrals import ledger, rules
from referrals.services.linkages.replies import STARTED

FIELDS = ("result", "started_on", "frequency", "content", "next_plan", "ask_back")


def check(row: AgencyReferral, data: Mapping[str, Any]) -> None:
    """Raises Invalid with every field that is wrong; an item outside the consent is one."""
    result, errors = str(data.get("result")), scope_fault(row, data.get("items") or [])
    if not codes.is_code("reply_result", result):
        errors["result"] = "목록에서 고르십시오."
    if not str(data.get("content") or "").strip():
        errors["content"] = "회신 내용을 적으십시오."
    day = data.get("started_on")
    if result in STARTED and (day is None or day > workdays.seoul_today()):
        errors["started_on"] = "서비스 시작일을 오늘 이전 날짜로 적으십시오."
    if result == "PLANNED" and day is None:
        errors["started_on"] = "서비스 예정일을 적으십시오."
    if errors:
        raise Invalid(errors)


def scope_fault(row: AgencyReferral, items: Iterable[str]) -> dict[str, str]:
    """The reply may carry only items that the consent names (domain 2.2.4)."""
    outside = sorted(set(items) - set(row.shared_items))
    if not outside:
        return {}
    return {"items": f"동의 범위 외 항목입니다: {codes.labels('shared_item', outside)}"}


def keep(
    row: AgencyReferral, data: Mapping[str, Any], actor: Actor, *, kind: str, linkage: Linkage | None = None
) -> AgencyReply:
    """Store a reply and its line in the hospital's ledger."""
    assert actor.user_id is not None
    values = {name: data[name] for name in FIELDS if data.get(name) not in (None, "")}
    items = list(data.get("items") or [])
    made = AgencyReply.objects.create(
        referral=row,
        reply_kind=kind,
        linkage=linkage,
        items=items,
        replied_by=actor.name,
        entered_by_id=actor.user_id,
        replied_at=rules.moment(row, data),
        **values,
    )
    ledger.enter(
        row, giver=row.receiver, taker=row.sender, purpose="기관 대상자 의뢰 결과 회신", items=items, actor=actor
    )
    return made


_ANSWER = {"CLIENT_REFUSED": "CLIENT_REFUSED", "UNREACHABLE": "NOT_REACHED", "NOT_ELIGIBLE": "NOT_ELIGIBLE"}


def keep_refusal(row: AgencyReferral, actor: Actor) -> AgencyReply:
    """A refusal is an answer as well: its reason, and the agency to turn to."""
    reason = codes.label("linkage_decline_reason", row.decline_reason)
    data = {
        "result": _ANSWER.get(row.decline_reason, "OTHER"),
        "content": f"의뢰를 받지 못합니다. 사유: {reason}" + (f" ({row.reason_text})" if row.reason_text else ""),
        "next_plan": f"안내할 다른 기관: {row.other_agency}",
    }
    return keep(row, data, actor, kind="FINAL")
