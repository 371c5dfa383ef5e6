"""Who was there, how long, and what the tests showed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.fields import CodeField
from education.models.enrolments import Enrolment
from education.models.sessions import Session

PERSON = settings.AUTH_USER_MODEL


class Attendance(models.Model):
    """One person at one lesson. Without times, `result` alone says whether they were there for the whole of it."""

    class Source(models.TextChoices):
        QR = "QR", "QR"
        LIST = "LIST", "명단"
        SHEET = "SHEET", "서명부"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attendance")
    result = CodeField("attendance_result", verbose_name="출석")
    in_at = models.DateTimeField("입실", null=True, blank=True)
    out_at = models.DateTimeField("퇴실", null=True, blank=True)
    source = models.CharField("방법", max_length=5, choices=Source.choices, default=Source.LIST)
    entered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "출석"
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="attendance_once"),
            models.CheckConstraint(
                condition=models.Q(out_at__isnull=True) | models.Q(in_at__isnull=False, out_at__gte=models.F("in_at")),
                name="attendance_times_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.enrolment_id}"


class TestScore(models.Model):
    """What somebody reached before or after the course, in percent."""

    __test__ = False  # no test of ours, whatever its name

    class Kind(models.TextChoices):
        PRE = "PRE", "사전"
        POST = "POST", "사후"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="scores")
    kind = models.CharField("구분", max_length=4, choices=Kind.choices)
    score = models.DecimalField("점수", max_digits=4, decimal_places=1)
    taken_on = models.DateField("평가일")

    class Meta:
        verbose_name = "평가 점수"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "kind"], name="score_once"),
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=100), name="score_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.kind}"
