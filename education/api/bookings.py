"""Endpoints of an instructor's booking: the same services as its pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from core import hwpx
from core.actor import Actor
from core.api.acts import endpoints, policies
from core.api.endpoints import HWPX, PDF, PaperEndpoint
from core.policy import OnRow
from core.reports import pdf_response
from education.access import BOOKING
from education.acts.bookings import BOOKING_ACTS
from education.models import InstructorBooking
from education.services import lecture_letters


class BookingShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.CharField(help_text="상태의 부호")
    fee = serializers.IntegerField(allow_null=True, help_text="강사료(원)")


def _booking(booking: InstructorBooking, actor: Actor) -> Any:
    return BookingShape(booking).data


_Acts: Any = endpoints(BOOKING_ACTS, BookingShape, _booking)


_LETTER = OnRow(BOOKING, "read", rows=InstructorBooking.objects.for_page)


class BookingEndpoint(_Acts, PaperEndpoint):
    """강사 섭외의 단계와 강의 요청서."""

    tag = "교육 신청"
    queryset = InstructorBooking.objects.none()
    policies = {**dict.fromkeys(("letter", "letter_hwpx"), _LETTER), **policies(BOOKING_ACTS)}

    @extend_schema(summary="강의 요청서 PDF", responses=PDF)
    @action(detail=True, methods=["get"], url_path="letter")
    def letter(self, request: Request, pk: Any = None) -> HttpResponse:
        return pdf_response(*lecture_letters.print_letter(actor=self.actor, booking=self.row()))

    @extend_schema(summary="강의 요청서 HWPX", responses=HWPX)
    @action(detail=True, methods=["get"], url_path="letter/hwpx")
    def letter_hwpx(self, request: Request, pk: Any = None) -> HttpResponse:
        return hwpx.response(*lecture_letters.type_letter(actor=self.actor, booking=self.row()))
