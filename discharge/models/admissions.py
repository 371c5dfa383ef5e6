"""The admission list over which the selection rules run, the rules, and the imports that fed it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils import timezone

from core.fields import CodeField, CodesField, EncryptedTextField
from discharge.models.cases import DischargeCase
from discharge.querysets import AdmissionQuerySet
from network.models import Institution

PERSON = settings.AUTH_USER_MODEL


class AdmissionImport(models.Model):
    """One list taken over from the hospital's own system: who, when, how many rows, the hash of the file."""

    hospital = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    imported_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField("파일명", max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField("전체 줄")
    added = models.PositiveIntegerField("새로 넣음")
    updated = models.PositiveIntegerField("고침")
    skipped = models.PositiveIntegerField("같음")

    class Meta:
        verbose_name = "입원 명단 가져오기"
        indexes = [models.Index(fields=["hospital", "-imported_at"], name="import_by_hospital")]

    def __str__(self) -> str:
        return self.file_name


class Admission(models.Model):
    """A patient in hospital, as listed: the raw material of selection.

    What was never selected is destroyed 30 days after discharge (domain 5.7). Not a `Client` until it becomes a case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hospital = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    chart_no = models.CharField("등록번호", max_length=20)
    name = models.CharField("성명", max_length=50)
    name_bigrams = ArrayField(models.CharField(max_length=2), default=list, editable=False)
    birth_date = models.DateField("생년월일")
    sex = CodeField("sex", verbose_name="성별")
    phone = EncryptedTextField("연락처", blank=True, default="")
    municipality_code = models.CharField("시군구 코드", max_length=5, blank=True)
    admitted_on = models.DateField("입원일")
    admit_route = CodeField("admit_route", verbose_name="입원경로", blank=True)
    ward = models.CharField("병동", max_length=20)
    department = models.CharField("진료과", max_length=30, blank=True)
    attending_name = models.CharField("담당의", max_length=50, blank=True)
    diagnosis = models.CharField("주진단명", max_length=100)
    kcd_code = models.CharField("KCD 코드", max_length=8, blank=True)
    insurance_type = CodeField("insurance_type", verbose_name="보험유형", blank=True)
    household_type = CodeField("household_type", verbose_name="가구형태", blank=True)
    risk_items = CodesField("risk_item", verbose_name="위험요인")
    ed_visits_6m = models.PositiveSmallIntegerField("최근 6개월 응급실 방문", null=True, blank=True)
    admissions_6m = models.PositiveSmallIntegerField("최근 6개월 입원", null=True, blank=True)
    expected_discharge_on = models.DateField("퇴원예정일", null=True, blank=True)
    discharged_on = models.DateField("퇴원일", null=True, blank=True)
    ward_note = models.CharField("병동 의뢰 내용", max_length=300, blank=True)
    referred_by_ward = models.BooleanField("병동 의뢰", default=False)
    rule_hits = models.JSONField("걸린 규칙", default=list, help_text="[{rule, label, why, target_group}]")
    is_candidate = models.BooleanField("후보", default=False)
    dismissed_reason = CodeField("ineligible_reason", verbose_name="제외 사유", blank=True)
    dismissed_text = models.CharField("제외 상세", max_length=200, blank=True)
    dismissed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    dismissed_at = models.DateTimeField(null=True, blank=True)
    case = models.OneToOneField(
        DischargeCase, on_delete=models.PROTECT, null=True, blank=True, related_name="admission"
    )
    source = models.ForeignKey(
        AdmissionImport, on_delete=models.PROTECT, null=True, blank=True, related_name="admissions"
    )
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "입원 명단"
        constraints = [
            models.UniqueConstraint(fields=["hospital", "chart_no", "admitted_on"], name="admission_once"),
        ]
        indexes = [
            GinIndex(fields=["name_bigrams"], name="admission_by_bigram", fastupdate=False),
            models.Index(
                fields=["hospital", "-admitted_on", "-id"],
                condition=models.Q(is_candidate=True, case__isnull=True, dismissed_at__isnull=True),
                name="admission_candidates",
            ),
            models.Index(fields=["hospital", "-admitted_on", "-id"], name="admission_by_day"),
            models.Index(fields=["hospital", "ward", "-admitted_on", "-id"], name="admission_by_ward"),
            models.Index(
                fields=["hospital", "-admitted_on", "-id"],
                condition=models.Q(dismissed_at__isnull=False),
                name="admission_dismissed",
            ),
            models.Index(fields=["hospital", "expected_discharge_on"], name="admission_by_leaving"),
            models.Index(fields=["birth_date"], name="admission_by_birth"),
            # one syllable is searched from the beginning of the name
            models.Index(OpClass(F("name"), name="text_pattern_ops"), name="admission_by_name_start"),
            models.Index(fields=["discharged_on"], condition=models.Q(case__isnull=True), name="admission_to_destroy"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_decided(self) -> bool:
        """Selected or left out: no rule looks at it again."""
        return self.case_id is not None or self.dismissed_at is not None


class SelectionRule(models.Model):
    """A rule that makes a candidate. Its conditions all have to hold; the site edits them without a programmer."""

    hospital = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    label = models.CharField("규칙 이름", max_length=60)
    target_group = CodeField("target_group", verbose_name="대상군")
    min_age = models.PositiveSmallIntegerField("최소 나이", null=True, blank=True)
    kcd_prefixes = models.CharField(
        "KCD 코드 앞부분", max_length=200, blank=True, help_text="쉼표로 나눕니다. 예: S72, S32"
    )
    diagnosis_words = models.CharField("진단명에 든 말", max_length=200, blank=True, help_text="쉼표로 나눕니다.")
    risk_items = CodesField("risk_item", verbose_name="위험요인(하나라도)")
    household_types = CodesField("household_type", verbose_name="가구형태(하나라도)")
    min_ed_visits_6m = models.PositiveSmallIntegerField("최근 6개월 응급실 방문 최소", null=True, blank=True)
    min_admissions_6m = models.PositiveSmallIntegerField("최근 6개월 입원 최소", null=True, blank=True)
    is_active = models.BooleanField("사용", default=True)
    order = models.PositiveSmallIntegerField("순서", default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "선별 규칙"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["hospital", "label"], name="rule_once")]

    def __str__(self) -> str:
        return self.label
