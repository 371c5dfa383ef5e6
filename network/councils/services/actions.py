"""What was agreed to be done: written down in the meeting, owed from the report's distribution on, chased when late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import audit, duties, messages, once, recipients, sweeps, workdays
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid
from network.councils.access import ACTION, MEETING_ACCESS
from network.councils.duties import of_meeting, staff_of
from network.councils.models import ActionItem, AgendaItem
from network.councils.services import minutes, planning
from network.councils.workflow import ACTION_ITEM, ActionStatus

Data = Mapping[str, Any]
FIELDS = ("text", "owner", "person", "user", "due_on")
BATCH = 500


def add(*, actor: Actor, item: AgendaItem, data: Data, idempotency_key: str = "") -> ActionItem:
    """Write down what an institution will do by a day."""
    values = {name: data[name] for name in FIELDS if name in data}
    body = {name: str(value) for name, value in values.items()} | {"item": item.pk}

    def make() -> ActionItem:
        meeting = MEETING_ACCESS.lock_for(actor, "manage", item.meeting_id)
        if minutes.closed(meeting):
            raise Conflict(f"지금 상태({meeting.get_status_display()})에서는 조치사항을 적을 수 없습니다.")
        _check(values, meeting.starts_at)
        row = ActionItem.objects.create(meeting=meeting, item=item, **values)
        audit.record(actor, "meeting.add_action", action="CREATE", about=meeting, changes={"action": str(row.pk)})
        return row

    with transaction.atomic():
        row, _ = once.once(actor, "meeting.add_action", idempotency_key, body, ActionItem, make)
    return row


def change(*, actor: Actor, action: ActionItem, data: Data, version: int | None = None) -> ActionItem:
    """Correct what was written down, as long as the report is being written. A stale version raises Conflict."""
    with transaction.atomic():
        row = ACTION.lock_for(actor, "edit", action.pk)
        meeting = MEETING_ACCESS.lock_for(actor, "manage", row.meeting_id)
        if minutes.closed(meeting):
            raise Conflict("결재에 올린 뒤에는 조치사항을 고칠 수 없습니다.")
        values = {name: data[name] for name in FIELDS if name in data}
        if version is not None and row.version != version:
            raise Conflict.between(row, values)
        _check({name: values.get(name, getattr(row, name)) for name in FIELDS}, meeting.starts_at)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        audit.record(actor, "meeting.change_action", action="UPDATE", about=meeting, changes={"action": str(row.pk)})
    return row


def _check(values: Data, met_at: datetime) -> None:
    errors: dict[str, str] = {}
    if values["due_on"] < workdays.seoul_date(met_at):
        errors["due_on"] = "기한은 회의일 이후 날짜로 적으십시오."
    user = values.get("user")
    today = workdays.seoul_today()
    if user is not None and not user.memberships.valid_on(today).filter(institution=values["owner"]).exists():
        errors["user"] = "담당 기관에 소속된 계정을 고르십시오."
    if errors:
        raise Invalid(errors)


def step(name: str, *, actor: Actor, action: ActionItem, data: Data, version: int | None = None) -> ActionItem:
    """착수, 완료 (with the result), 중단 (with a reason)."""
    fired: ActionItem = ACTION_ITEM.fire(action, name, actor=actor, data=data, version=version)
    return fired


@ACTION_ITEM.guard("start", "finish", "late")
def _is_told(row: ActionItem, data: Data, actor: Actor) -> str | None:
    return None if row.meeting.status == "DISTRIBUTED" else "회의 결과를 배포한 뒤에 할 수 있습니다."


@ACTION_ITEM.effect("finish")
def _finish(row: ActionItem, data: Data, actor: Actor) -> Mapping[str, Any]:
    row.result, row.done_on = data["result"], workdays.seoul_today()
    return {"done_on": str(row.done_on)}


@ACTION_ITEM.effect("drop")
def _drop(row: ActionItem, data: Data, actor: Actor) -> Mapping[str, Any]:
    row.reason = data["reason"]
    return {}


@ACTION_ITEM.after("late")
def _chase(row: ActionItem, data: Data, actor: Actor) -> None:
    """The coordinator of the host asks after it, and it stands on the next agenda."""
    duties.open_duty("councils.chase_action", row, actor=actor)
    planning.bring_to_next_agenda(row.meeting.council)


@ACTION_ITEM.after("start", "finish", "drop")
def _asked_enough(row: ActionItem, data: Data, actor: Actor) -> None:
    duties.settle(row, "councils.chase_action", actor=actor)


@ACTION_ITEM.after("finish", "drop")
def _tell(row: ActionItem, data: Data, actor: Actor) -> None:
    """Both sides: who runs the council, and the institution that had taken it on."""
    found: set[int] = set()
    for owner in (of_meeting(row.meeting), staff_of(row.owner, row.user_id)):
        people = recipients.owners(owner.institution_id, owner.role, owner.person_id, owner.programme)
        found |= {person.id for person in people}
    url = reverse("councils:action-detail", args=[row.pk])
    text = "조치사항을 마쳤습니다." if row.status == ActionStatus.DONE else "조치사항을 중단했습니다."
    others = sorted(found - {actor.user_id or 0})
    messages.notify(f"action:{row.pk}:{row.version}", others, text=text, number=row.meeting.number, url=url)


def mark_late(now: datetime | None = None) -> int:
    """Sweep: what was not done by its day is late. A row that moved meanwhile is no longer ours to move."""
    today = workdays.seoul_date(now or timezone.now())
    late = ActionItem.objects.in_force().filter(status__in=("OPEN", "DOING"), due_on__lt=today)
    rows = late.order_by("due_on", "pk")[:BATCH]
    return sweeps.each(
        "councils.late", rows, lambda row: ACTION_ITEM.fire(row, "late", actor=SYSTEM, version=row.version)
    )
