"""Destroying what may no longer be kept: rows never selected, people who refused, people who withdrew.

A limit of n days starts on day 0 and ends at 24:00 of day n, in Seoul: somebody discharged on 1 December and never
selected is destroyed on 1 January, when the 30 days have ended with 31 December (domain 0.4, 5.7).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone

from core import audit, duties, sweeps, workdays
from core.actor import SYSTEM, Actor
from core.errors import Conflict
from core.models import Draft, Duty, PrintedDocument
from discharge.access import CASE
from discharge.models import (
    Admission,
    AgencyAction,
    Assessment,
    CaseConference,
    ConferenceAttendee,
    ContactAttempt,
    DischargeCase,
    DischargePlan,
    FollowUp,
    InstrumentResult,
    Need,
    PlanAction,
    PlanGoal,
    PlanPart,
    Readmission,
    ServiceCheck,
)
from discharge.services.cases import ROOT
from discharge.workflow import DISCHARGE, CaseStatus
from network.services import clients
from referrals.models import Linkage
from referrals.services.linkages import ending

BATCH = 500
NOT_KEPT = (CaseStatus.INELIGIBLE, CaseStatus.CONSENT_REFUSED, CaseStatus.VOID)


# What was written about the person, by table: how the table points to the case, and what its words become. Codes,
# dates and scores stay: they are the count.
_CASE_WORDS: dict[str, Any] = {
    "diagnosis": "",
    "kcd_code": "",
    "operation": "",
    "ineligible_text": "",
    "refused_reason": "",
    "early_reason": "",
    "unlinked_text": "",
    "close_text": "",
    "summary": "",
}
_WORDS: tuple[tuple[type[Model], str, dict[str, Any]], ...] = (
    (
        Assessment,
        "case",
        {
            "med_summary": "",
            "comorbidity": [],
            "allergy": "",
            "medication_note": "",
            "wound": "",
            "diet": "",
            "housing_type": "",
            "income_note": "",
            "wish": "",
            "other_cognition_tool": "",
            "not_done": "",
            "need_level_reason": "",
        },
    ),
    (Need, "assessment__case", {"text": ""}),
    (InstrumentResult, "case", {"answers": {}}),
    (DischargePlan, "case", {"reason": "", "emergency_contact": "", "returned_comment": ""}),
    (PlanPart, "plan__case", {"text": "", "rows": {}}),
    (PlanGoal, "plan__case", {"text": "", "measure": ""}),
    (PlanAction, "plan__case", {"action": "", "responsible": "", "frequency": "", "unlinked_text": ""}),
    (FollowUp, "case", {"moved_reason": "", "new_need_text": "", "note": ""}),
    (ContactAttempt, "follow_up__case", {"note": ""}),
    (ServiceCheck, "follow_up__case", {"reason": ""}),
    (Readmission, "case", {"hospital_name": "", "reason": ""}),
    (CaseConference, "case", {"place": "", "situation": "", "needs": "", "decision_text": ""}),
    (ConferenceAttendee, "conference__case", {"role": "", "name": ""}),
    (AgencyAction, "conference__case", {"action": ""}),
)


def destroy_case_identity(*, actor: Actor, case: DischargeCase, reason: str = "동의 철회") -> DischargeCase:
    """Turn a case into a count without a person. Cannot be undone; doing it twice does nothing more.

    The person goes too, unless another case still holds them: then this case alone lets go of them.
    Raises NotVisible, Forbidden, Conflict while the case must be kept.
    """
    with transaction.atomic():
        locked = CASE.lock_for(actor, "destroy", case.pk, DischargeCase.objects.select_related("client"))
        if locked.anonymised_at is not None:
            return locked
        if why := kept(locked):
            raise Conflict(why)
        person = locked.client
        Admission.objects.filter(case=locked).delete()
        _forget_papers(locked)
        _let_go_of(locked, actor, reason)
        _blank_words(locked)
        duties.settle(locked, "discharge.destroy", actor=actor)
        Duty.objects.filter(root_kind=ROOT, root_id=str(locked.pk)).update(about="")
        audit.record(
            actor,
            "discharge.destroy_identity",
            action="DELETE",
            about=locked,
            persons=[person.pk],
            changes={"number": locked.number, "status": locked.status},
            reason=reason,
        )
    return locked


def kept(case: DischargeCase) -> str:
    """Why nothing is destroyed: only what ended without the person in the programme, or by withdrawal, may go; what was
    completed is kept for its time. Empty where it may go."""
    if case.anonymised_at is not None:
        return "이미 파기한 사례입니다."
    withdrawn = case.status == CaseStatus.CLOSED and case.close_reason == "CLIENT_REFUSED"
    if withdrawn or case.status in NOT_KEPT:
        return ""
    return "제외·비동의·등록 취소로 끝났거나 동의 철회로 종결한 사례만 파기할 수 있습니다."


def destroy_unselected(now: datetime) -> int:
    """Sweep: admissions that never became a case, 30 days after discharge.

    A row whose discharge nobody ever reported goes when the limit for identities has passed since admission.
    """
    today = workdays.seoul_date(now)
    left_before = first_day_past(settings.SITE["unselected_kept_days"], today)
    came_before = first_day_past(settings.SITE["identity_retention_days"], today)
    with transaction.atomic():
        rows = Admission.objects.to_destroy(left_before, came_before).select_for_update(skip_locked=True, of=("self",))
        found = list(rows.order_by("pk").values_list("pk", "hospital_id")[:BATCH])
        for hospital_id in sorted({hospital for _, hospital in found}):
            ids = [pk for pk, hospital in found if hospital == hospital_id]
            Draft.objects.filter(object_id__in=[str(pk) for pk in ids]).delete()
            Admission.objects.filter(pk__in=ids).delete()
            audit.record(
                SYSTEM,
                "admission.destroy",
                action="DELETE",
                changes={"hospital": hospital_id, "count": len(ids), "admissions": [str(pk) for pk in ids]},
                reason="퇴원 후 보관 기한 지남(선정되지 않음)",
            )
    return len(found)


def destroy_refused(now: datetime) -> int:
    """Sweep: who was left out or refused, a year (`identity_retention_days`) after the decision."""
    before = first_day_past(settings.SITE["identity_retention_days"], workdays.seoul_date(now))
    rows = DischargeCase.objects.filter(
        status__in=NOT_KEPT, refusal_decided_on__lt=before, anonymised_at__isnull=True
    ).order_by("refusal_decided_on")
    reason = "보관 기한 지남(제외·비동의·등록 취소)"
    return sweeps.each(
        "discharge.destroy_refused",
        rows[:BATCH],
        lambda case: destroy_case_identity(actor=SYSTEM, case=case, reason=reason),
    )


def _let_go_of(case: DischargeCase, actor: Actor, reason: str) -> None:
    person = case.client
    others = DischargeCase.objects.filter(client=person, anonymised_at__isnull=True).exclude(pk=case.pk)
    if not others.exists():
        clients.destroy_identity(actor=actor, client=person, reason=reason)
        return
    nobody = clients.nobody(institution_id=case.hospital_id)
    case.client = nobody
    FollowUp.objects.filter(case=case).update(client=nobody)
    ending.let_go(actor=actor, case_id=case.pk, nobody=nobody)


def _blank_words(case: DischargeCase) -> None:
    for model, path, words in _WORDS:
        model._default_manager.filter(**{path: case}).update(**words)
    for name, empty in _CASE_WORDS.items():
        setattr(case, name, empty)
    case.anonymised_at = timezone.now()
    case.version += 1
    case.save()


def _forget_papers(case: DischargeCase) -> None:
    """Drafts, and the files of papers that were printed about the case; number and print record stay."""
    about = Q(object_kind=ROOT, object_id=str(case.pk))
    linkages = [str(pk) for pk in Linkage.objects.about(case.pk).values_list("pk", flat=True)]
    about |= Q(object_kind=audit.kind_of(Linkage()), object_id__in=linkages)
    for model, path, _ in _WORDS:
        ids = [str(pk) for pk in model._default_manager.filter(**{path: case}).values_list("pk", flat=True)]
        about |= Q(object_kind=model._meta.label_lower, object_id__in=ids)
    Draft.objects.filter(object_id__in=[str(case.pk), *linkages]).delete()
    for paper in PrintedDocument.objects.filter(about).exclude(file=""):
        paper.file.delete(save=True)


# --- the day from which the limit counts ------------------------------------------------------------------------------


@DISCHARGE.after("exclude", "refuse", "void")
def _note_day(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    """The retention of identities counts from the decision; a refusal from the day on which it was said."""
    _set_day(case, data.get("refused_on") or workdays.seoul_today())


@DISCHARGE.after("rescreen", "ask_again")
def _clear_day(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    _set_day(case, None)


def _set_day(case: DischargeCase, day: date | None) -> None:
    case.refusal_decided_on = day
    DischargeCase.objects.filter(pk=case.pk).update(refusal_decided_on=day)


# --- destruction --------------------------------------------------------------------------------------------------


def first_day_past(limit_days: int, today: date) -> date:
    """Days before this one lie behind a limit of so many days.

    The starting day is day 0 and the limit ends at 24:00 of its last day, all in Seoul (domain 0.4).
    """
    return today - timedelta(days=limit_days)
