"""The rows of a case's plan that wait for a request: read as they are offered, and drafted together."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import REFUSALS, body_of, read_form
from core.api.endpoints import IDEMPOTENCY_KEY, PortalSerializer
from core.errors import Invalid
from core.policy import record_view
from network.models import Institution
from referrals import registry
from referrals.api.shapes.linkages import LinkageAbout, LinkageSerializer
from referrals.forms.linkages import LinkageForm
from referrals.panels.linkages import planned
from referrals.services.linkages import drafting

MOST = 30  # rows of a plan
_ABOUT = [
    OpenApiParameter("programme", str, required=True, description="사업의 부호"),
    OpenApiParameter("case", str, required=True, description="사례의 식별자"),
]
_Row: Any = body_of(LinkageForm)


class PlannedShape(serializers.Serializer[Any]):
    """What the request of a row begins with; what the plan does not say is empty."""

    need_area = serializers.CharField()
    service = serializers.CharField(allow_blank=True)
    receiver = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    request = serializers.CharField()
    wished_start = serializers.DateField(allow_null=True)
    shared_items = serializers.ListField(child=serializers.CharField(), help_text="서식이 고르는 항목")
    offered_items = serializers.ListField(child=serializers.CharField(), help_text="고를 수 있는 항목")
    missing = serializers.CharField(allow_blank=True, help_text="아직 없는 동의")


class PlannedBody(PortalSerializer):
    """The requests of several rows of one case."""

    programme = serializers.CharField(max_length=20)
    case = serializers.UUIDField()
    rows = _Row(many=True, allow_empty=False, max_length=MOST)


class FromPlan:
    """What the endpoint of linkages has about a plan."""

    @extend_schema(
        summary="계획에서 의뢰할 것",
        parameters=_ABOUT,
        responses={200: PlannedShape(many=True), **REFUSALS},
        filters=False,
    )
    @action(detail=False, methods=["get"], url_path="planned", pagination_class=None, filterset_class=None)
    def planned(self: Any, request: Request) -> Response:
        programme, case = self._about(request.query_params)
        found = planned.described(programme, case)
        record_view(self.actor, "linkage.new_open", case)
        return Response(PlannedShape(found, many=True).data)

    @extend_schema(
        summary="계획에서 여러 의뢰 작성",
        description="모두 작성하거나 하나도 작성하지 않습니다.",
        request=PlannedBody,
        responses={201: LinkageSerializer(many=True), **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    @planned.mapping.post
    def draft_planned(self: Any, request: Request) -> Response:
        programme, case = self._about(request.data)
        asked = [_read(row, place) for place, row in enumerate(self.read(PlannedBody)["rows"])]
        key = self.idempotency_key()
        made = drafting.draft_several(
            actor=self.actor, programme=programme.code, about=case, rows=asked, idempotency_key=key
        )
        return Response([self.told(row) for row in made], status=201)

    def _about(self: Any, data: Any) -> tuple[registry.Programme, registry.Case]:
        shape = LinkageAbout(data=data)
        shape.is_valid(raise_exception=True)
        programme = registry.programme(shape.validated_data["programme"])
        return programme, programme.find_case(self.actor, shape.validated_data["case"])


def _read(row: dict[str, Any], place: int) -> dict[str, Any]:
    try:
        form = read_form(row, lambda body: LinkageForm(body, receivers=Institution.objects.active()))
    except Invalid as error:
        raise Invalid({f"rows.{place}.{name}": texts for name, texts in error.errors.items()}) from None
    return form.values()
