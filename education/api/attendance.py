"""Endpoints of a lesson: the same services as its pages. Checking in at the door has none: nobody signs in there."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import hwpx
from core.api.acts import endpoints, policies
from core.api.endpoints import HWPX, PDF, PaperEndpoint, PortalSerializer
from core.api.shapes import code
from core.reports import pdf_response
from education.acts.delivery import SESSION_ACTS
from education.models import Session
from education.papers import attendance as papers
from education.services import attendance
from education.services.attendance import Line


class LineShape(serializers.Serializer[Any]):
    enrolment = serializers.UUIDField(source="pk")
    name = serializers.CharField(help_text="성명")
    result = serializers.CharField(source="presence.result", allow_null=True, default=None, help_text="출석의 부호")
    in_at = serializers.DateTimeField(source="presence.in_at", allow_null=True, default=None, help_text="입실")
    out_at = serializers.DateTimeField(source="presence.out_at", allow_null=True, default=None, help_text="퇴실")


class LineBody(PortalSerializer):
    enrolment = serializers.UUIDField()
    result = code("attendance_result", "출석")
    in_at = serializers.DateTimeField(required=False, allow_null=True, help_text="입실")
    out_at = serializers.DateTimeField(required=False, allow_null=True, help_text="퇴실")


class LinesBody(PortalSerializer):
    lines = LineBody(many=True, help_text="수강생의 출석")
    source = serializers.ChoiceField(  # type: ignore[assignment]
        [("LIST", "명단"), ("SHEET", "서명부")], required=False, help_text="방법"
    )


class WalkInShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    door_code = serializers.CharField(help_text="출석 확인 번호")


class LessonDoorShape(serializers.Serializer[Any]):
    url = serializers.CharField(allow_blank=True, help_text="출석 확인 주소. 닫으면 비어 있습니다.")


_Acts: Any = endpoints(SESSION_ACTS, WalkInShape, lambda row, actor: WalkInShape(row).data)


class SessionEndpoint(_Acts, PaperEndpoint):
    """출석: 명단, 출석 QR, 현장 등록, 서명부."""

    tag = "교육 운영"
    queryset = Session.objects.none()
    policies = {
        **dict.fromkeys(("attendance", "enter", "open_door", "close_door", "signs", "signs_hwpx"), SESSION_ACTS.door),
        **policies(SESSION_ACTS),
    }

    @extend_schema(summary="출석", responses=LineShape(many=True), operation_id="education_session_attendance")
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def attendance(self, request: Request, pk: Any = None) -> Response:
        return Response(LineShape(attendance.people_of(self.row()), many=True).data)

    @extend_schema(summary="출석 적기", request=LinesBody, responses=LineShape(many=True))
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def enter(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = self.read(LinesBody)
        lines = [
            Line(one["enrolment"], one["result"], one.get("in_at"), one.get("out_at")) for one in data["lines"]
        ]  # fmt: skip
        attendance.enter(actor=self.actor, session=row, lines=lines, source=data.get("source", "LIST"))
        return Response(LineShape(attendance.people_of(row), many=True).data)

    @extend_schema(summary="출석 확인 열기", request=None, responses=LessonDoorShape)
    @action(detail=True, methods=["post"], url_path="open-door")
    def open_door(self, request: Request, pk: Any = None) -> Response:
        row = attendance.open_door(actor=self.actor, session=self.row())
        return Response(LessonDoorShape({"url": attendance.url_of(row)}).data)

    @extend_schema(summary="출석 확인 닫기", request=None, responses=LessonDoorShape)
    @action(detail=True, methods=["post"], url_path="close-door")
    def close_door(self, request: Request, pk: Any = None) -> Response:
        attendance.close_door(actor=self.actor, session=self.row())
        return Response(LessonDoorShape({"url": ""}).data)

    @extend_schema(summary="참석자 서명부 PDF", responses=PDF)
    @action(detail=True, methods=["get"])
    def signs(self, request: Request, pk: Any = None) -> HttpResponse:
        row = self.row()
        return pdf_response(*papers.signs(actor=self.actor, session=row, people=attendance.seated(row)))

    @extend_schema(summary="참석자 서명부 HWPX", responses=HWPX)
    @action(detail=True, methods=["get"], url_path="signs/hwpx")
    def signs_hwpx(self, request: Request, pk: Any = None) -> HttpResponse:
        row = self.row()
        return hwpx.response(*papers.signs_hwpx(actor=self.actor, session=row, people=attendance.seated(row)))
