"""What was agreed to be done, and the register of decisions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import REFUSALS, body_of, endpoints, policies, read_changes
from core.api.endpoints import IF_MATCH, Endpoint
from core.policy import OnRow, SignedIn
from network.councils.access import ACTION
from network.councils.acts.actions import ACTION_ACTS
from network.councils.api import shapes
from network.councils.filters import ActionFilter, DecisionFilter
from network.councils.forms.actions import ActionForm
from network.councils.models import ActionItem, AgendaItem
from network.councils.services import actions, minutes

_DONE = {200: shapes.CouncilActionShape, **REFUSALS}


def _action(row: ActionItem, actor: Actor) -> Any:
    return shapes.CouncilActionShape(row).data


_Acts: Any = endpoints(ACTION_ACTS, shapes.CouncilActionShape, _action)


class ActionEndpoint(_Acts, Endpoint):
    """조치사항 대장."""

    tag = "협의체 조치사항"
    serializer_class = shapes.CouncilActionShape
    filterset_class = ActionFilter
    order = ("due_on", "id")
    policies = {
        "list": SignedIn(),
        "retrieve": OnRow(ACTION, "read", rows=ActionItem.objects.for_list),
        "partial_update": OnRow(ACTION, "edit", rows=ActionItem.objects.for_list),
        **policies(ACTION_ACTS),
    }

    def get_queryset(self) -> QuerySet[ActionItem]:
        if getattr(self, "swagger_fake_view", False):
            return ActionItem.objects.none()
        return ActionItem.objects.for_actor(self.actor).for_list()

    @extend_schema(summary="조치사항 목록", responses={200: shapes.CouncilActionShape(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        return self.page(self.filter_queryset(self.get_queryset()))

    @extend_schema(summary="조치사항 한 건", responses=_DONE)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(shapes.CouncilActionShape(self.row()).data)

    @extend_schema(summary="조치사항 고치기", request=body_of(ActionForm), responses=_DONE, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = read_changes(self, ActionForm, row)
        done = actions.change(actor=self.actor, action=row, data=data, version=self.version())
        return Response(shapes.CouncilActionShape(done).data)


class DecisionEndpoint(Endpoint):
    """결정 사항 대장."""

    tag = "협의체 결정 사항"
    serializer_class = shapes.CouncilDecisionShape
    filterset_class = DecisionFilter
    order = ("-noted_at", "-pk")
    policies = {"list": SignedIn()}

    def get_queryset(self) -> QuerySet[AgendaItem]:
        if getattr(self, "swagger_fake_view", False):
            return AgendaItem.objects.none()
        return minutes.decided(self.actor)

    @extend_schema(summary="결정 사항 목록", responses={200: shapes.CouncilDecisionShape(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        return self.page(self.filter_queryset(self.get_queryset()).select_related("meeting"))
