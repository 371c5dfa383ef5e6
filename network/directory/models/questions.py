"""A question about room: one service asked about, without any person."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from core.fields import CodeField
from network.directory.models.resources import ServiceOffer
from network.directory.querysets import CapacityQuestionQuerySet
from network.models.accounts import User
from network.models.institutions import Institution
from network.models.places import Municipality


class CapacityQuestion(models.Model):
    """받을 수 있습니까? One service asked about, without any person: an age band, a municipality, a few words of need.

    The asker's number (`Q-2026-00012`) is what both sides read over the telephone. `told_by` is filled where the answer
    came by telephone and the asker wrote it down.
    """

    class AgeBand(models.TextChoices):
        CHILD = "0-18", "18세 이하"
        YOUNG = "19-39", "19~39세"
        MIDDLE = "40-64", "40~64세"
        OLD = "65-74", "65~74세"
        OLDER = "75-84", "75~84세"
        OLDEST = "85-", "85세 이상"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("문의번호", max_length=20, unique=True)
    offer = models.ForeignKey(ServiceOffer, on_delete=models.PROTECT, related_name="questions")
    asker = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="물은 기관")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="물은 사람")
    age_band = models.CharField("나이대", max_length=10, choices=AgeBand.choices)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", verbose_name="시·군·구")
    need_area = CodeField("need_area", verbose_name="욕구", blank=True)
    urgency = CodeField("urgency", verbose_name="긴급도", default="NORMAL")
    need = models.CharField("필요한 것", max_length=200)
    asked_at = models.DateTimeField("물은 일시", default=timezone.now)
    due_at = models.DateTimeField("답할 기한")
    answer = CodeField("capacity_state", verbose_name="답", blank=True)
    expected_on = models.DateField("대기 끝 예정일", null=True, blank=True)
    answer_note = models.CharField("답의 안내", max_length=200, blank=True)
    answered_at = models.DateTimeField("답한 일시", null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_by = models.CharField("말한 사람", max_length=50, blank=True)
    withdrawn_at = models.DateTimeField("거둔 일시", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CapacityQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "수용 문의"
        indexes = [
            models.Index(fields=["asker", "-asked_at", "-id"], name="capacity_asked"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="capacity_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="") ^ models.Q(answered_at__isnull=False), name="capacity_answer_has_time"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="capacity_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None
