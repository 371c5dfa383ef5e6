"""Searching meetings, what is public of them, and signing in at their door."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import Endpoint, PortalSerializer
from core.policy import OnRow, SignedIn
from network import council_public, council_search
from network.api.councils.requests import REFUSALS
from network.council_access import MEETING_ACCESS
from network.council_filters import PublicFilter, SearchFilter
from network.council_views.finding import OPEN
from network.models import AgendaItem, Meeting
from network.services.councils import door


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
        return council_search.items_for(self.actor).select_related("meeting__council")

    @extend_schema(
        summary="회의 내용 찾기",
        description="찾을 말(q)이 없으면 아무것도 답하지 않습니다.",
        responses={200: CouncilFoundShape(many=True), **REFUSALS},
    )
    def list(self, request: Request) -> Response:
        words = council_search.words_of(request.query_params.get("q", ""))
        rows = self.get_queryset()
        found = self.paginate_queryset(self.filter_queryset(rows if words else rows.none())) or []
        for row in found:
            row.hits = council_search.hits(row, words, reads=row.may_read)  # type: ignore[attr-defined]
        return self.get_paginated_response(CouncilFoundShape(found, many=True).data)


class PublicItemShape(serializers.Serializer[Any]):
    kind = serializers.CharField()
    title = serializers.CharField()
    decision = serializers.CharField()


class PublicMeetingShape(serializers.Serializer[Any]):
    title = serializers.CharField()
    starts_at = serializers.DateTimeField()
    host = serializers.CharField(source="council.host.name")
    council = serializers.CharField(source="council.name")
    items = PublicItemShape(source="shown", many=True)


class PublicMeetingEndpoint(Endpoint):
    """공개한 회의."""

    tag = "협의체"
    serializer_class = PublicMeetingShape
    filterset_class = PublicFilter
    order = ("-starts_at", "-id")
    policies = {"list": OPEN}
    queryset = Meeting.objects.none()

    @extend_schema(summary="공개한 회의 목록", responses={200: PublicMeetingShape(many=True)})
    def list(self, request: Request) -> Response:
        found = self.paginate_queryset(self.filter_queryset(council_public.meetings())) or []
        for row in found:
            row.shown = council_public.items_of(row)  # type: ignore[attr-defined]
        return self.get_paginated_response(PublicMeetingShape(found, many=True).data)


class DoorShape(serializers.Serializer[Any]):
    url = serializers.CharField(help_text="QR에 담는 주소. 닫혀 있으면 빈 글")


class DoorEndpoint(Endpoint):
    """출석 확인을 열고 닫기."""

    tag = "협의체 회의"
    serializer_class = DoorShape
    queryset = Meeting.objects.none()
    filter_backends = []
    _manage = OnRow(MEETING_ACCESS, "manage", rows=Meeting.objects.for_page)
    policies = {"open_door": _manage, "close_door": _manage}

    @extend_schema(summary="출석 확인 열기", request=None, responses={200: DoorShape, **REFUSALS})
    @action(detail=True, methods=["post"], url_path="open-door")
    def open_door(self, request: Request, pk: Any = None) -> Response:
        return Response({"url": door.url_of(door.open_door(actor=self.actor, meeting=self.row()))})

    @extend_schema(summary="출석 확인 닫기", request=None, responses={200: DoorShape, **REFUSALS})
    @action(detail=True, methods=["post"], url_path="close-door")
    def close_door(self, request: Request, pk: Any = None) -> Response:
        door.close_door(actor=self.actor, meeting=self.row())
        return Response({"url": ""})


class SignInBody(PortalSerializer):
    key = serializers.CharField(max_length=40, help_text="QR에 담긴 비밀값")
    seat = serializers.IntegerField(help_text="참석자 명단의 id")
    proxy_name = serializers.CharField(max_length=50, required=False, allow_blank=True)


class SignedInShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    attendance = serializers.CharField()
    signed_in_at = serializers.DateTimeField()


class SignInEndpoint(Endpoint):
    """출석 확인."""

    tag = "협의체 회의"
    serializer_class = SignedInShape
    filter_backends = []
    policies = {"create": SignedIn()}

    @extend_schema(summary="출석 확인", request=SignInBody, responses={200: SignedInShape, **REFUSALS})
    def create(self, request: Request) -> Response:
        data = self.read(SignInBody)
        row = door.sign(actor=self.actor, key=data["key"], seat_id=data["seat"], proxy_name=data.get("proxy_name", ""))
        return Response(SignedInShape(row).data)
