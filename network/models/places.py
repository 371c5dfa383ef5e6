"""Regions, catchment areas and municipalities; codes change, so regions are dated and know their successor."""

from __future__ import annotations

from django.db import models


class Region(models.Model):
    """A province-level region (시·도). Two of the programme's 17 became one on 2026-07-01."""

    code = models.CharField("시도 코드", max_length=2, unique=True)
    name = models.CharField("이름", max_length=30)
    short_name = models.CharField("짧은 이름", max_length=30)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        verbose_name = "권역(시·도)"

    def __str__(self) -> str:
        return self.name


class CatchmentArea(models.Model):
    """A mid-level catchment area (중진료권)."""

    name = models.CharField("이름", max_length=30)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="catchments")

    class Meta:
        verbose_name = "중진료권"
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="catchment_once")]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A city, county or district by its five-digit code. It may lie in no catchment area."""

    code = models.CharField("시군구 코드", max_length=5, unique=True)
    name = models.CharField("이름", max_length=30)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="municipalities")
    catchment = models.ForeignKey(
        CatchmentArea, on_delete=models.PROTECT, null=True, blank=True, related_name="municipalities"
    )
    city = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="districts", help_text="일반구가 속한 시"
    )

    class Meta:
        verbose_name = "시·군·구"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
