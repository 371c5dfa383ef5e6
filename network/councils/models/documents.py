"""A paper of a meeting that needs approval, and its approval line."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.fields import CodeField
from network.councils.models.meetings import Meeting
from network.councils.querysets import DocumentQuerySet
from network.councils.workflow import DocumentStatus

PERSON = settings.AUTH_USER_MODEL


class CouncilDocument(models.Model):
    """The report of a meeting as a paper that needs approval. Once approved its content is frozen, with a hash; a
    correction is a new edition that names the one it corrects."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="documents")
    edition = models.PositiveSmallIntegerField(default=1)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="정정 대상"
    )
    correction_note = models.CharField("정정 내용", max_length=500, blank=True)
    status = models.CharField(max_length=15, choices=DocumentStatus.choices, default=DocumentStatus.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    number = models.CharField("문서번호", max_length=60, blank=True)
    approved_at = models.DateTimeField("결재일시", null=True, blank=True)
    issued_at = models.DateTimeField("시행일시", null=True, blank=True)
    return_note = models.CharField("반려 의견", max_length=500, blank=True)
    content = models.JSONField(null=True, blank=True, help_text="결재한 때의 내용")
    digest = models.CharField(max_length=64, blank=True)
    paper = models.ForeignKey("core.PrintedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "결재 문서"
        constraints = [models.UniqueConstraint(fields=["meeting", "edition"], name="councildocument_edition_once")]

    def __str__(self) -> str:
        return self.number or f"{self.meeting_id}-{self.edition}"


class Approval(models.Model):
    """A person of the approval line, in order, the drafter first; `mark` says how they signed."""

    document = models.ForeignKey(CouncilDocument, on_delete=models.CASCADE, related_name="approvals")
    order = models.PositiveSmallIntegerField()
    title = models.CharField("직위", max_length=10)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name="결재자")
    mark = CodeField("approval_mark", blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField("의견", max_length=500, blank=True)

    class Meta:
        verbose_name = "결재"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["document", "order"], name="approval_order_once")]

    def __str__(self) -> str:
        return self.title
