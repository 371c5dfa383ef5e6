"""퇴원계획서: the plan as the patient takes it home, in large plain words (domain 4.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core import codes, dates
from core.reports import Paper
from discharge.models import DischargeCase, DischargePlan, PlanAction, PlanPart
from network.models import Institution
from network.services.letterheads import House
from referrals.models import Linkage

PAPER = Paper("discharge_plan", "퇴원계획서", "discharge/papers/plan.html", is_issued=True)
AMBULANCE = "119"
FOR_THE_PATIENT = "환자 보관용 – 개인정보가 있으니 잘 보관하십시오"
_BULLETS = "-·•○●*ㆍ "
_PROFESSIONS = {"DOCTOR": "의사", "NURSE": "간호사", "SOCIAL": "사회복지사"}


@dataclass(frozen=True)
class PlanRows:
    """One version with its parts, goals and actions; linkages sent by `moment`; what the hospital says of itself."""

    case: DischargeCase
    plan: DischargePlan
    linkages: list[Linkage]
    house: House
    moment: datetime


def context(rows: PlanRows) -> dict[str, Any]:
    """What the template prints: what the three professions wrote for the patient and arranged. Their notes of the house
    stay there."""
    parts = {part.kind: part for part in rows.plan.parts.all()}
    doctor, nurse = parts["DOCTOR"].rows, parts["NURSE"]
    words = {kind: _without_bullets(part.text) for kind, part in parts.items()}
    return {
        "personal": True,
        "warning": FOR_THE_PATIENT if rows.plan.approved_at else "",
        "nothing": "기재 없음" if rows.plan.approved_at else "작성 전",
        "purpose": "퇴원계획 설명",
        "mark": "" if rows.plan.approved_at else "작성 중 – 아직 확정되지 않은 계획입니다",
        "plan": rows.plan,
        "case": rows.case,
        "person": rows.case.client,
        "birth": dates.plain(rows.case.client.birth_date) if rows.case.client.birth_date else "",
        "hospital": rows.house,
        "leaving": _leaving(rows),
        "course": words["DOCTOR"],
        "advice": [*words["NURSE"], *words["SOCIAL"]],
        "lessons": [lesson for lesson in nurse.rows.get("education") or [] if lesson.get("topic")],
        "medications": list(doctor.get("medications") or []),
        "warnings": _without_bullets(doctor.get("warning_signs") or ""),
        "number_rows": _pairs([("구급차", AMBULANCE), *rows.house.for_patients()]),
        "appointments": [_appointment(row) for row in doctor.get("appointments") or []],
        "services": list(_services(rows)),
        "goals": list(rows.plan.goals.all()),
        "signatures": [*(_signature(parts[kind]) for kind in _PROFESSIONS), _approval(rows.plan)],
    }


def _pairs(found: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Two numbers to a row of the table."""
    return [found[start : start + 2] for start in range(0, len(found), 2)]


def _leaving(rows: PlanRows) -> dict[str, Any]:
    """The day of leaving: expected until it has come, as the version knew it."""
    left = rows.case.discharged_on
    if left is not None and left <= dates.seoul_date(rows.moment):
        return {"label": "퇴원일", "on": left}
    return {"label": "퇴원예정일", "on": rows.case.expected_discharge_on}


def _without_bullets(text: str) -> list[str]:
    """Written lines, without the signs with which people begin them: the paper sets its own."""
    return [stripped for line in text.splitlines() if (stripped := line.strip(_BULLETS))]


def _appointment(row: dict[str, Any]) -> dict[str, Any]:
    return {"department": row.get("department", ""), "on": _day(row.get("on")), "at": row.get("at") or ""}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _services(rows: PlanRows) -> Iterator[dict[str, Any]]:
    """Services under way, then those the plan names and nobody has been asked for yet."""
    asked = {(row.service, row.receiver_id) for row in rows.linkages}
    for linkage in rows.linkages:
        yield _linked(linkage, rows.moment)
    for action in rows.plan.actions.all():
        if action.service and action.who != PlanAction.Who.NONE and (action.service, action.partner_id) not in asked:
            yield _planned(action, rows.house)


def _linked(linkage: Linkage, moment: datetime) -> dict[str, Any]:
    start = linkage.started_on or linkage.planned_start_on
    is_accepted = linkage.accepted_at is not None and linkage.accepted_at <= moment
    return {
        "name": linkage.get_service_display(),
        "place": linkage.receiver.name,
        "phone": _phone(linkage.receiver),
        "start": start if is_accepted else None,
        "note": "" if is_accepted and start else "기관이 연락드립니다",
    }


def _planned(action: PlanAction, house: House) -> dict[str, Any]:
    partner = action.partner
    if action.who == PlanAction.Who.OWN:
        place, phone = house.name, house.phone
    else:
        place, phone = (partner.name, _phone(partner)) if partner else ("정하는 중", "")
    return {
        "name": codes.label("linkage_service", action.service),
        "place": place,
        "phone": phone,
        "start": action.start_on,
        "note": action.frequency,
    }


def _phone(place: Institution) -> str:
    """The number that the institution puts first."""
    found: Iterable[Any] = place.phones.all()
    return next((phone.number for phone in found), "")


def _signature(part: PlanPart) -> dict[str, str]:
    return {
        "profession": _PROFESSIONS[part.kind],
        "name": part.signed_by.name if part.signed_by else "서명 전",
        "on": dates.plain(part.signed_at) if part.signed_at else "-",
        "at": dates.seoul_time(part.signed_at) if part.signed_at else "",
    }


def _approval(plan: DischargePlan) -> dict[str, str]:
    return {
        "profession": "확정",
        "name": plan.approved_by.name if plan.approved_by else "확정 전",
        "on": dates.plain(plan.approved_at) if plan.approved_at else "-",
        "at": dates.seoul_time(plan.approved_at) if plan.approved_at else "",
    }
