"""The directory of institutions."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import REFUSALS, body_of, read_as
from core.api.endpoints import Endpoint
from core.policy import OnRow, SignedIn, holding
from network.access import INSTITUTION
from network.directory.filters.institutions import InstitutionFilter
from network.directory.forms.resources import DutyPhoneForm
from network.directory.services import telephones
from network.models import Institution, OpeningHours, Phone


class PhoneSerializer(serializers.ModelSerializer[Phone]):
    class Meta:
        model = Phone
        fields = ("kind", "number", "extra", "fax")


class HoursSerializer(serializers.ModelSerializer[OpeningHours]):
    class Meta:
        model = OpeningHours
        fields = ("day", "kind", "opens_at", "closes_at")


class InstitutionLineSerializer(serializers.ModelSerializer[Institution]):
    municipality = serializers.CharField(source="municipality.code", default="", help_text="시군구 코드")
    phones = PhoneSerializer(many=True)

    class Meta:
        model = Institution
        fields = ("id", "code", "name", "short_name", "kind", "municipality", "is_member", "is_fictional", "phones")


class InstitutionSerializer(InstitutionLineSerializer):
    hours = HoursSerializer(many=True)
    services = serializers.SlugRelatedField("service", source="offers", many=True, read_only=True)  # type: ignore[var-annotated]
    serves = serializers.SlugRelatedField("code", many=True, read_only=True)  # type: ignore[var-annotated]

    class Meta(InstitutionLineSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *InstitutionLineSerializer.Meta.fields,
            "postcode",
            "address",
            "hours",
            "services",
            "serves",
        )


class DutyPhoneShape(serializers.Serializer[Any]):
    phone = serializers.CharField(help_text="비어 있으면 문자를 보내지 않습니다.")


class InstitutionEndpoint(Endpoint):
    """Institutions with their published numbers and hours."""

    tag = "기관"
    policies = {
        "list": SignedIn(),
        "duty_phone": holding(" ".join(telephones.KEEPERS)),
        "retrieve": OnRow(INSTITUTION, "read", rows=lambda: _institutions().for_page().prefetch_related("offers")),
    }
    filterset_class = InstitutionFilter
    queryset = Institution.objects.none()
    order = ("name", "pk")
    lookup_value_converter = "int"

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return InstitutionLineSerializer if self.action == "list" else InstitutionSerializer

    @extend_schema(summary="기관 목록")
    def list(self, request: Request) -> Response:
        rows = _institutions().filter(INSTITUTION.scope(self.actor)).for_list()
        return self.page(self.filter_queryset(rows))

    @extend_schema(
        summary="우리 기관의 업무 휴대전화", request=body_of(DutyPhoneForm), responses={200: DutyPhoneShape, **REFUSALS}
    )
    @action(detail=False, methods=["put"], url_path="own/duty-phone")
    def duty_phone(self, request: Request) -> Response:
        values = read_as(self, DutyPhoneForm).values()
        saved = telephones.set_duty_phone(actor=self.actor, phone=values["phone"])
        return Response({"phone": saved.duty_phone})

    @extend_schema(summary="기관 보기")
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.row()).data)


def _institutions() -> Any:
    return Institution.objects.all()
