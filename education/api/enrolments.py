"""Endpoints of signing up: the same services as the page."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import body_of, endpoints, policies, read_as
from core.api.endpoints import Endpoint
from core.api.mending import ListConfirmBody, ListDoneShape, ListFileBody, ListLookShape, confirm_list, look_at_list
from core.api.parsing import BoundedJSONParser, PartsParser
from core.api.shapes import named
from core.masking import mask_name
from core.policy import OnRow, SignedIn
from education.access import REQUEST
from education.acts.enrolments import ENROLMENT_ACTS
from education.filters.requests import CourseFilter
from education.forms.enrolments import ParticipantForm
from education.models import EducationRequest, Enrolment
from education.panels.enrolments import lines_of, people_of
from education.services import enrolments, participants


class RequestShape(serializers.Serializer[Any]):
    """A course as lists show it."""

    id = serializers.UUIDField()
    number = serializers.CharField(help_text="신청번호")
    course = serializers.CharField(help_text="과정명")
    status = serializers.CharField(help_text="상태의 부호")
    requester = named("신청기관")
    host = named("주관 병원")
    begins_at = serializers.DateTimeField(allow_null=True, help_text="첫 회차의 시작")
    due_at = serializers.DateTimeField(allow_null=True, help_text="지금 상태의 기한")


class ParticipantShape(serializers.Serializer[Any]):
    """A sign-up; the name is masked as in every list."""

    id = serializers.UUIDField()
    name = serializers.SerializerMethodField(help_text="성명(가림)")
    status = serializers.CharField(help_text="상태의 부호")
    applied_at = serializers.DateTimeField(help_text="신청일시")
    door_code = serializers.CharField(help_text="출석 확인 번호")

    def get_name(self, row: Enrolment) -> str:
        return mask_name(row.name)


class PeopleLookShape(ListLookShape):
    seated = serializers.IntegerField(help_text="자리가 확정될 사람")
    waiting = serializers.IntegerField(help_text="대기할 사람")


_ENROL = OnRow(REQUEST, "enrol", rows=EducationRequest.objects.for_page, audit_as="education.people_open")


class SignUpEndpoint(Endpoint):
    """수강 신청: 자리와 대기."""

    tag = "교육 수강"
    queryset = EducationRequest.objects.none()
    serializer_class = RequestShape
    order = ("-created_at", "-pk")
    filterset_class = CourseFilter
    policies = {
        "list": SignedIn(),
        "people": _ENROL,
        "apply": _ENROL,
        "read_people": _ENROL,
        "confirm_people": _ENROL,
    }

    @extend_schema(summary="수강생 명단 살피기", request=ListFileBody, responses=PeopleLookShape)
    @action(detail=True, methods=["post"], url_path="people-file", parser_classes=[BoundedJSONParser, PartsParser])
    def read_people(self, request: Request, pk: Any = None) -> Response:
        return look_at_list(self, participants.PEOPLE, PeopleLookShape)

    @extend_schema(summary="수강생 명단 신청", request=ListConfirmBody, responses=ListDoneShape)
    @action(detail=True, methods=["post"], url_path="people-file/confirm")
    def confirm_people(self, request: Request, pk: Any = None) -> Response:
        return confirm_list(self, participants.PEOPLE)

    @extend_schema(summary="교육 목록", responses=RequestShape(many=True))
    def list(self, request: Request) -> Response:
        return self.page(self.filter_queryset(EducationRequest.objects.for_list().for_actor(self.actor)))

    @extend_schema(summary="수강 신청 목록", responses=ParticipantShape(many=True), operation_id="education_people")
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def people(self, request: Request, pk: Any = None) -> Response:
        return Response(ParticipantShape(lines_of(people_of(self.row())), many=True).data)

    @extend_schema(summary="수강 신청", request=body_of(ParticipantForm), responses={201: ParticipantShape})
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = enrolments.with_place(row, read_as(self, ParticipantForm).values())
        return Response(ParticipantShape(enrolments.apply(actor=self.actor, course=row, data=data)).data, status=201)


def _enrolled(row: Enrolment, actor: Actor) -> dict[str, Any]:
    return dict(ParticipantShape(row).data)


_Acts: Any = endpoints(ENROLMENT_ACTS, ParticipantShape, _enrolled)


class EnrolmentEndpoint(_Acts, Endpoint):
    """수강 신청의 취소와 되돌리기, 대기한 사람의 승격, 수료 판정의 정정."""

    tag = "교육 수강"
    queryset = Enrolment.objects.none()
    policies = policies(ENROLMENT_ACTS)


routes: tuple[tuple[str, type, str], ...] = (
    ("education/requests", SignUpEndpoint, "education-request"),
    ("education/enrolments", EnrolmentEndpoint, "education-enrolment"),
)
