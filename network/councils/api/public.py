"""What of councils is public."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import Endpoint
from network.councils.filters import PublicFilter
from network.councils.models import Meeting
from network.councils.panels import public
from network.councils.views.public import OPEN


class PublicItemShape(serializers.Serializer[Any]):
    kind = serializers.CharField()
    title = serializers.CharField()
    decision = serializers.CharField()
    is_corrected = serializers.BooleanField(help_text="정정한 결정")


class PublicMeetingShape(serializers.Serializer[Any]):
    title = serializers.CharField()
    starts_at = serializers.DateTimeField()
    host = serializers.CharField(source="council.host.name")
    council = serializers.CharField(source="council.name")
    withdrawn_at = serializers.DateTimeField(help_text="결과 보고의 시행을 취소한 때")
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
        found = self.paginate_queryset(self.filter_queryset(public.meetings())) or []
        for row in found:
            row.shown = public.items_of(row)  # type: ignore[attr-defined]
        return self.get_paginated_response(PublicMeetingShape(found, many=True).data)
