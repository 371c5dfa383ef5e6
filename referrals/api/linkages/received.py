"""Endpoint of the inbox: the same lines as the page, with the header line of what has ended."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import codes
from core.api.acts import REFUSALS
from core.api.endpoints import Endpoint, record_list
from core.policy import holding
from referrals.access import LINKAGE_ACCESS, PARTNER_ROLES
from referrals.api.shapes.linkages import DifferenceSerializer
from referrals.filters.linkages import DifferenceFilter, ReceivedFilter
from referrals.models import Linkage
from referrals.panels.linkages import difference, received
from referrals.workflow import LinkageStatus


class ReceivedRowSerializer(serializers.Serializer[Any]):
    """A line of the inbox; of the person only what was shared, masked."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    receiver_number = serializers.CharField(source="own_number")
    person = serializers.CharField(source="who", help_text="가린 성명. 성명을 제공하지 않았으면 빈 글입니다.")
    service = serializers.ChoiceField(codes.choices("linkage_service"), source="service_code")
    urgency = serializers.ChoiceField(codes.choices("urgency"), source="urgency_code")
    sender = serializers.CharField()
    status = serializers.ChoiceField(LinkageStatus.choices)
    turn = serializers.CharField(help_text="다음 차례")
    due_on = serializers.DateField(source="due", allow_null=True)
    is_unread = serializers.BooleanField()
    is_late = serializers.BooleanField()
    is_closed = serializers.BooleanField(help_text="내용이 닫혀 번호와 결과만 남았습니다.")
    sent_at = serializers.DateTimeField(source="sent")


class ReceivedEndpoint(Endpoint):
    """받은 의뢰."""

    tag = "연계 의뢰"
    serializer_class = ReceivedRowSerializer
    filterset_class = ReceivedFilter
    order = ("-created_at", "-id")
    policies = dict.fromkeys(("list", "report"), holding(" ".join(PARTNER_ROLES)))

    def get_queryset(self) -> QuerySet[Linkage]:
        if getattr(self, "swagger_fake_view", False):
            return Linkage.objects.none()
        rows = Linkage.objects.filter(LINKAGE_ACCESS.scope(self.actor, "inbox"))
        return rows.select_related("sender", "client").defer("snapshot", "client__phone", "client__address_rest")

    @extend_schema(summary="받은 의뢰", responses={200: ReceivedRowSerializer(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        found = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        now = timezone.now()
        lines = [received.line(row, now) for row in found]
        record_list(
            self.actor, "linkage.received_list", [row for row, one in zip(found, lines, strict=True) if one["who"]]
        )
        return self.get_paginated_response(ReceivedRowSerializer(lines, many=True).data)

    @extend_schema(summary="받은 의뢰의 처리 현황", responses={200: DifferenceSerializer(many=True), **REFUSALS})
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=DifferenceFilter)
    def report(self, request: Request) -> Response:
        rows = self.filter_queryset(Linkage.objects.filter(LINKAGE_ACCESS.scope(self.actor, "inbox")))
        return Response(DifferenceSerializer(difference.rows(rows, "sender"), many=True).data)
