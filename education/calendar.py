"""Lessons in the calendar."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from core.actor import Actor
from education.models import EducationRequest, InstructorBooking, Session
from education.querysets import CANCELLED, HELD, PROMISED
from network.registry.calendar import Entry

# Before that there are no dates, only wishes. A date from which a course is moved away stays until it has another.
SHOWN = ("SCHEDULING", "CONFIRMED", "POSTPONED", *HELD, *CANCELLED)


def lessons(actor: Actor, since: datetime, until: datetime) -> list[Entry]:
    """Lessons of courses that the actor knows of; one statement."""
    courses = EducationRequest.objects.for_actor(actor).filter(status__in=SHOWN)
    mine = InstructorBooking.objects.filter(session=OuterRef("pk"), instructor__user_id=actor.user_id or 0)
    off = Q(status="CANCELLED", session__request__status__in=CANCELLED)
    booked = mine.filter(Q(status__in=PROMISED) | off)
    rows = Session.objects.filter(request__in=courses.values("pk"), starts_at__lt=until, ends_at__gt=since)
    rows = rows.select_related("request__topic", "request__requester", "request__external_requester").annotate(
        is_mine=Exists(booked)
    )
    return [_entry(row) for row in rows.order_by("starts_at", "pk")]


def _entry(row: Session) -> Entry:
    course = row.request
    name = course.requester.short_name if course.requester else course.asker
    who = f" · {name}" if name else ""
    is_postponed = course.status == "POSTPONED" and row.starts_at > timezone.now()
    return Entry(
        uid=f"lesson-{row.pk}",
        sequence=course.version + row.version,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=f"{course.course}{who}",
        place=row.place_or_link,
        url=reverse("education:request-detail", args=[course.pk]),
        state=course.get_status_display(),
        tone="hold" if is_postponed or course.status == "SCHEDULING" else "done" if course.status in HELD else "",
        is_mine=bool(row.is_mine),  # type: ignore[attr-defined]
        is_cancelled=course.status in CANCELLED,
        is_postponed=is_postponed,
    )
