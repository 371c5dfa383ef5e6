"""The figures of education of a year, as its page shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import Endpoint
from core.errors import NotVisible
from core.policy import holding
from education import running_panels
from education.models import EducationRequest
from education.workflow import PROGRAMME


class FigureShape(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="지표의 부호")
    name = serializers.CharField(source="definition.name", help_text="지표")
    unit = serializers.CharField(source="definition.unit", help_text="단위")
    value = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True, help_text="값")
    numerator = serializers.IntegerField(help_text="셈한 수")
    denominator = serializers.IntegerField(allow_null=True, help_text="분모")


class FiguresEndpoint(Endpoint):
    """우리 병원의 한 해 교육 실적."""

    tag = "교육 운영"
    queryset = EducationRequest.objects.none()
    policies = {"retrieve": holding("COORDINATOR DIRECTOR", PROGRAMME)}
    lookup_field = "year"
    lookup_value_converter = "int"

    @extend_schema(summary="교육 실적", responses=FigureShape(many=True), operation_id="education_figures")
    def retrieve(self, request: Request, year: int) -> Response:
        if not 2000 <= year <= 2100:
            raise NotVisible
        assert self.actor.institution_id is not None
        found = running_panels.figures(self.actor.institution_id, date(year, 1, 1), date(year, 12, 31))
        return Response(FigureShape(found["figures"], many=True).data)


routes: tuple[tuple[str, type, str], ...] = (("education/figures", FiguresEndpoint, "education-figures"),)
