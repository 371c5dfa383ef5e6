"""What a hospital offers to teach."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from core.fields import CodeField, CodesField
from education.querysets import TopicQuerySet
from network.models import Institution


class Topic(models.Model):
    """A topic of the catalogue (교육 주제). `per_manikin`: people who practise at one manikin; more of them warns."""

    host = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="education_topics")
    field = CodeField("education_field", verbose_name="교육 분야")
    title = models.CharField("주제명", max_length=100)
    audiences = CodesField("education_audience", verbose_name="교육 대상", blank=False)
    methods = CodesField("education_method", verbose_name="교육 방법", blank=False)
    minutes = models.PositiveSmallIntegerField("교육 시간(분)", default=120)
    most_people = models.PositiveSmallIntegerField("알맞은 인원", null=True, blank=True)
    per_manikin = models.PositiveSmallIntegerField("실습 기구 하나에 인원", null=True, blank=True)
    qualification = models.CharField("강사 자격", max_length=60, blank=True)
    summary = models.TextField("내용", max_length=1000, blank=True)
    material = models.CharField("교재·준비물", max_length=200, blank=True)
    has_test = models.BooleanField("사전·사후 평가", default=False)
    is_active = models.BooleanField("신청 받음", default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = "교육 주제"
        indexes = [models.Index(fields=["host", "title", "id"], name="education_topic_by_host")]
        constraints = [models.UniqueConstraint(fields=["host", "title"], name="education_topic_once")]

    def __str__(self) -> str:
        return self.title
