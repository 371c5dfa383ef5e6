"""What must hold before a referral is sent, and the moments that people enter (domain 2.2.4, 0.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from core import codes, dates, late_entry, workdays
from core.actor import Actor
from core.errors import Invalid
from network.models import Institution
from referrals.limits import limit
from referrals.models import AgencyReferral
from referrals.services.linkages.rules import EMERGENCY_ADVICE
from referrals.workflow import AGENCY_REFERRAL

RESPONSIBLE = ("REGIONAL_RESPONSIBLE", "LOCAL_RESPONSIBLE")
# What the suicide prevention act, art. 12-2, lets pass without consent.
SUICIDE_PREVENTION_ITEMS = frozenset({"NAME", "BIRTH_DATE", "ADDRESS", "PHONE"})
NEEDS_WORDS = frozenset({"URGENT_LIFE", "OTHER_LAW"})
ABUSE_ADVICE = (
    "학대가 의심되면 이 의뢰와 따로 신고하십시오. 사회복지·보건의료 종사자에게는 법에 따른 신고 의무가 있습니다."
)


def abuse_advice() -> str:
    """The line with the reporting duty; a site may set its own telephone numbers (domain 5.6)."""
    return f"{ABUSE_ADVICE} 신고 전화: {settings.SITE['abuse_phones']}"


def receiver_fault(receiver: Institution) -> str | None:
    """Why a person cannot be referred to this institution: it is no responsible hospital, or not in use."""
    if not receiver.is_active:
        return f"사용하지 않는 기관입니다({receiver.name})."
    if receiver.kind not in RESPONSIBLE:
        return f"책임의료기관이 아닙니다({receiver.name})."
    return None


def item_faults(row: Any, items: Iterable[str]) -> dict[str, str]:
    """What the named items must hold: whom it is about, and how to reach them where the law does not say else."""
    named, errors = set(items), {}
    if unknown := [item for item in named if not codes.is_code("shared_item", item)]:
        errors["shared_items"] = f"목록에 없는 항목입니다: {', '.join(sorted(unknown))}"
    elif "NAME" not in named or not named & {"PHONE", "CAREGIVER", "ADDRESS"}:
        errors["shared_items"] = "성명과, 연락처·보호자·주소 가운데 하나는 있어야 합니다."
    if row.health_problem and "DIAGNOSIS" not in named:
        errors["health_problem"] = "건강 문제를 보내려면 동의한 항목에 진단명이 있어야 합니다."
    if row.services_in_use and "SOCIAL" not in named:
        errors["services_in_use"] = "이용 서비스를 보내려면 동의한 항목에 사회·경제가 있어야 합니다."
    return errors


def consent_faults(row: Any) -> dict[str, str]:
    """The agency has the consent before anything leaves: on paper with its file, by word on a day, or a law."""
    way = row.consent_by_agency
    if way == AgencyReferral.ConsentWay.LEGAL:
        return _law_faults(row)
    errors = {}
    if way not in AgencyReferral.ConsentWay.values:
        return {"consent_by_agency": "동의를 어떻게 받았는지 고르십시오."}
    if row.consent_on is None:
        errors["consent_on"] = "동의일을 적으십시오."
    elif row.consent_on > workdays.seoul_today():
        errors["consent_on"] = "동의일은 오늘 이전 날짜로 적으십시오."
    if way == AgencyReferral.ConsentWay.WRITTEN and not row.consent_file:
        errors["consent_file"] = "서면 동의는 동의서 파일을 올리십시오."
    return errors


def _law_faults(row: Any) -> dict[str, str]:
    if not codes.is_code("legal_basis", row.legal_basis) or row.legal_basis == "CONSENT":
        return {"legal_basis": "법적 근거를 고르십시오."}
    if row.legal_basis in NEEDS_WORDS and not row.basis_note:
        return {"basis_note": "근거 조문이나 사유를 적으십시오."}
    if row.legal_basis == "SUICIDE_PREVENTION" and set(row.shared_items) - SUICIDE_PREVENTION_ITEMS:
        return {"shared_items": "자살예방법으로는 성명, 생년월일, 주소, 연락처만 보낼 수 있습니다."}
    return {}


@AGENCY_REFERRAL.guard("submit", "resubmit")
def _person_lives(row: AgencyReferral, data: Mapping[str, Any], actor: Actor) -> str | None:
    return "사망한 대상자는 의뢰하지 않습니다." if row.client.deceased_on else None


@AGENCY_REFERRAL.guard("submit", "resubmit")
def _is_no_emergency(row: AgencyReferral, data: Mapping[str, Any], actor: Actor) -> str | None:
    return EMERGENCY_ADVICE if row.urgency == "EMERGENCY" else None


@AGENCY_REFERRAL.guard("submit", "resubmit")
def _form_is_full(row: AgencyReferral, data: Mapping[str, Any], actor: Actor) -> str | None:
    names = [("reason", "의뢰 사유"), ("situation", "현재 상황"), ("request", "요청 사항")]
    missing = [label for name, label in names if not getattr(row, name)]
    return f"다음을 적은 뒤 제출하십시오: {', '.join(missing)}" if missing else None


@AGENCY_REFERRAL.guard("submit", "resubmit")
def _receiver_fits(row: AgencyReferral, data: Mapping[str, Any], actor: Actor) -> str | None:
    return receiver_fault(row.receiver)


@AGENCY_REFERRAL.guard("submit", "resubmit")
def _consent_is_there(row: AgencyReferral, data: Mapping[str, Any], actor: Actor) -> str | None:
    """Asked at the moment of sending, not of writing."""
    faults = {**consent_faults(row), **item_faults(row, row.shared_items)}
    return next(iter(faults.values()), None)


@AGENCY_REFERRAL.guard("submit", "resubmit")
def _person_can_be_reached(row: AgencyReferral, data: Mapping[str, Any], actor: Actor) -> str | None:
    """The contact that goes along must be there, or the hospital could reach nobody."""
    client = row.client
    ways = {
        "PHONE": client.phone,
        "CAREGIVER": client.caregiver_phone,
        "ADDRESS": client.municipality_id and client.address_town,
    }
    reachable = any(value for item, value in ways.items() if item in row.shared_items)
    return None if reachable else "동의한 항목 가운데 연락할 길(연락처, 보호자 연락처, 주소)을 적은 뒤 제출하십시오."


@AGENCY_REFERRAL.guard("decline")
def _supplement_was_awaited(row: AgencyReferral, data: Mapping[str, Any], actor: Actor) -> str | None:
    """While a supplement is awaited the coordinator declines only after the wait (domain 2.2.4)."""
    if row.status != "SUPPLEMENT" or row.paused_at is None:
        return None
    ends = workdays.in_days(limit("supplement_wait"), row.paused_at)
    if timezone.now() >= ends:
        return None
    return f"보완 요청 뒤 {limit('supplement_wait')}일이 지나야 거절할 수 있습니다({dates.kdate(workdays.last_day_of(ends))}까지)."


_EARLIER = (
    ("submitted_at", "제출일시"),
    ("received_at", "접수일시"),
    ("accepted_at", "수락일시"),
    ("assigned_at", "배정일시"),
)


def moment(row: AgencyReferral, data: Mapping[str, Any]) -> datetime:
    """When a step happened, never before the step that it follows (`core.late_entry`). Raises Invalid."""
    return late_entry.moment(data, row, _EARLIER)


def told_at(data: Mapping[str, Any]) -> datetime:
    """When a withdrawal was told. It may lie anywhere in the past: a withdrawal never fails for being late."""
    at: datetime = data["withdrawn_at"]
    if at > timezone.now():
        raise Invalid({"withdrawn_at": late_entry.NOT_AHEAD})
    return at
