"""What was counted over very many rows, kept for a while, and what an office writes beside its numbers."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

WORDS_LENGTH = 1000  # signs in a chapter that an office writes


class KeptAnswer(models.Model):
    """The answers to everything that a page of figures asked (`services.kept`). They are counts: no person is in them.

    `key`: what was asked and on which day, hashed; `asked`: the same, so that it can be counted again; `answers`: none
    before it was counted for the first time; `wanted_at`: since when a worker is to count it; `read_at`: when it was last
    looked at, to the hour.
    """

    key = models.CharField(max_length=64, primary_key=True)
    asked = models.JSONField("물은 것")
    answers = models.JSONField("답", null=True)
    counted_at = models.DateTimeField("센 때", null=True)
    wanted_at = models.DateTimeField("세어 달라고 한 때", null=True)
    read_at = models.DateTimeField("본 때")

    class Meta:
        verbose_name = "간직한 집계"
        indexes = [
            models.Index(fields=["counted_at"], name="keptanswer_by_age"),
            models.Index(
                fields=["-read_at", "key"], condition=models.Q(wanted_at__isnull=False), name="keptanswer_wanted"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(counted_at__isnull=False) | models.Q(wanted_at__isnull=False),
                name="keptanswer_is_counted_or_wanted",
            )
        ]

    def __str__(self) -> str:
        return self.key

    def may_be_wanted(self, *, before: datetime) -> bool:
        """Whether it was counted before that and nobody has asked for it anew."""
        return self.wanted_at is None and self.counted_at is not None and self.counted_at < before


class ReportWords(models.Model):
    """What an office writes in the report of a programme's figures, beside the numbers: one row a report.

    `hospital`: whose office writes; `scope`: whose numbers the report tells (`access.OWN`, `access.REGION`); `first`,
    `last`: its period, however it was chosen. `version`: 0 before anything was saved.
    """

    programme = models.CharField("사업", max_length=30)
    hospital = models.ForeignKey("network.Institution", on_delete=models.PROTECT, related_name="+")
    scope = models.CharField("범위", max_length=10)
    first = models.DateField("첫날")
    last = models.DateField("마지막 날")
    goals = models.TextField("추진 목표", max_length=WORDS_LENGTH, blank=True)
    results = models.TextField("주요 성과", max_length=WORDS_LENGTH, blank=True)
    problems = models.TextField("문제점 및 개선방안", max_length=WORDS_LENGTH, blank=True)
    plans = models.TextField("향후 계획", max_length=WORDS_LENGTH, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField("쓴 때", default=timezone.now)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "실적 보고 본문"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "hospital", "scope", "first", "last"], name="reportwords_once_a_report"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.first}~{self.last}"
