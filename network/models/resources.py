"""The resource directory: what an institution offers to whom, whether it has room, and questions about that."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from core.fields import CodeField, CodesField
from network.models.institutions import Institution
from network.models.people import User
from network.models.places import Municipality
from network.resource_querysets import CapacityQuestionQuerySet, ServiceOfferQuerySet


class ServiceOffer(models.Model):
    """A service that an institution gives: to whom, where, at what cost, how it is asked for, whether there is room.

    `areas` empty: the municipalities that the institution serves. `verified_on`: the day on which its keeper last said
    that the entry is right. `capacity` is as old as `capacity_at` says; what is too old is shown as such.
    """

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="offers")
    service = CodeField("linkage_service", verbose_name="연계서비스")
    target = models.CharField("이용 대상·기준", max_length=500, blank=True)
    age_from = models.PositiveSmallIntegerField("나이(부터)", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("나이(까지)", null=True, blank=True)
    need_areas = CodesField("need_area", verbose_name="관련 욕구")
    areas = models.ManyToManyField(Municipality, blank=True, related_name="+", verbose_name="제공 지역")
    cost = models.CharField("비용", max_length=100, blank=True)
    how_to_apply = models.CharField("신청 방법", max_length=300, blank=True)
    hours = models.CharField("이용 시간", max_length=100, blank=True)
    contact = models.CharField("담당 부서", max_length=60, blank=True)
    phone = models.CharField("담당 부서 전화", max_length=20, blank=True)
    note = models.CharField("안내", max_length=200, blank=True)
    is_active = models.BooleanField("제공 중", default=True)
    verified_on = models.DateField("확인일", null=True, blank=True)
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    capacity = CodeField("capacity_state", verbose_name="수용 상태", blank=True)
    capacity_at = models.DateTimeField("수용 상태를 적은 일시", null=True, blank=True)
    capacity_note = models.CharField("수용 상태 안내", max_length=100, blank=True)
    expected_on = models.DateField("대기 끝 예정일", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ServiceOfferQuerySet.as_manager()

    class Meta:
        verbose_name = "제공 서비스"
        indexes = [
            models.Index(fields=["service", "institution"], name="offer_by_service"),
            models.Index(fields=["verified_on"], condition=models.Q(is_active=True), name="offer_by_verification"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["institution", "service"], name="offer_once"),
            models.CheckConstraint(
                condition=models.Q(age_from__isnull=True)
                | models.Q(age_to__isnull=True)
                | models.Q(age_to__gte=models.F("age_from")),
                name="offer_ages_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity="") ^ models.Q(capacity_at__isnull=False), name="offer_capacity_has_age"
            ),
        ]

    def __str__(self) -> str:
        return self.get_service_display()


class CapacityQuestion(models.Model):
    """받을 수 있습니까? One service asked about, without any person: an age band, a municipality, a few words of need.

    The asker's number (`Q-2026-00012`) is what both sides read over the telephone. `told_by` is filled where the answer
    came by telephone and the asker wrote it down.
    """

    class AgeBand(models.TextChoices):
        CHILD = "0-18", "18세 이하"
        YOUNG = "19-39", "19~39세"
        MIDDLE = "40-64", "40~64세"
        OLD = "65-74", "65~74세"
        OLDER = "75-84", "75~84세"
        OLDEST = "85-", "85세 이상"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("문의번호", max_length=20, unique=True)
    offer = models.ForeignKey(ServiceOffer, on_delete=models.PROTECT, related_name="questions")
    asker = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="물은 기관")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="물은 사람")
    age_band = models.CharField("나이대", max_length=10, choices=AgeBand.choices)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", verbose_name="시·군·구")
    need_area = CodeField("need_area", verbose_name="욕구", blank=True)
    urgency = CodeField("urgency", verbose_name="긴급도", default="NORMAL")
    need = models.CharField("필요한 것", max_length=200)
    asked_at = models.DateTimeField("물은 일시", default=timezone.now)
    due_at = models.DateTimeField("답할 기한")
    answer = CodeField("capacity_state", verbose_name="답", blank=True)
    expected_on = models.DateField("대기 끝 예정일", null=True, blank=True)
    answer_note = models.CharField("답의 안내", max_length=200, blank=True)
    answered_at = models.DateTimeField("답한 일시", null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_by = models.CharField("말한 사람", max_length=50, blank=True)
    withdrawn_at = models.DateTimeField("거둔 일시", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CapacityQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "수용 문의"
        indexes = [
            models.Index(fields=["asker", "-asked_at", "-id"], name="capacity_asked"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="capacity_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="") ^ models.Q(answered_at__isnull=False), name="capacity_answer_has_time"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="capacity_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None
