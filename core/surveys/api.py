"""Endpoints of surveys. Answering has none: whoever has the link has no account."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import hwpx
from core.actor import Actor
from core.api.acts import body_of, endpoints, policies, read_as
from core.api.endpoints import HWPX, IDEMPOTENCY_KEY, PDF, PaperEndpoint
from core.errors import Forbidden
from core.policy import OnRow, SignedIn
from core.reports import pdf_response, print_out, type_blocks
from core.surveys import registry
from core.surveys.access import ROUND_ACCESS
from core.surveys.acts import SURVEY_ACTS
from core.surveys.forms import OpenForm
from core.surveys.models import SurveyRound
from core.surveys.papers import results as papers
from core.surveys.services import results, rounds


class BarShape(serializers.Serializer[Any]):
    score = serializers.IntegerField(help_text="점수")
    label = serializers.CharField(help_text="척도의 말")  # type: ignore[assignment]
    count = serializers.IntegerField(help_text="고른 사람 수")
    share = serializers.DecimalField(max_digits=4, decimal_places=1, help_text="비율(%)")


class SurveyItemShape(serializers.Serializer[Any]):
    text = serializers.CharField(help_text="문항")
    count = serializers.IntegerField(help_text="답한 사람 수")
    mean = serializers.DecimalField(max_digits=3, decimal_places=2, allow_null=True, help_text="평균")
    bars = BarShape(many=True, help_text="분포. 5명보다 적으면 비어 있습니다.")


class ResultsShape(serializers.Serializer[Any]):
    asked = serializers.IntegerField(allow_null=True, help_text="대상 인원")
    answered = serializers.IntegerField(help_text="응답 수")
    valid = serializers.IntegerField(help_text="유효 응답 수")
    rate = serializers.DecimalField(max_digits=6, decimal_places=1, allow_null=True, help_text="응답률(%)")
    hidden = serializers.CharField(allow_blank=True, help_text="결과를 나누어 보이지 않는 까닭")
    mean = serializers.DecimalField(max_digits=3, decimal_places=2, allow_null=True, help_text="평균(5점)")
    hundred = serializers.DecimalField(max_digits=4, decimal_places=1, allow_null=True, help_text="100점 환산")
    hundred_way = serializers.CharField(allow_blank=True, help_text="환산 방법")
    change = serializers.CharField(allow_blank=True, help_text="지난해와 차이")
    last_year = serializers.DecimalField(max_digits=3, decimal_places=2, allow_null=True, help_text="지난해 평균")
    items = SurveyItemShape(many=True, help_text="문항별")
    good = serializers.ListField(child=serializers.CharField(), help_text="좋았던 점")
    improve = serializers.ListField(child=serializers.CharField(), help_text="개선할 점")


class RoundShape(serializers.Serializer[Any]):
    """A round as lists show it."""

    id = serializers.UUIDField()
    title = serializers.CharField(help_text="제목")
    object_kind = serializers.CharField(help_text="무엇에 관한 조사인지")
    object_id = serializers.CharField()
    questionnaire = serializers.CharField(source="questionnaire.code", help_text="설문지의 부호")
    questionnaire_version = serializers.IntegerField(source="questionnaire.version", help_text="설문지의 판")
    opens_at = serializers.DateTimeField(help_text="여는 때")
    closes_at = serializers.DateTimeField(help_text="닫는 때")
    asked = serializers.IntegerField(allow_null=True, help_text="대상 인원")
    answered = serializers.IntegerField(help_text="응답 수")


class WholeRoundShape(RoundShape):
    url = serializers.CharField(allow_blank=True, help_text="답하는 주소. 닫힌 뒤에는 비어 있습니다.")
    results = ResultsShape(help_text="결과")


def _round(row: SurveyRound, actor: Actor) -> Any:
    found: Any = SurveyRound.objects.with_counts().get(pk=row.pk)
    found.results = results.of_round(found)
    found.url = "" if found.is_over() else rounds.url_of(found)
    return WholeRoundShape(found).data


_Acts: Any = endpoints(SURVEY_ACTS, WholeRoundShape, _round)


class SurveyEndpoint(_Acts, PaperEndpoint):
    """만족도 조사: rounds, their links, their results."""

    tag = "만족도 조사"
    serializer_class = RoundShape
    queryset = SurveyRound.objects.none()
    order = ("-closes_at", "-pk")
    policies = {
        "list": SignedIn(),
        "create": SignedIn(),
        "retrieve": OnRow(ROUND_ACCESS, "read"),
        **dict.fromkeys(("paper", "paper_hwpx"), OnRow(ROUND_ACCESS, "read", rows=SurveyRound.objects.with_counts)),
        **policies(SURVEY_ACTS),
    }

    @extend_schema(summary="만족도 조사 목록", responses=RoundShape(many=True))
    def list(self, request: Request) -> Response:
        return self.page(SurveyRound.objects.with_counts().for_actor(self.actor))

    @extend_schema(
        summary="만족도 조사 열기",
        request=body_of(OpenForm),
        responses={201: WholeRoundShape},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        if not registry.opened_by(self.actor):
            raise Forbidden
        values = read_as(self, OpenForm, actor=self.actor).values()
        row = rounds.open_by_hand(actor=self.actor, idempotency_key=self.idempotency_key(), **values)
        return Response(_round(row, self.actor), status=201)

    @extend_schema(summary="만족도 조사와 결과", responses=WholeRoundShape)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(_round(self.row(), self.actor))

    @extend_schema(summary="만족도 조사 결과 PDF", responses=PDF)
    @action(detail=True, methods=["get"], url_path="paper")
    def paper(self, request: Request, pk: Any = None) -> HttpResponse:
        row = self.row()
        return pdf_response(*print_out(papers.RESULTS, row, papers.context(row), self.actor))

    @extend_schema(summary="만족도 조사 결과 HWPX", responses=HWPX)
    @action(detail=True, methods=["get"], url_path="paper/hwpx")
    def paper_hwpx(self, request: Request, pk: Any = None) -> HttpResponse:
        row = self.row()
        return hwpx.response(*type_blocks(papers.RESULTS, row, papers.context(row), self.actor, row.institution.name))


routes: tuple[tuple[str, type, str], ...] = (("surveys", SurveyEndpoint, "survey"),)
