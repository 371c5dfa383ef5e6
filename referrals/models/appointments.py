"""Appointments of the receiver with the person: planned, moved, missed, kept (domain 2.0.3)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from referrals.models.linkages import Linkage
from referrals.querysets.linkages import AppointmentQuerySet

PERSON = settings.AUTH_USER_MODEL


class Appointment(models.Model):
    """One meeting that the receiver planned with the person. An empty outcome: still ahead, or its result is owed.

    A moved appointment stays with the outcome MOVED; the new one points to it (`moved_from`).
    """

    class Way(models.TextChoices):
        HOME = "HOME", "가정 방문"
        OFFICE = "OFFICE", "기관 방문"
        PHONE = "PHONE", "전화 상담"

    class Outcome(models.TextChoices):
        VISITED = "VISITED", "만남"
        NO_SHOW = "NO_SHOW", "미방문"
        MOVED = "MOVED", "일정 변경"
        CANCELLED = "CANCELLED", "취소"

    linkage = models.ForeignKey(Linkage, on_delete=models.CASCADE, related_name="appointments")
    planned_at = models.DateTimeField("예정 일시")
    way = models.CharField("방법", max_length=10, choices=Way.choices)
    place = models.CharField("장소", max_length=100, blank=True)
    outcome = models.CharField("결과", max_length=10, choices=Outcome.choices, blank=True)
    happened_at = models.DateTimeField("만난 일시", null=True, blank=True)
    note = models.CharField("메모", max_length=300, blank=True)
    moved_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_to", verbose_name="앞선 일정"
    )
    planned_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "방문·상담 일정"
        indexes = [
            models.Index(fields=["linkage", "planned_at"], name="appointment_by_linkage"),
            models.Index(fields=["planned_at"], name="appointment_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome="VISITED") | models.Q(happened_at__isnull=False),
                name="appointment_kept_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.planned_at:%Y-%m-%d %H:%M}"
