"""How linkages hang on a discharge case: when one may be written and sent, and what of the case it may carry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse

from core import codes, workdays
from core.actor import Actor
from core.dates import kdate
from core.duties import Owner
from core.errors import NotVisible
from discharge.access import CASE, cases_as
from discharge.duties import lines
from discharge.models import Assessment, DischargeCase, InstrumentResult, Need, PlanAction
from discharge.querysets import IN_CARE, CaseQuerySet
from discharge.services import plans
from discharge.workflow import PROGRAMME, CaseStatus
from referrals import registry
from referrals.models import Linkage

SENDABLE = (CaseStatus.PLANNED, CaseStatus.FOLLOW_UP)


def with_silence(cases: CaseQuerySet) -> CaseQuerySet:
    """`is_silent`: nobody answers to a linkage of the case; it takes the tone of its worst linkage in lists."""
    silent = Linkage.objects.filter(about_id=OuterRef("pk"), status="NO_RESPONSE")
    return cases.annotate(is_silent=Exists(silent))


def find_case(actor: Actor, pk: UUID) -> DischargeCase:
    """The case in which the actor may write linkages."""
    return CASE.find(actor, "link", DischargeCase.objects.for_page(), pk=pk)


def may_draft(case: DischargeCase) -> str | None:
    """Written from the assessment on, once there is consent to the programme."""
    if case.status in IN_CARE:
        return None
    return f"지금 상태({CaseStatus(case.status).label})에서는 연계 의뢰를 쓸 수 없습니다."


def may_send(linkage: Linkage) -> str | None:
    """Sent from an approved plan or after discharge; earlier only when urgent, with a reason (domain 2.0.3)."""
    case = _case(linkage)
    if case.status in SENDABLE:
        return None
    blocked = may_draft(case)
    if blocked:
        return blocked
    if linkage.urgency == "URGENT" and linkage.early_reason:
        return None
    return "계획이 확정되기 전에는 긴급한 의뢰만 사유를 적고 보낼 수 있습니다."


def _case(linkage: Linkage) -> DischargeCase:
    case = (
        DischargeCase.objects.select_related("client", "social_worker", "nurse", "attending")
        .filter(pk=linkage.about_id)
        .first()
    )
    if case is None:
        raise NotVisible
    return case


def snapshot(linkage: Linkage) -> dict[str, str]:
    """Shared item → text of what the case knows, as it stands at sending; the consent decides what goes along."""
    case = _case(linkage)
    assessment = _assessment(case)
    return {
        "DIAGNOSIS": " ".join(part for part in (case.diagnosis, case.kcd_code) if part),
        "FUNCTION": _results(case, ("KMBI", "MRS")),
        "MOOD_ALCOHOL": _results(case, ("PHQ9", "SGDSK", "AUDITK")),
        "SOCIAL": _social(case, assessment),
        "MEDICATION": _medication(case, assessment),
        "PLAN": _plan(case),
    }


def _assessment(case: DischargeCase) -> Assessment | None:
    """The newest finished round. Before any is finished an urgent linkage has only the one being written."""
    rows = Assessment.objects.filter(case=case).order_by("-assessed_on", "-pk")
    return rows.filter(finished_at__isnull=False).first() or rows.first()


def _latest_round(case: DischargeCase) -> Assessment | None:
    return Assessment.objects.filter(case=case).order_by("-assessed_on", "-pk").first()


def _results(case: DischargeCase, instruments: tuple[str, ...]) -> str:
    """The newest result of each instrument: total and band."""
    rows = InstrumentResult.objects.filter(case=case, instrument__in=instruments, replaced_at__isnull=True)
    newest: dict[str, InstrumentResult] = {}
    for row in rows.order_by("measured_on", "pk"):
        newest[row.instrument] = row
    return " / ".join(_result(row) for row in newest.values())


_SPOKEN = {"KMBI": "K-MBI", "MRS": "수정 랭킨 척도", "PHQ9": "PHQ-9", "SGDSK": "SGDS-K", "AUDITK": "AUDIT-K"}


def _result(row: InstrumentResult) -> str:
    """`K-MBI 46점(심한 의존, 2026. 10. 2.(금))`"""
    about = ", ".join(part for part in (row.band_label, kdate(row.measured_on)) if part)
    return f"{_SPOKEN[row.instrument]} {row.total}점({about})"


def _social(case: DischargeCase, assessment: Assessment | None) -> str:
    client = case.client
    parts = [client.get_household_type_display(), client.get_insurance_type_display(), ", ".join(client.livelihood)]
    if client.ltc_grade:
        parts.append(f"장기요양 {client.get_ltc_grade_display()}")
    if assessment is not None:
        parts.append(
            f"돌봄자 역량 {assessment.get_caregiver_capacity_display()}" if assessment.caregiver_capacity else ""
        )
        parts.append(codes.labels("linkage_service", assessment.services_in_use))
    return " · ".join(part for part in parts if part)


def _medication(case: DischargeCase, assessment: Assessment | None) -> str:
    plan = plans.approved_plan(case) or plans.open_plan(case)
    rows: list[dict[str, Any]] = []
    for part in plan.ordered_parts() if plan else ():
        rows.extend(part.rows.get("medications") or [])
    if rows:
        return ", ".join(" ".join(part for part in (row["name"], row.get("when", "")) if part) for row in rows)
    return assessment.medication_note if assessment else ""


def _plan(case: DischargeCase) -> str:
    """The goals and what is done; the parts' own words stay in the house."""
    plan = plans.approved_plan(case)
    if plan is None:
        return ""
    goals = "; ".join(goal.text for goal in plan.goals.all())
    return f"목표: {goals}" if goals else ""


