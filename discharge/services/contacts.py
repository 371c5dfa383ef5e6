"""Recording what came of a contact after discharge: for which row it counts, what was learnt, what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core import audit, duties, late_entry, schedule, workdays
from core.actor import Actor
from core.dates import kdate
from core.errors import Invalid
from core.once import once
from discharge.access import CASE
from discharge.limits import limit
from discharge.models import ContactAttempt, DischargeCase, FollowUp, Readmission, ServiceCheck
from discharge.services import aftercare, followups, measurements, rounds, stays
from discharge.services.aftercare import Data
from discharge.services.measurements import required_instruments
from discharge.workflow import FOLLOWUP, FollowUpStatus
from network.services import clients
from referrals.models import Linkage

REACHED = ("DONE", "PARTIAL")
# Linkages whose service may be in use: asked about at every contact. The finished ones may be left out.
ASKED_ABOUT = ("ACCEPTED", "IN_SERVICE", "REPLIED", "ON_HOLD")
ALSO_SHOWN = ("COMPLETED",)
OFFICE_HOURS = (time(9), time(18))
ANSWERS = (
    "contacted_at",
    "method",
    "spoke_with",
    "result",
    "self_health",
    "pain",
    "mobility",
    "adherence",
    "fall_since",
    "ed_visit",
    "ed_visit_on",
    "readmitted",
    "alcohol_since",
    "new_need",
    "new_need_text",
    "caregiver_burden",
    "note",
)
ALCOHOL = "alcohol_since"
WHO_ANSWERED = "누가 답했는지 고르십시오. 보호자의 답도 누가 답했는지 있어야 완료로 셉니다."
ASKED = {
    "ed_visit": "응급실에 갔는지 고르십시오.",
    "readmitted": "다시 입원했는지 고르십시오.",
    "new_need": "추가 욕구가 있는지 고르십시오.",
    ALCOHOL: "알코올 의존 대상자는 음주를 물어 고르십시오.",
}
NOT_IN_FUTURE = "실시일시는 지금 이전으로 적으십시오."


def record_contact(
    *, actor: Actor, follow_up: FollowUp, data: Data, version: int | None = None, idempotency_key: str = ""
) -> FollowUp:
    """Record one contact and do what its result asks for (domain 2.0.4). Returns the row for which it counts.

    DONE and PARTIAL complete the row. In vain: an attempt, and the row is due again. HOSPITALIZED suspends it.
    DECEASED records the death, which closes everything. Raises Invalid with every field that is wrong.
    """

    def make() -> FollowUp:
        with transaction.atomic():
            return _record(actor, follow_up, data, version)

    return once(
        actor, "discharge.record_contact", idempotency_key, {"row": follow_up.pk, **_plain(data)}, FollowUp, make
    )[0]


def _plain(data: Data) -> dict[str, str]:
    return {name: str(value) for name, value in data.items()}


def _record(actor: Actor, follow_up: FollowUp, data: Data, version: int | None) -> FollowUp:
    case = CASE.lock_for(actor, "follow_up", follow_up.case_id, DischargeCase.objects.select_related("client"))
    rounds.demand_open(case, follow_up)
    _check_moment(case, data)
    result, day = data["result"], workdays.seoul_date(data["contacted_at"])
    followups.forget_agreed(case, day, actor)
    found = rounds.of_contact(
        case, follow_up, day, completes=result in REACHED, is_chosen=bool(data.get("is_for_this"))
    )
    seen = version if found.row.pk == follow_up.pk else None
    if result in REACHED:
        return _complete_round(actor, case, found, data, seen)
    if result == "HOSPITALIZED":
        return _suspend_all(actor, case, found, data, seen)
    tried = _try(actor, found, data, seen)
    if result == "DECEASED":
        _record_death(actor, tried, data)
        return FollowUp.objects.get(pk=tried.pk)
    return tried


def _complete_round(actor: Actor, case: DischargeCase, found: rounds.Round, data: Data, seen: int | None) -> FollowUp:
    _check_answers(case, found.row, data)
    if not found.is_done:
        facts = {**data, "timing": found.timing}
        return FOLLOWUP.fire(found.row, "complete", actor=actor, data=facts, version=seen)
    row = _note(actor, found.row, data, seen)
    if data.get("readmitted"):
        _keep_readmissions(row, data, actor)
        _wait_while_in_hospital(row, data, actor)
    return row


def _suspend_all(actor: Actor, case: DischargeCase, found: rounds.Round, data: Data, seen: int | None) -> FollowUp:
    """In hospital now: the call is kept with its round, and all rounds wait."""
    _check_readmissions(case, data)
    row = _note(actor, found.row, data, seen)
    _keep_readmissions(row, data, actor)
    if not _was_reached_since(case, data):
        stays.hold(case, _since(data), actor)
    return FollowUp.objects.get(pk=row.pk)


def _try(actor: Actor, found: rounds.Round, data: Data, seen: int | None) -> FollowUp:
    """An attempt moves on a round that waits; with any other it is only kept, and the next one is called as agreed."""
    if found.row.status != FollowUpStatus.SCHEDULED:
        row = _note(actor, found.row, data, seen)
        _call_as_agreed(row, data, actor)
        return row
    return FOLLOWUP.fire(found.row, "attempt", actor=actor, data={**data, "timing": found.timing}, version=seen)


def _note(actor: Actor, row: FollowUp, data: Data, seen: int | None) -> FollowUp:
    """Keep one more call with a round that it does not move. Raises Conflict for a stale version."""
    held = followups.locked_row(actor, row, seen)
    held.version += 1
    held.save(update_fields=["version"])
    _keep_attempt(held, data, actor)
    changes, reason = {"result": data["result"], "status": held.status}, str(data.get("late_reason") or "")
    audit.record(
        actor, "followup.note", action="UPDATE", about=held, persons=[held.client_id], changes=changes, reason=reason
    )
    return held


def _since(data: Data) -> date:
    """Since when they are in hospital: the stay that has no end yet, else the day of the call."""
    rows = [row for row in data.get("readmissions") or [] if not row.get("discharged_on")]
    admitted = [row["admitted_on"] for row in rows if row.get("admitted_on")]
    return min(admitted) if admitted else workdays.seoul_date(data["contacted_at"])


# --- rules ------------------------------------------------------------------------------------------------------------


def _check_moment(case: DischargeCase, data: Data) -> None:
    errors = {
        name: text
        for name, text in (
            ("contacted_at", "실시일시를 적으십시오."),
            ("method", "방법을 고르십시오."),
            ("result", "결과를 고르십시오."),
        )
        if not data.get(name)
    }
    if errors:
        raise Invalid(errors)
    moment = data["contacted_at"]
    day = workdays.seoul_date(moment)
    if moment > timezone.now():
        errors["contacted_at"] = NOT_IN_FUTURE
    elif case.discharged_on and day < case.discharged_on:
        errors["contacted_at"] = f"실시일시는 퇴원일({kdate(case.discharged_on)}) 이후로 적으십시오."
    else:
        errors |= late_entry.faults(moment, data.get("late_reason"))
    if errors:
        raise Invalid(errors)


def _check_answers(case: DischargeCase, row: FollowUp, data: Data) -> None:
    """What a contact that reached somebody must say. A partial one may leave questions open."""
    errors: dict[str, str] = {}
    if not data.get("spoke_with"):
        errors["spoke_with"] = WHO_ANSWERED
    if data["result"] == "DONE":
        errors.update(_unasked(case, row, data))
    errors.update(_ed_visit_fault(case, row, data))
    if data.get("new_need") and not data.get("new_need_text"):
        errors["new_need_text"] = "추가로 필요한 것을 적으십시오."
    errors.update(_service_faults(case, data))
    if errors:
        raise Invalid(errors)
    if data.get("readmitted"):
        _check_readmissions(case, data)


def _unasked(case: DischargeCase, row: FollowUp, data: Data) -> dict[str, str]:
    errors = {name: text for name, text in ASKED.items() if name != ALCOHOL and data.get(name) is None}
    if asks_kmbi(case, row) and not data.get("kmbi") and not data.get("kmbi_not_done"):
        errors["kmbi_not_done"] = "3개월 회차에는 K-MBI를 재거나, 재지 못한 사유를 적으십시오."
    if asks_alcohol(case) and not data.get("alcohol_since"):
        errors[ALCOHOL] = ASKED[ALCOHOL]
    return errors


def asks_kmbi(case: DischargeCase, row: FollowUp) -> bool:
    """K-MBI is measured again at three months where the condition asks for it."""
    return row.step == "3M" and "KMBI" in required_instruments(case.target_group)


def asks_alcohol(case: DischargeCase) -> bool:
    """Drinking is asked about at every contact of somebody dependent on alcohol."""
    return case.target_group == "ALCOHOL_DEPENDENCE"


def asks_more(case: DischargeCase, row: FollowUp) -> bool:
    """Whether the round asks what not everybody is asked."""
    return asks_kmbi(case, row) or asks_alcohol(case)


NO_REASON = "이용하지 않는 이유를 적으십시오."


def last_contact_day(case: DischargeCase, before: datetime) -> date | None:
    """The day since when a contact asks: that of the contact before it, else of the discharge."""
    rows = case.followups.filter(status=FollowUpStatus.DONE, contacted_at__lt=before).order_by("-contacted_at")
    moment = rows.values_list("contacted_at", flat=True).first()
    return workdays.seoul_date(moment) if moment else case.discharged_on


def _ed_visit_fault(case: DischargeCase, row: FollowUp, data: Data) -> dict[str, str]:
    if not data.get("ed_visit"):
        return {}
    day, last = data.get("ed_visit_on"), last_contact_day(case, data["contacted_at"])
    if day is None:
        return {"ed_visit_on": "응급실에 간 날짜를 적으십시오."}
    if day > workdays.seoul_date(data["contacted_at"]):
        return {"ed_visit_on": "응급실에 간 날짜는 연락한 날 이전으로 적으십시오."}
    if last and day < last:
        return {"ed_visit_on": f"지난 연락({kdate(last)}) 뒤의 날짜를 적으십시오."}
    return {}


def asked_linkages(case: DischargeCase) -> Sequence[Linkage]:
    """The linkages about whose service a contact asks."""
    rows = Linkage.objects.about(case.pk).filter(status__in=(*ASKED_ABOUT, *ALSO_SHOWN))
    return list(rows.select_related("receiver").order_by("created_at"))


def _service_faults(case: DischargeCase, data: Data) -> dict[str, str]:
    known = {linkage.pk: linkage for linkage in asked_linkages(case)}
    rows = {UUID(str(row["linkage_id"])): row for row in data.get("service_checks") or []}
    if set(rows) - set(known):
        return {"service_checks": "이 사례의 연계가 아닌 줄이 있습니다."}
    faults = []
    for pk, linkage in known.items():
        fault = _service_fault(linkage, rows.get(pk, {}), data["result"])
        if fault:
            faults.append(f"{linkage.get_service_display()}({linkage.receiver.short_name}): {fault}")
    return {"service_checks": " ".join(faults)} if faults else {}


def _service_fault(linkage: Linkage, row: Data, result: str) -> str:
    if not row.get("use"):
        return "이용하고 있는지 고르십시오." if result == "DONE" and linkage.status in ASKED_ABOUT else ""
    if row["use"] == "NOT_USED" and not row.get("reason"):
        return NO_REASON
    return "" if row.get("satisfaction") in (None, "", 1, 2, 3, 4, 5) else "만족도는 1점부터 5점까지입니다."


def _check_readmissions(case: DischargeCase, data: Data) -> None:
    rows = data.get("readmissions") or []
    errors: dict[str, str] = {}
    if not rows:
        errors["readmissions"] = "입원한 병원, 입원일, 구분을 적으십시오."
    day = workdays.seoul_date(data["contacted_at"])
    for row in rows:
        if not (row.get("hospital_name") and row.get("admitted_on") and row.get("readmission_type")):
            errors["readmissions"] = "입원한 병원, 입원일, 구분을 모두 적으십시오."
        elif row["admitted_on"] > day or (case.discharged_on and row["admitted_on"] < case.discharged_on):
            errors["readmissions"] = "입원일은 퇴원일부터 연락한 날 사이의 날짜로 적으십시오."
        elif row.get("discharged_on") and row["discharged_on"] < row["admitted_on"]:
            errors["readmissions"] = "퇴원일은 입원일 이후 날짜로 적으십시오."
    if errors:
        raise Invalid(errors)


# --- what a contact does ----------------------------------------------------------------------------------------------


@FOLLOWUP.guard("complete")
def _reached(row: FollowUp, data: Data, actor: Actor) -> str | None:
    if data.get("result") and data["result"] not in REACHED:
        return "완료나 일부 완료만 회차를 마칩니다."
    return None


@FOLLOWUP.effect("complete")
def _complete(row: FollowUp, data: Data, actor: Actor) -> Mapping[str, Any]:
    for name in ANSWERS:
        if data.get(name) not in (None, ""):
            setattr(row, name, data[name])
    if data.get("kmbi_not_done"):
        row.note = f"{row.note}\nK-MBI 시행 불가: {data['kmbi_not_done']}".strip()
    row.timing = (
        data.get("timing") or rounds.TIMINGS[schedule.timing_of(workdays.seoul_date(data["contacted_at"]), row)]
    )
    row.entered_on = workdays.seoul_today()
    row.done_by_id = actor.user_id
    return {"result": row.result, "timing": row.timing, "late_reason": data.get("late_reason", "")}


@FOLLOWUP.after("complete")
def _keep_what_was_learnt(row: FollowUp, data: Data, actor: Actor) -> None:
    _keep_attempt(row, data, actor)
    if data.get("readmitted"):
        _keep_readmissions(row, data, actor)
        _wait_while_in_hospital(row, data, actor)
    ServiceCheck.objects.bulk_create(_service_checks(row, data))
    if data.get("kmbi"):
        _measure(row, data, actor)
    if data.get("new_need"):
        duties.open_duty("discharge.new_need", row, actor=actor)


def _measure(row: FollowUp, data: Data, actor: Actor) -> None:
    """Score the K-MBI asked at this contact; a missing item is refused as `kmbi.<item>`."""
    try:
        measurements.record_instrument(
            actor=actor,
            case=row.case,
            instrument="KMBI",
            answers=data["kmbi"],
            measured_on=workdays.seoul_date(data["contacted_at"]),
            follow_up=row,
            late_reason=str(data.get("late_reason") or ""),
        )
    except Invalid as error:
        raise Invalid({f"kmbi.{name}": texts for name, texts in error.errors.items()}) from None


def _service_checks(row: FollowUp, data: Data) -> list[ServiceCheck]:
    services = {linkage.pk: linkage.service for linkage in asked_linkages(row.case)}
    return [
        ServiceCheck(
            follow_up=row,
            linkage_id=UUID(str(check["linkage_id"])),
            service=services[UUID(str(check["linkage_id"]))],
            use=check["use"],
            reason=check.get("reason") or "",
            satisfaction=check.get("satisfaction") or None,
        )
        for check in data.get("service_checks") or []
        if check.get("use")
    ]


def _keep_attempt(row: FollowUp, data: Data, actor: Actor) -> None:
    assert actor.user_id is not None
    ContactAttempt.objects.create(
        follow_up=row,
        contacted_at=data["contacted_at"],
        method=data["method"],
        result=data["result"],
        note=str(data.get("note") or ""),
        made_by_id=actor.user_id,
    )


def _keep_readmissions(row: FollowUp, data: Data, actor: Actor) -> None:
    """Each stay once per case, whoever tells of it again."""
    assert actor.user_id is not None
    for stay in data.get("readmissions") or []:
        kept, is_new = Readmission.objects.get_or_create(
            case_id=row.case_id,
            hospital_name=stay["hospital_name"],
            admitted_on=stay["admitted_on"],
            defaults={
                "readmission_type": stay["readmission_type"],
                "reason": stay.get("reason") or "",
                "discharged_on": stay.get("discharged_on"),
                "recorded_by_id": actor.user_id,
            },
        )
        if not is_new and kept.discharged_on is None and stay.get("discharged_on"):
            kept.discharged_on = stay["discharged_on"]
            kept.save(update_fields=["discharged_on"])


def _wait_while_in_hospital(row: FollowUp, data: Data, actor: Actor) -> None:
    """Of the stays that were told: in one that has no end the person lies still, the others excuse what they covered."""
    days = [stay["admitted_on"] for stay in data.get("readmissions") or []]
    told = list(Readmission.objects.filter(case_id=row.case_id, admitted_on__in=days))
    for stay in told:
        if stay.discharged_on is not None:
            stays.end_known(row.case, stay)
    lasting = [stay.admitted_on for stay in told if stay.discharged_on is None]
    if lasting and not _was_reached_since(row.case, data):
        stays.hold(row.case, min(lasting), actor)


def _was_reached_since(case: DischargeCase, data: Data) -> bool:
    """A later contact reached them: what an earlier one says, written down after it, holds nothing up any more."""
    return case.followups.filter(status=FollowUpStatus.DONE, contacted_at__gt=data["contacted_at"]).exists()


@FOLLOWUP.effect("attempt")
def _try_again(row: FollowUp, data: Data, actor: Actor) -> Mapping[str, Any]:
    """Due again on the next working day, or on the working day agreed; in the window, never earlier than before."""
    agreed = data.get("again_on")
    if agreed:
        _check_agreed(row, agreed)
        row.action_on = agreed
    else:
        again = workdays.calendar().next_working_day(workdays.seoul_date(data["contacted_at"]))
        row.action_on = max(row.action_on, followups.working_day(row, again))
    return {"result": data["result"], "again_on": str(row.action_on), "late_reason": data.get("late_reason", "")}


def _call_as_agreed(row: FollowUp, data: Data, actor: Actor) -> None:
    """The day that was agreed with a call outside of every waiting round: the next round owes it. Raises Invalid."""
    agreed = data.get("again_on")
    if not agreed:
        return
    upcoming = row.case.followups.filter(status=FollowUpStatus.SCHEDULED).order_by("due_on", "pk").first()
    if upcoming is None:
        raise Invalid({"again_on": "예정된 회차가 없어 다시 연락할 날을 정할 수 없습니다. 먼저 회차를 추가하십시오."})
    _check_agreed(upcoming, agreed)
    followups.act_on(upcoming, agreed, actor)


def _check_agreed(row: FollowUp, day: date) -> None:
    if not workdays.seoul_today() <= day <= row.window_to:
        raise Invalid({"again_on": f"다시 연락할 날은 오늘부터 {kdate(row.window_to)}까지의 날짜로 적으십시오."})
    if not workdays.calendar().is_working_day(day):
        raise Invalid({"again_on": "다시 연락할 날은 근무일로 적으십시오. 고른 날은 쉬는 날입니다."})


@FOLLOWUP.after("attempt")
def _owe_again(row: FollowUp, data: Data, actor: Actor) -> None:
    _keep_attempt(row, data, actor)
    if data["result"] == "DECEASED":
        return
    duties.open_duty("discharge.follow_up", row, actor=actor, is_clock=True)
    if data["result"] == "REFUSED" or aftercare.is_unreached(row):
        duties.open_duty("discharge.decide_unreached", row, actor=actor)


def _record_death(actor: Actor, row: FollowUp, data: Data) -> None:
    if not data.get("deceased_on"):
        raise Invalid({"deceased_on": "사망일을 적으십시오."})
    source = f"추적관찰({row})에서 확인"
    clients.record_death(actor=actor, client=row.case.client, on=data["deceased_on"], source=source)


def reach_hint(row: FollowUp) -> str:
    """After two attempts in vain, all inside office hours: another hour may do better (domain 2.0.4)."""
    moments = row.attempts.filter(result="NO_ANSWER").values_list("contacted_at", flat=True)
    hours = [timezone.localtime(moment, workdays.SEOUL).time() for moment in moments]
    if len(hours) < limit("attempts") - 1 or any(not OFFICE_HOURS[0] <= hour < OFFICE_HOURS[1] for hour in hours):
        return ""
    allowed = row.case.client.contact_limit
    return "아직 09:00~18:00 밖에는 연락하지 않았습니다." + (f" 연락 제한: {allowed}" if allowed else "")
