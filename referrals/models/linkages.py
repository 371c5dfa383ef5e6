"""Linkages and the replies to them."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.fields import CodeField, CodesField, EncryptedJSONField
from network.models import Client, Institution
from referrals.querysets.linkages import LinkageQuerySet
from referrals.workflow import LinkageStatus

PERSON = settings.AUTH_USER_MODEL


class Linkage(models.Model):
    """One service asked of one receiver for one person. It is the share itself: purpose, basis, and a snapshot.

    `about_kind`/`about_id` name the case of an upper app under which it runs. `number` is the sender's number,
    `receiver_number` the receiver's own. Dates of the other side may have been entered on its behalf; each such
    step is a row of `ProxyEntry`. The receiver may not pass the data on: another agency is asked by a new linkage of
    the sender's, which knows the one that it follows (`parent`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("연계번호", max_length=20, unique=True)
    receiver_number = models.CharField("수신 기관 번호", max_length=20, blank=True)
    programme = models.CharField("사업", max_length=20)
    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField()
    about_number = models.CharField("사례번호", max_length=20)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="linkages")
    sender = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="sent_linkages", verbose_name="의뢰 기관"
    )
    receiver = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="received_linkages", verbose_name="수신 기관"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="앞선 의뢰"
    )
    need_area = CodeField("need_area", verbose_name="욕구", blank=True)
    service = CodeField("linkage_service", verbose_name="연계서비스")
    reason = models.TextField("의뢰 사유", max_length=500)
    request = models.TextField("요청 사항", max_length=500)
    wished_start = models.DateField("희망 시작일", null=True, blank=True)
    urgency = CodeField("urgency", verbose_name="긴급도", default="NORMAL")
    early_reason = models.CharField("계획 확정 전 발송 사유", max_length=200, blank=True)
    shared_items = CodesField("shared_item", verbose_name="제공 항목", blank=False)
    legal_basis = CodeField("legal_basis", verbose_name="근거", default="CONSENT")
    snapshot: Any = EncryptedJSONField("제공 내용", null=True, blank=True)
    status = models.CharField(max_length=20, choices=LinkageStatus.choices, default=LinkageStatus.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField("발송일시", null=True, blank=True)
    resent_at = models.DateTimeField("재발송일시", null=True, blank=True)
    first_read_at = models.DateTimeField("처음 읽은 일시", null=True, blank=True)
    received_at = models.DateTimeField("접수일시", null=True, blank=True)
    accepted_at = models.DateTimeField("수락일시", null=True, blank=True)
    responsible = models.CharField("수신 기관 담당자", max_length=50, blank=True)
    planned_start_on = models.DateField("서비스 예정일", null=True, blank=True)
    started_on = models.DateField("서비스 시작일", null=True, blank=True)
    replied_at = models.DateTimeField("회신일시", null=True, blank=True)
    closed_at = models.DateTimeField("종료일시", null=True, blank=True)
    reply_due_on = models.DateField("회신 기한", null=True, blank=True)
    due_at = models.DateTimeField("지금 상태의 기한", null=True, blank=True)
    hold_until = models.DateField("보류 기한", null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True, help_text="회신 시계가 멈춘 때")
    note = models.TextField("보완·보류·재확인 내용", max_length=500, blank=True)
    decline_reason = CodeField("linkage_decline_reason", verbose_name="거절 사유", blank=True)
    suggested_receiver = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="추천 기관"
    )
    stop_reason = CodeField("linkage_stop_reason", verbose_name="중단 사유", blank=True)
    cancel_reason = CodeField("linkage_cancel_reason", verbose_name="취소 사유", blank=True)
    reason_text = models.CharField("상세 사유", max_length=300, blank=True)

    objects = LinkageQuerySet.as_manager()

    class Meta:
        verbose_name = "연계 의뢰"
        indexes = [
            models.Index(fields=["about_id", "created_at"], name="linkage_by_case"),
            models.Index(fields=["receiver", "-created_at", "-id"], name="linkage_inbox"),
            models.Index(fields=["receiver", "status"], name="linkage_inbox_by_state"),
            models.Index(fields=["sender", "sent_at"], name="linkage_by_sending"),
            models.Index(fields=["sender", "-created_at", "-id"], name="linkage_outbox"),
            models.Index(fields=["sender", "status", "-created_at", "-id"], name="linkage_by_state"),
            models.Index(fields=["sender", "accepted_at"], name="linkage_accepted"),
            models.Index(fields=["sender", "reply_due_on"], name="linkage_by_reply_limit"),
            models.Index(fields=["client", "receiver"], name="linkage_by_client"),
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="linkage_by_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="DRAFT") | models.Q(sent_at__isnull=False) | models.Q(status="CANCELLED"),
                name="linkage_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="DECLINED") | ~models.Q(decline_reason=""),
                name="linkage_declined_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_accepted(self) -> bool:
        """From here on the receiver serves the person, and knows whom."""
        return self.accepted_at is not None

    @property
    def ended_by_death(self) -> bool:
        """Whether the news of a death ended it: where that was not true, it is asked of the same agency anew."""
        reasons = {"CANCELLED": self.cancel_reason, "STOPPED": self.stop_reason}
        return reasons.get(self.status) == "DECEASED"


class Reply(models.Model):
    """What came back: interim replies do not move the state, the final one does."""

    linkage = models.ForeignKey(Linkage, on_delete=models.CASCADE, related_name="replies")
    reply_kind = CodeField("reply_kind", verbose_name="구분")
    result = CodeField("reply_result", verbose_name="결과")
    started_on = models.DateField("서비스 시작일", null=True, blank=True)
    frequency = models.CharField("제공 주기", max_length=50, blank=True)
    content = models.TextField("내용", max_length=1000)
    next_plan = models.TextField("향후 계획", max_length=500, blank=True)
    ask_back = models.TextField("요청 사항", max_length=500, blank=True)
    replied_by = models.CharField("작성자", max_length=50)
    entered_by = models.ForeignKey(
        PERSON,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="한 번 쓰는 주소로 오면 없음",
    )
    replied_at = models.DateTimeField("일시")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "결과 회신"
        indexes = [models.Index(fields=["linkage", "replied_at"], name="reply_by_linkage")]

    def __str__(self) -> str:
        return self.get_result_display()


class ProxyEntry(models.Model):
    """A step of the other side that was entered on its behalf (대행 입력): who said it, how, when.

    Under LINK nobody of the house entered it: who held the one-time link wrote their own name and position.
    """

    class Way(models.TextChoices):
        PHONE = "PHONE", "전화"
        FAX = "FAX", "팩스"
        LETTER = "LETTER", "우편"
        VISIT = "VISIT", "방문"
        LINK = "LINK", "한 번 쓰는 주소"

    linkage = models.ForeignKey(Linkage, on_delete=models.CASCADE, related_name="proxy_entries")
    step = models.CharField("단계", max_length=30)
    entered_for = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="대신한 기관")
    way = models.CharField("방법", max_length=10, choices=Way.choices)
    told_by = models.CharField("말한 사람", max_length=50)
    happened_at = models.DateTimeField("일시")
    entered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "대행 입력"
        indexes = [models.Index(fields=["linkage", "happened_at"], name="proxy_by_linkage")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(way="LINK") ^ models.Q(entered_by__isnull=False), name="proxy_entered_by_somebody"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.told_by}"
