"""A meeting while it is held: who is there by one press each, an item's notes with the action that follows from them,
and the end, after which the report is written. All of it is stored by the verbs that the single pages use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import workdays
from core.actor import Actor
from core.errors import Invalid
from network.councils.access import MEETING_ACCESS
from network.councils.models import AgendaItem, Attendee, Meeting
from network.councils.services import actions, answers, minutes, moves
from network.councils.workflow import MeetingStatus

Data = Mapping[str, Any]
PREFIX = "act_"  # what the fields of an action are called beside those of the notes


def is_open(meeting: Meeting) -> bool:
    """From the day of the meeting on, until its report goes for approval."""
    is_day = meeting.status == MeetingStatus.NOTIFIED and workdays.seoul_today() >= meeting.first_day
    return not minutes.closed(meeting) or (is_day and not meeting.is_by_answers)


# --- who is there ----------------------------------------------------------------------------------------------------


def delegate_of(row: Attendee) -> dict[str, str]:
    """Who stands in for a member: as they answered, else whom they named for good; empty where nobody is known."""
    if row.proxy_name:
        return {"proxy_name": row.proxy_name, "proxy_position": row.proxy_position}
    seat = row.member
    if seat is None or not seat.delegate_name:
        return {}
    return {"proxy_name": seat.delegate_name, "proxy_position": seat.delegate_position}


def next_mark(row: Attendee) -> str:
    """What the next press makes of a mark: first what the answer makes likely, then 참석, 대리참석, 불참 in turn.

    대리참석 comes where it is known who stands in; whoever has no vote is 배석 or 불참.
    """
    if not row.attendance:
        return _first_mark(row)
    proxy = ["PROXY"] if delegate_of(row) else []
    turn = ["ATTENDED", *proxy, "ABSENT"] if row.has_vote else ["OBSERVER", "ABSENT"]
    at = turn.index(row.attendance) if row.attendance in turn else -1
    return turn[(at + 1) % len(turn)]


def _first_mark(row: Attendee) -> str:
    return "OBSERVER" if not row.has_vote else answers.likely(row) or "ATTENDED"


def press(*, actor: Actor, meeting: Meeting, attendee_id: int, mark: str) -> Meeting:
    """One mark. Raises what recording the attendance raises."""
    row = meeting.attendees.select_related("member").filter(pk=attendee_id).first()
    typed = _marked(row, mark) if row is not None else {"id": attendee_id, "attendance": mark}
    return answers.record_attendance(actor=actor, meeting=meeting, rows=[typed])


def press_rest(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Everybody who has no mark yet: as they answered, and whoever did not answer as present."""
    rows = [_marked(row, _first_mark(row)) for row in answers.people_of(meeting) if not row.attendance]
    return answers.record_attendance(actor=actor, meeting=meeting, rows=rows)


def _marked(row: Attendee, mark: str) -> dict[str, Any]:
    return {"id": row.pk, "attendance": mark, **(delegate_of(row) if mark == "PROXY" else {})}


# --- an item, and the end --------------------------------------------------------------------------------------------


def keep(
    *,
    actor: Actor,
    item: AgendaItem,
    notes: Data,
    action: Data,
    version: int | None,
    idempotency_key: str = "",
    ends: bool = False,
) -> Meeting:
    """Store what was typed about an item, the action beside it, and the end of the meeting: all of it or nothing.

    `notes`, `action`: empty where nothing was typed. Raises what writing, adding and ending raise; what is wrong with
    the action goes by the names of its fields here.
    """
    with transaction.atomic():
        if notes:
            minutes.write(actor=actor, item=item, data=notes, version=version)
        if action:
            _add(actor, item, action, idempotency_key)
        return end(actor=actor, meeting=item.meeting) if ends else item.meeting


def _add(actor: Actor, item: AgendaItem, data: Data, key: str) -> None:
    try:
        actions.add(actor=actor, item=item, data=data, idempotency_key=key)
    except Invalid as error:
        raise Invalid({f"{PREFIX}{name}": texts for name, texts in error.errors.items()}) from None


def end(*, actor: Actor, meeting: Meeting) -> Meeting:
    """회의 마치기: the meeting counts as held and its report is being written. Nothing happens to one that is so far."""
    with transaction.atomic():
        row = MEETING_ACCESS.lock_for(actor, "manage", meeting.pk, Meeting.objects.for_page())
        for status, name in ((MeetingStatus.NOTIFIED, "hold"), (MeetingStatus.HELD, "draft")):
            if row.status == status:
                row = moves.step(name, actor=actor, meeting=row, data={})
        return row


def unwritten(meeting: Meeting) -> AgendaItem | None:
    """The first item about which nothing was noted: the report cannot go for approval before."""
    return next((item for item in meeting.items.all() if not item.is_done), None)
