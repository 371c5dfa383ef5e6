"""Endpoints of the resource directory: the same services as the pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import body_of, endpoints, policies, read_as, read_changes
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint
from core.errors import Invalid
from core.policy import OnRow, SignedIn, holding
from network.directory.access import KEEPERS, OFFER_ACCESS, keepable
from network.directory.acts.resources import RESOURCE_ACTS, rows
from network.directory.filters.resources import ResourceFilter
from network.directory.forms.resources import NewOfferForm, OfferForm, initial_of
from network.directory.models import ServiceOffer
from network.directory.panels import resources as resources_panel
from network.directory.services import resources


class RoomShape(serializers.Serializer[Any]):
    state = serializers.CharField(help_text="수용 상태의 부호. 알린 적이 없으면 빈 글입니다.")
    label = serializers.CharField(help_text="수용 상태")  # type: ignore[assignment]
    age = serializers.CharField(help_text="얼마나 지난 값인지")
    note = serializers.CharField(help_text="안내")
    is_stale = serializers.BooleanField(help_text="오래되어 지금은 다를 수 있음")


class ResourceShape(serializers.Serializer[Any]):
    """An entry as lists show it."""

    id = serializers.IntegerField(source="offer.pk")
    institution = serializers.CharField(source="offer.institution.code", help_text="기관의 부호")
    institution_name = serializers.CharField(source="offer.institution.name")
    kind = serializers.CharField(source="offer.institution.kind", help_text="기관 구분")
    service = serializers.CharField(source="offer.service", help_text="연계서비스의 부호")
    target = serializers.CharField(source="offer.target", help_text="이용 대상·기준")
    age_from = serializers.IntegerField(source="offer.age_from", allow_null=True)
    age_to = serializers.IntegerField(source="offer.age_to", allow_null=True)
    need_areas = serializers.ListField(source="offer.need_areas", child=serializers.CharField())
    areas = serializers.CharField(help_text="제공 지역")
    cost = serializers.CharField(source="offer.cost", help_text="비용")
    how_to_apply = serializers.CharField(source="offer.how_to_apply", help_text="신청 방법")
    hours = serializers.CharField(help_text="이용 시간")
    phone = serializers.CharField(help_text="담당 부서와 전화")
    note = serializers.CharField(source="offer.note", help_text="안내")
    is_active = serializers.BooleanField(source="offer.is_active", help_text="지금 제공하는지")
    room = RoomShape(help_text="수용 상태")
    capacity_at = serializers.DateTimeField(source="offer.capacity_at", allow_null=True)
    expected_on = serializers.DateField(source="offer.expected_on", allow_null=True)
    verified_on = serializers.DateField(source="offer.verified_on", allow_null=True)
    unverified = serializers.CharField(help_text="확인할 때가 지났으면 그 까닭")
    version = serializers.IntegerField(source="offer.version")


def _resource(row: ServiceOffer, actor: Actor) -> Any:
    return ResourceShape(resources_panel.line(rows().get(pk=row.pk))).data


_Acts: Any = endpoints(RESOURCE_ACTS, ResourceShape, _resource)


class ResourceEndpoint(_Acts, Endpoint):
    """자원 찾기: services by what fits, kept by their agency or by the responsible hospital's coordinator."""

    tag = "자원"
    serializer_class = ResourceShape
    filterset_class = ResourceFilter
    queryset = ServiceOffer.objects.none()
    order = ("rank", "pk")
    lookup_value_converter = "int"
    policies = {
        "list": SignedIn(),
        "retrieve": OnRow(OFFER_ACCESS, "read", rows=rows),
        "create": holding(" ".join(KEEPERS)),
        "partial_update": RESOURCE_ACTS.door,
        **policies(RESOURCE_ACTS),
    }

    @extend_schema(summary="자원 찾기", responses=ResourceShape(many=True))
    def list(self, request: Request) -> Response:
        rows = ServiceOffer.objects.active().for_actor(self.actor)
        chosen = ResourceFilter(request.query_params, rows, request=request, actor=self.actor)
        if not chosen.form.is_valid():
            raise Invalid({name: [str(text) for text in texts] for name, texts in chosen.form.errors.items()})
        found = self.paginate_queryset(chosen.ranked.for_list()) or []
        return self.get_paginated_response(ResourceShape([resources_panel.line(row) for row in found], many=True).data)

    @extend_schema(summary="자원 한 건", responses=ResourceShape)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(ResourceShape(resources_panel.line(self.row())).data)

    @extend_schema(
        summary="서비스 더하기",
        request=body_of(NewOfferForm),
        responses={201: ResourceShape},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        data = read_as(self, NewOfferForm, places=keepable(self.actor)).values()
        row = resources.create_offer(
            actor=self.actor,
            institution=data.pop("institution"),
            service=data.pop("service"),
            data=data,
            idempotency_key=self.idempotency_key(),
        )
        return Response(_resource(row, self.actor), status=201)

    @extend_schema(
        summary="자원 정보 고치기", request=body_of(OfferForm), responses=ResourceShape, parameters=[IF_MATCH]
    )
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = read_changes(self, OfferForm, row, stored=initial_of(row))
        done = resources.edit_offer(actor=self.actor, offer=row, data=data, version=self.version())
        return Response(_resource(done, self.actor))
