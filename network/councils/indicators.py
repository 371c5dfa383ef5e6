"""Indicators of councils: how many meetings a hospital held, and the share of members who came (N01, N02).

Both count what an office did, not people who are cared for: few of them are told as they are.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from core import workdays
from core.indicators import Counting, Hospitals, counted, register, shared
from network.councils.models import Attendee, Meeting
from network.councils.querysets import HELD


@register("N01", notes={"written": "서면회의"})
def held(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Meetings held, by the day of the meeting; written ones are counted and told apart."""
    return counted(_meetings(hospitals, first, last), {"hospital": "council__host_id"}, written=Q(mode="WRITTEN"))


@register("N02", is_about_people=False)
def turnout(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Members who came or sent somebody, of those who were asked; observers have no vote and do not count."""
    rows = Attendee.objects.filter(meeting__in=_meetings(hospitals, first, last)).exclude(role="OBSERVER")
    return shared(rows, Q(attendance__in=("ATTENDED", "PROXY")), {"hospital": "meeting__council__host_id"})


def _meetings(hospitals: Hospitals, first: date, last: date) -> QuerySet[Meeting]:
    span = {"starts_at__gte": workdays.start_of_day(first), "starts_at__lt": workdays.end_of_day(last)}
    return Meeting.objects.filter(council__host_id__in=hospitals, status__in=HELD, **span)
