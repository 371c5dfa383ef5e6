"""Instruments: recording, correcting, and what must be looked at without delay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import audit, duties, late_entry, workdays
from core.actor import Actor
from core.errors import FORM, Conflict, Invalid, NotVisible
from core.once import once
from discharge.access import CASE
from discharge.models import Assessment, DischargeCase, FollowUp, InstrumentResult
from discharge.querysets import IN_CARE
from discharge.workflow import CaseStatus
from network import instruments
from network.instruments import Incomplete, Instrument, NotAStep, Result, ScoringError, UnknownItem

SAFETY = "discharge.safety_check"
_SCREENING = (CaseStatus.SCREENED, CaseStatus.CONSENT_PENDING)
_MISSING = "이 문항에 답하십시오."


def offered() -> tuple[Instrument, ...]:
    """The instruments that this site may record, in the order of the page."""
    found = (instruments.get(code) for code in OFFERED_INSTRUMENTS)
    return tuple(one for one in found if not one.needs_licence or is_licensed())


def is_licensed() -> bool:
    """Whether the site holds the licence for MMSE."""
    return bool(settings.SITE.get("mmse_licensed"))


def variant_of(case: DischargeCase, code: str) -> str:
    """The band set that fits the person and the site: AUDIT-K by sex, SGDS-K by the site's cut-off."""
    match code:
        case "AUDITK":
            return instruments.audit_variant(case.client.sex)
        case "SGDSK":
            return instruments.sgds_variant(int(settings.SITE["sgds_cutoff"]))
        case "MORSE":
            return "default"
    return ""


def record_instrument(
    *,
    actor: Actor,
    case: DischargeCase,
    instrument: str,
    answers: Mapping[str, Any],
    measured_on: date,
    assessment: Assessment | None = None,
    follow_up: FollowUp | None = None,
    is_at_discharge: bool = False,
    late_reason: str = "",
    idempotency_key: str = "",
) -> InstrumentResult:
    """Score and store one use of an instrument in its newest version.

    Incomplete answers store nothing and name the missing items (errors by item key). Answers that raise a flag open
    the safety check all the same, so do not call this inside a transaction that Invalid rolls back.
    Raises NotVisible, Forbidden, Conflict, Invalid.
    """
    CASE.demand(case, "assess", _relations(actor, case))
    definition = _definition(instrument)
    _check_state(case, instrument)
    heed_flags(actor=actor, case=case, definition=definition, answers=answers)
    _check_day(case, measured_on, late_reason)
    _check_belongs(case, assessment, follow_up)
    result = _scored(case, definition, answers)
    values = {
        "assessment": assessment,
        "follow_up": follow_up,
        "measured_on": measured_on,
        "is_at_discharge": is_at_discharge,
    }

    def make() -> InstrumentResult:
        with transaction.atomic():
            return _store(actor, case, result, values, late_reason)

    body = {"case": case, "instrument": instrument, "answers": answers, "late_reason": late_reason, **values}
    row, _ = once(actor, "discharge.record_instrument", idempotency_key, body, InstrumentResult, make)
    return row


def correct_instrument(
    *, actor: Actor, result: InstrumentResult, answers: Mapping[str, Any], measured_on: date, reason: str
) -> InstrumentResult:
    """A corrected result: a new row in the version that was asked; the old one stays and is marked as replaced."""
    case = result.case
    CASE.demand(case, "assess", _relations(actor, case))
    if not reason.strip():
        raise Invalid({"reason": "바로잡는 사유를 적으십시오."})
    definition = instruments.get(result.instrument, int(result.edition))
    _check_state(case, result.instrument)
    heed_flags(actor=actor, case=case, definition=definition, answers=answers)
    _check_day(case, measured_on, reason)
    scored = _scored(case, definition, answers)
    with transaction.atomic():
        old = InstrumentResult.objects.select_for_update(of=("self",)).get(pk=result.pk)
        if old.replaced_at is not None:
            raise Conflict("이미 바로잡은 결과입니다. 새 결과를 확인하십시오.")
        old.replaced_at = timezone.now()
        old.save(update_fields=["replaced_at"])
        values = {
            "assessment": old.assessment,
            "follow_up": old.follow_up,
            "measured_on": measured_on,
            "is_at_discharge": old.is_at_discharge,
        }
        return _store(actor, case, scored, values, reason, replaced=old)


def _relations(actor: Actor, case: DischargeCase) -> frozenset[str]:
    relations = CASE.relations_of(actor, case)
    if not relations:
        raise NotVisible
    return relations


def _definition(code: str) -> Instrument:
    if code not in OFFERED_INSTRUMENTS:
        raise Invalid({"instrument": "이 사업에서 쓰는 평가도구가 아닙니다."})
    return instruments.get(code)


def _check_state(case: DischargeCase, code: str) -> None:
    """Health data are recorded once consent is given; LACE, made of what screening knows, already before."""
    allowed = (*_SCREENING, *IN_CARE) if code == "LACE" else IN_CARE
    if case.status not in allowed:
        state = CaseStatus(case.status).label
        raise Conflict(f"지금 상태({state})에서는 평가도구를 기록할 수 없습니다.")


def _check_day(case: DischargeCase, day: date, late_reason: str) -> None:
    today = workdays.seoul_today()
    if day > today:
        raise Invalid({"measured_on": "측정일은 오늘 이전 날짜로 적으십시오."})
    if day < case.admitted_on:
        raise Invalid({"measured_on": "측정일은 입원일 이후 날짜로 적으십시오."})
    if missing := late_entry.faults(day, late_reason):
        raise Invalid(missing)


