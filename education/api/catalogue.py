"""Endpoints of the catalogue."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import body_of, read_as, read_changes
from core.api.endpoints import IF_MATCH, Endpoint
from core.policy import OnRow, holding
from education.access import TOPIC
from education.forms.catalogue import TopicForm
from education.models import Topic
from education.services import catalogue
from education.workflow import PROGRAMME

RUNS = holding("COORDINATOR", PROGRAMME)


class TopicShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField(help_text="주제명")
    minutes = serializers.IntegerField(help_text="교육 시간(분)")


class TopicEndpoint(Endpoint):
    """교육 주제."""

    tag = "교육 신청"
    queryset = Topic.objects.none()
    lookup_value_converter = "int"
    policies = {"create": RUNS, "partial_update": OnRow(TOPIC, "keep")}

    @extend_schema(summary="교육 주제 고치기", request=body_of(TopicForm), responses=TopicShape, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = read_changes(self, TopicForm, row)
        done = catalogue.edit_topic(actor=self.actor, topic=row, data=data, version=self.version())
        return Response(TopicShape(done).data)

    @extend_schema(summary="교육 주제 더하기", request=body_of(TopicForm), responses={201: TopicShape})
    def create(self, request: Request) -> Response:
        made = catalogue.add_topic(actor=self.actor, data=read_as(self, TopicForm).values())
        return Response(TopicShape(made).data, status=201)
