"""Short ways to walk a referral of an agency: each step by who makes it."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.actor import Actor
from network.models import Municipality
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import drafting, steps
from tests.cast import Cast

PERSON = {
    "name": "마가상",
    "birth_date": date(1944, 5, 6),
    "sex": "F",
    "phone": "010-0000-4321",
    "address_town": "가상동",
}
REFERRAL = {
    "reason": ["CARE_GAP"],
    "urgency": "NORMAL",
    "situation": "혼자 지내며 식사를 거르고 어지러워함.",
    "request": "진료와 퇴원 뒤 지원을 부탁드립니다.",
    "health_problem": "고혈압",
    "shared_items": ["NAME", "BIRTH_DATE", "SEX", "PHONE", "DIAGNOSIS"],
    "consent_by_agency": "ORAL",
    "risk_to_worker": "큰 개가 있음",
}
ANSWER = {
    "result": "INFO_GIVEN",
    "content": "외래 진료를 안내하고 예약함.",
    "next_plan": "다음 달 초 외래 방문",
    "ask_back": "방문일에 이동을 도와 주십시오.",
    "items": ["DIAGNOSIS"],
}
STEP_DATA: dict[str, dict[str, Any]] = {
    "ask_more": {"note": "연락처를 더해 주십시오."},
    "accept": {"programme": "DISCHARGE"},
    "decline": {"decline_reason": "CAPACITY", "other_agency": "가상노인복지관"},
    "reply": ANSWER,
    "already_done": ANSWER,
    "ask_back": {"note": "외래 날짜를 알려 주십시오."},
    "cancel": {"cancel_reason": "NOT_WISHED"},
    "request_cancel": {"cancel_reason": "NOT_WISHED"},
}


def drafted(cast: Cast, by: Actor | None = None, **changes: Any) -> AgencyReferral:
    """A referral as the health centre writes it."""
    from core import workdays

    person = PERSON | {"municipality": Municipality.objects.get(code="41150")} | changes.pop("person", {})
    data = REFERRAL | {"receiver": cast.host, "consent_on": workdays.seoul_today()} | changes
    return drafting.draft(actor=by or cast.health1.actor, data=data, person=person, is_new_person=True)


def walk(cast: Cast, row: AgencyReferral, *names: str, **data: Any) -> AgencyReferral:
    """Make the moves one after the other, each by whom it belongs to; `data` goes to the last."""
    for name in names:
        body = STEP_DATA.get(name, {}) | ({"worker": cast.social1.pk} if name == "assign" else {})
        if name == names[-1]:
            body = body | data
        row = steps.step(name, actor=owner(cast, name), referral=row, data=body)
    return row


def owner(cast: Cast, name: str) -> Actor:
    """Who makes a move: the agency, the coordinator, the worker."""
    if name in ("submit", "resubmit", "cancel", "request_cancel", "ask_back", "confirm", "withdraw"):
        return cast.health1.actor
    return cast.social1.actor if name in ("start", "reply", "already_done") else cast.coordinator1.actor


# The moves that lead into a state.
PATHS: dict[str, tuple[str, ...]] = {
    "DRAFT": (),
    "SUBMITTED": ("submit",),
    "RECEIVED": ("submit", "receive"),
    "SUPPLEMENT": ("submit", "receive", "ask_more"),
    "ACCEPTED": ("submit", "receive", "accept"),
    "ASSIGNED": ("submit", "receive", "accept", "assign"),
    "IN_PROGRESS": ("submit", "receive", "accept", "assign", "start"),
    "REPLIED": ("submit", "receive", "accept", "assign", "start", "reply"),
    "CLOSED": ("submit", "receive", "accept", "assign", "start", "reply", "confirm"),
    "DECLINED": ("submit", "receive", "decline"),
    "CANCELLED": ("submit", "cancel"),
    "CANCEL_REQUESTED": ("submit", "receive", "accept", "assign", "request_cancel"),
}


def at_state(cast: Cast, state: str, **changes: Any) -> AgencyReferral:
    """A referral brought into a state by the moves that lead there."""
    return walk(cast, drafted(cast, **changes), *PATHS[state])
