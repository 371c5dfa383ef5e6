"""The comprehensive assessment: its rounds, and when one is finished. Its parts and the instruments stand beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import codes, duties
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.once import once
from discharge.access import CASE
from discharge.models import Assessment, DischargeCase, InstrumentResult
from discharge.services import assessment_parts as parts
from discharge.services.assessment_parts import PARTS, STATES_OF_ROUND
from discharge.services.measurements import required_instruments
from discharge.workflow import DISCHARGE, CaseStatus
from network import instruments

_ONCE_PER_CASE = ("INITIAL", "DISCHARGE", "M3")


def open_round(case: DischargeCase) -> Assessment | None:
    """The round that is being written; there is at most one."""
    return Assessment.objects.filter(case=case, finished_at__isnull=True).order_by("-pk").first()


def begin_round(
    *, actor: Actor, case: DischargeCase, round: str, assessed_on: date, idempotency_key: str = ""
) -> Assessment:
    """Begin a round: the first in ASSESSING, further ones while the case goes on (3개월 only after discharge).

    One round is written at a time, and only 재평가 may come again. Raises Forbidden, Conflict, Invalid.
    """

    def make() -> Assessment:
        with transaction.atomic():
            locked = CASE.lock_for(actor, "assess", case.pk)
            _check_round(locked, round, assessed_on)
            row = Assessment.objects.create(case=locked, round=round, assessed_on=assessed_on)
            parts.record(actor, row, "discharge.begin_assessment", {"round": round}, action="CREATE")
            return row

    body = {"case": str(case.pk), "round": round, "assessed_on": assessed_on}
    row, _ = once(actor, "discharge.begin_round", idempotency_key, body, Assessment, make)
    return row


def _check_round(case: DischargeCase, name: str, assessed_on: date) -> None:
    label = codes.label("assessment_round", name)
    if case.status not in STATES_OF_ROUND.get(name, ()):
        state = CaseStatus(case.status).label
        raise Conflict(f"지금 상태({state})에서는 평가({label})를 시작할 수 없습니다.")
    unfinished = open_round(case)
    if unfinished is not None:
        raise Conflict(f"쓰고 있는 평가({unfinished.get_round_display()})를 먼저 마치십시오.")
    if name in _ONCE_PER_CASE and Assessment.objects.filter(case=case, round=name).exists():
        raise Conflict(f"평가({label})는 이미 있습니다. 다시 평가하려면 재평가를 고르십시오.")
    problem = parts.day_fault(case, assessed_on)
    if problem:
        raise Invalid({"assessed_on": problem})


# --- finishing -------------------------------------------------------------------------------------------------------


def missing(row: Assessment, measured: Set[str] | None = None) -> list[str]:
    """What the round still lacks, in words: parts with who writes them, and instruments the target group asks for.

    `measured`: codes with a result in this round, where the caller knows them already. After the discharge the physician's part is not asked: the patient is no longer in the ward.
    """
    asked = [part for part in PARTS.values() if part.name != "medical" or row.case.discharged_on is None]
    lacking = [f"{part.label}({part.author_label})" for part in asked if getattr(row, f"{part.name}_at") is None]
    if row.not_done.strip():
        return lacking
    return lacking + [instruments.get(code).name for code in unmeasured(row, measured)]


def unmeasured(row: Assessment, measured: Set[str] | None = None) -> list[str]:
    """Instruments that the target group asks for and that this round has no result of."""
    wanted = required_instruments(row.case.target_group)
    if not wanted:
        return []
    if measured is None:
        results = InstrumentResult.objects.filter(case_id=row.case_id, replaced_at__isnull=True)
        measured = measured_in(row, results)
    return [code for code in wanted if code not in measured]


def measured_in(row: Assessment, results: Iterable[InstrumentResult]) -> Set[str]:
    """Codes of the results that count for a round: in the first one all of the case, later those since its day."""
    return {result.instrument for result in results if row.round == "INITIAL" or result.measured_on >= row.assessed_on}


def finish(*, actor: Actor, assessment: Assessment, version: int | None = None) -> DischargeCase:
    """Finish a round. In ASSESSING that is the move 평가 완료; later rounds end without changing the case's state.

    `version` is that of the case, for the move. Raises NotVisible, Forbidden, Conflict, Invalid (what is missing).
    """
    if assessment.case.status == CaseStatus.ASSESSING:
        return DISCHARGE.fire(assessment.case, "finish_assessment", actor=actor, version=version)
    with transaction.atomic():
        row = parts.locked(actor, assessment, PARTS["needs"])
        lacking = missing(row)
        if lacking:
            raise Invalid(_still_missing(lacking))
        _close(row)
        parts.record(actor, row, "discharge.finish_assessment", {"round": row.round, "need_level": row.need_level})
    return row.case


def _close(row: Assessment) -> None:
    level = row.need_level if row.need_level_reason else ""
    parts.set_level(row, level, row.need_level_reason)
    row.finished_at = timezone.now()
    row.version += 1
    row.save()


def _still_missing(lacking: Sequence[str]) -> str:
    return f"평가에 남은 것이 있습니다: {', '.join(lacking)}"


@DISCHARGE.guard("finish_assessment")
def _assessment_is_complete(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> str | None:
    row = open_round(case)
    if row is None:
        return "시작한 평가가 없습니다. 평가를 시작하십시오."
    lacking = missing(row)
    return _still_missing(lacking) if lacking else None


@DISCHARGE.effect("finish_assessment")
def _finish(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    row = Assessment.objects.select_for_update().filter(case=case, finished_at__isnull=True).latest("pk")
    _close(row)
    return {"assessment": row.pk, "need_level": row.need_level}


@DISCHARGE.after("consent")
def _owe_parts(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    """Besides the clock of the social worker, the physician and the nurse owe their parts."""
    for part in PARTS.values():
        if part.duty:
            parts.owe(case, part, actor)


@DISCHARGE.after("discharge_early", "close_early", "close_by_event", "void")
def _owe_nothing(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    """The case went on, or ended, before the parts were written."""
    kinds = [part.duty for part in PARTS.values() if part.duty]
    duties.settle(case, *kinds, actor=actor, outcome="DROPPED")
