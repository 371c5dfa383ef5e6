"""Plan-against-actual tables of an agenda item."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from network.councils.models.agenda import AgendaItem


class ReportTable(models.Model):
    """A plan-against-actual table of an item (domain 3.2), as rows of numbers and words; how it prints is computed.

    `rows`: entries as `core.tables.to_json` keeps them.
    """

    class Kind(models.TextChoices):
        NEXT_YEAR = "A", "다음 해 계획과 올해 실적"
        SAME_PERIOD = "B", "같은 기간의 계획과 실적"
        BUDGET = "C", "예산"
        BUDGETS = "Y", "예산의 전년 대비"
        MONTHLY = "M", "월별 실적"
        YEARLY = "D", "연도별 지표"
        GRADES = "E", "등급"

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="tables")
    order = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField("표 종류", max_length=1, choices=Kind.choices)
    title = models.CharField("표 제목", max_length=60, blank=True)
    as_of = models.DateField("기준일", null=True, blank=True)
    year = models.PositiveSmallIntegerField("연도", null=True, blank=True)
    columns = ArrayField(
        models.CharField(max_length=30),
        default=list,
        blank=True,
        verbose_name="칸",
        help_text="연도별 지표와 등급의 머리",
    )
    rows = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "실적표"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()
