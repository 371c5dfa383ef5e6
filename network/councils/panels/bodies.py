"""What the page of a body shows on a day: its roster then, its meetings, what is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from core import workdays
from core.actor import Actor
from network.councils.access import COUNCIL, MEETING_ACCESS
from network.councils.models import ActionItem, Council, Meeting
from network.councils.services.rosters import roster


def council_page(council: Council, actor: Actor, day: Any) -> dict[str, Any]:
    """Context of the page of one body on a day: its roster then, its meetings, proposals, what is open."""
    relations: frozenset[str] = council.relations  # type: ignore[attr-defined]
    meetings = Meeting.objects.filter(council=council).filter(MEETING_ACCESS.scope(actor)).order_by("-starts_at")
    seats = roster(council, day)
    voters = sum(seat.has_vote for seat in seats)
    year = workdays.seoul_today().year
    mine = ActionItem.objects.for_actor(actor).values("pk")
    return {
        "council": council,
        "runs": "coordinator" in relations,
        "may_propose": "member" in relations,
        "may_word": COUNCIL.allows("word", relations),
        "day": day,
        "is_today": day == workdays.seoul_today(),
        "seats": seats,
        "voters": voters,
        "quorum": council.quorum_of(voters),
        "meetings": list(meetings[:12]),
        "held": Meeting.objects.filter(council=council).held_in(year).count(),
        "year": year,
        "actions": list(
            ActionItem.objects.filter(meeting__council=council, pk__in=mine).undone().for_list().order_by("due_on")[:20]
        ),
        "branches": list(Council.objects.for_actor(actor).filter(parent=council).order_by("name")),
    }


def next_of(meetings: Iterable[Meeting], now: datetime | None = None) -> Meeting | None:
    """The next meeting to come."""
    moment = now or timezone.now()
    coming = [row for row in meetings if row.ends_at >= moment and row.status != "CANCELLED"]
    return min(coming, key=lambda row: row.starts_at, default=None)
