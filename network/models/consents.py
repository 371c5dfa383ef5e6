"""Consent: one row per block and, for third parties, per receiver. Texts are versioned and never edited."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from core.fields import CodeField, CodesField
from network.models.accounts import User
from network.models.clients import Client
from network.models.institutions import Institution
from network.querysets import ConsentQuerySet
from network.workflow import ConsentStatus


class ConsentText(models.Model):
    """A published text of one consent block: purpose, items, retention and what refusing means (none empty)."""

    consent_type = CodeField("consent_type", verbose_name="동의 구분")
    edition = models.PositiveSmallIntegerField("판")
    purpose = models.TextField("목적")
    receiver_purpose = models.TextField("받는 자의 이용 목적", blank=True)
    items = ArrayField(models.CharField(max_length=40), verbose_name="항목")
    retention = models.CharField("보유·이용 기간", max_length=200)
    refusal = models.TextField("거부할 권리와 불이익")
    is_optional = models.BooleanField("선택 동의", default=False)
    valid_from = models.DateField("시행일")

    class Meta:
        verbose_name = "동의서 문구"
        constraints = [models.UniqueConstraint(fields=["consent_type", "edition"], name="consent_text_once")]

    def __str__(self) -> str:
        return f"{self.get_consent_type_display()} {self.edition}판"


class Consent(models.Model):
    """What a person answered to one block, given to whom, by whom, how, until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="consents")
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="+", help_text="동의를 받은 기관"
    )
    programme = models.CharField("사업", max_length=20)
    consent_type = CodeField("consent_type", verbose_name="동의 구분")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+", verbose_name="동의서 버전")
    receiver = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="제공받는 자"
    )
    items = CodesField("shared_item", verbose_name="항목")
    status = models.CharField(max_length=20, choices=ConsentStatus.choices, default=ConsentStatus.PENDING)
    retention_until = models.DateField("보유기간", null=True, blank=True)
    valid_until = models.DateField("동의 유효기간", null=True, blank=True)
    signer = CodeField("consent_signer", verbose_name="동의자", blank=True)
    signer_name = models.CharField("동의자 성명", max_length=50, blank=True)
    signer_relation = CodeField("relationship", verbose_name="관계", blank=True)
    reason_not_self = models.CharField("본인이 동의하지 못한 사유", max_length=100, blank=True)
    method = CodeField("consent_method", verbose_name="방법", blank=True)
    method_note = models.CharField("전화 동의 확인", max_length=100, blank=True)
    answered_at = models.DateTimeField("일시", null=True, blank=True)
    explained_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refusal_reason = models.CharField("비동의 사유", max_length=200, blank=True)
    evidence = models.FileField("원본(스캔·서명)", upload_to="consents/%Y/%m/", blank=True)
    withdrawn_at = models.DateTimeField("철회일시", null=True, blank=True)
    withdrawn_how = models.CharField("철회 방법", max_length=200, blank=True)
    legal_basis = CodeField("legal_basis", verbose_name="법적 근거", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "동의"
        indexes = [
            models.Index(fields=["client", "consent_type", "receiver", "status"], name="consent_gate"),
            models.Index(
                fields=["valid_until"],
                condition=models.Q(status="GRANTED", valid_until__isnull=False),
                name="consent_ends",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consent_type__in=["THIRD_PARTY", "SENSITIVE_THIRD_PARTY", "RECORD_TRANSFER"])
                ^ models.Q(receiver__isnull=True),
                name="consent_receiver_fits_type",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(withdrawn_at__gte=models.F("answered_at")),
                name="consent_withdrawn_after_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_consent_type_display()} {self.get_status_display()}"

    def holds_on(self, day: date) -> bool:
        """Granted (or not needed by law) and inside its period."""
        if self.status not in (ConsentStatus.GRANTED, ConsentStatus.NOT_REQUIRED):
            return False
        return self.valid_until is None or day <= self.valid_until
