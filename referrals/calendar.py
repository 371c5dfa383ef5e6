"""Visits and counselling of an agency in the calendar: when and how, and nothing of whom (a feed lies on a telephone)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from core.actor import Actor
from network.registry.calendar import Entry
from referrals.access import LINKAGE_ACCESS
from referrals.models import Appointment, Linkage

LASTS = timedelta(hours=1)  # an appointment has a beginning only
# One that was moved is shown where it was moved to.
_SHOWN = ("", "VISITED", "NO_SHOW", "CANCELLED")


def visits(actor: Actor, since: datetime, until: datetime) -> list[Entry]:
    """Appointments of the linkages that the actor reads; one statement."""
    known = Linkage.objects.filter(LINKAGE_ACCESS.scope(actor, "read"))
    rows = Appointment.objects.filter(
        linkage__in=known.values("pk"), outcome__in=_SHOWN, planned_at__lt=until, planned_at__gt=since - LASTS
    )
    return [_entry(row, actor) for row in rows.select_related("linkage").order_by("planned_at", "pk")]


def _entry(row: Appointment, actor: Actor) -> Entry:
    is_over = row.outcome in ("VISITED", "NO_SHOW")
    return Entry(
        uid=f"visit-{row.pk}",
        sequence=1 if row.outcome else 0,
        starts_at=row.planned_at,
        ends_at=row.planned_at + LASTS,
        title=f"{row.get_way_display()} · {row.linkage.number}",
        place="",
        url=reverse("referrals:linkage-detail", args=[row.linkage_id]),
        state=row.get_outcome_display() or ("결과를 적을 차례" if row.planned_at <= timezone.now() else "예정"),
        tone="done" if is_over else "",
        is_mine=row.planned_by_id == actor.user_id,
        is_cancelled=row.outcome == "CANCELLED",
    )
