"""The door of a meeting: opened, closed, signed at."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import REFUSALS
from core.api.endpoints import Endpoint, PortalSerializer
from core.policy import OnRow, SignedIn
from network.councils.access import MEETING_ACCESS
from network.councils.models import Meeting
from network.councils.services import door


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
