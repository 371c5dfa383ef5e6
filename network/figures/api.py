"""The figures of a programme over any period, as their page shows them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import hwpx
from core.api.acts import REFUSALS, body_of, read_as
from core.api.endpoints import HWPX, IF_MATCH_NEEDED, PDF, Endpoint, PaperEndpoint
from core.errors import Invalid
from core.periods import KINDS
from core.policy import SignedIn
from core.reports import pdf_response
from network.figures.access import find, find_to_write, offered
from network.figures.forms import WordsForm
from network.figures.models import ReportWords
from network.figures.papers import reports as papers
from network.figures.services import behind, words
from network.figures.services.charts import Shown
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


class ChartRowShape(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="줄의 이름")
    texts = serializers.ListField(child=serializers.CharField(), help_text="센 것. 적은 수는 가립니다.")
    left = serializers.CharField(help_text="경로에서 앞 단계에 남은 것")


class ChartShape(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="그림의 부호")
    name = serializers.CharField(help_text="그림의 이름")
    heads = serializers.ListField(child=serializers.CharField(), help_text="센 것의 이름")
    note = serializers.CharField(help_text="무엇을 세는지")
    rows = ChartRowShape(many=True, help_text="줄")


class ReportWordsShape(serializers.ModelSerializer[ReportWords]):
    written_by = serializers.CharField(source="written_by.name", help_text="쓴 사람")
    version = serializers.IntegerField(help_text="판 번호. 고칠 때 If-Match에 적습니다. 아직 쓰지 않았으면 0입니다.")

    class Meta:
        model = ReportWords
        fields = (*words.FIELDS, "written_by", "written_at", "version")


class FigureReportShape(serializers.Serializer[Any]):
    first = serializers.DateField(help_text="첫날")
    last = serializers.DateField(help_text="마지막 날")
    place = serializers.CharField(help_text="센 병원")
    by = serializers.CharField(help_text="나누는 기준의 부호")
    counted_at = serializers.DateTimeField(
        allow_null=True, help_text="센 때. 세는 줄이 아주 많을 때만 있고, 없으면 지금 센 것입니다."
    )
    figures = FigureShape(many=True, help_text="사업의 지표 모두")
    lines = FigureLineShape(many=True, help_text="나눈 줄. 나누는 기준이 없으면 비어 있습니다.")
    whole = FigureLineShape(allow_null=True, help_text="전체. 줄의 합이 아니라 따로 셉니다.")
    charts = ChartShape(many=True, help_text="그림의 표")
    words = ReportWordsShape(allow_null=True, help_text="우리 기관이 쓴 보고 본문. 쓰지 않았으면 비어 있습니다.")
    notes = serializers.ListField(child=serializers.CharField(), help_text="수의 뜻")


class FigureRowShape(serializers.Serializer[Any]):
    cells = serializers.ListField(child=serializers.CharField(), help_text="칸. 사람의 이름은 가립니다.")
    url = serializers.CharField(help_text="줄이 딸린 것의 화면")


class FigureRowsShape(serializers.Serializer[Any]):
    heads = serializers.ListField(child=serializers.CharField(), help_text="칸의 이름")
    rows = FigureRowShape(many=True, help_text="이 쪽의 줄")
    next = serializers.CharField(source="page.next", help_text="다음 쪽의 표시. 없으면 비어 있습니다.")
    previous = serializers.CharField(source="page.previous", help_text="앞쪽의 표시. 없으면 비어 있습니다.")


NO_ROWS = {"heads": [], "rows": [], "page": {"next": "", "previous": ""}}


def _line(table: Table, line: Line) -> dict[str, Any]:
    cells = [
        {"title": column.label, "unit": column.unit, "text": cell.text, "raw": cell.raw}
        for column, cell in zip(table.columns, line.cells, strict=True)
    ]
    return {"name": line.name, "cells": cells}


def _chart(found: Shown) -> dict[str, Any]:
    chart = found.chart
    rows = [{"name": one.name, "texts": list(map(str, one.cells)), "left": one.left} for one in found.rows]
    return {"code": chart.code, "name": chart.label, "heads": chart.heads, "note": chart.note, "rows": rows}


def _body(found: Report) -> dict[str, Any]:
    table = found.table
    return {
        "first": found.period.first,
        "last": found.period.last,
        "place": found.scope.label,
        "by": found.query["by"],
        "counted_at": found.counted_at,
        "figures": found.figures,
        "lines": [_line(table, line) for line in table.lines] if table else [],
        "whole": _line(table, table.whole) if table else None,
        "charts": [_chart(one) for one in found.charts],
        "words": found.words,
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
    _parameter("again", "아무 값이나 적으면 간직한 수를 다시 셉니다. 다 셀 때까지는 앞서 센 수를 보입니다."),
]


class FiguresEndpoint(Endpoint):
    """사업마다의 실적."""

    tag = "통계·보고"
    queryset = Institution.objects.none()
    policies = dict.fromkeys(("list", "rows", "retrieve", "words"), SignedIn())
    lookup_field = "programme"
    lookup_value_converter = "slug"
    pagination_class = None
    filter_backends = []

    @extend_schema(
        summary="실적을 볼 수 있는 사업", responses=ProgrammeShape(many=True), operation_id="figures_programmes"
    )
    def list(self, request: Request) -> Response:
        return Response(ProgrammeShape(offered(self.actor), many=True).data)

    @extend_schema(
        summary="수 뒤의 줄. 다른 목록에 없는 것",
        parameters=[
            _parameter(
                "figure", "지표의 줄을 가리키는 말. 화면의 수에 걸린 주소에 있습니다. 없으면 아무것도 보이지 않습니다."
            ),
            _parameter("after", "이어지는 쪽의 표시"),
        ],
        responses=FigureRowsShape,
        operation_id="figures_rows",
    )
    @action(detail=False, methods=["get"])
    def rows(self, request: Request) -> Response:
        offered(self.actor)
        if not request.query_params.get("figure"):
            return Response(FigureRowsShape(NO_ROWS).data)
        found = behind.rows(self.actor, request.query_params["figure"], request.query_params.get("after", ""))
        return Response(FigureRowsShape(found).data)

    @extend_schema(
        summary="한 사업의 실적",
        parameters=ASKED,
        responses={200: FigureReportShape, 202: OpenApiResponse(description="세는 중입니다. 잠시 뒤 다시 부르십시오.")},
        operation_id="figures_programme",
    )
    def retrieve(self, request: Request, programme: str) -> Response:
        return Response(FigureReportShape(_body(_report(self, programme, leaves=False))).data)

    @extend_schema(
        summary="보고 본문 쓰기",
        description="그 기간의 실적 보고서에 수와 함께 적을 글입니다. 사업의 코디네이터가 쓰며, 빈 장은 찍지 않습니다.",
        parameters=[*ASKED[:8], IF_MATCH_NEEDED],
        request=body_of(WordsForm),
        responses={200: ReportWordsShape, **REFUSALS},
        operation_id="figures_words",
    )
    @action(detail=True, methods=["put"])
    def words(self, request: Request, programme: str) -> Response:
        place = words.asked(self.actor, find_to_write(self.actor, programme), request.query_params)
        data, version = read_as(self, WordsForm).values(), self.needed_version()
        saved = words.save(actor=self.actor, place=place, data=data, version=version)
        return Response(ReportWordsShape(saved).data)


def _report(door: Endpoint, programme: str, *, leaves: bool) -> Report:
    """What is asked for. Raises the house's errors; NotYet while it is counted."""
    form, found = asked(door.actor, find(door.actor, programme), door.request.query_params, leaves=leaves)
    if not form.is_valid():
        raise Invalid({name: list(map(str, texts)) for name, texts in form.errors.items()})
    return found


