"""The figures of a programme over any period, as their page shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import Endpoint
from core.errors import Invalid
from core.periods import KINDS
from core.policy import SignedIn, holding
from network.figures.access import READERS, find, readable
from network.figures.services.reports import Report, asked
from network.models import Institution
from network.registry.figures import Line, Table


def _number(source: str, words: str) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True, source=source, help_text=words)


class ProgrammeShape(serializers.Serializer[Any]):
    programme = serializers.CharField(source="slug", help_text="주소에 적는 사업")
    name = serializers.CharField(source="label", help_text="사업")


class FigureShape(serializers.Serializer[Any]):
    code = serializers.CharField(source="figure.code", help_text="지표의 부호")
    name = serializers.CharField(source="figure.definition.name", help_text="지표")
    unit = serializers.CharField(source="figure.definition.unit", help_text="단위")
    value = _number("now.raw", "값. 가렸거나 값이 없으면 비어 있습니다.")
    text = serializers.CharField(source="now.text", help_text="표에 적는 글. 적은 수는 가립니다.")
    before = _number("then.raw", "한 해 전 같은 기간의 값")
    change = _number("change.raw", "한 해 전보다 늘어난 만큼")
    base = serializers.CharField(help_text="비율과 평균을 셈한 수")
    remarks = serializers.ListField(child=serializers.CharField(), help_text="덧붙임(잠정, 보정하지 않음 등)")
    numerator = serializers.CharField(source="figure.definition.numerator", help_text="분자 또는 세는 것의 뜻")
    denominator = serializers.CharField(source="figure.definition.denominator", help_text="분모의 뜻")


class FigureCellShape(serializers.Serializer[Any]):
    title = serializers.CharField(help_text="셈한 것")
    unit = serializers.CharField(help_text="단위")
    text = serializers.CharField(help_text="표에 적는 글. 적은 수는 가립니다.")
    value = _number("raw", "값. 가린 칸과 빈 칸은 비어 있습니다.")


class FigureLineShape(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="나눈 것의 이름")
    cells = FigureCellShape(many=True, help_text="칸")


class FigureReportShape(serializers.Serializer[Any]):
    first = serializers.DateField(help_text="첫날")
    last = serializers.DateField(help_text="마지막 날")
    place = serializers.CharField(help_text="센 병원")
    by = serializers.CharField(help_text="나누는 기준의 부호")
    figures = FigureShape(many=True, help_text="사업의 지표 모두")
    lines = FigureLineShape(many=True, help_text="나눈 줄. 나누는 기준이 없으면 비어 있습니다.")
    whole = FigureLineShape(allow_null=True, help_text="전체. 줄의 합이 아니라 따로 셉니다.")
    notes = serializers.ListField(child=serializers.CharField(), help_text="수의 뜻")


def _line(table: Table, line: Line) -> dict[str, Any]:
    cells = [
        {"title": column.label, "unit": column.unit, "text": cell.text, "raw": cell.raw}
        for column, cell in zip(table.columns, line.cells, strict=True)
    ]
    return {"name": line.name, "cells": cells}


def _body(found: Report) -> dict[str, Any]:
    table = found.table
    return {
        "first": found.period.first,
        "last": found.period.last,
        "place": found.scope.label,
        "by": found.query["by"],
        "figures": found.figures,
        "lines": [_line(table, line) for line in table.lines] if table else [],
        "whole": _line(table, table.whole) if table else None,
        "notes": found.notes,
    }


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
    _parameter("place", "범위: own 우리 병원, region 시·도 전체. 볼 수 있는 것만 고릅니다."),
    _parameter("by", "나누는 기준의 부호. 사업마다 다릅니다."),
]


class FiguresEndpoint(Endpoint):
    """사업마다의 실적."""

    tag = "통계·보고"
    queryset = Institution.objects.none()
    policies = {"list": holding(READERS), "retrieve": SignedIn()}
    lookup_field = "programme"
    lookup_value_converter = "slug"
    pagination_class = None
    filter_backends = []

    @extend_schema(
        summary="실적을 볼 수 있는 사업", responses=ProgrammeShape(many=True), operation_id="figures_programmes"
    )
    def list(self, request: Request) -> Response:
        return Response(ProgrammeShape(readable(self.actor), many=True).data)

    @extend_schema(
        summary="한 사업의 실적", parameters=ASKED, responses=FigureReportShape, operation_id="figures_programme"
    )
    def retrieve(self, request: Request, programme: str) -> Response:
        form, found = asked(self.actor, find(self.actor, programme), request.query_params)
        if not form.is_valid():
            raise Invalid({name: list(map(str, texts)) for name, texts in form.errors.items()})
        return Response(FigureReportShape(_body(found)).data)


routes: tuple[tuple[str, type, str], ...] = (("figures", FiguresEndpoint, "figures"),)
