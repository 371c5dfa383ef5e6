"""내 보기."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import REFUSALS, body_of, endpoints, policies, read_as
from core.api.endpoints import IDEMPOTENCY_KEY, Endpoint
from core.policy import OnRow, SignedIn
from network.access import SAVED_VIEW
from network.acts.saved_views import SAVED_VIEW_ACTS
from network.forms.saved_views import SavedViewForm
from network.models import SavedView
from network.services import saved_views


class SavedViewShape(serializers.ModelSerializer[SavedView]):
    """The conditions of a list that one keeps."""

    class Meta:
        model = SavedView
        fields = ("id", "path", "list_label", "name", "query", "version")


def _view(row: SavedView, actor: Actor) -> Any:
    return SavedViewShape(row).data


_Acts: Any = endpoints(SAVED_VIEW_ACTS, SavedViewShape, _view)


class SavedViewEndpoint(_Acts, Endpoint):
    """내 보기: 목록을 다시 볼 때 쓰는 조건."""

    tag = "나"
    lookup_value_converter = "int"
    serializer_class = SavedViewShape
    queryset = SavedView.objects.none()
    pagination_class = None
    filter_backends = []
    policies = {
        "list": SignedIn(),
        "create": SignedIn(),
        "retrieve": OnRow(SAVED_VIEW, "read"),
        **policies(SAVED_VIEW_ACTS),
    }

    @extend_schema(summary="내 보기 목록", responses=SavedViewShape(many=True))
    def list(self, request: Request) -> Response:
        rows = SavedView.objects.for_actor(self.actor).order_by("list_label", "path", "name")
        return Response(SavedViewShape(rows, many=True).data)

    @extend_schema(summary="내 보기 한 건")
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(SavedViewShape(self.row()).data)

    @extend_schema(
        summary="내 보기 두기",
        request=body_of(SavedViewForm),
        responses={201: SavedViewShape, **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        data = read_as(self, SavedViewForm).values()
        row = saved_views.keep(actor=self.actor, data=data, idempotency_key=self.idempotency_key())
        return Response(SavedViewShape(row).data, status=201)
