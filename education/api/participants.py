"""Endpoints of those who take part: the public address of a course, the list to take away."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import body_of, read_as
from core.api.endpoints import Endpoint
from core.policy import OnRow
from core.sheets import XLSX
from core.sheets import response as spreadsheet
from education.access import REQUEST
from education.api.materials import MaterialEndpoint
from education.forms.participants import ExportPeopleForm
from education.models import EducationRequest
from education.services import participants, public_enrolments

COURSES = EducationRequest.objects.for_page
_ENROL = OnRow(REQUEST, "enrol", rows=COURSES)


class JoinDoorShape(serializers.Serializer[Any]):
    url = serializers.CharField(allow_blank=True, help_text="공개 신청 주소. 닫으면 비어 있습니다.")


class PeopleEndpoint(Endpoint):
    """공개 신청 주소와 명단 내려받기."""

    tag = "교육 수강"
    queryset = EducationRequest.objects.none()
    policies = dict.fromkeys(("open_join", "close_join", "export"), _ENROL)

    @extend_schema(summary="공개 신청 열기", request=None, responses=JoinDoorShape)
    @action(detail=True, methods=["post"], url_path="open-join")
    def open_join(self, request: Request, pk: Any = None) -> Response:
        row = public_enrolments.open_door(actor=self.actor, course=self.row())
        return Response(JoinDoorShape({"url": public_enrolments.url_of(row)}).data)

    @extend_schema(summary="공개 신청 닫기", request=None, responses=JoinDoorShape)
    @action(detail=True, methods=["post"], url_path="close-join")
    def close_join(self, request: Request, pk: Any = None) -> Response:
        public_enrolments.close_door(actor=self.actor, course=self.row())
        return Response(JoinDoorShape({"url": ""}).data)

    @extend_schema(
        summary="수강생 명단 내려받기", request=body_of(ExportPeopleForm), responses={(200, XLSX): OpenApiTypes.BINARY}
    )
    @action(detail=True, methods=["post"])
    def export(self, request: Request, pk: Any = None) -> HttpResponse:
        row, data = self.row(), read_as(self, ExportPeopleForm).values()
        content = participants.export(actor=self.actor, course=row, reason=data["reason"])
        return spreadsheet(content, f"수강생-{row.number}")


routes: tuple[tuple[str, type, str], ...] = (
    ("education/people", PeopleEndpoint, "education-people"),
    ("education/materials", MaterialEndpoint, "education-material"),
)
