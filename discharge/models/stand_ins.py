"""Who stands in for somebody who is away, on which case, and until when (대직)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from discharge.models.cases import DischargeCase

PERSON = settings.AUTH_USER_MODEL


class StandIn(models.Model):
    """One post of one case, held for somebody until the day they are back. It ends by that day, by hand, or when somebody
    else takes the post."""

    case = models.ForeignKey(DischargeCase, on_delete=models.CASCADE, related_name="stand_ins")
    post = models.CharField("맡은 자리", max_length=20)
    absent = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name="자리를 비운 사람")
    deputy = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name="대직자")
    back_on = models.DateField("돌아오는 날")
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "대직"
        indexes = [
            models.Index(fields=["back_on"], condition=models.Q(ended_at__isnull=True), name="stand_in_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "post"], condition=models.Q(ended_at__isnull=True), name="stand_in_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absent} → {self.deputy}"
