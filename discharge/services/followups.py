"""The follow-ups of a case: when each is due, laid out from the day of discharge, and the extra ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from core import audit, duties, schedule, workdays
from core.actor import Actor
from core.codes import is_code
from core.dates import kdate
from core.errors import Conflict, Forbidden, Invalid
from core.once import once
from core.schedule import OverlappingWindows, Planned, Step
from discharge.access import CASE, FOLLOWUP_ACCESS
from discharge.limits import limit
from discharge.models import DischargeCase, FollowUp, FollowUpTemplate
from discharge.workflow import PROGRAMME, CaseStatus, FollowUpStatus

# Default follow-up after discharge; a site may set another for a target group. The anchor is the discharge date.
DEFAULT_FOLLOWUP_STEPS = (
    Step("1W", days=7, before=3, after=3),
    Step("1M", months=1, before=7, after=7),
    Step("3M", months=3, before=14, after=14),
    Step("6M", months=6, before=14, after=14),
)
EXTRA = "EXTRA"


# A case without any row in its template is kept in view this long.
EMPTY_SCHEDULE_MONTHS = 6
MOST_STEPS = 6


def steps_for(hospital_id: int, target_group: str) -> tuple[Step, ...]:
    """The hospital's schedule for a condition, else its default one, else the default of the house."""
    rows = FollowUpTemplate.objects.filter(hospital_id=hospital_id, target_group__in=(target_group, ""))
    template = rows.order_by("-target_group").first()
    return DEFAULT_FOLLOWUP_STEPS if template is None else tuple(as_step(row) for row in template.steps)


def as_step(row: Mapping[str, Any]) -> Step:
    """A stored step: `{"step": "1W", "days": 7, "months": 0, "before": 3, "after": 3}`."""
    return Step(
        row["step"],
        months=int(row.get("months") or 0),
        days=int(row.get("days") or 0),
        before=int(row.get("before") or 0),
        after=int(row.get("after") or 0),
    )


def lay_schedule(case: DischargeCase, actor: Actor) -> list[FollowUp]:
    """The rows of a case, counted from its day of discharge."""
    assert case.discharged_on is not None
    planned = schedule.plan(case.discharged_on, steps_for(case.hospital_id, case.target_group))
    return [lay(case, row, actor) for row in planned]


def last_day(case: DischargeCase) -> date:
    """Until when a person is followed: the end of the last window."""
    assert case.discharged_on is not None
    planned = schedule.plan(case.discharged_on, steps_for(case.hospital_id, case.target_group))
    if not planned:
        return schedule.add_months(case.discharged_on, EMPTY_SCHEDULE_MONTHS)
    return max(row.window_to for row in planned)


def lay(case: DischargeCase, planned: Planned, actor: Actor, label: str = "") -> FollowUp:
    """Store one row and open its clock: due at the end of the working day on which to act."""
    row = FollowUp.objects.create(
        case=case,
        client_id=case.client_id,
        step=planned.step,
        label=label,
        due_on=planned.due,
        window_from=planned.window_from,
        window_to=planned.window_to,
        action_on=action_day(planned.due, planned.window_from, planned.window_to),
    )
    duties.open_duty("discharge.follow_up", row, actor=actor, is_clock=True)
    return row


def action_day(due: date, window_from: date, window_to: date) -> date:
    return schedule.action_date(due, (window_from, window_to), workdays.calendar())


def working_day(row: FollowUp, day: date) -> date:
    """The working day on which to act, wanted on `day`: in the window of the row, the last one there for a later day."""
    return action_day(min(day, row.window_to), row.window_from, row.window_to)


def act_on(row: FollowUp, day: date, actor: Actor) -> None:
    """The day on which the row is called, and owed."""
    row.action_on = day
    row.save(update_fields=["action_on"])
    duties.open_duty("discharge.follow_up", row, actor=actor, is_clock=True)


def forget_agreed(case: DischargeCase, day: date, actor: Actor) -> None:
    """A round that was to be called before its window, as agreed, has its own day again once that call was made."""
    waiting = case.followups.filter(status=FollowUpStatus.SCHEDULED, action_on__lte=day)
    for row in filter(is_agreed, waiting):
        act_on(row, own_day(row), actor)


def is_agreed(row: FollowUp) -> bool:
    """Whether it is to be called before its window: the person was not reached and asked for that day."""
    return row.action_on < row.window_from and row.action_on != own_day(row)


def own_day(row: FollowUp) -> date:
    """The working day on which to act by its due day alone."""
    return action_day(row.due_on, row.window_from, row.window_to)


def extra_window(case: DischargeCase, due: date, but: int | None = None) -> Planned:
    """The window of an extra row: some days either side, cut where a neighbour's window begins.

    Raises Invalid when the day lies in a window of the case already.
    """
    days = timedelta(days=limit("extra_window_days"))
    first, last = due - days, due + days
    for row in case.followups.exclude(status=FollowUpStatus.CANCELLED).exclude(pk=but or 0):
        if row.window_from <= due <= row.window_to:
            raise Invalid({"due_on": f"이 날짜는 {row} 회차의 기간({_span(row)})에 듭니다. 다른 날짜를 고르십시오."})
        if row.window_to < due:
            first = max(first, row.window_to + timedelta(days=1))
        else:
            last = min(last, row.window_from - timedelta(days=1))
    if case.discharged_on is not None:
        first = max(first, min(case.discharged_on, due))
    return Planned(EXTRA, due, first, last)


def _span(row: FollowUp) -> str:
    return f"{kdate(row.window_from)}~{kdate(row.window_to)}"