def _check_belongs(case: DischargeCase, assessment: Assessment | None, follow_up: FollowUp | None) -> None:
    if any(row is not None and row.case_id != case.pk for row in (assessment, follow_up)):
        raise Invalid("이 사례의 평가나 추적관찰이 아닙니다.")


def heed_flags(*, actor: Actor, case: DischargeCase, definition: Instrument, answers: Mapping[str, Any]) -> None:
    """Act on what the answers that stand raise (PHQ-9 item 9, C-SSRS), complete or not, stored or not."""
    CASE.demand(case, "assess", _relations(actor, case))
    if _standing_flags(definition, answers):
        open_safety_check(actor=actor, case=case)


def _scored(case: DischargeCase, definition: Instrument, answers: Mapping[str, Any]) -> Result:
    """The result, or Invalid by item."""
    try:
        return definition.score(answers, variant=variant_of(case, definition.code), licensed=is_licensed())
    except Incomplete as error:
        raise Invalid(dict.fromkeys(error.missing, _MISSING)) from error
    except (NotAStep, UnknownItem) as error:
        raise Invalid({error.key: str(error)}) from error
    except ScoringError as error:
        raise Invalid({FORM: str(error)}) from error


def _standing_flags(definition: Instrument, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Flags of the answers that are valid; a slip in another item must not hide them."""
    valid: dict[str, Any] = {}
    for key, value in answers.items():
        try:
            valid |= definition.checked({key: value})
        except ScoringError:
            continue
    return definition.flags(valid)


def _store(
    actor: Actor,
    case: DischargeCase,
    result: Result,
    values: Mapping[str, Any],
    reason: str,
    *,
    replaced: InstrumentResult | None = None,
) -> InstrumentResult:
    assert actor.user_id is not None
    row = InstrumentResult.objects.create(
        case=case,
        instrument=result.instrument,
        edition=str(result.version),
        variant=result.variant,
        answers=dict(result.answers),
        total=result.total,
        band=result.band,
        band_label=result.band_label,
        flags=list(result.flags),
        rule_edition=result.rule_version,
        measured_by_id=actor.user_id,
        **values,
    )
    changes: dict[str, Any] = {"instrument": row.instrument, "result": row.pk}
    if replaced is not None:
        told = ("total", "band_label", "measured_on")
        changes |= {"replaces": replaced.pk} | {name: [getattr(replaced, name), getattr(row, name)] for name in told}
    audit.record(
        actor,
        "discharge.correct_instrument" if replaced else "discharge.record_instrument",
        action="CREATE",
        about=case,
        persons=[case.client_id],
        changes=changes,
        reason=reason.strip(),
    )
    return row


# --- safety ----------------------------------------------------------------------------------------------------------


def open_safety_check(*, actor: Actor, case: DischargeCase) -> None:
    """Somebody must look at once: the social worker in charge and, without waiting, the coordinator.

    Committed by itself, whatever becomes of the form that raised it.
    """
    with transaction.atomic():
        duty = duties.open_duty(SAFETY, case, actor=actor)
        duties.escalate(duty, timezone.now())
        audit.record(actor, "discharge.open_safety_check", action="UPDATE", about=case, persons=[case.client_id])


def confirm_safety(*, actor: Actor, case: DischargeCase, reason: str) -> None:
    """Somebody looked and acted; `reason` says what was done. A second press changes nothing."""
    CASE.demand(case, "confirm_safety", _relations(actor, case))
    if not reason.strip():
        raise Invalid({"reason": "무엇을 했는지 적으십시오."})
    with transaction.atomic():
        if duties.settle(case, SAFETY, actor=actor):
            audit.record(
                actor,
                "discharge.confirm_safety",
                action="UPDATE",
                about=case,
                persons=[case.client_id],
                reason=reason.strip(),
            )


def lace(case: DischargeCase) -> dict[str, Any]:
    """What is known for LACE: L until the expected discharge, final once it is known; A from the route of admission.

    C is the Charlson sum of the comorbidities that the physician ticked, where there is a list. E is asked.
    """
    known: dict[str, Any] = {"acute": case.admit_route == "ED"}
    end = case.discharged_on or case.expected_discharge_on
    if end is not None:
        known["los"] = instruments.length_of_stay(case.admitted_on, end)
    medical = case.assessments.filter(medical_at__isnull=False).order_by("-medical_at").first()
    if medical is not None:
        weighted = {condition.key for condition in instruments.charlson_conditions()}
        known["charlson"] = instruments.charlson_sum(key for key in medical.comorbidity if key in weighted)
    return known


# Instruments that the target group asks for before the first assessment may be finished (domain 2.1).
REQUIRED_INSTRUMENTS = {
    "FRAGILITY_FRACTURE_65": ("KMBI",),
    "STROKE": ("KMBI",),
    "JOINT_REPLACEMENT": ("KMBI",),
    "ALCOHOL_DEPENDENCE": ("AUDITK",),
}


# Instruments that the programme offers, in the order of the page. Pain (NRS) is a field of the nursing part.
OFFERED_INSTRUMENTS = (
    "KMBI", "MRS", "PHQ9", "SGDSK", "CSSRS_SCREEN", "AUDITK", "CIST", "MMSE", "LACE", "HOSPITAL", "MORSE", "FRAIL",
)  # fmt: skip


def required_instruments(target_group: str) -> tuple[str, ...]:
    return REQUIRED_INSTRUMENTS.get(target_group, ())
