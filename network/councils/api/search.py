"""Finding words in agendas and minutes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import REFUSALS
from core.api.endpoints import Endpoint
from core.policy import SignedIn
from network.councils.filters import SearchFilter
from network.councils.models import AgendaItem
from network.councils.services import search


class CouncilHitShape(serializers.Serializer[Any]):
    where = serializers.CharField(source="label", help_text="말이 있는 항목")
    before = serializers.CharField()
    word = serializers.CharField()
    after = serializers.CharField()


class CouncilFoundShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    meeting = serializers.UUIDField(source="meeting_id")
    meeting_title = serializers.CharField(source="meeting.title")
    starts_at = serializers.DateTimeField(source="at")
    kind = serializers.CharField()
    title = serializers.CharField()
    hits = CouncilHitShape(many=True)


class SearchEndpoint(Endpoint):
    """회의 내용 찾기."""

    tag = "협의체"
    serializer_class = CouncilFoundShape
    filterset_class = SearchFilter
    order = ("-at", "-id")
    policies = {"list": SignedIn()}

    def get_queryset(self) -> QuerySet[AgendaItem]:
        if getattr(self, "swagger_fake_view", False):
            return AgendaItem.objects.none()
        return search.items_for(self.actor).select_related("meeting__council")

    @extend_schema(
        summary="회의 내용 찾기",
        description="찾을 말(q)이 없으면 아무것도 답하지 않습니다.",
        responses={200: CouncilFoundShape(many=True), **REFUSALS},
    )
    def list(self, request: Request) -> Response:
        words = search.words_of(request.query_params.get("q", ""))
        rows = self.get_queryset()
        found = self.paginate_queryset(self.filter_queryset(rows if words else rows.none())) or []
        for row in found:
            row.hits = search.hits(row, words, reads=row.may_read)  # type: ignore[attr-defined]
        return self.get_paginated_response(CouncilFoundShape(found, many=True).data)
