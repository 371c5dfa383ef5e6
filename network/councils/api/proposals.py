"""Endpoints of proposals."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import REFUSALS, endpoints, policies
from core.api.endpoints import Endpoint
from core.policy import OnRow, SignedIn
from network.councils.access import PROPOSAL
from network.councils.acts.proposals import PROPOSAL_ACTS
from network.councils.api.shapes import ProposalShape
from network.councils.models import Proposal


def _proposal(row: Proposal, actor: Actor) -> Any:
    return ProposalShape(row).data


_Acts: Any = endpoints(PROPOSAL_ACTS, ProposalShape, _proposal)


class ProposalEndpoint(_Acts, Endpoint):
    """회원 기관이 제안한 안건."""

    tag = "협의체 안건 제안"
    serializer_class = ProposalShape
    order = ("-proposed_at", "-id")
    lookup_value_converter = "int"
    policies = {
        "list": SignedIn(),
        "retrieve": OnRow(PROPOSAL, "read", rows=Proposal.objects.for_list),
        **policies(PROPOSAL_ACTS),
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
