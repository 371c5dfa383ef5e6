"""Endpoints of a request until the course stands: the same services as the pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import body_of, endpoints, policies, read_as, read_changes, read_form
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint
from core.errors import Invalid, NotVisible
from core.policy import OnRow, holding
from education.access import REQUEST
from education.acts.delivery import TAUGHT_ACTS
from education.acts.requests import REQUEST_ACTS
from education.api.bookings import BookingEndpoint, BookingShape
from education.api.catalogue import TopicEndpoint
from education.api.instructors import InstructorEndpoint
from education.forms.bookings import AskForm
from education.forms.requests import CourseForm, SessionForm, WishForm, topics_for
from education.models import EducationRequest
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


class LessonShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    place_or_link = serializers.CharField()


class InviteBody(body_of(AskForm)):  # type: ignore[misc]
    session = serializers.UUIDField(help_text="회차")


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

    @extend_schema(
        summary="교육 신청 쓰기",
        request=body_of(WishForm),
        responses={201: StandingShape},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        data = read_as(self, WishForm, topics=topics_for(self.actor)).values()
        row = requests.ask(actor=self.actor, data=data, idempotency_key=self.idempotency_key())
        return Response(StandingShape(row).data, status=201)

    @extend_schema(
        summary="자체 교육 개설",
        request=body_of(CourseForm),
        responses={201: StandingShape},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(detail=False, methods=["post"], url_path="open-course")
    def open_course(self, request: Request) -> Response:
        data = read_as(self, CourseForm, topics=topics_for(self.actor)).values()
        row = requests.open_course(actor=self.actor, data=data, idempotency_key=self.idempotency_key())
        return Response(StandingShape(row).data, status=201)

    @extend_schema(
        summary="신청 내용 고치기", request=body_of(WishForm), responses=StandingShape, parameters=[IF_MATCH]
    )
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = read_changes(self, WishForm, row, topics=topics_for(self.actor))
        done = requests.edit(actor=self.actor, course=row, data=data, version=self.version())
        return Response(StandingShape(done).data)

    @extend_schema(summary="회차 정하기", request=body_of(SessionForm), responses={201: LessonShape})
    @action(detail=True, methods=["post"], url_path="sessions")
    def add_session(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), read_as(self, SessionForm).values()
        made = requests.add_session(actor=self.actor, course=row, **data)
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
        row, body = self.row(), self.read(InviteBody)
        lesson = row.sessions.filter(pk=body.pop("session")).first()
        if lesson is None:
            raise Invalid({"session": "이 교육의 회차를 고르십시오."})
        data = read_form(body, lambda body: AskForm(body, host_id=row.host_id)).values()
        made = bookings.invite(actor=self.actor, session=lesson, **data)
        return Response(BookingShape(made).data, status=201)


routes: tuple[tuple[str, type, str], ...] = (
    ("education/asking", RequestEndpoint, "education-asking"),
    ("education/bookings", BookingEndpoint, "education-booking"),
    ("education/topics", TopicEndpoint, "education-offer"),
    ("education/instructors", InstructorEndpoint, "education-instructor"),
)
