"""Endpoints of proposals."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import REFUSALS, body_of, read_as
from core.api.endpoints import Endpoint
from core.policy import OnRow, SignedIn
from network.councils.access import PROPOSAL
from network.councils.api.shapes import ProposalShape
from network.councils.forms.proposals import DecideForm
from network.councils.models import Proposal
from network.councils.services import proposals


class ProposalEndpoint(Endpoint):
    """회원 기관이 제안한 안건."""

    tag = "협의체 안건 제안"
    serializer_class = ProposalShape
    order = ("-proposed_at", "-id")
    lookup_value_converter = "int"
    policies = {
        "list": SignedIn(),
        "retrieve": OnRow(PROPOSAL, "read", rows=Proposal.objects.for_list),
        "decide": OnRow(PROPOSAL, "decide", rows=Proposal.objects.for_list),
    }

    def get_queryset(self) -> QuerySet[Proposal]:
        if getattr(self, "swagger_fake_view", False):
            return Proposal.objects.none()
        return Proposal.objects.for_actor(self.actor).for_list()

    @extend_schema(summary="안건 제안 목록", responses={200: ProposalShape(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        return self.page(self.get_queryset())

    @extend_schema(summary="안건 제안 한 건", responses={200: ProposalShape, **REFUSALS})
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(ProposalShape(self.row()).data)

    @extend_schema(summary="검토 결과 적기", request=body_of(DecideForm), responses={200: ProposalShape, **REFUSALS})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = read_as(self, DecideForm, meetings=proposals.possible_meetings(row)).values()
        return Response(ProposalShape(proposals.decide(actor=self.actor, proposal=row, data=data)).data)
