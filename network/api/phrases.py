"""상용구."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import REFUSALS, body_of, endpoints, policies, read_as
from core.api.endpoints import IDEMPOTENCY_KEY, Endpoint
from core.policy import OnRow, SignedIn
from network.access import PHRASE
from network.acts.phrases import PHRASE_ACTS
from network.forms.phrases import PhraseForm
from network.models import Phrase
from network.services import phrases


class PhraseShape(serializers.ModelSerializer[Phrase]):
    """One text of one's own."""

    class Meta:
        model = Phrase
        fields = ("id", "field", "field_label", "name", "text", "version")


def _phrase(row: Phrase, actor: Actor) -> Any:
    return PhraseShape(row).data


_Acts: Any = endpoints(PHRASE_ACTS, PhraseShape, _phrase)


class PhraseEndpoint(_Acts, Endpoint):
    """상용구: 한 입력란에 자주 쓰는 내 글."""

    tag = "나"
    lookup_value_converter = "int"
    serializer_class = PhraseShape
    queryset = Phrase.objects.none()
    pagination_class = None
    filter_backends = []
    policies = {
        "list": SignedIn(),
        "create": SignedIn(),
        "retrieve": OnRow(PHRASE, "read"),
        **policies(PHRASE_ACTS),
    }

    @extend_schema(
        summary="내 상용구",
        parameters=[OpenApiParameter("field", str, description="입력란의 부호")],
        responses=PhraseShape(many=True),
    )
    def list(self, request: Request) -> Response:
        rows = Phrase.objects.for_actor(self.actor).order_by("field_label", "field", "name")
        field = request.query_params.get("field", "")
        return Response(PhraseShape(rows.filter(field=field) if field else rows, many=True).data)

    @extend_schema(summary="상용구 한 건")
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(PhraseShape(self.row()).data)

    @extend_schema(
        summary="상용구 두기",
        request=body_of(PhraseForm),
        responses={201: PhraseShape, **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        data = read_as(self, PhraseForm).values()
        row = phrases.keep(actor=self.actor, data=data, idempotency_key=self.idempotency_key())
        return Response(PhraseShape(row).data, status=201)
