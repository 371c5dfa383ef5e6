"""Institutions of every kind, their numbers, hours and services, and the designations that hospitals hold."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.fields import CodeField
from network.models.places import CatchmentArea, Municipality, Region
from network.querysets import InstitutionQuerySet

HOSPITALS = frozenset(
    {
        "REGIONAL_RESPONSIBLE",
        "LOCAL_RESPONSIBLE",
        "TERTIARY_HOSPITAL",
        "GENERAL_HOSPITAL",
        "HOSPITAL",
        "REHAB_HOSPITAL",
        "LTC_HOSPITAL",
        "PSYCH_HOSPITAL",
    }
)


class Institution(models.Model):
    """A hospital, agency, office or centre. `is_fictional`: no source prints its own name and number."""

    code = models.SlugField("부호", max_length=40, unique=True)
    name = models.CharField("기관명", max_length=60)
    short_name = models.CharField("짧은 이름", max_length=30)
    kind = CodeField("org_type", verbose_name="기관 구분")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="institutions")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="institutions"
    )
    postcode = models.CharField("우편번호", max_length=5, blank=True)
    address = models.CharField("주소", max_length=120, blank=True)
    serves = models.ManyToManyField(Municipality, blank=True, related_name="served_by", verbose_name="담당 지역")
    is_member = models.BooleanField("참여 기관", default=True, help_text="계정이 있어 스스로 답하는 기관")
    is_fictional = models.BooleanField("가상", default=False)
    is_active = models.BooleanField("사용", default=True)
    duty_phone = models.CharField(
        "업무 휴대전화", max_length=20, blank=True, help_text="새 의뢰와 지난 기한을 문자로 받는 번호"
    )
    verified_on = models.DateField("확인일", null=True, blank=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = "기관"
        ordering = ["name"]
        indexes = [models.Index(fields=["kind", "name"], name="institution_by_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_hospital(self) -> bool:
        """Where a coordinator answers for the house, not its staff (domain 2.0: PARTNER_STAFF)."""
        return self.kind in HOSPITALS


class Phone(models.Model):
    """A number of an institution; `note` prints extensions the way people read them (`5216~7`)."""

    class Kind(models.TextChoices):
        OFFICE = "OFFICE", "공공보건의료사업실"
        MAIN = "MAIN", "대표번호"
        EMERGENCY = "EMERGENCY", "응급실"
        REFERRAL = "REFERRAL", "진료협력센터"
        DEPARTMENT = "DEPARTMENT", "담당 부서"

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="phones")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.CharField("전화", max_length=20)
    extra = models.CharField("그 밖의 번호", max_length=40, blank=True)
    fax = models.CharField("팩스", max_length=20, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "전화번호"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["institution", "kind"], name="phone_once_per_kind")]

    def __str__(self) -> str:
        return self.number


class OpeningHours(models.Model):
    """Hours of one kind on weekdays, Saturdays or Sundays; what no source prints is left out, not guessed."""

    class Kind(models.TextChoices):
        RECEPTION = "RECEPTION", "접수시간"
        CONSULTATION = "CONSULTATION", "진료시간"
        LUNCH = "LUNCH", "점심시간"
        OFFICE = "OFFICE", "업무시간"

    class Day(models.TextChoices):
        WEEKDAY = "WEEKDAY", "평일"
        SATURDAY = "SATURDAY", "토요일"
        SUNDAY = "SUNDAY", "일요일·공휴일"

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="hours")
    day = models.CharField(max_length=10, choices=Day.choices)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta:
        verbose_name = "운영 시간"
        ordering = ["day", "opens_at"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "day", "kind"], name="hours_once"),
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="hours_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_day_display()} {self.opens_at:%H:%M}~{self.closes_at:%H:%M}"


class Designation(models.Model):
    """That a hospital is the responsible hospital of a region or a catchment area, from when until when."""

    class Level(models.TextChoices):
        REGIONAL = "REGIONAL", "권역책임의료기관"
        LOCAL = "LOCAL", "지역책임의료기관"

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="designations")
    level = models.CharField(max_length=10, choices=Level.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    catchment = models.ForeignKey(CatchmentArea, on_delete=models.PROTECT, null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    printed_as = models.CharField("출처에 적힌 날", max_length=20, blank=True)

    class Meta:
        verbose_name = "책임의료기관 지정"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level="REGIONAL", catchment__isnull=True)
                | models.Q(level="LOCAL", catchment__isnull=False),
                name="designation_area_fits_level",
            )
        ]

    def __str__(self) -> str:
        return self.get_level_display()

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class HospitalProfile(models.Model):
    """What a responsible hospital prints of itself on papers, and its own lists of wards and departments."""

    institution = models.OneToOneField(Institution, on_delete=models.CASCADE, related_name="profile")
    office_name = models.CharField("부서명", max_length=40, default="공공보건의료사업실")
    homepage = models.CharField("홈페이지", max_length=100, blank=True)
    email = models.EmailField("전자우편", blank=True)
    deciding_title = models.CharField(
        "전결권자 직위", max_length=30, blank=True, help_text="전결규정의 직위. 비우면 부서의 장"
    )
    seal_is_omitted = models.BooleanField("직인 생략", default=False)
    departments = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name="진료과")
    wards = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name="병동")

    class Meta:
        verbose_name = "기관 설정"

    def __str__(self) -> str:
        return self.office_name
