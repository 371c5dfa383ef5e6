"""A paper that needs approval, its approval line, and the lines that an office keeps for the next time."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.access import ScopedQuerySet
from core.fields import CodeField
from network.documents.querysets import DocumentQuerySet
from network.documents.workflow import DocumentStatus
from network.models import Institution

PERSON = settings.AUTH_USER_MODEL


class Document(models.Model):
    """A paper of an office on its way from the drafter to its issue. `kind` (`registry.KINDS`) and `subject_id` say what
    it is about. Once approved its content is frozen, with a hash; a correction is a new edition that names the one it
    corrects."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("종류", max_length=30)
    subject_id = models.UUIDField("무엇에 관한 문서인지")
    host = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="시행 기관")
    programme = models.CharField("사업", max_length=20)
    title = models.CharField("제목", max_length=200)
    edition = models.PositiveSmallIntegerField(default=1)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="정정 대상"
    )
    correction_reason = models.CharField("정정 사유", max_length=300, blank=True)
    correction_note = models.CharField("정정 내용", max_length=500, blank=True)
    status = models.CharField(max_length=15, choices=DocumentStatus.choices, default=DocumentStatus.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField("상신일시", null=True, blank=True)
    number = models.CharField("문서번호", max_length=60, blank=True)
    approved_at = models.DateTimeField("결재일시", null=True, blank=True)
    issued_at = models.DateTimeField("시행일시", null=True, blank=True)
    return_note = models.CharField("반려 의견", max_length=500, blank=True)
    content = models.JSONField(null=True, blank=True, help_text="결재한 때의 내용")
    digest = models.CharField(max_length=64, blank=True)
    paper = models.ForeignKey("core.PrintedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    due_at: datetime  # until when it is to be signed; put on by whoever lists what waits

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "결재 문서"
        indexes = [
            models.Index(fields=["host", "programme", "-created_at", "-id"], name="document_by_office"),
            models.Index(fields=["-created_at", "-id"], name="document_by_time"),
        ]
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id", "edition"], name="document_edition_once")]

    def __str__(self) -> str:
        return self.number or self.title


class Approval(models.Model):
    """A person of the approval line, in order, the drafter first; `mark` says how they signed."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="approvals")
    order = models.PositiveSmallIntegerField()
    title = models.CharField("직위", max_length=10)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name="결재자")
    mark = CodeField("approval_mark", blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField("의견", max_length=500, blank=True)

    class Meta:
        verbose_name = "결재"
        ordering = ["order"]
        indexes = [models.Index(fields=["person", "document"], name="approval_by_person")]
        constraints = [models.UniqueConstraint(fields=["document", "order"], name="document_approval_order_once")]

    def __str__(self) -> str:
        return self.title


class SavedLine(models.Model):
    """An approval line that an office keeps under a name, for the papers of a programme."""

    host = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField("사업", max_length=20)
    name = models.CharField("결재선 이름", max_length=40)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "저장한 결재선"
        constraints = [models.UniqueConstraint(fields=["host", "programme", "name"], name="savedline_name_once")]

    def __str__(self) -> str:
        return self.name


class SavedStep(models.Model):
    """Somebody of a saved line, in order, without the drafter."""

    line = models.ForeignKey(SavedLine, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    title = models.CharField("직위", max_length=10)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name="결재자")

    class Meta:
        verbose_name = "저장한 결재선의 사람"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["line", "order"], name="savedstep_order_once")]

    def __str__(self) -> str:
        return self.title
