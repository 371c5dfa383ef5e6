"""Endpoints of an instructor's booking: the same services as its pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import Endpoint, PortalSerializer
from core.api.shapes import words
from core.errors import NotVisible
from core.policy import OnRow
from education.access import BOOKING
from education.models import InstructorBooking
from education.services import bookings


class BookingShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.CharField(help_text="상태의 부호")
    fee = serializers.IntegerField(allow_null=True, help_text="강사료(원)")


class BookingBody(PortalSerializer):
    told_by = words(50, "회신을 알린 사람", required=False)
    reason = words(300, "사유", required=False)


class BookingEndpoint(Endpoint):
    """강사 섭외의 단계."""

    tag = "교육 신청"
    queryset = InstructorBooking.objects.none()
    policies = {"step": OnRow(BOOKING, "act", rows=InstructorBooking.objects.for_page)}

    @extend_schema(summary="강사 섭외의 단계", request=BookingBody, responses=BookingShape)
    @action(detail=True, methods=["post"], url_path="steps/<slug:name>")
    def step(self, request: Request, name: str, pk: Any = None) -> Response:
        row = self.row()
        if name not in bookings.MOVES:
            raise NotVisible
        done = bookings.act(actor=self.actor, booking=row, name=name, data=self.read(BookingBody))
        return Response(BookingShape(done).data)
