"""The resource directory in the shape of the Human Services Data Specification (Open Referral HSDS 3.1), to be read."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import Endpoint
from core.policy import SignedIn
from network.directory import exports
from network.directory.models import ServiceOffer
from network.models import Institution, OpeningHours, Phone


def _optional_text() -> serializers.CharField:
    return serializers.CharField(required=False)


class HsdsPhone(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    organization_id = serializers.UUIDField(required=False)
    service_id = serializers.UUIDField(required=False)
    number = serializers.CharField()
    type = _optional_text()
    description = _optional_text()


class HsdsSchedule(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    location_id = serializers.UUIDField(required=False)
    service_id = serializers.UUIDField(required=False)
    freq = _optional_text()
    byday = _optional_text()
    opens_at = _optional_text()
    closes_at = _optional_text()
    timezone = serializers.IntegerField(required=False, help_text="세계시와의 차이(시간)")
    description = _optional_text()


class HsdsOrganization(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    alternate_name = _optional_text()
    description = _optional_text()
    email = _optional_text()
    website = _optional_text()


class HsdsAddress(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    location_id = serializers.UUIDField()
    address_1 = serializers.CharField()
    city = serializers.CharField()
    state_province = serializers.CharField()
    postal_code = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    address_type = serializers.CharField()


class HsdsLocation(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    organization_id = serializers.UUIDField()
    location_type = serializers.CharField()
    name = serializers.CharField()
    addresses = HsdsAddress(many=True, required=False)


class HsdsArea(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    service_id = serializers.UUIDField()
    name = serializers.CharField()


class HsdsAttribute(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    link_id = serializers.UUIDField()
    link_type = serializers.CharField()
    link_entity = serializers.CharField()
    value = serializers.CharField()
    taxonomy_term_id = serializers.UUIDField()


class HsdsService(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    organization_id = serializers.UUIDField()
    name = serializers.CharField()
    description = _optional_text()
    status = serializers.CharField()
    application_process = _optional_text()
    fees_description = _optional_text()
    wait_time = _optional_text()
    eligibility_description = _optional_text()
    minimum_age = serializers.IntegerField(required=False)
    maximum_age = serializers.IntegerField(required=False)
    assured_date = serializers.DateField(required=False)
    last_modified = serializers.DateTimeField(required=False)
    attributes = HsdsAttribute(many=True, required=False)
    service_areas = HsdsArea(many=True, required=False)
    phones = HsdsPhone(many=True, required=False)
    schedules = HsdsSchedule(many=True, required=False)


class _Export(Endpoint):
    tag = "HSDS 내보내기"
    queryset = Institution.objects.none()
    filter_backends = []
    policies = {"list": SignedIn()}
    order = ("pk", "pk")
    kind = ""

    def rows(self) -> Any:
        raise NotImplementedError  # pragma: no cover

    @extend_schema(summary="HSDS 3.1 꼴의 목록")
    def list(self, request: Request) -> Response:
        found = self.paginate_queryset(self.rows()) or []
        return self.get_paginated_response([exports.SHAPES[self.kind](row) for row in found])


class Organizations(_Export):
    kind = "organization"
    serializer_class = HsdsOrganization

    def rows(self) -> Any:
        return Institution.objects.active().select_related("profile")


class Services(_Export):
    kind = "service"
    serializer_class = HsdsService

    def rows(self) -> Any:
        rows = ServiceOffer.objects.active().for_list()
        return rows.select_related("verified_by")


class Locations(_Export):
    kind = "location"
    serializer_class = HsdsLocation

    def rows(self) -> Any:
        return Institution.objects.active().select_related("municipality", "region")


class Schedules(_Export):
    kind = "schedule"
    serializer_class = HsdsSchedule

    def rows(self) -> Any:
        return OpeningHours.objects.filter(institution__is_active=True).exclude(kind="LUNCH")


class Phones(_Export):
    kind = "phone"
    serializer_class = HsdsPhone

    def rows(self) -> Any:
        return Phone.objects.filter(institution__is_active=True)


routes: tuple[tuple[str, type, str], ...] = (
    ("hsds/organizations", Organizations, "hsds-organization"),
    ("hsds/services", Services, "hsds-service"),
    ("hsds/locations", Locations, "hsds-location"),
    ("hsds/schedules", Schedules, "hsds-schedule"),
    ("hsds/phones", Phones, "hsds-phone"),
)
