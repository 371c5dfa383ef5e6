"""Endpoints of a request until the course stands: the same services as the pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import endpoints, policies
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint, PortalSerializer
from core.api.shapes import code, code_set, words
from core.errors import Invalid, NotVisible
from core.policy import OnRow, holding
from education.access import REQUEST
from education.acts.delivery import TAUGHT_ACTS
from education.acts.requests import REQUEST_ACTS
from education.api.bookings import BookingEndpoint, BookingShape
from education.api.catalogue import TopicEndpoint
from education.api.instructors import InstructorEndpoint
from education.forms.requests import topics_for
from education.models import EducationRequest, Instructor
from education.models.requests import FACILITIES
from education.services import bookings, requests
from education.workflow import PROGRAMME

COURSES = EducationRequest.objects.for_page
RUNS = holding("COORDINATOR", PROGRAMME)


class StandingShape(serializers.Serializer[Any]):
    """A course after a step."""

    id = serializers.UUIDField()
    number = serializers.CharField(help_text="신청번호")
    status = serializers.CharField(help_text="상태의 부호")
    version = serializers.IntegerField()
    date_agreed_at = serializers.DateTimeField(allow_null=True, help_text="신청기관이 일정에 동의한 때")


class WishBody(PortalSerializer):
    topic = serializers.IntegerField(required=False, allow_null=True, help_text="교육 주제")
    contact_name = words(50, "담당자")
    contact_phone = words(20, "연락처")
    contact_email = serializers.EmailField(required=False, allow_blank=True, help_text="전자우편")
    field = code_set("education_field", "교육 분야")
    field_text = words(100, "그 밖의 교육 분야", required=False)
    method = code("education_method", "교육 방법")
    audience = code("education_audience", "교육 대상")
    expected_count = serializers.IntegerField(min_value=1, max_value=500, help_text="예상 인원")
    wish_1 = serializers.DateTimeField(help_text="희망 일시(1순위)")
    wish_2 = serializers.DateTimeField(required=False, allow_null=True, help_text="희망 일시(2순위)")
    wish_3 = serializers.DateTimeField(required=False, allow_null=True, help_text="희망 일시(3순위)")
    duration_min = serializers.IntegerField(min_value=30, max_value=480, help_text="교육 시간(분)")
    place = words(100, "장소", required=False)
    facilities = serializers.ListField(child=serializers.ChoiceField(FACILITIES), required=False, help_text="장소 여건")
    mandatory = serializers.ChoiceField(
        EducationRequest.Mandatory.choices, required=False, allow_blank=True, help_text="법정 의무교육 여부"
    )
    content_wish = words(1000, "희망 내용")
    needs_certificate = serializers.BooleanField(help_text="수료증 필요")
    access_need = words(200, "접근성 요구", required=False)
    previous = words(200, "이전 교육 경험", required=False)


class CourseBody(WishBody):
    wish_1 = serializers.DateTimeField(required=False, allow_null=True, help_text="예정 일시")
    asks_birth_date = serializers.BooleanField(required=False, help_text="수강생의 생년월일을 받음")
    cost = serializers.IntegerField(
        min_value=0, max_value=1_000_000_000, required=False, allow_null=True, help_text="소요 예산(원)"
    )
    title = words(100, "과정명")
    capacity = serializers.IntegerField(min_value=1, max_value=1000, help_text="정원")
    attendance_share = serializers.IntegerField(min_value=1, max_value=100, required=False, help_text="출석 기준(%)")
    pass_mark = serializers.DecimalField(
        max_digits=4, decimal_places=1, min_value=0, max_value=100, required=False, allow_null=True, help_text="합격 점수"
    )  # fmt: skip


class LessonBody(PortalSerializer):
    starts_at = serializers.DateTimeField(help_text="시작")
    ends_at = serializers.DateTimeField(help_text="종료")
    place_or_link = words(200, "장소·링크")


class LessonShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    place_or_link = serializers.CharField()


class InviteBody(PortalSerializer):
    session = serializers.UUIDField(help_text="회차")
    instructor = serializers.IntegerField(help_text="강사")
    override_mismatch = serializers.BooleanField(required=False, help_text="분야나 자격이 맞지 않아도 섭외함")


_MANAGE = OnRow(REQUEST, "manage", rows=COURSES)


def _standing(course: EducationRequest, actor: Actor) -> Any:
    return StandingShape(course).data


_Acts: Any = endpoints(REQUEST_ACTS, StandingShape, _standing)


_Taught: Any = endpoints(TAUGHT_ACTS, StandingShape, _standing)


class RequestEndpoint(_Acts, _Taught, Endpoint):
    """교육 신청과 자체 교육, 단계, 회차, 일정 동의, 강사 섭외."""

    tag = "교육 신청"
    queryset = EducationRequest.objects.none()
    policies = {
        "create": holding("PARTNER_STAFF PARTNER_MANAGER"),
        "open_course": RUNS,
        "partial_update": OnRow(REQUEST, "edit", rows=COURSES),
        **policies(REQUEST_ACTS),
        **policies(TAUGHT_ACTS),
        "add_session": _MANAGE,
        "drop_session": _MANAGE,
        "invite": _MANAGE,
    }

    def _topic(self, data: dict[str, Any]) -> dict[str, Any]:
        if data.get("topic") is not None:
            found = topics_for(self.actor).filter(pk=data["topic"]).first()
            if found is None:
                raise Invalid({"topic": "목록에 있는 주제를 고르십시오."})
            data["topic"] = found
        return data

    @extend_schema(
        summary="교육 신청 쓰기", request=WishBody, responses={201: StandingShape}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        data = self._topic(self.read(WishBody))
        row = requests.ask(actor=self.actor, data=data, idempotency_key=self.idempotency_key())
        return Response(StandingShape(row).data, status=201)

    @extend_schema(
        summary="자체 교육 개설", request=CourseBody, responses={201: StandingShape}, parameters=[IDEMPOTENCY_KEY]
    )
    @action(detail=False, methods=["post"], url_path="open-course")
    def open_course(self, request: Request) -> Response:
        data = self._topic(self.read(CourseBody))
        row = requests.open_course(actor=self.actor, data=data, idempotency_key=self.idempotency_key())
        return Response(StandingShape(row).data, status=201)

    @extend_schema(summary="신청 내용 고치기", request=WishBody, responses=StandingShape, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self._topic(self.read(WishBody, partial=True))
        return Response(
            StandingShape(requests.edit(actor=self.actor, course=row, data=data, version=self.version())).data
        )

    @extend_schema(summary="회차 정하기", request=LessonBody, responses={201: LessonShape})
    @action(detail=True, methods=["post"], url_path="sessions")
    def add_session(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        made = requests.add_session(actor=self.actor, course=row, **self.read(LessonBody))
        return Response(LessonShape(made).data, status=201)

    @extend_schema(summary="회차 지우기", request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path="sessions/<uuid:lesson_id>")
    def drop_session(self, request: Request, lesson_id: Any, pk: Any = None) -> Response:
        lesson = self.row().sessions.filter(pk=lesson_id).first()
        if lesson is None:
            raise NotVisible
        requests.drop_session(actor=self.actor, session=lesson)
        return Response(status=204)

    @extend_schema(summary="강사 섭외 요청", request=InviteBody, responses={201: BookingShape})
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(InviteBody)
        lesson = row.sessions.filter(pk=data["session"]).first()
        teacher = Instructor.objects.filter(pk=data["instructor"], host_id=row.host_id).first()
        if lesson is None or teacher is None:
            raise Invalid("이 교육의 회차와 우리 병원의 강사를 고르십시오.")
        made = bookings.invite(
            actor=self.actor, session=lesson, instructor=teacher, override_mismatch=data.get("override_mismatch", False)
        )
        return Response(BookingShape(made).data, status=201)


routes: tuple[tuple[str, type, str], ...] = (
    ("education/asking", RequestEndpoint, "education-asking"),
    ("education/bookings", BookingEndpoint, "education-booking"),
    ("education/topics", TopicEndpoint, "education-offer"),
    ("education/instructors", InstructorEndpoint, "education-instructor"),
)
