"""Standing bodies: what they are for, who sits in them from when until when, what members ask to be discussed."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.fields import CodeField, EncryptedTextField
from network.councils.querysets import OBSERVER, CouncilMemberQuerySet, CouncilQuerySet
from network.models.institutions import Designation, Institution

PERSON = settings.AUTH_USER_MODEL


class Council(models.Model):
    """A standing body (협의체) that a responsible hospital runs. `quorum_number` counts only under the rule NUMBER."""

    class Quorum(models.TextChoices):
        MAJORITY = "MAJORITY", "재적 위원 과반수"
        TWO_THIRDS = "TWO_THIRDS", "재적 위원 3분의 2"
        NUMBER = "NUMBER", "정한 인원"
        NONE = "NONE", "정족수 없음"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="hosted_councils")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="branches", verbose_name="상위 협의체"
    )
    name = models.CharField("협의체명", max_length=60)
    meeting_type = CodeField("meeting_type", verbose_name="구분")
    level = models.CharField("수준", max_length=10, choices=Designation.Level.choices, default=Designation.Level.LOCAL)
    field = CodeField("council_field", verbose_name="분야")
    purpose = models.CharField("목적", max_length=300, blank=True)
    term_from = models.DateField("임기 시작일", null=True, blank=True)
    term_until = models.DateField("임기 종료일", null=True, blank=True)
    quorum_rule = models.CharField("정족수", max_length=10, choices=Quorum.choices, default=Quorum.MAJORITY)
    quorum_number = models.PositiveSmallIntegerField("정한 인원", null=True, blank=True)
    meetings_per_year = models.PositiveSmallIntegerField("한 해 회의 횟수", default=4)
    is_active = models.BooleanField("운영 중", default=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        verbose_name = "협의체"
        indexes = [models.Index(fields=["host", "name", "id"], name="council_by_host")]
        constraints = [
            models.UniqueConstraint(fields=["host", "name"], name="council_once"),
            models.CheckConstraint(
                condition=~models.Q(quorum_rule="NUMBER") | models.Q(quorum_number__gte=1),
                name="council_quorum_has_number",
            ),
            models.CheckConstraint(
                condition=models.Q(term_until__isnull=True)
                | models.Q(term_from__isnull=True)
                | models.Q(term_until__gte=models.F("term_from")),
                name="council_term_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def quorum_of(self, voters: int) -> int:
        """How many of so many voting members must be there."""
        if self.quorum_rule == self.Quorum.MAJORITY:
            return voters // 2 + 1 if voters else 0
        if self.quorum_rule == self.Quorum.TWO_THIRDS:
            return -(-2 * voters // 3)
        return (self.quorum_number or 0) if self.quorum_rule == self.Quorum.NUMBER else 0


class CouncilMember(models.Model):
    """A seat and who holds it from when until when. The next holder of a seat is a row of its own, so the roster of
    any day can be read. `user`: the holder's account, if there is one; `delegate_name`: who stands in as a rule; `phone`,
    `email`: of the office, for whoever runs the body."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="members")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="소속 기관")
    position = models.CharField("직위", max_length=40)
    name = models.CharField("성명", max_length=50)
    user = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="계정"
    )
    role = CodeField("council_role", verbose_name="역할", default="MEMBER")
    is_ex_officio = models.BooleanField("당연직", default=True, help_text="직위에 따라 정해진 위원")
    delegate_name = models.CharField("지정 대리인", max_length=50, blank=True)
    delegate_position = models.CharField("대리인 직위", max_length=40, blank=True)
    phone = EncryptedTextField("연락처", blank=True, default="")
    email = models.EmailField("전자우편", blank=True, default="")
    valid_from = models.DateField("위촉일")
    valid_to = models.DateField("해촉일", null=True, blank=True)
    end_reason = models.CharField("해촉 사유", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CouncilMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "위원"
        indexes = [
            models.Index(fields=["council", "valid_from"], name="councilmember_by_council"),
            models.Index(fields=["institution", "council"], name="councilmember_by_place"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "institution", "position", "name", "valid_from"], name="councilmember_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="councilmember_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.position} {self.name}"

    @property
    def has_vote(self) -> bool:
        return self.role != OBSERVER

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class MinutesTemplate(models.Model):
    """How the notes of a kind of item begin in a body, and how its decision is worded (회의록 서식). Only offered: what
    was noted does not change with it."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="minutes_templates")
    kind = CodeField("agenda_kind", verbose_name="구분")
    discussion = models.TextField("논의 내용", max_length=2000, blank=True)
    decision = models.TextField("결정 사항", max_length=1000, blank=True)

    class Meta:
        verbose_name = "회의록 서식"
        constraints = [models.UniqueConstraint(fields=["council", "kind"], name="minutestemplate_once")]

    def __str__(self) -> str:
        return self.kind
