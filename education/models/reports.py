"""The words of the report of a course (교육 결과보고서)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from education.models.requests import EducationRequest

PERSON = settings.AUTH_USER_MODEL


class EducationReport(models.Model):
    """What somebody wrote into the report of a course; its figures come from the rows. On its way to the approval it is a
    `network.documents` paper, which keeps what was submitted."""

    request = models.OneToOneField(EducationRequest, on_delete=models.CASCADE, related_name="report")
    opinions = models.TextField("주요 의견", max_length=2000, blank=True)
    improvement = models.TextField("개선 및 향후 계획", max_length=2000, blank=True)
    no_answer_reason = models.CharField("응답이 없는 사유", max_length=200, blank=True)
    last_year_mean = models.DecimalField("전년 만족도", max_digits=3, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "교육 결과보고"

    def __str__(self) -> str:
        return str(self.request_id)
