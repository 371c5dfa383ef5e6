"""Who can teach what, and when they cannot (강사)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.fields import CodesField, EncryptedTextField
from education.querysets import InstructorQuerySet
from network.models import Institution

PERSON = settings.AUTH_USER_MODEL


class Instructor(models.Model):
    """A person in a hospital's pool; with an account they answer and see their lessons themselves."""

    relations: frozenset[str]  # how the actor stands to this row; set by the access mapping's `find`

    host = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="instructors")
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("성명", max_length=50)
    affiliation = models.CharField("소속", max_length=100, blank=True)
    phone = EncryptedTextField("연락처", blank=True, default="")
    email = models.EmailField("전자우편", blank=True)
    fields = CodesField("education_field", verbose_name="강의 분야", blank=False)
    fee_per_hour = models.PositiveIntegerField("시간당 강사료(원)", null=True, blank=True)
    note = models.CharField("메모", max_length=300, blank=True)
    is_active = models.BooleanField("활동 중", default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = InstructorQuerySet.as_manager()

    class Meta:
        verbose_name = "강사"
        indexes = [models.Index(fields=["host", "name", "id"], name="instructor_by_host")]
        constraints = [
            models.UniqueConstraint(
                fields=["host", "user"], condition=Q(user__isnull=False), name="instructor_account_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class InstructorQualification(models.Model):
    """What entitles somebody to teach a topic, until when."""

    instructor = models.ForeignKey(Instructor, on_delete=models.CASCADE, related_name="qualifications")
    kind = models.CharField("자격", max_length=60)
    number = models.CharField("자격번호", max_length=60, blank=True)
    expires_on = models.DateField("만료일", null=True, blank=True)

    class Meta:
        verbose_name = "강사 자격"
        constraints = [models.UniqueConstraint(fields=["instructor", "kind", "number"], name="qualification_once")]

    def __str__(self) -> str:
        return self.kind


class InstructorAbsence(models.Model):
    """A time in which an instructor cannot come."""

    instructor = models.ForeignKey(Instructor, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField("시작")
    ends_at = models.DateTimeField("종료")
    note = models.CharField("사유", max_length=100, blank=True)

    class Meta:
        verbose_name = "강의 불가 시간"
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_times_in_order")]

    def __str__(self) -> str:
        return f"{self.instructor_id} {self.starts_at:%Y-%m-%d}"
