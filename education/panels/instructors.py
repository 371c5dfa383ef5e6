"""What the pages of the pool show: load, qualifications that run out, lessons to come and past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core import workdays
from core.actor import Actor
from education.limits import limit
from education.models import Instructor, InstructorBooking
from education.workflow import INSTRUCTOR_BOOKING

SOON = timedelta(days=60)


def hours(minutes: int) -> str:
    """`7.5`: hours as an office counts them."""
    return f"{minutes / 60:g}"


def load_of(row: Instructor) -> dict[str, Any]:
    """The annotated load in words."""
    minutes = int((row.taught or timedelta()).total_seconds() // 60)  # type: ignore[attr-defined]
    return {"lessons": row.lessons, "hours": hours(minutes), "fees": row.fees or 0}  # type: ignore[attr-defined]


def expiry(row: Instructor, today: date) -> dict[str, Any]:
    """The qualification that runs out first, and whether that is soon."""
    days = sorted(one.expires_on for one in row.qualifications.all() if one.expires_on)
    if not days:
        return {}
    tone, text = ("no", "만료") if days[0] < today else ("wait", "만료 임박") if days[0] <= today + SOON else ("", "")
    return {"day": days[0], "tone": tone, "text": text}


def lines(rows: Iterable[Instructor]) -> list[dict[str, Any]]:
    today = workdays.seoul_today()
    return [
        {"row": row, "load": load_of(row), "expiry": expiry(row, today), "over_cap": is_over_cap(row)} for row in rows
    ]


def is_over_cap(row: Instructor) -> bool:
    return (row.fee_per_hour or 0) > limit("fee_cap")


def bookings_of(instructors: Iterable[Instructor], actor: Actor, held: str) -> dict[str, list[InstructorBooking]]:
    """Lessons to come and past of one person (who may be in several pools), with what the reader may do."""
    rows: list[Any] = list(
        InstructorBooking.objects.for_page()
        .filter(instructor__in=instructors)
        .exclude(status="CANDIDATE")
        .order_by("-session__starts_at", "-pk")[:200]
    )
    now = timezone.now()
    for row in rows:
        row.actions = [one for one in INSTRUCTOR_BOOKING.available(row, {held}, actor) if not one.blocked]
    coming = [row for row in rows if row.session.ends_at >= now]
    return {"coming": coming[::-1], "past": [row for row in rows if row.session.ends_at < now]}