# --- what the plan asks of agencies -----------------------------------------------------------------------------------


def wanted(case: DischargeCase) -> list[registry.Wanted]:
    """The rows of the newest plan that a partner is to do and for which no request was written yet. Four queries."""
    plan = plans.open_plan(case) or plans.approved_plan(case)
    if plan is None:
        return []
    asked = Linkage.objects.about(case.pk).exclude(status="CANCELLED").values_list("need_area", "service")
    made = set(asked)
    rows = plan.actions.filter(who=PlanAction.Who.PARTNER).select_related("partner")
    latest = _latest_round(case)
    needs = {need.area: need for need in latest.needs.all()} if latest is not None else {}
    return [_wanted(row, needs.get(row.need_area)) for row in rows if not _was_asked(row, made)]


def _was_asked(row: PlanAction, made: set[tuple[str, str]]) -> bool:
    if row.service:
        return (row.need_area, row.service) in made
    return any(area == row.need_area for area, _ in made)


def _wanted(row: PlanAction, need: Need | None) -> registry.Wanted:
    is_ahead = row.start_on is not None and row.start_on >= workdays.seoul_today()
    return registry.Wanted(
        key=str(row.pk),
        need_area=row.need_area,
        service=row.service,
        receiver=row.partner,
        reason=_reason(row, need),
        request=" · ".join(filter(None, (row.action, row.frequency))),
        wished_start=row.start_on if is_ahead else None,
    )


def _reason(row: PlanAction, need: Need | None) -> str:
    """What the assessment says of the need, else its name and level."""
    if need is None:
        return row.get_need_area_display()
    return need.text or f"{need.get_area_display()} 욕구 수준 {need.level_label}"


def case_url(linkage: Linkage) -> str:
    return f"{reverse('discharge:case-detail', args=[linkage.about_id])}#links"


def team(linkage: Linkage) -> Owner:
    """The social worker in charge owes what the sender owes; without one, the nurse in charge."""
    return lines.social_worker(_case(linkage))


def register() -> None:
    """Enter discharge care as a programme that sends linkages."""
    relations = ("social_worker", "nurse", "attending", "coordinator")
    registry.register(
        registry.Programme(
            code=PROGRAMME,
            label="퇴원환자 지역사회 연계",
            relations={name: cases_as(name) for name in relations},
            find_case=find_case,
            may_draft=may_draft,
            may_send=may_send,
            snapshot=snapshot,
            case_url=case_url,
            team=team,
            wanted=wanted,
        )
    )
