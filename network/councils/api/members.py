"""Giving a whole list of members their seats: the same services as the page."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import REFUSALS
from core.api.endpoints import Endpoint
from core.api.mending import ListConfirmBody, ListDoneShape, ListFileBody, ListLookShape, confirm_list, look_at_list
from core.api.parsing import BoundedJSONParser, PartsParser
from core.api.shapes import Coded, named
from core.policy import OnRow
from network.councils.access import COUNCIL
from network.councils.models import Council
from network.councils.services import members


class NewSeatShape(serializers.Serializer[Any]):
    """A seat as it would be stored."""

    name = serializers.CharField(help_text="성명")
    institution = named("기관")
    position = serializers.CharField(help_text="직위")
    role = Coded("council_role")
    is_ex_officio = serializers.BooleanField(help_text="당연직이면 참, 위촉직이면 거짓")
    valid_from = serializers.DateField(help_text="위촉일")


class MembersLookShape(ListLookShape):
    count = serializers.IntegerField(help_text="등록할 위원")
    seats = serializers.SerializerMethodField(help_text="등록할 위원, 파일의 차례대로")

    @extend_schema_field(NewSeatShape(many=True))
    def get_seats(self, look: members.MembersLook) -> Any:
        return NewSeatShape(look.seats.values(), many=True).data


_EDIT = OnRow(COUNCIL, "edit")


class MembersEndpoint(Endpoint):
    """위원 명단 올리기."""

    tag = "협의체"
    serializer_class = MembersLookShape
    queryset = Council.objects.none()
    filter_backends = []
    policies = {"read_list": _EDIT, "confirm_list": _EDIT}

    @extend_schema(summary="위원 명단 살피기", request=ListFileBody, responses={200: MembersLookShape, **REFUSALS})
    @action(detail=True, methods=["post"], url_path="members-file", parser_classes=[BoundedJSONParser, PartsParser])
    def read_list(self, request: Request, pk: Any = None) -> Response:
        return look_at_list(self, members.LIST, MembersLookShape)

    @extend_schema(summary="위원 명단 등록", request=ListConfirmBody, responses={200: ListDoneShape, **REFUSALS})
    @action(detail=True, methods=["post"], url_path="members-file/confirm")
    def confirm_list(self, request: Request, pk: Any = None) -> Response:
        return confirm_list(self, members.LIST)
