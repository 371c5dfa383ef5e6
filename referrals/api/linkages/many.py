"""The same act on several linkages, and the counts over all of them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import judged_by
from core.api.endpoints import ErrorSerializer, PortalSerializer
from referrals.access import LINKAGE_ACCESS
from referrals.api.shapes.linkages import DifferenceSerializer
from referrals.filters.linkages import DifferenceFilter
from referrals.forms.linkages import ChaseManyForm
from referrals.models import Linkage
from referrals.panels.linkages import difference
from referrals.services.linkages import many

WORKERS = "SOCIAL_WORKER NURSE MH_MANAGER COORDINATOR PARTNER_STAFF PARTNER_MANAGER"
_REFUSALS = dict.fromkeys((400, 403), ErrorSerializer)


class ManyBody(PortalSerializer):
    act = serializers.ChoiceField(list(many.LABELS.items()))
    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=many.MOST)
    data = judged_by(ChaseManyForm)(required=False, help_text="연락 기록일 때: 연락한 내용과 다시 확인할 날")  # type: ignore[assignment]


class OutcomeSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    number = serializers.CharField()
    done = serializers.BooleanField()
    reason = serializers.CharField(help_text="바꾸지 않은 까닭")


class Several:
    """What the endpoint of linkages has about more than one."""

    @extend_schema(
        summary="여러 의뢰에 같은 일",
        description="의뢰마다 결과를 답합니다. 하나가 안 되어도 나머지는 됩니다.",
        request=ManyBody,
        responses={200: OutcomeSerializer(many=True), **_REFUSALS},
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="many", pagination_class=None)
    def act_on_many(self: Any, request: Request) -> Response:
        body = self.read(ManyBody)
        found = many.act_on(actor=self.actor, name=body["act"], ids=body["ids"], data=body.get("data"))
        return Response(OutcomeSerializer(found, many=True).data)

    @extend_schema(summary="요청과 제공", responses={200: DifferenceSerializer(many=True), **_REFUSALS})
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=DifferenceFilter)
    def difference(self: Any, request: Request) -> Response:
        rows = self.filter_queryset(Linkage.objects.filter(LINKAGE_ACCESS.scope(self.actor, "follow")))
        return Response(DifferenceSerializer(difference.rows(rows), many=True).data)
