"""What of councils is public: meetings that the coordinator marked, once their report is out (domain 2.6).

No persons: the name of the meeting, its day, the agenda, what was decided, and which institutions sit in the body.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from network.council_papers import circled
from network.council_workflow import MeetingStatus
from network.models import AgendaItem, Meeting
from network.services.councils import notes


@dataclass(frozen=True)
class PublicItem:
    """A line of the agenda and what came of it."""

    sign: str
    kind: str
    title: str
    decision: str


def meetings() -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(is_public=True, status=MeetingStatus.DISTRIBUTED)
    items = AgendaItem.objects.filter(is_standing=False).order_by("order")
    return rows.select_related("council__host").prefetch_related(Prefetch("items", items))


def items_of(meeting: Meeting) -> list[PublicItem]:
    return [
        PublicItem(circled(place), row.get_kind_display(), row.title, notes.decision_words(row))
        for place, row in enumerate(meeting.items.all(), 1)
    ]
