"""What of councils is public: meetings that the coordinator marked, once their report is out (domain 2.6).

No persons: the name of the meeting, its day, the agenda, what was decided, and which institutions sit in the body.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from core.outlines import circled
from network.councils.models import AgendaItem, Meeting
from network.councils.services import minutes
from network.councils.workflow import MeetingStatus


@dataclass(frozen=True)
class PublicItem:
    """A line of the agenda and what came of it."""

    sign: str
    kind: str
    title: str
    decision: str
    is_corrected: bool


def meetings() -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(is_public=True, status=MeetingStatus.DISTRIBUTED)
    items = AgendaItem.objects.filter(is_standing=False).order_by("order")
    return rows.select_related("council__host").prefetch_related(Prefetch("items", items))


def items_of(meeting: Meeting) -> list[PublicItem]:
    return [
        PublicItem(
            circled(place), row.get_kind_display(), row.title, minutes.decision_words(row), row.corrected_at is not None
        )
        for place, row in enumerate(meeting.items.all(), 1)
    ]
