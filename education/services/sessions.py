"""Whether a lesson took place: asked wherever dates are given up, so that what was held is never thrown away."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from education.models import Attendance, InstructorBooking


def was_held() -> Q:
    """Somebody came, or its instructor is written down as having taught it."""
    taught = InstructorBooking.objects.filter(session=OuterRef("pk"), status__in=("DONE", "PAID"))
    return Q(Exists(Attendance.objects.filter(session=OuterRef("pk")))) | Q(Exists(taught))
