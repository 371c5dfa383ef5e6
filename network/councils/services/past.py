"""A meeting that is over and was never called through the portal, planned here or not: entered as held, then reported
as any other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import once
from core.actor import Actor
from network.councils.access import COUNCIL
from network.councils.models import Council, Meeting
from network.councils.services import planning
from network.councils.workflow import MEETING

Data = Mapping[str, Any]


def enter(*, actor: Actor, council: Council, data: Data, idempotency_key: str = "") -> Meeting:
    """A meeting that was held, with everybody who sat in the body on that day. Nobody is told.

    What nobody knows any more may be left: the place, who came. Raises Invalid for one that is not over.
    """
    values = {name: data[name] for name in planning.FIELDS if name in data}
    planning.check(values, is_over=True)
    body = {name: str(value) for name, value in values.items()} | {"council": str(council.pk)}

    def make() -> Meeting:
        locked = COUNCIL.lock_for(actor, "edit", council.pk)
        row = planning.new_row(actor, locked, data, values)
        MEETING.start(row, "enter", actor=actor)
        return row

    with transaction.atomic():
        row, _ = once.once(actor, "meeting.enter", idempotency_key, body, Meeting, make)
    return row


@MEETING.guard("enter")
def _is_over(row: Meeting, data: Data, actor: Actor) -> str | None:
    return "아직 끝나지 않은 회의입니다. '회의 계획'으로 적으십시오." if row.ends_at > timezone.now() else None


@MEETING.effect("enter")
def _was_held(row: Meeting, data: Data, actor: Actor) -> Data:
    row.held_at = row.ends_at
    return {}


@MEETING.after("enter")
def _name_the_members(row: Meeting, data: Data, actor: Actor) -> None:
    planning.invite_members(row)
