"""The figures of education of a year or of any period, as their page shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import Endpoint
from core.errors import Invalid, NotVisible
from core.policy import holding
from education.forms.figures import FiguresForm
from education.indicators import figures as indicators
from education.indicators.figures import COLUMNS, GROUPINGS
from education.indicators.periods import KINDS, Period
from education.models import EducationRequest
from education.workflow import PROGRAMME


def _figure_number(source: str, words: str) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True, source=source, help_text=words)


class FigureShape(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="지표의 부호")
    name = serializers.CharField(source="definition.name", help_text="지표")
    unit = serializers.CharField(source="definition.unit", help_text="단위")
    value = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True, help_text="값")
    numerator = serializers.IntegerField(help_text="셈한 수")
    denominator = serializers.IntegerField(allow_null=True, help_text="분모")


class ComparedFigureShape(serializers.Serializer[Any]):
    code = serializers.CharField(source="figure.code", help_text="지표의 부호")
    name = serializers.CharField(source="figure.definition.name", help_text="지표")
    unit = serializers.CharField(source="figure.definition.unit", help_text="단위")
    value = _figure_number("now.raw", "값. 5명보다 적은 사람이거나 값이 없으면 비어 있습니다.")
    before = _figure_number("then.raw", "한 해 전 같은 기간의 값")
    change = _figure_number("change.raw", "한 해 전보다 늘어난 만큼")
    base = serializers.CharField(help_text="비율과 평균을 셈한 수")


class FigureCellShape(serializers.Serializer[Any]):
    column = serializers.CharField(help_text="셈한 것의 부호")
    title = serializers.CharField(help_text="셈한 것")
    unit = serializers.CharField(help_text="단위")
    text = serializers.CharField(help_text="표에 적는 글. 적은 수는 가립니다.")
    value = _figure_number("raw", "값. 가린 칸과 빈 칸은 비어 있습니다.")


class FigureLineShape(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="나눈 것의 이름")
    cells = FigureCellShape(many=True, help_text="칸")


class FigureReportShape(serializers.Serializer[Any]):
    first = serializers.DateField(help_text="첫날")
    last = serializers.DateField(help_text="마지막 날")
    by = serializers.CharField(help_text="나누는 기준의 부호")
    figures = ComparedFigureShape(many=True, help_text="지표 E01부터 E10까지")
    lines = FigureLineShape(many=True, help_text="나눈 줄")
    whole = FigureLineShape(help_text="전체. 줄의 합이 아니라 따로 셉니다.")
    notes = serializers.ListField(child=serializers.CharField(), help_text="수의 뜻")


def _figure_line(line: indicators.Line) -> dict[str, Any]:
    cells = [
        {"column": column.name, "title": column.label, "unit": column.unit, "text": cell.text, "raw": cell.raw}
        for column, cell in zip(COLUMNS, line.cells, strict=True)
    ]
    return {"name": line.name, "cells": cells}


def _parameter(name: str, words: str, choices: Any = None, kind: Any = str) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=words, enum=list(choices) if choices else None)


ASKED = [
    _parameter("kind", "기간의 종류. 없으면 한 해", KINDS),
    _parameter("year", "연도. 없으면 올해", kind=int),
    _parameter("half", "반기(1, 2)", kind=int),
    _parameter("quarter", "분기(1~4)", kind=int),
    _parameter("month", "월(1~12)", kind=int),
    _parameter("since", "첫날. 종류가 dates일 때", kind=OpenApiTypes.DATE),
    _parameter("until", "마지막 날. 종류가 dates일 때", kind=OpenApiTypes.DATE),
    _parameter("by", "나누는 기준: 주제, 분야, 대상, 시군구, 월", GROUPINGS),
]


class FiguresEndpoint(Endpoint):
    """우리 병원의 교육 실적."""

    tag = "교육 운영"
    queryset = EducationRequest.objects.none()
    policies = dict.fromkeys(("list", "retrieve"), holding("COORDINATOR DIRECTOR", PROGRAMME))
    lookup_field = "year"
    lookup_value_converter = "int"
    pagination_class = None
    filter_backends = []

    @extend_schema(
        summary="기간별 교육 실적",
        parameters=ASKED,
        responses=FigureReportShape,
        operation_id="education_figures_period",
    )
    def list(self, request: Request) -> Response:
        form = FiguresForm(request.query_params)
        if not form.is_valid():
            raise Invalid({name: list(map(str, texts)) for name, texts in form.errors.items()})
        assert self.actor.institution_id is not None
        found = indicators.report(self.actor.institution_id, form.period, form.by_name)
        body = {
            "first": found.period.first,
            "last": found.period.last,
            "by": found.table.by,
            "figures": found.figures,
            "lines": [_figure_line(line) for line in found.table.lines],
            "whole": _figure_line(found.table.whole),
            "notes": found.notes,
        }
        return Response(FigureReportShape(body).data)

    @extend_schema(summary="교육 실적", responses=FigureShape(many=True), operation_id="education_figures")
    def retrieve(self, request: Request, year: int) -> Response:
        if not 2000 <= year <= 2100:
            raise NotVisible
        assert self.actor.institution_id is not None
        found = indicators.indicators(self.actor.institution_id, Period.of("year", year))
        return Response(FigureShape(found, many=True).data)


routes: tuple[tuple[str, type, str], ...] = (("education/figures", FiguresEndpoint, "education-figures"),)
