"""That a meeting which had been called was put off or cancelled."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from network.councils.models.meetings import Meeting


class MeetingRecall(models.Model):
    """One letter that takes back a notice, with the words of that day: what it takes back, when the meeting was to be."""

    class Move(models.TextChoices):
        POSTPONED = "POSTPONED", "연기"
        CANCELLED = "CANCELLED", "취소"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="recalls")
    move = models.CharField("구분", max_length=10, choices=Move.choices)
    reason = models.CharField("사유", max_length=300)
    starts_at = models.DateTimeField("당초 시작")
    ends_at = models.DateTimeField("당초 종료")
    notice_number = models.CharField("개최 알림 문서번호", max_length=60, blank=True)
    notified_at = models.DateTimeField("개최 알림일")
    issued_at = models.DateTimeField("시행일시")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey("core.PrintedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "개최 변경 알림"
        indexes = [models.Index(fields=["meeting", "-issued_at"], name="recall_by_meeting")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.move}"
