"""Certificates (수료증): a number at completion, the paper once the report is approved."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from education.models.enrolments import Enrolment
from network.models import Institution


class Certificate(models.Model):
    """`제2026-0101호`: a series of each host and year; a number that was revoked is not given again."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    host = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    numbered_at = models.DateTimeField(default=timezone.now)
    issued_on = models.DateField("발급일", null=True, blank=True)
    reissued_on = models.DateField("재발급일", null=True, blank=True)
    revoked_at = models.DateTimeField("취소일시", null=True, blank=True)
    revoked_reason = models.CharField("취소 사유", max_length=300, blank=True)

    class Meta:
        verbose_name = "수료증"
        constraints = [
            models.UniqueConstraint(fields=["host", "year", "serial"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["enrolment"], condition=models.Q(revoked_at__isnull=True), name="certificate_one_valid"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"제{self.year}-{self.serial:04d}호"
