"""Endpoints of an instructor's booking: the same services as its pages."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.actor import Actor
from core.api.acts import endpoints, policies
from core.api.endpoints import Endpoint
from education.acts.bookings import BOOKING_ACTS
from education.models import InstructorBooking


class BookingShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.CharField(help_text="상태의 부호")
    fee = serializers.IntegerField(allow_null=True, help_text="강사료(원)")


def _booking(booking: InstructorBooking, actor: Actor) -> Any:
    return BookingShape(booking).data


_Acts: Any = endpoints(BOOKING_ACTS, BookingShape, _booking)


class BookingEndpoint(_Acts, Endpoint):
    """강사 섭외의 단계."""

    tag = "교육 신청"
    queryset = InstructorBooking.objects.none()
    policies = policies(BOOKING_ACTS)
