"""The calendar and its secret addresses."""

from __future__ import annotations

from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import workdays
from core.api.endpoints import Endpoint, ErrorSerializer, PortalSerializer
from core.errors import Invalid
from core.policy import SignedIn
from network.models import CalendarFeed
from network.registry import calendar
from network.services import calendar as calendar_service

MOST_DAYS = 400
_REFUSALS = {400: ErrorSerializer}
_PERIOD = [
    OpenApiParameter("since", date, required=True, description="첫날"),
    OpenApiParameter("until", date, required=True, description=f"마지막 날. 첫날부터 {MOST_DAYS}일까지"),
    OpenApiParameter("kind", str, description="일정의 종류"),
]


class CalendarEntryShape(serializers.Serializer[Any]):
    uid = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    title = serializers.CharField()
    place = serializers.CharField()
    url = serializers.CharField()
    state = serializers.CharField(help_text="상태의 이름")
    is_mine = serializers.BooleanField(help_text="내가 참석하는 일정")
    is_cancelled = serializers.BooleanField()
    is_postponed = serializers.BooleanField(help_text="그때 열지 않고 다른 때로 미룬 일정")


class CalendarEndpoint(Endpoint):
    """What the person may see of what is on in a period."""

    tag = "일정"
    policies = {"list": SignedIn()}
    serializer_class = CalendarEntryShape
    pagination_class = None
    filter_backends = []

    @extend_schema(
        summary="기간의 일정", parameters=_PERIOD, responses={200: CalendarEntryShape(many=True), **_REFUSALS}
    )
    def list(self, request: Request) -> Response:
        first, last = self._day("since"), self._day("until")
        if not 0 <= (last - first).days < MOST_DAYS:
            raise Invalid({"until": f"첫날부터 {MOST_DAYS}일 안에서 적으십시오."})
        kind = request.query_params.get("kind", "")
        if kind and kind not in dict(calendar.kinds()):
            raise Invalid({"kind": "목록에서 고르십시오."})
        since, until = workdays.start_of_day(first), workdays.end_of_day(last)
        found = calendar.entries(self.actor, since, until, [kind] if kind else [])
        return Response(CalendarEntryShape(found, many=True).data)

    def _day(self, name: str) -> date:
        try:
            found = date.fromisoformat(self.request.query_params.get(name, ""))
        except ValueError:
            found = date.min
        if not 2000 <= found.year <= 2099:
            raise Invalid({name: "날짜를 2026-12-07처럼 적으십시오."})
        return found


class FeedBody(PortalSerializer):
    scope = serializers.ChoiceField(CalendarFeed.Scope.choices)


class FeedShape(serializers.Serializer[Any]):
    scope = serializers.ChoiceField(CalendarFeed.Scope.choices)
    created_at = serializers.DateTimeField()


class NewFeedShape(serializers.Serializer[Any]):
    url = serializers.CharField(help_text="한 번만 알려 주는 주소")


class FeedEndpoint(Endpoint):
    """My calendar addresses; each is told once."""

    tag = "일정"
    policies = {"list": SignedIn(), "create": SignedIn(), "revoke": SignedIn()}
    serializer_class = FeedShape
    pagination_class = None
    filter_backends = []

    @extend_schema(summary="열려 있는 달력 주소", responses={200: FeedShape(many=True)})
    def list(self, request: Request) -> Response:
        return Response(FeedShape(calendar_service.open_feeds(self.actor).values(), many=True).data)

    @extend_schema(summary="달력 주소 만들기", request=FeedBody, responses={201: NewFeedShape, **_REFUSALS})
    def create(self, request: Request) -> Response:
        key = calendar_service.issue(actor=self.actor, scope=self.read(FeedBody)["scope"])
        return Response({"url": calendar_service.url_of(key)}, status=201)

    @extend_schema(summary="달력 주소 거두기", request=FeedBody, responses={204: None, **_REFUSALS})
    @action(detail=False, methods=["post"])
    def revoke(self, request: Request) -> Response:
        calendar_service.revoke(actor=self.actor, scope=self.read(FeedBody)["scope"])
        return Response(status=204)
