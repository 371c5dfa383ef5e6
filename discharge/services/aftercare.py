"""Discharge and the follow-ups after it: the two moves out of hospital, holding and ending rows, longer care."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Q

from core import duties, late_entry, schedule, sweeps, workdays
from core.actor import SYSTEM, Actor
from core.dates import kdate
from core.errors import Invalid
from core.schedule import Planned
from discharge.limits import limit
from discharge.models import Assessment, DischargeCase, DischargePlan, FollowUp
from discharge.services import followups, stays
from discharge.workflow import DISCHARGE, FOLLOWUP, CaseStatus, FollowUpStatus

Data = Mapping[str, Any]
LAST_EXTRA_BEFORE_END = 14  # days: the window of the contact that ends an extension closes with it
ABOUT_ROW = ("discharge.decide_unreached",)


# --- leaving hospital -------------------------------------------------------------------------------------------------


def discharge(*, actor: Actor, case: DischargeCase, data: Data, version: int | None = None) -> DischargeCase:
    """Record the discharge (`discharged_on`, `disposition`); before the plan is approved also why (`reason`).

    Lays the follow-ups of the condition's schedule. Death is recorded as a death, not as a discharge.
    """
    name = "discharge" if case.status == CaseStatus.PLANNED else "discharge_early"
    return DISCHARGE.fire(case, name, actor=actor, data=data, version=version)


@DISCHARGE.effect("discharge")
def _leave(case: DischargeCase, data: Data, actor: Actor) -> Mapping[str, Any]:
    return _left(case, data)


def _left(case: DischargeCase, data: Data) -> Mapping[str, Any]:
    day, disposition = data["discharged_on"], data["disposition"]
    errors: dict[str, str] = {}
    if day > workdays.seoul_today():
        errors["discharged_on"] = "퇴원일은 오늘 이전 날짜로 적으십시오."
    elif day < case.admitted_on:
        errors["discharged_on"] = f"퇴원일은 입원일({kdate(case.admitted_on)}) 이후 날짜로 적으십시오."
    else:
        errors |= late_entry.faults(day, data.get("late_reason"))
    if disposition == "DEATH":
        errors["disposition"] = "사망은 퇴원 처리가 아니라 사망 등록으로 기록하십시오."
    if errors:
        raise Invalid(errors)
    case.discharged_on, case.disposition = day, disposition
    case.follow_until = followups.last_day(case)
    return {"discharged_on": day, "disposition": disposition, "late_reason": data.get("late_reason", "")}


@DISCHARGE.effect("discharge_early")
def _leave_early(case: DischargeCase, data: Data, actor: Actor) -> Mapping[str, Any]:
    """Left before the plan stood: that counts as a miss in D04."""
    case.plan_after_discharge, case.early_reason = True, str(data["reason"])
    return _left(case, data)


@DISCHARGE.after("discharge", "discharge_early")
def _start_follow_up(case: DischargeCase, data: Data, actor: Actor) -> None:
    followups.lay_schedule(case, actor)
    assert case.discharged_on is not None
    if case.disposition not in stays.STILL_IN_HOSPITAL:
        stays.left(case.client, case.hospital_id, case.discharged_on, actor, but=case.pk)


@DISCHARGE.after("discharge_early")
def _owe_plan(case: DischargeCase, data: Data, actor: Actor) -> None:
    duties.open_duty("discharge.plan_after_discharge", case, actor=actor)


@DISCHARGE.after("approve_amendment")
def _plan_stands(case: DischargeCase, data: Data, actor: Actor) -> None:
    duties.settle(case, "discharge.plan_after_discharge", actor=actor)


# --- one row ----------------------------------------------------------------------------------------------------------


def step(
    name: str, *, actor: Actor, follow_up: FollowUp, data: Data | None = None, version: int | None = None
) -> FollowUp:
    """A move that needs no more than its row of the table, its rules and its effect."""
    return FOLLOWUP.fire(follow_up, name, actor=actor, data=data, version=version)


@FOLLOWUP.effect("suspend")
def _suspend(row: FollowUp, data: Data, actor: Actor) -> None:
    day: date = data.get("from_on") or workdays.seoul_today()
    left = row.case.discharged_on
    if day > workdays.seoul_today() or (left is not None and day < left):
        raise Invalid({"from_on": "입원한 날은 퇴원일부터 오늘 사이의 날짜로 적으십시오."})
    row.suspended_from, row.suspended_to = day, None


@FOLLOWUP.after("suspend")
def _hold_the_others(row: FollowUp, data: Data, actor: Actor) -> None:
    if not actor.is_system:
        stays.hold(row.case, row.suspended_from or workdays.seoul_today(), actor)


@FOLLOWUP.effect("resume")
def _resume(row: FollowUp, data: Data, actor: Actor) -> Mapping[str, Any]:
    row.suspended_to = _home_on(row, data)
    due = data.get("due_on")
    if due is None or due == row.due_on:
        row.action_on = max(row.action_on, followups.working_day(row, workdays.seoul_today()))
        return {"home_on": str(row.suspended_to)}
    errors: dict[str, str] = {}
    if row.moved_reason:
        errors["due_on"] = "예정일은 한 번만 옮길 수 있습니다."
    elif due < workdays.seoul_today():
        errors["due_on"] = "예정일은 오늘 이후 날짜로 적으십시오."
    if not str(data.get("reason") or "").strip():
        errors["reason"] = "옮기는 사유를 적으십시오."
    if errors:
        raise Invalid(errors)
    before = row.due_on
    if not row.window_from <= due <= row.window_to:
        window = followups.extra_window(row.case, due, but=row.pk)
        row.window_from, row.window_to = window.window_from, window.window_to
    row.due_on, row.moved_reason = due, str(data["reason"])
    row.action_on = followups.action_day(due, row.window_from, row.window_to)
    return {"due_on": [str(before), str(due)], "home_on": str(row.suspended_to)}


def _home_on(row: FollowUp, data: Data) -> date:
    """The day on which they came home; today unless it is said. Raises Invalid."""
    day: date = data.get("home_on") or workdays.seoul_today()
    if day > workdays.seoul_today():
        raise Invalid({"home_on": "집에 돌아온 날은 오늘 이전 날짜로 적으십시오."})
    if row.suspended_from is not None and day < row.suspended_from:
        raise Invalid({"home_on": f"집에 돌아온 날은 입원한 날({kdate(row.suspended_from)}) 이후 날짜로 적으십시오."})
    return day


@FOLLOWUP.after("resume")
def _resume_the_others(row: FollowUp, data: Data, actor: Actor) -> None:
    if not actor.is_system:
        stays.resume(row.case, row.suspended_to or workdays.seoul_today(), actor)


@FOLLOWUP.guard("miss")
def _may_be_missed(row: FollowUp, data: Data, actor: Actor) -> str | None:
    if row.window_to < workdays.seoul_today() or is_unreached(row):
        return None
    return (
        f"기간({kdate(row.window_to)}까지)이 남았고 서로 다른 날 {limit('attempts')}번의 연락도 다하지 않아"
        " 미실시로 끝낼 수 없습니다."
    )


@FOLLOWUP.guard("cancel")
def _only_with_the_case(row: FollowUp, data: Data, actor: Actor) -> str | None:
    return None if row.case.status == CaseStatus.CLOSED else "추적관찰은 사례를 종결할 때 취소됩니다."


def failed_days(row: FollowUp) -> list[date]:
    """The different days on which somebody tried in vain."""
    return sorted({workdays.seoul_date(one.contacted_at) for one in row.attempts.all() if one.result in IN_VAIN})


IN_VAIN = ("NO_ANSWER", "WRONG_NUMBER", "REFUSED", "POSTPONED")


def is_unreached(row: FollowUp) -> bool:
    return len(failed_days(row)) >= limit("attempts")


@FOLLOWUP.after("complete", "miss", "suspend", "cancel")
def _nothing_to_decide(row: FollowUp, data: Data, actor: Actor) -> None:
    duties.settle(row, *ABOUT_ROW, actor=actor)


@FOLLOWUP.after("complete", "miss")
def _was_it_the_last(row: FollowUp, data: Data, actor: Actor) -> None:
    """After the last row somebody decides: close the case, or extend."""
    case = row.case
    if case.status == CaseStatus.FOLLOW_UP and not case.followups.open().exists():
        duties.open_duty("discharge.close_or_extend", case, actor=actor)


@FOLLOWUP.after("complete")
def _not_lost(row: FollowUp, data: Data, actor: Actor) -> None:
    if missed_in_a_row(row.case) < limit("lost_after_missed"):
        duties.settle(row.case, "discharge.offer_lost", actor=actor, outcome="DROPPED")


@FOLLOWUP.after("miss")
def _perhaps_lost(row: FollowUp, data: Data, actor: Actor) -> None:
    """So many missed in a row: the case is offered for closing as lost to contact."""
    if row.case.status == CaseStatus.FOLLOW_UP and missed_in_a_row(row.case) >= limit("lost_after_missed"):
        duties.open_duty("discharge.offer_lost", row.case, actor=actor)


def missed_in_a_row(case: DischargeCase) -> int:
    """Missed rows at the end of what has ended so far. Rows closed while the person was in hospital do not count."""
    count = 0
    ended = case.followups.filter(status__in=(FollowUpStatus.DONE, FollowUpStatus.MISSED)).order_by("-due_on", "-pk")
    for row in ended:
        if row.status == FollowUpStatus.DONE:
            break
        if not was_in_hospital(row):
            count += 1
    return count


def was_in_hospital(row: FollowUp) -> bool:
    """The window closed while the row was suspended."""
    return row.suspended_from is not None and (row.suspended_to is None or row.suspended_to > row.window_to)


# --- longer care ------------------------------------------------------------------------------------------------------


def default_extension(case: DischargeCase) -> date:
    """Three months after the end so far."""
    return schedule.add_months(case.follow_until or workdays.seoul_today(), limit("extension_months"))


@DISCHARGE.guard("extend")
def _may_be_extended(case: DischargeCase, data: Data, actor: Actor) -> str | None:
    if case.extensions >= limit("extensions"):
        return f"관리기간은 {limit('extensions')}번까지 연장할 수 있습니다."
    if not _is_reassessed(case):
        return "연장하려면 재평가를 먼저 마치십시오."
    return None


def _is_reassessed(case: DischargeCase) -> bool:
    """Finished after the newest approval of the plan, or within the last 30 days."""
    recent = workdays.seoul_today() - timedelta(days=limit("reassessed_within_days"))
    young = Q(assessed_on__gte=recent)
    approved = DischargePlan.objects.filter(case=case, approved_at__isnull=False).order_by("-approved_at").first()
    if approved is not None:
        young |= Q(finished_at__gt=approved.approved_at)
    return Assessment.objects.filter(young, case=case, finished_at__isnull=False).exclude(round="INITIAL").exists()


@DISCHARGE.effect("extend")
def _extend(case: DischargeCase, data: Data, actor: Actor) -> Mapping[str, Any]:
    until, before = data["follow_until"], case.follow_until or workdays.seoul_today()
    if until <= max(before, workdays.seoul_today()):
        raise Invalid({"follow_until": f"새 종료일은 {kdate(max(before, workdays.seoul_today()))} 뒤로 적으십시오."})
    case.follow_until, case.extensions = until, case.extensions + 1
    return {"follow_until": [str(before), str(until)], "extensions": case.extensions}


@DISCHARGE.after("extend")
def _extra_follow_ups(case: DischargeCase, data: Data, actor: Actor) -> None:
    until = data["follow_until"]
    days = data.get("extra_on") or [until - timedelta(days=LAST_EXTRA_BEFORE_END)]
    for count, day in enumerate(days, start=1):
        if not workdays.seoul_today() <= day <= until:
            raise Invalid({"extra_on": "추가 회차는 오늘부터 새 종료일 사이의 날짜로 적으십시오."})
        label = f"연장 {case.extensions}차" + (f" {count}" if len(days) > 1 else "")
        planned = followups.extra_window(case, day)
        end = min(planned.window_to, until)
        followups.lay(case, Planned(planned.step, planned.due, planned.window_from, end), actor, label)
    duties.settle(case, "discharge.close_or_extend", "discharge.offer_lost", actor=actor)


# --- what time brings about -------------------------------------------------------------------------------------------


def close_windows(now: datetime) -> int:
    """Sweep: a window has closed and nobody reached the person; one working day is left to write down who did."""
    before = workdays.calendar().previous_working_day(workdays.seoul_date(now))
    rows = FollowUp.objects.window_closed(before).filter(case__status=CaseStatus.FOLLOW_UP)
    found = rows.order_by("window_to", "pk")[: sweeps.AT_ONCE]
    return sweeps.each("discharge.close_windows", found, lambda row: step("miss", actor=SYSTEM, follow_up=row))


def end_periods(now: datetime) -> int:
    """Sweep: the time of follow-up is over and nobody has closed or extended the case."""
    kind = "discharge.close_or_extend"
    over = DischargeCase.objects.filter(status=CaseStatus.FOLLOW_UP, follow_until__lt=workdays.seoul_date(now))
    rows = over.filter(~duties.is_owed(DischargeCase, kind)).select_related("client").order_by("follow_until", "pk")
    return sweeps.each_still("discharge.end_periods", rows, partial(duties.open_duty, kind, actor=SYSTEM))
