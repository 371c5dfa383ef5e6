"""Endpoint: the hospital's list of one-to-one education topics."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import body_of, read_as, read_changes
from core.api.endpoints import IF_MATCH, Endpoint
from core.errors import NotVisible
from core.policy import holding
from discharge.forms.topics import TopicForm
from discharge.models import EducationTopic
from discharge.services import topics
from discharge.workflow import PROGRAMME


class TopicLine(serializers.ModelSerializer[EducationTopic]):
    class Meta:
        model = EducationTopic
        fields = ("id", *topics.FIELDS, "version")


class TopicEndpoint(Endpoint):
    """1:1 교육 주제. 대상군이 비면 모든 대상군에 씁니다."""

    tag = "퇴원계획"
    queryset = EducationTopic.objects.none()
    serializer_class = TopicLine
    pagination_class = None
    filter_backends: list[Any] = []
    lookup_value_converter = "int"
    _edits = holding("COORDINATOR", PROGRAMME)
    policies = dict.fromkeys(("list", "create", "partial_update", "defaults"), _edits)

    @extend_schema(summary="교육 주제", responses=TopicLine(many=True))
    def list(self, request: Request) -> Response:
        rows = EducationTopic.objects.filter(hospital_id=self.actor.institution_id)
        return Response(TopicLine(rows, many=True).data)

    @extend_schema(summary="교육 주제 더하기", request=body_of(TopicForm), responses={201: TopicLine})
    def create(self, request: Request) -> Response:
        made = topics.save_topic(actor=self.actor, data=read_as(self, TopicForm).values())
        return Response(TopicLine(made).data, status=201)

    @extend_schema(summary="교육 주제 고치기", request=body_of(TopicForm), parameters=[IF_MATCH], responses=TopicLine)
    def partial_update(self, request: Request, pk: int) -> Response:
        row = EducationTopic.objects.filter(pk=pk, hospital_id=self.actor.institution_id).first()
        if row is None:
            raise NotVisible
        data = read_changes(self, TopicForm, row)
        done = topics.save_topic(actor=self.actor, topic=row, data=data, version=self.version())
        return Response(TopicLine(done).data)

    @extend_schema(
        summary="기본 주제 더하기",
        description="기본 주제 가운데 아직 없는 것을 더합니다.",
        request=None,
        responses={201: TopicLine(many=True)},
    )
    @action(detail=False, methods=["post"])
    def defaults(self, request: Request) -> Response:
        return Response(TopicLine(topics.add_defaults(actor=self.actor), many=True).data, status=201)


routes: tuple[tuple[str, type, str], ...] = (("discharge/education-topics", TopicEndpoint, "education-topic"),)
