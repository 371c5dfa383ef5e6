"""Endpoints of the catalogue."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import IF_MATCH, Endpoint, PortalSerializer
from core.api.shapes import code, code_set, words
from core.policy import OnRow, holding
from education.access import TOPIC
from education.models import Topic
from education.services import catalogue
from education.workflow import PROGRAMME

RUNS = holding("COORDINATOR", PROGRAMME)


class TopicShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField(help_text="주제명")
    minutes = serializers.IntegerField(help_text="교육 시간(분)")


class CatalogueTopicBody(PortalSerializer):
    title = words(100, "주제명")
    field = code("education_field", "교육 분야")
    audiences = code_set("education_audience", "교육 대상")
    methods = code_set("education_method", "교육 방법")
    minutes = serializers.IntegerField(min_value=30, max_value=480, help_text="교육 시간(분)")
    summary = words(1000, "내용", required=False)
    most_people = serializers.IntegerField(
        min_value=1, max_value=1000, required=False, allow_null=True, help_text="알맞은 인원"
    )
    per_manikin = serializers.IntegerField(
        min_value=1, max_value=100, required=False, allow_null=True, help_text="실습 기구 하나에 인원"
    )
    qualification = words(60, "강사 자격", required=False)
    material = words(200, "교재·준비물", required=False)
    has_test = serializers.BooleanField(required=False, help_text="사전·사후 평가")
    is_active = serializers.BooleanField(required=False, help_text="신청 받음")


class TopicEndpoint(Endpoint):
    """교육 주제."""

    tag = "교육 신청"
    queryset = Topic.objects.none()
    lookup_value_converter = "int"
    policies = {"create": RUNS, "partial_update": OnRow(TOPIC, "keep")}

    @extend_schema(summary="교육 주제 고치기", request=CatalogueTopicBody, responses=TopicShape, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(CatalogueTopicBody, partial=True)
        done = catalogue.edit_topic(actor=self.actor, topic=row, data=data, version=self.version())
        return Response(TopicShape(done).data)

    @extend_schema(summary="교육 주제 더하기", request=CatalogueTopicBody, responses={201: TopicShape})
    def create(self, request: Request) -> Response:
        return Response(
            TopicShape(catalogue.add_topic(actor=self.actor, data=self.read(CatalogueTopicBody))).data, status=201
        )  # fmt: skip
