"""Indicators of councils: how many meetings a hospital held, and the share of members who came (N01, N02).

Both count what an office did, not people who are cared for: few of them are told as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from core.actor import Actor
from core.dates import kdatetime
from core.indicators import Counting, Hospitals, Key, by_month, counted, register, shared
from network.councils.access import MEETING_ACCESS
from network.councils.models import Attendee, Council, Meeting
from network.councils.querysets import held_within
from network.registry.figures import Listing, Row, parted


@register("N01", opens="figures:rows", notes={"written": "서면회의"})
def held(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Meetings held, by the day of the meeting; written ones are counted and told apart."""
    by = {"hospital": "council__host_id", "council": "council_id"} | by_month("starts_at", is_moment=True)
    return counted(_meetings(hospitals, first, last), by, written=Q(mode="WRITTEN"))


@register("N02", opens="figures:rows", is_about_people=False)
def turnout(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Members who came or sent somebody, of those who were asked; observers have no vote and do not count.

    Who has no mark (of a past meeting nobody may know) is neither absent nor there.
    """
    rows = Attendee.objects.filter(meeting__in=_meetings(hospitals, first, last)).voters().exclude(attendance="")
    return shared(
        rows,
        Q(attendance__in=("ATTENDED", "PROXY")),
        {"hospital": "meeting__council__host_id", "council": "meeting__council_id"},
    )


def _meetings(hospitals: Hospitals, first: date, last: date) -> QuerySet[Meeting]:
    return Meeting.objects.filter(held_within(first, last), council__host_id__in=hospitals)


def _names(keys: Iterable[Key]) -> dict[Key, str]:
    rows = Council.objects.filter(pk__in=[key for key in keys if key is not None]).order_by("name")
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


BY_COUNCIL = parted("council", "협의체", ("N01", "N02"), _names)


# --- the rows behind --------------------------------------------------------------------------------------------------


def _row(meeting: Meeting, *cells: str) -> Row:
    return Row([meeting.title, *cells], reverse("councils:meeting-detail", args=[meeting.pk]))


def _meeting(row: Meeting) -> Row:
    return _row(row, kdatetime(row.starts_at), row.get_mode_display(), row.get_status_display())


def _attendee(row: Attendee) -> Row:
    who = (row.institution_name, row.position, row.name)
    return _row(row.meeting, *who, row.get_role_display(), row.get_attendance_display() or "-")


def _of_run_meetings(actor: Actor) -> Q:
    return Q(meeting__in=Meeting.objects.filter(MEETING_ACCESS.scope(actor, "manage")))


LISTINGS = (
    Listing(
        Meeting,
        ("회의", "시작", "방식", "상태"),
        lambda actor: MEETING_ACCESS.scope(actor, "manage"),
        _meeting,
        ("-starts_at", "-id"),
    ),
    Listing(
        Attendee,
        ("회의", "소속 기관", "직위", "성명", "역할", "참석 결과"),
        _of_run_meetings,
        _attendee,
        ("-meeting_id", "-id"),
        ("meeting",),
    ),
)
