"""Endpoints of the catalogue."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import body_of, read_as, read_changes
from core.api.endpoints import IF_MATCH, Endpoint
from core.api.shapes import RowShape
from core.policy import OnRow, holding
from education.access import TOPIC
from education.forms.catalogue import TopicForm
from education.forms.requests import topics_for
from education.models import Topic
from education.services import catalogue
from education.workflow import PROGRAMME

RUNS = holding("COORDINATOR", PROGRAMME)
AGENCY = holding("PARTNER_STAFF PARTNER_MANAGER")


class TopicShape(RowShape):
    class Meta:
        model = Topic
        fields = (
            "id", "title", "field", "audiences", "methods", "minutes", "most_people", "per_manikin", "qualification",
            "summary", "material", "has_test", "is_active", "version",
        )  # fmt: skip


class TopicEndpoint(Endpoint):
    """교육 주제."""

    tag = "교육 신청"
    queryset = Topic.objects.none()
    serializer_class = TopicShape
    filter_backends = []
    order = ("title", "pk")
    lookup_value_converter = "int"
    policies = {
        **dict.fromkeys(("list", "create", "defaults"), RUNS),
        **dict.fromkeys(("retrieve", "partial_update"), OnRow(TOPIC, "keep")),
        "offered": AGENCY,
    }

    @extend_schema(summary="교육 주제 목록", responses=TopicShape(many=True))
    def list(self, request: Request) -> Response:
        return self.page(Topic.objects.for_actor(self.actor))

    @extend_schema(
        summary="신청할 수 있는 교육 주제",
        description="우리 지역의 책임의료기관이 하는 교육입니다.",
        responses=TopicShape(many=True),
    )
    @action(detail=False, methods=["get"])
    def offered(self, request: Request) -> Response:
        return self.page(topics_for(self.actor))

    @extend_schema(summary="교육 주제 한 건", responses=TopicShape)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(TopicShape(self.row()).data)

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

    @extend_schema(
        summary="기본 교육 주제 넣기",
        description="병원에 아직 없는 흔한 주제를 넣고, 넣은 주제를 답합니다.",
        request=None,
        responses={201: TopicShape(many=True)},
    )
    @action(detail=False, methods=["post"])
    def defaults(self, request: Request) -> Response:
        return Response(TopicShape(catalogue.add_defaults(actor=self.actor), many=True).data, status=201)
