"""What a survey keeps. An answer names nobody: no person, no address, no session, no time finer than its day."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from core.access import ScopedQuerySet


class Questionnaire(models.Model):
    """The items of one kind of survey in one version; a version that was asked is never changed.

    `items`: [{"code", "text"}], each answered on the scale of five. The question on the whole is asked last of all.
    """

    code = models.CharField("부호", max_length=20)
    version = models.PositiveSmallIntegerField("판")
    title = models.CharField("이름", max_length=60)
    items = models.JSONField("문항")
    overall = models.CharField("전반적 만족도 문항", max_length=100)

    class Meta:
        verbose_name = "설문지"
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="questionnaire_once")]

    def __str__(self) -> str:
        return f"{self.title} {self.version}판"

    @property
    def texts(self) -> list[str]:
        """Every question that is answered on the scale, the one on the whole last."""
        return [*(item["text"] for item in self.items), self.overall]


class SurveyRoundQuerySet(ScopedQuerySet["SurveyRound"]):
    def with_counts(self) -> SurveyRoundQuerySet:
        return self.select_related("questionnaire").annotate(answered=models.Count("answers"))

    def about(self, object_kind: str, object_id: object) -> SurveyRoundQuerySet:
        return self.filter(object_kind=object_kind, object_id=str(object_id))


class SurveyRound(models.Model):
    """One asking of a questionnaire about one object (a kind and an id), through one public link.

    The key of the link has 256 bits and is stored nowhere: it is worked out anew from the row and `key_serial` with a
    secret that lies outside the database, and found by its hash.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="rounds")
    institution = models.ForeignKey(settings.INSTITUTION_MODEL, on_delete=models.PROTECT, related_name="+")
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    title = models.CharField("제목", max_length=200)
    asked = models.PositiveIntegerField(
        "대상 인원", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    opens_at = models.DateTimeField("여는 때")
    closes_at = models.DateTimeField("닫는 때")
    last_year_mean = models.DecimalField(
        "지난해 평균", max_digits=3, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )  # fmt: skip
    key_hash = models.CharField(max_length=64, unique=True)
    key_serial = models.PositiveSmallIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = SurveyRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "설문"
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="survey_closes_later")
        ]
        indexes = [
            models.Index(fields=["institution", "-closes_at", "-id"], name="survey_by_place"),
            models.Index(fields=["object_kind", "object_id"], name="survey_by_object"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, now: datetime | None = None) -> bool:
        moment = now or timezone.now()
        return self.opens_at <= moment < self.closes_at

    def is_over(self, now: datetime | None = None) -> bool:
        return self.closes_at <= (now or timezone.now())


class SurveyAnswer(models.Model):
    """One answer. `scores`: one per question of the questionnaire, null where it was left blank."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="answers")
    day = models.DateField("답한 날")
    scores = models.JSONField("점수")
    good = models.CharField("좋았던 점", max_length=500, blank=True)
    improve = models.CharField("개선할 점", max_length=500, blank=True)

    class Meta:
        verbose_name = "설문 응답"

    def __str__(self) -> str:
        return str(self.pk)
