"""What must hold before a linkage is sent, and the moments that people enter (domain 2.0.1, 2.0.3, 0.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core import codes, dates, late_entry, workdays
from core.actor import Actor
from core.errors import Invalid
from network.directory.querysets import offering
from network.models import Institution
from network.querysets import InstitutionQuerySet
from network.services import consents
from referrals.models import Linkage
from referrals.registry import programme
from referrals.services.linkages import templates
from referrals.workflow import LINKAGE

EMERGENCY_ADVICE = "응급은 포털로 의뢰하지 않습니다. 119 또는 응급실 직통전화로 바로 연락하십시오."
_EARLIER = (
    ("sent_at", "발송일시"),
    ("resent_at", "재발송일시"),
    ("received_at", "접수일시"),
    ("accepted_at", "수락일시"),
    ("paused_at", "보류일시"),
)


def receiver_fault(receiver: Institution, service: str, municipality_id: int | None) -> str | None:
    """Why this institution cannot be asked for this service, or None: active, offers it, serves the address."""
    if not receiver.is_active:
        return f"사용하지 않는 기관입니다({receiver.name})."
    offered = receiver.offers.active().filter(service=service)
    if not offered.exists():
        return f"이 서비스를 제공하지 않는 기관입니다({receiver.name}, {codes.label('linkage_service', service)})."
    if not offered.serving(municipality_id).exists():
        return f"대상자의 주소지를 담당하지 않는 기관입니다({receiver.name})."
    return None


def suggestions(row: Linkage) -> InstitutionQuerySet:
    """Whom a receiver that declines may name instead: active, offering the service, neither of the two sides.

    Whether they serve the address is asked when the sender writes to them: the decliner may not know the address.
    """
    rows = offering(Institution.objects.active(), row.service)
    return rows.exclude(pk__in=(row.sender_id, row.receiver_id)).order_by("name", "pk")


def suggestion(row: Linkage, place: Institution | int | None) -> int | None:
    """The id of the agency that the decliner names, or None. Raises Invalid for one that cannot be asked for this."""
    if place in (None, ""):
        return None
    pk = place.pk if isinstance(place, Institution) else place
    if not suggestions(row).filter(pk=pk).exists():
        raise Invalid({"suggested_receiver": "이 서비스를 제공하는 다른 기관을 고르십시오."})
    return pk


def consent_gate(linkage: Linkage) -> consents.Gate:
    return consents.gate(linkage.client_id, linkage.receiver, linkage.shared_items)


@LINKAGE.guard("send", "resend")
def _person_lives(row: Linkage, data: Mapping[str, Any], actor: Actor) -> str | None:
    return "사망한 대상자의 의뢰는 보내지 않습니다." if row.client.deceased_on else None


@LINKAGE.guard("send", "resend")
def _is_no_emergency(row: Linkage, data: Mapping[str, Any], actor: Actor) -> str | None:
    return EMERGENCY_ADVICE if row.urgency == "EMERGENCY" else None


@LINKAGE.guard("send", "resend")
def _form_is_full(row: Linkage, data: Mapping[str, Any], actor: Actor) -> str | None:
    names = [("reason", "의뢰 사유"), ("request", "요청 사항"), ("shared_items", "제공 항목")]
    missing = [label for name, label in names if not getattr(row, name)]
    return f"다음을 적은 뒤 보내십시오: {', '.join(missing)}" if missing else None


@LINKAGE.guard("send", "resend")
def _receiver_fits(row: Linkage, data: Mapping[str, Any], actor: Actor) -> str | None:
    return receiver_fault(row.receiver, row.service, row.client.municipality_id)


@LINKAGE.guard("send", "resend")
def _wish_is_ahead(row: Linkage, data: Mapping[str, Any], actor: Actor) -> str | None:
    passed = row.wished_start is not None and row.wished_start < workdays.seoul_today()
    return "희망 시작일이 지났습니다. 오늘 이후 날짜로 고치십시오." if passed else None


@LINKAGE.guard("send", "resend")
def _case_allows(row: Linkage, data: Mapping[str, Any], actor: Actor) -> str | None:
    return programme(row.programme).may_send(row)


@LINKAGE.guard("send", "resend")
def _template_covers(row: Linkage, data: Mapping[str, Any], actor: Actor) -> str | None:
    return templates.outside(row.service, row.shared_items) or None


@LINKAGE.guard("send", "resend")
def _consent_covers(row: Linkage, data: Mapping[str, Any], actor: Actor) -> str | None:
    """Asked at the moment of sending, not of writing."""
    return consent_gate(row).missing or None


def moment(row: Linkage, data: Mapping[str, Any]) -> datetime:
    """When a step happened, never before the step that it follows (`core.late_entry`). Raises Invalid."""
    return late_entry.moment(data, row, _EARLIER)


def past_day(row: Linkage, data: Mapping[str, Any], name: str, words: str) -> date:
    """A day of something that has begun: filled, not in the future, not before the acceptance. Raises Invalid."""
    day: date | None = data.get(name)
    if day is None:
        raise Invalid({name: f"{words}을 적으십시오."})
    if day > workdays.seoul_today():
        raise Invalid({name: f"{words}은 오늘 이전 날짜로 적으십시오."})
    accepted = row.accepted_at
    if accepted is not None and day < workdays.seoul_date(accepted):
        raise Invalid({name: f"{words}은 수락일({dates.kdate(accepted)}) 이후 날짜로 적으십시오."})
    return day


def coded_reason(data: Mapping[str, Any], name: str, code_list: str) -> tuple[str, str]:
    """A coded reason and its words; OTHER needs words. Raises Invalid."""
    code, text = str(data.get(name) or ""), str(data.get("reason_text") or "").strip()
    if not codes.is_code(code_list, code):
        raise Invalid({name: "목록에서 고르십시오."})
    if code == "OTHER" and not text:
        raise Invalid({"reason_text": "기타를 골랐으면 사유를 적으십시오."})
    return code, text
