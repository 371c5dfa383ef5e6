"""Endpoint of the ledger of provision; it is read, never written."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import REFUSALS
from core.api.endpoints import Endpoint, record_list
from core.policy import holding
from referrals.api.shapes.linkages import ProvisionSerializer
from referrals.filters.linkages import ProvisionFilter
from referrals.models import Provision


class ProvisionEndpoint(Endpoint):
    """제3자 제공 대장."""

    tag = "제3자 제공 대장"
    serializer_class = ProvisionSerializer
    filterset_class = ProvisionFilter
    order = ("-provided_at", "-id")
    policies = {"list": holding("CPO COORDINATOR")}

    def get_queryset(self) -> QuerySet[Provision]:
        if getattr(self, "swagger_fake_view", False):
            return Provision.objects.none()
        return Provision.objects.for_actor(self.actor).for_list()

    @extend_schema(summary="제3자 제공 대장", responses={200: ProvisionSerializer(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        found = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        record_list(self.actor, "provision.list", found)
        return self.get_paginated_response(ProvisionSerializer(found, many=True).data)
