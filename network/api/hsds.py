"""The resource directory in the shape of the Human Services Data Specification (Open Referral HSDS 3.1), to be read."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import Endpoint
from core.policy import SignedIn
from network import hsds
from network.api import hsds_shapes
from network.models import Institution, OpeningHours, Phone, ServiceOffer


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
        return self.get_paginated_response([hsds.SHAPES[self.kind](row) for row in found])


class Organizations(_Export):
    kind = "organization"
    serializer_class = hsds_shapes.HsdsOrganization

    def rows(self) -> Any:
        return Institution.objects.active().select_related("profile")


class Services(_Export):
    kind = "service"
    serializer_class = hsds_shapes.HsdsService

    def rows(self) -> Any:
        rows = ServiceOffer.objects.active().for_list()
        return rows.select_related("verified_by")


class Locations(_Export):
    kind = "location"
    serializer_class = hsds_shapes.HsdsLocation

    def rows(self) -> Any:
        return Institution.objects.active().select_related("municipality", "region")


class Schedules(_Export):
    kind = "schedule"
    serializer_class = hsds_shapes.HsdsSchedule

    def rows(self) -> Any:
        return OpeningHours.objects.filter(institution__is_active=True).exclude(kind="LUNCH")


class Phones(_Export):
    kind = "phone"
    serializer_class = hsds_shapes.HsdsPhone

    def rows(self) -> Any:
        return Phone.objects.filter(institution__is_active=True)


routes: tuple[tuple[str, type, str], ...] = (
    ("hsds/organizations", Organizations, "hsds-organization"),
    ("hsds/services", Services, "hsds-service"),
    ("hsds/locations", Locations, "hsds-location"),
    ("hsds/schedules", Schedules, "hsds-schedule"),
    ("hsds/phones", Phones, "hsds-phone"),
)