def add_extra(
    *, actor: Actor, case: DischargeCase, due_on: date, reason: str, label: str = "", idempotency_key: str = ""
) -> FollowUp:
    """One more contact than the schedule asks for. Raises Invalid, Conflict."""
    body = {"case": str(case.pk), "due_on": str(due_on), "label": label, "reason": reason}

    def make() -> FollowUp:
        with transaction.atomic():
            locked = CASE.lock_for(actor, "follow_up", case.pk)
            _demand_in_care(locked)
            _check_extra(locked, due_on, reason)
            row = lay(locked, extra_window(locked, due_on), actor, label)
            _record(actor, "followup.add", row, {"due_on": str(due_on)}, reason)
            return row

    return once(actor, "discharge.add_extra", idempotency_key, body, FollowUp, make)[0]


def _demand_in_care(case: DischargeCase) -> None:
    if case.status != CaseStatus.FOLLOW_UP:
        raise Conflict(f"지금 상태({CaseStatus(case.status).label})에서는 추적관찰을 더할 수 없습니다.")


def _check_extra(case: DischargeCase, due_on: date, reason: str) -> None:
    errors: dict[str, str] = {}
    if due_on < workdays.seoul_today():
        errors["due_on"] = "예정일은 오늘 이후 날짜로 적으십시오."
    elif case.follow_until and due_on > case.follow_until:
        errors["due_on"] = f"예정일은 관리기간({case.follow_until:%Y. %-m. %-d.}) 안의 날짜로 적으십시오."
    if not reason.strip():
        errors["reason"] = "추가하는 사유를 적으십시오."
    if errors:
        raise Invalid(errors)


def move_due(*, actor: Actor, follow_up: FollowUp, due_on: date, reason: str, version: int | None = None) -> FollowUp:
    """Move the due date inside its window, once, with a reason; the window itself stays."""
    with transaction.atomic():
        row = locked_row(actor, follow_up, version)
        if row.status != FollowUpStatus.SCHEDULED:
            raise Conflict(f"지금 상태({FollowUpStatus(row.status).label})에서는 예정일을 옮길 수 없습니다.")
        errors: dict[str, str] = {}
        if row.moved_reason:
            errors["due_on"] = "예정일은 한 번만 옮길 수 있습니다."
        elif not row.window_from <= due_on <= row.window_to:
            errors["due_on"] = f"예정일은 기간({_span(row)}) 안의 날짜로 적으십시오."
        elif due_on < workdays.seoul_today():
            errors["due_on"] = "예정일은 오늘 이후 날짜로 적으십시오."
        if not reason.strip():
            errors["reason"] = "옮기는 사유를 적으십시오."
        if errors:
            raise Invalid(errors)
        before = row.due_on
        row.due_on, row.moved_reason = due_on, reason.strip()
        row.action_on = action_day(due_on, row.window_from, row.window_to)
        row.version += 1
        row.save()
        duties.open_duty("discharge.follow_up", row, actor=actor, is_clock=True)
        _record(actor, "followup.move", row, {"due_on": [str(before), str(due_on)]}, reason)
    return row


def locked_row(actor: Actor, follow_up: FollowUp, version: int | None = None) -> FollowUp:
    """The row under a lock, for an actor who may act on it. Raises NotVisible, Forbidden, Conflict."""
    row = FOLLOWUP_ACCESS.lock_for(actor, "edit", follow_up.pk, FollowUp.objects.select_related("case__client"))
    if version is not None and row.version != version:
        raise Conflict
    return row


def _record(actor: Actor, verb: str, row: FollowUp, changes: dict[str, Any], reason: str) -> None:
    action = "CREATE" if verb == "followup.add" else "UPDATE"
    audit.record(actor, verb, action=action, about=row, persons=[row.client_id], changes=changes, reason=reason)


# --- the site's schedules ---------------------------------------------------------------------------------------------


def save_template(
    *, actor: Actor, target_group: str, steps: Iterable[Mapping[str, Any]], version: int | None = None
) -> FollowUpTemplate:
    """The coordinator sets when people of a condition are contacted; cases already discharged keep their rows.

    Windows must not overlap, counted from any day: they are laid out from a long and from a short month.
    """
    if not (actor.holds("COORDINATOR") and actor.works_in(PROGRAMME)):
        raise Forbidden("추적관찰 일정은 전담조직 담당자가 정합니다.")
    rows = [dict(row) for row in steps]
    _check_steps(rows)
    assert actor.institution_id is not None
    with transaction.atomic():
        template, is_new = FollowUpTemplate.objects.select_for_update().get_or_create(
            hospital_id=actor.institution_id, target_group=target_group, defaults={"steps": rows}
        )
        if not is_new:
            if version is not None and template.version != version:
                raise Conflict
            template.steps = rows
            template.version += 1
            template.save()
        audit.record(
            actor,
            "discharge.save_template",
            action="CREATE" if is_new else "UPDATE",
            about=template,
            changes={"target_group": target_group, "steps": rows},
        )
    return template


def _check_steps(rows: list[dict[str, Any]]) -> None:
    codes = [row.get("step", "") for row in rows]
    if not rows or len(rows) > MOST_STEPS:
        raise Invalid({"steps": f"회차는 1개부터 {MOST_STEPS}개까지 적으십시오."})
    if len(set(codes)) != len(codes) or not all(is_code("followup_step", code) and code != EXTRA for code in codes):
        raise Invalid({"steps": "같은 회차를 두 번 적을 수 없습니다."})
    steps = [as_step(row) for row in rows]
    if any(step.months + step.days <= 0 for step in steps):
        raise Invalid({"steps": "회차마다 퇴원일부터 며칠 또는 몇 달 뒤인지 적으십시오."})
    for anchor in (date(2027, 1, 31), date(2027, 2, 1), date(2027, 7, 31)):
        try:
            schedule.plan(anchor, steps)
        except OverlappingWindows as error:
            raise Invalid({"steps": str(error)}) from None
