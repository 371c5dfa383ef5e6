"""When and where a course is held."""

from __future__ import annotations

import uuid

from django.db import models

from education.models.requests import EducationRequest


class Session(models.Model):
    """One lesson of a course (회차). `check_in_key`: the secret of the QR at the door; empty while it is closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(EducationRequest, on_delete=models.CASCADE, related_name="sessions")
    order = models.PositiveSmallIntegerField("회차", default=1)
    starts_at = models.DateTimeField("시작")
    ends_at = models.DateTimeField("종료")
    place_or_link = models.CharField("장소·링크", max_length=200)
    check_in_key = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "교육 회차"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at", "id"], name="session_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_times_in_order"
            ),
            models.UniqueConstraint(fields=["request", "starts_at"], name="session_once"),
            models.UniqueConstraint(
                fields=["check_in_key"], condition=~models.Q(check_in_key=""), name="session_key_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}-{self.order}"

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)
