"""Ending a case: planned, early, by death or withdrawal; and taking it up again (domain 2.1, form `case_close`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import duties, late_entry, schedule, workdays
from core.actor import SYSTEM, Actor
from core.dates import kdate
from core.errors import Conflict, Invalid, NotVisible
from discharge.access import CASE
from discharge.limits import limit
from discharge.models import CaseConference, DischargeCase, InstrumentResult, PlanGoal
from discharge.services import aftercare, deaths, plans
from discharge.services.cases import ROOT
from discharge.workflow import DISCHARGE, PROGRAMME, CaseStatus, FollowUpStatus
from network.instruments import satisfaction
from network.models import Client, Consent, Institution
from network.registry.clients import client_events, consent_events
from network.services import clients
from referrals.models import Linkage
from referrals.querysets.linkages import ACCEPTED_OR_LATER
from referrals.services.linkages import ending

Data = Mapping[str, Any]
PLANNED_ENDS = ("COMPLETED", "PERIOD_END")
EARLY_REASONS = ("DECEASED", "CLIENT_REFUSED", "HANDED_OVER", "FACILITY", "MOVED", "OTHER")
NEEDED_CONSENTS = ("COLLECT", "SENSITIVE", "PROGRAM")
# Reasons under which nobody can be asked any more whether a goal was reached.
CANNOT_JUDGE = ("LOST", "CLIENT_REFUSED", "DECEASED", "MOVED")


# --- the verbs --------------------------------------------------------------------------------------------------------


def close(*, actor: Actor, case: DischargeCase, data: Data, version: int | None = None) -> DischargeCase:
    """Close a case in follow-up (`closed_on`, `close_reason`, `summary`, `goals` {id: result}, and what they ask for).

    DECEASED records the death (`death_on`) and with it closes everything about the person.
    """
    return _close(actor, case, "close", data, version)


def close_early(*, actor: Actor, case: DischargeCase, data: Data, version: int | None = None) -> DischargeCase:
    """Close before discharge: linkages still open are cancelled with a notice to their receivers."""
    return _close(actor, case, "close_early", data, version)


def _close(actor: Actor, case: DischargeCase, move: str, data: Data, version: int | None) -> DischargeCase:
    if data.get("close_reason") != "DECEASED":
        return DISCHARGE.fire(case, move, actor=actor, data=data, version=version)
    with transaction.atomic():
        Client.objects.select_for_update().get(pk=case.client_id)  # the person before the case, as every death does
        row, relations = CASE.lock(actor, case.pk)
        if row is None or not relations:
            raise NotVisible
        DISCHARGE.permitted(row, move, relations)
        if version is not None and row.version != version:
            raise Conflict
        if not data.get("death_on"):
            raise Invalid({"death_on": "사망일을 적으십시오."})
        source = data.get("summary") or "종결하며 확인"
        return record_death(actor=actor, case=row, death_on=data["death_on"], source=source)


def record_death(*, actor: Actor, case: DischargeCase, death_on: Any, source: str) -> DischargeCase:
    """The person has died: recorded once, and every programme stops at the same moment. Raises Conflict, Invalid."""
    found = CASE.find(actor, "record_death", DischargeCase.objects.select_related("client"), pk=case.pk)
    if not source.strip():
        raise Invalid({"source": "누구에게 들었는지 적으십시오."})
    with deaths.as_field("death_on"):
        clients.record_death(actor=actor, client=found.client, on=death_on, source=source)
    return DischargeCase.objects.get(pk=case.pk)


# --- what stands against closing --------------------------------------------------------------------------------------


def open_linkages(case: DischargeCase) -> int:
    return Linkage.objects.about(case.pk).open().count()


def was_ever_linked(case: DischargeCase) -> bool:
    """Whether a linkage of the case was ever accepted, however it ended."""
    rows = Linkage.objects.about(case.pk)
    return rows.filter(accepted_at__isnull=False).exists() or rows.filter(status__in=ACCEPTED_OR_LATER).exists()


@DISCHARGE.guard("close")
def _nothing_open(case: DischargeCase, data: Data, actor: Actor) -> str | None:
    """Linkages must have ended; for a planned end also the follow-ups and the plan. The reason names what is owed."""
    linkages = open_linkages(case)
    is_planned_end = data.get("close_reason") in PLANNED_ENDS
    if not linkages and not is_planned_end:
        return None
    owed = [f"끝나지 않은 의뢰 {linkages}건"] if linkages else []
    waiting = case.followups.open().count()
    if waiting:
        owed.append(f"남은 추적관찰 {waiting}회")
    plan = plans.open_plan(case)
    if plan is not None:
        owed.append(f"확정하지 않은 계획 {plan.edition}판")
    if not owed:
        return None
    return f"{', '.join(owed)}{_subject(owed[-1])} 있어 종결할 수 없습니다."


def _subject(words: str) -> str:
    """이 or 가 after the last syllable."""
    return "이" if (ord(words[-1]) - 0xAC00) % 28 else "가"


@DISCHARGE.guard("close")
def _conference_held(case: DischargeCase, data: Data, actor: Actor) -> str | None:
    if not settings.SITE["closing_conference_required"]:
        return None
    held = CaseConference.objects.filter(case=case, decision__in=("CLOSE", "HAND_OVER")).exists()
    return None if held else "종결을 정한 사례회의 기록이 있어야 종결할 수 있습니다."


@DISCHARGE.effect("close")
def _end(case: DischargeCase, data: Data, actor: Actor) -> Mapping[str, Any]:
    errors = _faults(case, data)
    goals = goals_of(case)
    results = {str(pk): value for pk, value in (data.get("goals") or {}).items()}
    if goals and data["close_reason"] not in CANNOT_JUDGE and any(not results.get(str(goal.pk)) for goal in goals):
        errors["goals"] = "목표마다 달성했는지 고르십시오."
    if not was_ever_linked(case):
        if not (data.get("unlinked_reason") or case.unlinked_reason):
            errors["unlinked_reason"] = "수락된 연계가 없습니다. 연계 없는 사유를 고르십시오."
        elif data.get("unlinked_reason") == "OTHER" and not data.get("unlinked_text"):
            errors["unlinked_text"] = "기타 사유를 적으십시오."
    errors.update(_satisfaction_faults(data))
    if errors:
        raise Invalid(errors)
    for goal in goals:
        goal.result = results.get(str(goal.pk), "")
    PlanGoal.objects.bulk_update(goals, ["result"])
    case.unlinked_reason = data.get("unlinked_reason") or case.unlinked_reason
    case.unlinked_text = data.get("unlinked_text") or case.unlinked_text
    return _fill_ending(case, data)


@DISCHARGE.effect("close_early")
def _end_early(case: DischargeCase, data: Data, actor: Actor) -> Mapping[str, Any]:
    errors = _faults(case, data)
    if data["close_reason"] not in EARLY_REASONS:
        errors["close_reason"] = "퇴원 전에 종결할 때 쓸 수 없는 사유입니다."
    if errors:
        raise Invalid(errors)
    return _fill_ending(case, data)


def _faults(case: DischargeCase, data: Data) -> dict[str, str]:
    errors: dict[str, str] = {}
    today = workdays.seoul_today()
    day = data.get("closed_on") or today
    first = case.discharged_on or case.admitted_on
    if day > today:
        errors["closed_on"] = "종결일은 오늘 이전 날짜로 적으십시오."
    elif day < first:
        errors["closed_on"] = f"종결일은 {kdate(first)} 이후 날짜로 적으십시오."
    else:
        errors |= late_entry.faults(day, data.get("late_reason"))
    if data["close_reason"] == "OTHER" and not data.get("close_text"):
        errors["close_text"] = "기타 사유를 적으십시오."
    if data["close_reason"] == "HANDED_OVER" and not data.get("handed_to"):
        errors["handed_to"] = "이관하는 기관을 고르십시오."
    return errors


def goals_of(case: DischargeCase) -> list[PlanGoal]:
    """The goals of the plan in force, judged at closing."""
    plan = plans.approved_plan(case)
    return [] if plan is None else list(plan.goals.all())


def _fill_ending(case: DischargeCase, data: Data) -> Mapping[str, Any]:
    case.closed_on = data.get("closed_on") or workdays.seoul_today()
    case.close_reason, case.close_text = data["close_reason"], data.get("close_text") or ""
    case.summary = data.get("summary") or ""
    handed_to: Institution | None = data.get("handed_to")
    case.handed_to = handed_to if case.close_reason == "HANDED_OVER" else None
    return {"close_reason": case.close_reason, "closed_on": case.closed_on, "late_reason": data.get("late_reason", "")}


# --- what an end brings with it ---------------------------------------------------------------------------------------


@DISCHARGE.effect("close_by_event")
def _end_by_event(case: DischargeCase, data: Data, actor: Actor) -> Mapping[str, Any]:
    """Nothing is asked: the fact stands, and the case follows it."""
    case.closed_on = workdays.seoul_today()
    case.closed_from = str(data.get("closed_from") or "")
    case.close_reason, case.close_text = data["close_reason"], str(data.get("close_text") or "")
    return {"close_reason": case.close_reason, "closed_on": case.closed_on}


@DISCHARGE.after("close_early", "close_by_event")
def _end_linkages(case: DischargeCase, data: Data, actor: Actor) -> None:
    ending.end_for_case(actor=actor, case_id=case.pk, reason=data["close_reason"])


@DISCHARGE.after("close", "close_early", "close_by_event")
def _end_follow_ups(case: DischargeCase, data: Data, actor: Actor) -> None:
    """What is left is cancelled; a window that had closed before stays what it was, missed."""
    for row in case.followups.open().order_by("due_on"):
        if row.status == FollowUpStatus.SCHEDULED and case.closed_on and row.window_to < case.closed_on:
            aftercare.step("miss", actor=SYSTEM, follow_up=row)
        else:
            aftercare.step("cancel", actor=SYSTEM, follow_up=row, data={"reason": "사례 종결"})


@DISCHARGE.after("close", "close_early", "close_by_event")
def _owe_nothing(case: DischargeCase, data: Data, actor: Actor) -> None:
    duties.drop_all(ROOT, case.pk, actor=actor)


@DISCHARGE.after("close")
def _offer_survey(case: DischargeCase, data: Data, actor: Actor) -> None:
    case.satisfaction_offered_at = timezone.now()
    DischargeCase.objects.filter(pk=case.pk).update(satisfaction_offered_at=case.satisfaction_offered_at)


def _satisfaction_faults(data: Data) -> dict[str, str]:
    """Each answer is 1 to 5 points or left out; nobody is made to answer."""
    given: Mapping[str, Any] = data.get("satisfaction") or {}
    fits = set(given) <= set(satisfaction.QUESTIONS)
    fits = fits and all(points is None or points in satisfaction.POINTS for points in given.values())
    return {} if fits else {"satisfaction": "만족도는 문항마다 1점부터 5점까지입니다."}


@DISCHARGE.after("close")
def _keep_satisfaction(case: DischargeCase, data: Data, actor: Actor) -> None:
    """The answers given at closing (D14). Closed again after a reopening, the newer answers hold."""
    given: Mapping[str, Any] = data.get("satisfaction") or {}
    answers = {name: given.get(name) for name in satisfaction.QUESTIONS}
    if all(points is None for points in answers.values()):
        return
    assert actor.user_id is not None
    InstrumentResult.objects.of_satisfaction().filter(case=case).update(replaced_at=timezone.now())
    InstrumentResult.objects.create(
        case=case,
        instrument=satisfaction.CODE,
        edition=satisfaction.EDITION,
        rule_edition=f"{satisfaction.CODE}-{satisfaction.EDITION}",
        answers=answers,
        measured_on=case.closed_on or workdays.seoul_today(),
        measured_by_id=actor.user_id,
    )


@DISCHARGE.after("close_by_event")
def _destroy_after_withdrawal(case: DischargeCase, data: Data, actor: Actor) -> None:
    if data["close_reason"] == "CLIENT_REFUSED" and "discharge.destroy" in duties.KINDS:
        duties.open_duty("discharge.destroy", case, actor=actor)


# --- death and withdrawal ---------------------------------------------------------------------------------------------

OPEN_TO_EVENTS = (*DISCHARGE.named("close_by_event")[0].sources,)


def close_after_death(*, client: Client, actor: Actor) -> None:
    """Listener: death was recorded somewhere. Candidates not decided on owe nothing either."""
    assert client.deceased_on is not None
    _close_all(client.pk, "DECEASED", deaths.text_of(client.deceased_on))
    for case in DischargeCase.objects.filter(client=client, status=CaseStatus.SCREENED):
        duties.drop_all(ROOT, case.pk, actor=SYSTEM)


def close_after_withdrawal(*, consent: Consent, actor: Actor) -> None:
    """Listener: a consent without which the programme cannot go on was withdrawn."""
    if consent.programme == PROGRAMME and consent.consent_type in NEEDED_CONSENTS:
        text = f"{consent.get_consent_type_display()} 동의 철회"
        _close_all(consent.client_id, "CLIENT_REFUSED", text, hospital_id=consent.institution_id)


def _close_all(client_id: UUID, reason: str, text: str, **lookup: Any) -> None:
    """Every case of the person that can end this way. Rows are locked first, so that no race makes this fail."""
    with transaction.atomic():
        rows = DischargeCase.objects.select_for_update(of=("self",)).filter(
            client_id=client_id, status__in=OPEN_TO_EVENTS, **lookup
        )
        for case in rows.order_by("pk"):
            said = {"close_reason": reason, "close_text": text, "closed_from": case.status}
            DISCHARGE.fire(case, "close_by_event", actor=SYSTEM, data=said)


def register() -> None:
    """Called once from `ready`."""
    client_events.register("death", close_after_death)
    deaths.register()
    consent_events.register("withdrawn", close_after_withdrawal)


# --- again ------------------------------------------------------------------------------------------------------------


@DISCHARGE.guard("reopen")
def _may_be_reopened(case: DischargeCase, data: Data, actor: Actor) -> str | None:
    if case.close_reason == "DECEASED":
        return "사망으로 종결한 사례는 재개할 수 없습니다."
    if case.discharged_on is None:
        return "퇴원 전에 종결한 사례는 재개할 수 없습니다. 새 사례로 등록하십시오."
    last = (case.closed_on or workdays.seoul_today()) + timedelta(days=limit("reopen_days"))
    if workdays.seoul_today() > last:
        return f"종결한 뒤 {limit('reopen_days')}일({kdate(last)})이 지나 재개할 수 없습니다."
    held = set(
        Consent.objects.held(case.client_id, workdays.seoul_today())
        .filter(programme=PROGRAMME, institution_id=case.hospital_id)
        .values_list("consent_type", flat=True)
    )
    if not held.issuperset(NEEDED_CONSENTS):
        return "동의가 없어 재개할 수 없습니다. 동의를 다시 받으십시오."
    return None


@DISCHARGE.effect("reopen")
def _reopen(case: DischargeCase, data: Data, actor: Actor) -> Mapping[str, Any]:
    """The audit entry keeps how the case had ended; the case itself is open again."""
    before = {
        "closed_on": case.closed_on,
        "close_reason": case.close_reason,
        "close_text": case.close_text,
        "summary": case.summary,
    }
    case.closed_on, case.close_reason, case.close_text, case.summary = None, "", "", ""
    case.closed_from = ""
    case.handed_to, case.satisfaction_offered_at = None, None
    today = workdays.seoul_today()
    if case.follow_until is None or case.follow_until <= today:
        case.follow_until = schedule.add_months(today, limit("extension_months"))
    return {"before": before, "follow_until": case.follow_until}
