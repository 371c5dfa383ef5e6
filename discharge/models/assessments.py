"""The comprehensive assessment, the needs it finds, and the results of instruments as they were asked."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from core import codes
from core.fields import CodeField, CodesField
from discharge.models.cases import DischargeCase
from discharge.querysets import ResultQuerySet
from network import instruments

PERSON = settings.AUTH_USER_MODEL


class Assessment(models.Model):
    """One round of assessment in parts; each profession finishes its own (domain 2.1, form `assessment`).

    The needs and the level that follows from them are a part of their own, written by the nurse and the social
    worker. Every part has its version, so that two professions writing at once do not stand in each other's way.
    """

    case = models.ForeignKey(DischargeCase, on_delete=models.CASCADE, related_name="assessments")
    round = CodeField("assessment_round", verbose_name="차수")
    assessed_on = models.DateField("평가일")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    # medical part (physician)
    med_summary = models.TextField("의학적 상태", max_length=1000, blank=True)
    comorbidity = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name="동반질환")
    allergy = models.CharField("알레르기", max_length=100, blank=True)
    medical_version = models.PositiveIntegerField(default=1)
    medical_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    medical_at = models.DateTimeField(null=True, blank=True)
    # nursing part
    medication_count = models.PositiveSmallIntegerField(
        "복용 약물 수", null=True, blank=True, validators=[MaxValueValidator(60)]
    )
    medication_note = models.TextField("주요 약물·주의", max_length=500, blank=True)
    device = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name="삽입 기구")
    wound = models.CharField("상처·욕창", max_length=200, blank=True)
    diet = models.CharField("식이", max_length=20, blank=True)
    pain = models.PositiveSmallIntegerField("통증(NRS)", null=True, blank=True, validators=[MaxValueValidator(10)])
    fall_history = models.PositiveSmallIntegerField(
        "최근 1년 낙상 횟수", null=True, blank=True, validators=[MaxValueValidator(99)]
    )
    # a test that is none of the instruments of the house: its name and its total
    other_cognition_tool = models.CharField("그 밖의 인지검사", max_length=30, blank=True)
    other_cognition_total = models.PositiveSmallIntegerField(
        "그 밖의 인지검사 총점", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    nursing_version = models.PositiveIntegerField(default=1)
    nursing_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    nursing_at = models.DateTimeField(null=True, blank=True)
    # social part
    caregiver_capacity = CodeField("caregiver_capacity", verbose_name="돌봄자 역량", blank=True)
    housing_type = models.CharField("주거형태", max_length=20, blank=True)
    housing_barrier = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name="주거 장애요소"
    )
    income_note = models.CharField("경제상황", max_length=300, blank=True)
    services_in_use = CodesField("linkage_service", verbose_name="이용 중인 서비스")
    wish = models.CharField("환자·보호자 희망사항", max_length=300, blank=True)
    social_version = models.PositiveIntegerField(default=1)
    social_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    social_at = models.DateTimeField(null=True, blank=True)
    # needs and result
    needs_version = models.PositiveIntegerField(default=1)
    needs_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    needs_at = models.DateTimeField(null=True, blank=True)
    not_done = models.CharField("시행 불가 사유", max_length=200, blank=True)
    computed_level = CodeField("need_level", verbose_name="산출된 욕구 수준", blank=True)
    need_level = CodeField("need_level", verbose_name="종합 욕구 수준", blank=True)
    need_level_reason = models.CharField("달리 정한 사유", max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "통합평가"
        indexes = [models.Index(fields=["case", "-assessed_on", "-id"], name="assessment_by_case")]

    def __str__(self) -> str:
        return self.get_round_display()


class Need(models.Model):
    """A need found in an area: level 0 to 3, with a text from level 2 on."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="needs")
    area = CodeField("need_area", verbose_name="욕구 영역")
    level = models.PositiveSmallIntegerField("수준", validators=[MaxValueValidator(3)])
    text = models.CharField("내용", max_length=300, blank=True)

    class Meta:
        verbose_name = "욕구"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "area"], name="need_once"),
            models.CheckConstraint(condition=models.Q(level__lte=3), name="need_level_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.get_area_display()} {self.level}"

    @property
    def level_label(self) -> str:
        return codes.label("need_level", str(self.level))


class InstrumentResult(models.Model):
    """One use of an instrument: version, every answer, total, band, and the version of the rules that made the band."""

    case = models.ForeignKey(DischargeCase, on_delete=models.CASCADE, related_name="instrument_results")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, null=True, blank=True, related_name="instrument_results"
    )
    follow_up = models.ForeignKey(
        "discharge.FollowUp", on_delete=models.CASCADE, null=True, blank=True, related_name="instrument_results"
    )
    instrument = models.CharField("도구", max_length=20)
    edition = models.CharField("도구 판", max_length=10)
    variant = models.CharField("기준", max_length=20, blank=True)
    answers = models.JSONField("응답")
    total = models.IntegerField("총점", null=True, blank=True)
    band = models.CharField("판정", max_length=20, blank=True)
    band_label = models.CharField("판정 이름", max_length=30, blank=True)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    rule_edition = models.CharField("판정 규칙 판", max_length=40)
    measured_on = models.DateField("측정일")
    measured_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    is_at_discharge = models.BooleanField("퇴원 전 측정", default=False)
    replaced_at = models.DateTimeField("바로잡은 때", null=True, blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = "평가도구 결과"
        indexes = [models.Index(fields=["case", "instrument", "-measured_on"], name="instrument_by_case")]

    def __str__(self) -> str:
        return f"{self.instrument} {self.total}"

    @property
    def rule_mark(self) -> str:
        """The signs by which the rules of the day are told from others."""
        return self.rule_edition.rpartition("-")[2]

    @property
    def definition(self) -> instruments.Instrument:
        """The instrument in the version in which it was asked."""
        return instruments.get(self.instrument, int(self.edition))

    @property
    def instrument_name(self) -> str:
        return self.definition.name
