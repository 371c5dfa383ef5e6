"""What an institution took on at a meeting."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from network.councils.models.agenda import AgendaItem
from network.councils.models.meetings import Meeting
from network.councils.querysets import ActionItemQuerySet
from network.councils.workflow import ActionStatus
from network.models.institutions import Institution

PERSON = settings.AUTH_USER_MODEL


class ActionItem(models.Model):
    """What a meeting agreed that somebody does by a day (조치사항). It opens when the report is distributed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="actions", verbose_name="안건")
    text = models.CharField("조치 내용", max_length=200)
    owner = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="담당 기관")
    person = models.CharField("담당자", max_length=50, blank=True)
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField("기한")
    status = models.CharField(max_length=10, choices=ActionStatus.choices, default=ActionStatus.OPEN)
    result = models.TextField("결과", max_length=1000, blank=True)
    reason = models.CharField("중단 사유", max_length=300, blank=True)
    done_on = models.DateField("완료일", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = "조치사항"
        indexes = [
            models.Index(fields=["due_on", "id"], name="actionitem_by_due"),
            models.Index(fields=["owner", "due_on"], name="actionitem_by_owner"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_over(self) -> bool:
        return self.status in (ActionStatus.DONE, ActionStatus.DROPPED)

    def last_day(self) -> date:
        return self.due_on
