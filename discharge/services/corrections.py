"""A stored fact was wrong: it is put right with a reason, both values stay in the record, and what followed from it is
worked out anew (the death: `deaths`; the answer to a consent: `consents`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, duties, schedule, workdays
from core.actor import SYSTEM, Actor
from core.dates import kdate
from core.errors import Conflict, Invalid
from core.schedule import OverlappingWindows, Planned
from discharge.access import CASE
from discharge.models import DischargeCase, FollowUp
from discharge.services import contacts, followups, rounds
from discharge.workflow import FOLLOWUP, CaseStatus, FollowUpStatus

Data = Mapping[str, Any]
SAME = "적혀 있는 것과 같습니다."
LEFT = (CaseStatus.FOLLOW_UP, CaseStatus.CLOSED)


# --- the day of discharge ---------------------------------------------------------------------------------------------


def undischarged(case: DischargeCase) -> str:
    """Why there is no day of discharge to correct; empty where there is one."""
    if case.status in LEFT and case.discharged_on is not None:
        return ""
    return f"지금 상태({CaseStatus(case.status).label})에서는 바로잡을 퇴원일이 없습니다."


def correct_discharge(
    *, actor: Actor, case: DischargeCase, discharged_on: date, reason: str, version: int | None = None
) -> DischargeCase:
    """The day of discharge was wrong: the rounds are laid anew from the right one.

    A missed round whose new window is not over waits again; a contact counts early, in time or late by the new window.
    Raises Conflict, Invalid.
    """
    with transaction.atomic():
        locked = CASE.lock_for(actor, "correct", case.pk, DischargeCase.objects.select_related("client"))
        if why := undischarged(locked):
            raise Conflict(why)
        if version is not None and locked.version != version:
            raise Conflict
        before = locked.discharged_on
        _check_discharge(locked, discharged_on)
        locked.discharged_on = discharged_on
        moved = _lay_again(locked, actor)
        if not locked.extensions:
            locked.follow_until = followups.last_day(locked)
        locked.version += 1
        locked.save()
        changes = {"discharged_on": [str(before), str(discharged_on)], "rounds": moved}
        audit.record(
            actor, "discharge.correct_discharge", action="UPDATE", about=locked,
            persons=[locked.client_id], changes=changes, reason=reason,
        )  # fmt: skip
    return locked


def _check_discharge(case: DischargeCase, day: date) -> None:
    first = case.followups.filter(contacted_at__isnull=False).order_by("contacted_at").first()
    stay = case.readmissions.order_by("admitted_on").first()
    bounds = (
        (case.client.deceased_on, "사망일"),
        (case.closed_on, "종결일"),
        (workdays.seoul_date(first.contacted_at) if first and first.contacted_at else None, "첫 연락"),
        (stay.admitted_on if stay else None, "재입원일"),
    )
    fault = next((f"{label}({kdate(last)})" for last, label in bounds if last is not None and day > last), "")
    if day == case.discharged_on:
        fault = SAME
    elif day > workdays.seoul_today():
        fault = "퇴원일은 오늘 이전 날짜로 적으십시오."
    elif day < case.admitted_on:
        fault = f"퇴원일은 입원일({kdate(case.admitted_on)}) 이후 날짜로 적으십시오."
    elif fault:
        fault = f"퇴원일은 {fault} 이전 날짜로 적으십시오."
    if fault:
        raise Invalid({"discharged_on": fault})


def _lay_again(case: DischargeCase, actor: Actor) -> dict[str, list[str]]:
    """Every round of the schedule on its day counted from the discharge as it is now. Returns what moved."""
    assert case.discharged_on is not None
    planned = schedule.plan(case.discharged_on, followups.steps_for(case.hospital_id, case.target_group))
    by_step = {one.step: one for one in planned}
    rows = [row for row in case.followups.all() if row.status != FollowUpStatus.CANCELLED]
    moved: dict[str, list[str]] = {}
    for row in (one for one in rows if one.step in by_step):
        before = row.due_on
        _put(row, by_step[row.step])
        moved[row.step] = [str(before), str(row.due_on)]
    try:
        schedule.check_windows(rows)
    except OverlappingWindows as error:
        raise Invalid({"discharged_on": str(error)}) from None
    for row in rows:
        row.save()
        _follow_window(row, actor)
    return moved


def _put(row: FollowUp, planned: Planned) -> None:
    """On its new window; a day that somebody chose stays where the window still holds it."""
    is_kept = bool(row.moved_reason) and planned.window_from <= row.due_on <= planned.window_to
    row.due_on = row.due_on if is_kept else planned.due
    row.window_from, row.window_to = planned.window_from, planned.window_to
    row.action_on = followups.action_day(row.due_on, row.window_from, row.window_to)
    if row.contacted_at is not None:
        row.timing = rounds.TIMINGS[schedule.timing_of(workdays.seoul_date(row.contacted_at), row)]
    row.version += 1


def _follow_window(row: FollowUp, actor: Actor) -> None:
    if row.status == FollowUpStatus.MISSED and row.window_to >= workdays.seoul_today():
        FOLLOWUP.fire(row, "restore", actor=SYSTEM)
    elif row.status == FollowUpStatus.SCHEDULED:
        duties.open_duty("discharge.follow_up", row, actor=actor, is_clock=True)


# --- a contact --------------------------------------------------------------------------------------------------------


def undone(row: FollowUp) -> str:
    """Why there is no contact to correct; empty for a round that is done."""
    if row.status == FollowUpStatus.DONE:
        return ""
    return f"지금 상태({FollowUpStatus(row.status).label})에서는 바로잡을 연락이 없습니다."


def correct_contact(*, actor: Actor, follow_up: FollowUp, data: Data, version: int | None = None) -> FollowUp:
    """Moment or outcome (`contacted_at`, `result`) of a contact that reached somebody were wrong. Raises Conflict, Invalid.

    It stays with its round; whether it came early, in time or late is asked anew.
    """
    with transaction.atomic():
        row = followups.locked_row(actor, follow_up, version)
        if why := undone(row):
            raise Conflict(why)
        before = (row.contacted_at, row.result)
        _check_contact(row, data)
        row.contacted_at, row.result = data["contacted_at"], data["result"]
        day = workdays.seoul_date(data["contacted_at"])
        timing, row.timing = row.timing, rounds.TIMINGS[schedule.timing_of(day, row)]
        row.version += 1
        row.save()
        _correct_attempt(row, *before, data)
        changes = {
            "contacted_at": [str(before[0]), str(row.contacted_at)],
            "result": [before[1], row.result],
            "timing": [timing, row.timing],
        }
        audit.record(
            actor, "followup.correct", action="UPDATE", about=row,
            persons=[row.client_id], changes=changes, reason=data["reason"],
        )  # fmt: skip
    return row


def _check_contact(row: FollowUp, data: Data) -> None:
    moment, case = data["contacted_at"], row.case
    dead = case.client.deceased_on
    errors: dict[str, str] = {}
    if (moment, data["result"]) == (row.contacted_at, row.result):
        errors["contacted_at"] = SAME
    elif moment > timezone.now():
        errors["contacted_at"] = contacts.NOT_IN_FUTURE
    elif case.discharged_on and workdays.seoul_date(moment) < case.discharged_on:
        errors["contacted_at"] = f"실시일시는 퇴원일({kdate(case.discharged_on)}) 이후로 적으십시오."
    elif dead is not None and workdays.seoul_date(moment) > dead:
        errors["contacted_at"] = f"실시일시는 사망일({kdate(dead)}) 이전으로 적으십시오."
    if data["result"] not in contacts.REACHED:
        errors["result"] = "닿지 않은 연락이면 완료를 취소하십시오."
    if errors:
        raise Invalid(errors)


def _correct_attempt(row: FollowUp, contacted_at: datetime | None, result: str, data: Data) -> None:
    """The call in the list of calls says the same."""
    same = (one for one in row.attempts.order_by("-pk") if (one.contacted_at, one.result) == (contacted_at, result))
    attempt = next(same, None)
    if attempt is not None:
        attempt.contacted_at = data.get("contacted_at") or attempt.contacted_at
        attempt.result = data["result"]
        attempt.save(update_fields=["contacted_at", "result"])


# --- a contact that was none ------------------------------------------------------------------------------------------


@FOLLOWUP.guard("undo")
def _is_followed(row: FollowUp, data: Data, actor: Actor) -> str | None:
    return None if row.case.status == CaseStatus.FOLLOW_UP else "종결한 사례의 완료는 취소할 수 없습니다."


@FOLLOWUP.effect("undo")
def _undo(row: FollowUp, data: Data, actor: Actor) -> Mapping[str, Any]:
    """Nobody was reached after all: what was asked is gone with the answers; the round is due again."""
    before = {"contacted_at": str(row.contacted_at), "result": row.result, "timing": row.timing}
    said = {"result": data.get("result") or "NO_ANSWER"}
    _correct_attempt(row, row.contacted_at, row.result, said)
    for name in (*contacts.ANSWERS, "timing"):
        setattr(row, name, None if row._meta.get_field(name).null else "")
    row.done_by, row.entered_on = None, None
    row.action_on = max(row.action_on, followups.working_day(row, workdays.seoul_today()))
    return {"before": before, **said}


@FOLLOWUP.after("undo")
def _forget_what_was_learnt(row: FollowUp, data: Data, actor: Actor) -> None:
    row.service_checks.all().delete()
    duties.settle(row, "discharge.new_need", actor=actor, outcome="DROPPED")
    duties.settle(row.case, "discharge.close_or_extend", actor=actor, outcome="DROPPED")
