"""Who takes part in a course (수강 신청)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.fields import CodeField, EncryptedTextField
from education.models.requests import EducationRequest
from education.querysets import SIGNED_UP, EnrolmentQuerySet
from education.workflow import EnrolmentStatus
from network.models import Institution

PERSON = settings.AUTH_USER_MODEL


class Enrolment(models.Model):
    """One person's sign-up to one course (form `participant`).

    `door_code`: four digits told at sign-up, asked at the door together with the name. `person_hash`: keyed hash of
    name and birth date or telephone; the same person in another course has the same (E03). Not a `Client`: somebody
    who learns is no patient.
    """

    relations: frozenset[str]  # how the actor stands to this row; set by the access mapping's `find`

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(EducationRequest, on_delete=models.PROTECT, related_name="enrolments")
    name = models.CharField("성명", max_length=50)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="소속 기관"
    )
    affiliation = models.CharField("소속", max_length=100, blank=True)
    birth_date = models.DateField("생년월일", null=True, blank=True)
    phone = EncryptedTextField("연락처", blank=True, default="")
    job = CodeField("education_audience", verbose_name="직종", blank=True)
    consented_at = models.DateTimeField("개인정보 동의")
    person_hash = models.CharField(max_length=64)
    door_code = models.CharField(max_length=4)
    is_walk_in = models.BooleanField("현장 등록", default=False)
    status = models.CharField(max_length=15, choices=EnrolmentStatus.choices, default=EnrolmentStatus.APPLIED)
    version = models.PositiveIntegerField(default=1)
    applied_at = models.DateTimeField("신청일시", default=timezone.now)
    seated_at = models.DateTimeField("확정일시", null=True, blank=True)
    cancelled_at = models.DateTimeField("취소일시", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="취소한 담당자"
    )
    decided_at = models.DateTimeField("수료 판정", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("출석 시간(분)", null=True, blank=True)
    reason = models.CharField("정정 사유", max_length=300, blank=True)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "수강 신청"
        indexes = [
            models.Index(fields=["request", "applied_at", "id"], name="enrolment_in_order"),
            models.Index(fields=["request", "status"], name="enrolment_by_state"),
            models.Index(fields=["person_hash"], name="enrolment_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "person_hash"], condition=models.Q(status__in=list(SIGNED_UP)), name="enrolment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.pk}"