class FigurePapers(PaperEndpoint):
    """한 사업의 실적을 적은 문서. 내려받을 때마다 출력으로 기록합니다."""

    tag = "통계·보고"
    queryset = Institution.objects.none()
    policies = dict.fromkeys(("paper", "paper_hwpx"), SignedIn())
    lookup_field = "programme"
    lookup_value_converter = "slug"

    @extend_schema(summary="한 사업의 실적 PDF", parameters=ASKED, responses=PDF)
    @action(detail=True, url_path="paper")
    def paper(self, request: Request, programme: str) -> HttpResponse:
        return pdf_response(*papers.print_report(_report(self, programme, leaves=True), self._host(), self.actor))

    @extend_schema(summary="한 사업의 실적 HWPX", parameters=ASKED, responses=HWPX)
    @action(detail=True, url_path="paper/hwpx")
    def paper_hwpx(self, request: Request, programme: str) -> HttpResponse:
        return hwpx.response(*papers.type_report(_report(self, programme, leaves=True), self._host(), self.actor))

    def _host(self) -> Institution:
        assert self.actor.institution_id is not None
        return Institution.objects.get(pk=self.actor.institution_id)


routes: tuple[tuple[str, type, str], ...] = (
    ("figures", FiguresEndpoint, "figures"),
    ("figures", FigurePapers, "figure-papers"),
)
