"""The one record of a person who is cared for, kept as small as the work allows."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils import timezone

from core.fields import CodeField, EncryptedTextField
from core.masking import mask_birth
from core.search import Initials
from network.models.institutions import Institution
from network.models.places import Municipality
from network.querysets import ClientQuerySet


class Client(models.Model):
    """Minimal identity of a person (never a resident registration number).

    Name and birth date are readable so that part of a name can be searched (bigrams); phone and detailed address
    are encrypted, with keyed hashes for the exact search, the search by the last digits and the duplicate check.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("성명", max_length=50)
    name_bigrams = ArrayField(models.CharField(max_length=2), default=list, editable=False)
    birth_date = models.DateField("생년월일", null=True)
    # where the day is not known; empty where it is, or where nothing is known
    birth_year = models.PositiveSmallIntegerField("출생연도", null=True, blank=True)
    sex = CodeField("sex", verbose_name="성별")
    phone = EncryptedTextField("연락처", blank=True, default="")
    phone_owner = CodeField("relationship", verbose_name="연락처 소유자", blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="시·군·구"
    )
    address_town = models.CharField("읍·면·동", max_length=30, blank=True)
    address_rest = EncryptedTextField("상세주소", blank=True, default="")
    insurance_type = CodeField("insurance_type", verbose_name="보험유형", blank=True)
    livelihood = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name="수급 구분")
    ltc_grade = CodeField("ltc_grade", verbose_name="장기요양등급", blank=True)
    disability = models.CharField("장애등록", max_length=60, blank=True)
    household_type = CodeField("household_type", verbose_name="가구형태", blank=True)
    language = models.CharField("사용 언어·의사소통", max_length=50, blank=True)
    needs_interpreter = models.BooleanField("통역 필요", default=False)
    caregiver_name = models.CharField("보호자 성명", max_length=50, blank=True)
    caregiver_relation = CodeField("relationship", verbose_name="관계", blank=True)
    caregiver_phone = EncryptedTextField("보호자 연락처", blank=True, default="")
    contact_limit = models.CharField("연락 제한", max_length=100, blank=True)
    deceased_on = models.DateField("사망일", null=True, blank=True)
    identity_hash = models.CharField(max_length=64, db_index=True, editable=False)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    phone_end_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    created_by_institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    destroyed_at = models.DateTimeField("파기일시", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = "대상자"
        indexes = [
            # fastupdate off: after a bulk load every search would read the whole pending list
            GinIndex(fields=["name_bigrams"], name="client_by_bigram", fastupdate=False),
            models.Index(fields=["birth_date"], name="client_by_birth"),
            models.Index(
                fields=["birth_year"], condition=models.Q(birth_year__isnull=False), name="client_by_birth_year"
            ),
            # one syllable is searched from the beginning of the name
            models.Index(OpClass(F("name"), name="text_pattern_ops"), name="client_by_name_start"),
            models.Index(OpClass(Initials(F("name")), name="text_pattern_ops"), name="client_by_initials"),
            models.Index(fields=["phone_end_hash"], condition=~models.Q(phone_end_hash=""), name="client_by_phone_end"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def born(self) -> str:
        """`1948년생`, also where only the year is known; empty where nothing is."""
        return mask_birth(self.birth_date) or (f"{self.birth_year}년생" if self.birth_year else "")


class ChartNumber(models.Model):
    """The number under which a hospital knows the person; unique inside that hospital."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="chart_numbers")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    number = models.CharField("등록번호", max_length=20)

    class Meta:
        verbose_name = "등록번호"
        constraints = [
            models.UniqueConstraint(fields=["institution", "number"], name="chart_number_once"),
            models.UniqueConstraint(fields=["institution", "client"], name="one_chart_number_per_hospital"),
        ]

    def __str__(self) -> str:
        return self.number
