"""The discharge plan: versions, three signed parts, goals, actions, and the site's list of education topics."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.fields import CodeField
from core.models import PrintedDocument
from discharge.models.cases import DischargeCase
from discharge.workflow import PartStatus
from network.models import Institution

PERSON = settings.AUTH_USER_MODEL


class DischargePlan(models.Model):
    """One version of a plan. An approved version is frozen; the newest one without approval is the open one.

    `paper`: the PDF kept for an approved version, made right after the approval.
    """

    case = models.ForeignKey(DischargeCase, on_delete=models.CASCADE, related_name="plans")
    edition = models.PositiveSmallIntegerField("판")
    reason = models.CharField("바꾼 사유", max_length=200, blank=True)
    disposition_planned = CodeField("discharge_disposition", verbose_name="퇴원 예정지", blank=True)
    emergency_contact = models.CharField("응급 시 연락처", max_length=100, blank=True)
    explained_to = CodeField("explained_to", verbose_name="설명 대상", blank=True)
    explained_on = models.DateField("설명일", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_comment = models.CharField("수정 요청 내용", max_length=500, blank=True)
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    paper = models.OneToOneField(
        PrintedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="확정본"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "퇴원계획"
        indexes = [
            models.Index(
                fields=["approved_at"],
                condition=models.Q(approved_at__isnull=False, paper__isnull=True),
                name="plan_paper_to_keep",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "edition"], name="plan_edition_once"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(approved_at__isnull=True), name="plan_one_open_edition"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_at__isnull=True) | ~models.Q(approved_by=models.F("submitted_by")),
                name="plan_not_approved_by_submitter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}판"

    def ordered_parts(self) -> list[PlanPart]:
        """Its parts as they are read: doctor, nurse, social worker (the database keeps no order)."""
        order = list(PlanPart.Kind.values)
        return sorted(self.parts.all(), key=lambda part: order.index(part.kind))


class PlanPart(models.Model):
    """What one profession wrote for the patient, and its signature. `rows` holds the part's own lists, checked by its
    form; each has a `staff_note`, which no paper prints:

    doctor: medications [{name, when, caution}], appointments [{department, at}], warning_signs;
    nurse: education [{topic, leaflet, taught_to, taught_by, taught_on, understanding, again}];
    social: problems [{area, problem, goal, action, who, by}].
    """

    class Kind(models.TextChoices):
        DOCTOR = "DOCTOR", "의사"
        NURSE = "NURSE", "간호"
        SOCIAL = "SOCIAL", "사회복지"

    plan = models.ForeignKey(DischargePlan, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=PartStatus.choices, default=PartStatus.DRAFT)
    text = models.TextField("내용", max_length=1000, blank=True)
    rows = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    was_signed = models.BooleanField("고쳐서 서명이 풀림", default=False)

    class Meta:
        verbose_name = "계획 부분"
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind"], name="part_once"),
            models.CheckConstraint(
                condition=models.Q(status="DRAFT") | models.Q(signed_by__isnull=False, signed_at__isnull=False),
                name="part_signed_has_signer",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class PlanGoal(models.Model):
    """A goal in the person's own words, how it is measured, until when; and at closing, whether it was reached."""

    class Result(models.TextChoices):
        REACHED = "REACHED", "달성"
        PARTLY = "PARTLY", "일부 달성"
        MISSED = "MISSED", "미달성"

    plan = models.ForeignKey(DischargePlan, on_delete=models.CASCADE, related_name="goals")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField("목표", max_length=100)
    measure = models.CharField("확인 방법", max_length=100, blank=True)
    due_on = models.DateField("기한")
    result = models.CharField("달성", max_length=10, choices=Result.choices, blank=True)

    class Meta:
        verbose_name = "목표"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class PlanAction(models.Model):
    """What is done about a need: by our own people or by a partner, from when, how often; or why nothing (해당 없음)."""

    class Who(models.TextChoices):
        OWN = "OWN", "우리 병원"
        PARTNER = "PARTNER", "유관기관"
        NONE = "NONE", "해당 없음"

    plan = models.ForeignKey(DischargePlan, on_delete=models.CASCADE, related_name="actions")
    order = models.PositiveSmallIntegerField(default=0)
    need_area = CodeField("need_area", verbose_name="욕구")
    action = models.CharField("할 일", max_length=200, blank=True)
    service = CodeField("linkage_service", verbose_name="연계서비스", blank=True)
    who = models.CharField("맡는 곳", max_length=10, choices=Who.choices)
    responsible = models.CharField("담당자", max_length=50, blank=True)
    partner = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    start_on = models.DateField("시작일", null=True, blank=True)
    frequency = models.CharField("주기", max_length=50, blank=True)
    end_on = models.DateField("종료일", null=True, blank=True)
    unlinked_reason = CodeField("unlinked_reason", verbose_name="연계하지 않은 사유", blank=True)
    unlinked_text = models.CharField("상세 사유", max_length=200, blank=True)

    class Meta:
        verbose_name = "계획 항목"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.action or self.get_need_area_display()


class EducationTopic(models.Model):
    """A topic of one-to-one education by condition, with its leaflet; the site edits the list."""

    hospital = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    target_group = CodeField("target_group", verbose_name="대상군", blank=True)
    topic = models.CharField("교육 주제", max_length=100)
    leaflet = models.CharField("안내문", max_length=100, blank=True)
    is_active = models.BooleanField("사용", default=True)
    order = models.PositiveSmallIntegerField("순서", default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "1:1 교육 주제"
        ordering = ["target_group", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["hospital", "target_group", "topic"], name="topic_once")]

    def __str__(self) -> str:
        return self.topic
