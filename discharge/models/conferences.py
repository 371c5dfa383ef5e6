"""Case conferences: who sat together, what was found, what each does, what was decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from discharge.models.cases import DischargeCase
from network.models import Institution

PERSON = settings.AUTH_USER_MODEL


class CaseConference(models.Model):
    """A meeting about one case and its decision (domain 2.1, 사례회의)."""

    class Decision(models.TextChoices):
        CONTINUE = "CONTINUE", "계속"
        CHANGE = "CHANGE", "계획 변경"
        EXTEND = "EXTEND", "기간 연장"
        CLOSE = "CLOSE", "종결"
        HAND_OVER = "HAND_OVER", "이관"

    case = models.ForeignKey(DischargeCase, on_delete=models.CASCADE, related_name="conferences")
    held_on = models.DateField("회의일")
    place = models.CharField("장소", max_length=100)
    is_integrated = models.BooleanField("통합사례회의", default=False)
    situation = models.TextField("현재 상황", max_length=1000)
    needs = models.TextField("욕구", max_length=500, blank=True)
    decision = models.CharField("결정", max_length=10, choices=Decision.choices)
    decision_text = models.CharField("결정 내용", max_length=500)
    extend_until = models.DateField("연장 종료일", null=True, blank=True)
    next_on = models.DateField("다음 회의일", null=True, blank=True)
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "사례회의"
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.get_decision_display()}"


class ConferenceAttendee(models.Model):
    """Who took part: institution, role, name. Agencies only where the person's consent names them."""

    conference = models.ForeignKey(CaseConference, on_delete=models.CASCADE, related_name="attendees")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="기관")
    role = models.CharField("직위·역할", max_length=30)
    name = models.CharField("성명", max_length=50)

    class Meta:
        verbose_name = "사례회의 참석자"

    def __str__(self) -> str:
        return self.name


class AgencyAction(models.Model):
    """What an agency takes upon itself at the conference."""

    conference = models.ForeignKey(CaseConference, on_delete=models.CASCADE, related_name="actions")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="기관")
    action = models.CharField("할 일", max_length=200)
    from_on = models.DateField("부터", null=True, blank=True)
    until_on = models.DateField("까지", null=True, blank=True)

    class Meta:
        verbose_name = "기관별 할 일"

    def __str__(self) -> str:
        return self.action
