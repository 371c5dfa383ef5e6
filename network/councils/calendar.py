"""Meetings of councils in the calendar."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from core.actor import Actor
from network.councils.models import Attendee, Meeting
from network.councils.querysets import HELD
from network.registry.calendar import Entry

_TONES = {"PLANNED": "hold", "POSTPONED": "hold", **dict.fromkeys(HELD, "done")}


def meetings(actor: Actor, since: datetime, until: datetime) -> list[Entry]:
    """Meetings that the actor knows of; one statement."""
    asked = Attendee.objects.filter(meeting=OuterRef("pk"), user_id=actor.user_id or 0)
    rows = Meeting.objects.for_actor(actor).filter(starts_at__lt=until, ends_at__gt=since)
    return [entry_of(row) for row in rows.annotate(is_mine=Exists(asked)).order_by("starts_at", "pk")]


def entry_of(row: Meeting) -> Entry:
    place = row.place if row.mode != "ONLINE" else row.get_mode_display()
    return Entry(
        uid=f"meeting-{row.pk}",
        sequence=row.version,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=row.title,
        place=place,
        url=reverse("councils:meeting-detail", args=[row.pk]),
        state=row.get_status_display(),
        tone=_TONES.get(row.status, "meet"),
        is_mine=bool(getattr(row, "is_mine", False)),
        is_cancelled=row.status == "CANCELLED",
        is_postponed=row.status == "POSTPONED",
    )
