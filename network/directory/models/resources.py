"""A service that an institution gives: to whom, where, at what cost, whether there is room."""

from __future__ import annotations

from django.db import models

from core.fields import CodeField, CodesField
from network.directory.querysets import ServiceOfferQuerySet
from network.models.accounts import User
from network.models.institutions import Institution
from network.models.places import Municipality


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
    capacity_note = models.CharField("수용 상태 안내", max_length=200, blank=True)
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
