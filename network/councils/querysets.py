"""Chainable reads of councils and their meetings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from core import workdays
from core.access import ScopedQuerySet

HELD = ("HELD", "MINUTES_DRAFT", "IN_APPROVAL", "APPROVED", "DISTRIBUTED")
COMING = ("PLANNED", "NOTIFIED", "POSTPONED")
OBSERVER = "OBSERVER"  # the one role without a vote
UNDONE = ("OPEN", "DOING", "DELAYED")


def held_within(first: date, last: date, prefix: str = "") -> Q:
    """Meetings held from one day to another, by the day on which they were: one that was put off into January is of the new
    year, whatever its number says. `prefix`: the way to the meeting."""
    begin, end = workdays.start_of_day(first), workdays.end_of_day(last)
    return Q(**{f"{prefix}starts_at__gte": begin, f"{prefix}starts_at__lt": end, f"{prefix}status__in": HELD})


def held_in(year: int, prefix: str = "") -> Q:
    return held_within(date(year, 1, 1), date(year, 12, 31), prefix)


class CouncilQuerySet(ScopedQuerySet[Any]):
    def with_meetings_of(self, year: int) -> CouncilQuerySet:
        """How many meetings were held in a year, written ones among them (indicator N01)."""
        return self.annotate(held_count=Count("meetings", filter=held_in(year, "meetings__"), distinct=True))


class CouncilMemberQuerySet(QuerySet[Any]):
    def on(self, day: date) -> CouncilMemberQuerySet:
        """The roster of a day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class AttendeeQuerySet(QuerySet[Any]):
    def voters(self) -> AttendeeQuerySet:
        """Who has a vote, and is counted."""
        return self.exclude(role=OBSERVER)


class ProposalQuerySet(ScopedQuerySet[Any]):
    def for_list(self) -> ProposalQuerySet:
        return self.select_related("institution", "meeting")


class MeetingQuerySet(ScopedQuerySet[Any]):
    def for_page(self) -> MeetingQuerySet:
        return self.select_related("council__host", "created_by")

    def held_in(self, year: int) -> MeetingQuerySet:
        return self.filter(held_in(year))

    def coming(self, after: datetime) -> MeetingQuerySet:
        return self.filter(status__in=COMING, ends_at__gte=after)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> MeetingQuerySet:
        """Meetings that are on at the same time; one that is put off or called off is not."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exclude(status__in=("POSTPONED", "CANCELLED"))


class ActionItemQuerySet(ScopedQuerySet[Any]):
    def for_list(self) -> ActionItemQuerySet:
        return self.select_related("owner", "meeting__council", "item")

    def undone(self) -> ActionItemQuerySet:
        return self.filter(status__in=UNDONE)

    def in_force(self) -> ActionItemQuerySet:
        """Of meetings whose report is out: before that nobody has been told."""
        return self.filter(meeting__status="DISTRIBUTED")

    def before(self, meeting: Any) -> ActionItemQuerySet:
        """What earlier meetings of the same council agreed."""
        return self.filter(meeting__council_id=meeting.council_id, meeting__starts_at__lt=meeting.starts_at)
