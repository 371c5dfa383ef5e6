"""Indicators of councils: how many meetings a hospital held, and the share of members who came (N01, N02)."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet

from core import workdays
from core.indicators import Figure, count, rate, register
from network.councils.models import Attendee, Meeting
from network.councils.querysets import HELD


@register("N01")
def held(hospital_id: int, first: date, last: date) -> Figure:
    """Meetings held, by the day of the meeting; written ones are counted and told apart."""
    found = _meetings(hospital_id, first, last).aggregate(
        all=Count("pk"), written=Count("pk", filter=Q(mode="WRITTEN"))
    )
    return count("N01", found["all"], written=found["written"])


@register("N02")
def turnout(hospital_id: int, first: date, last: date) -> Figure:
    """Members who came or sent somebody, of those who were asked; observers have no vote and do not count."""
    rows = Attendee.objects.filter(meeting__in=_meetings(hospital_id, first, last)).exclude(role="OBSERVER")
    came = Count("pk", filter=Q(attendance__in=("ATTENDED", "PROXY")))
    found = rows.aggregate(came=came, asked=Count("pk"))
    return rate("N02", found["came"], found["asked"])


def _meetings(hospital_id: int, first: date, last: date) -> QuerySet[Meeting]:
    span = {"starts_at__gte": workdays.start_of_day(first), "starts_at__lt": workdays.end_of_day(last)}
    return Meeting.objects.filter(council__host_id=hospital_id, status__in=HELD, **span)
