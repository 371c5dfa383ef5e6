"""Endpoints for whoever holds a secret address or knows a number: the same services as the pages, without signing in.

The key of an address stands behind the question mark here too, because that part is in no log of ours.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import body_of, read_as, read_form
from core.api.endpoints import PDF, PaperEndpoint, PortalSerializer
from core.errors import NotVisible
from core.pages import sealed
from core.reports import pdf_response
from education import access
from education.forms.attendance import CheckInForm
from education.forms.bookings import LinkAnswerForm
from education.forms.certificates import CheckForm, OwnNameForm
from education.forms.enrolments import JoinForm
from education.models import EducationRequest, Enrolment, InstructorBooking
from education.panels import own_pages as panels
from education.papers import certificates as papers
from education.services import attendance, booking_links, certificates, enrolments, own_pages, public_enrolments

KEY = OpenApiParameter("k", str, required=True, description="받은 주소의 열쇠")


class MatchShape(serializers.Serializer[Any]):
    number = serializers.CharField(help_text="수료번호")
    name = serializers.CharField(help_text="성명(가림)")
    course = serializers.CharField(help_text="과정명")
    host = serializers.CharField(help_text="발급 기관")
    held_on = serializers.DateField(allow_null=True, help_text="교육일")
    is_valid = serializers.BooleanField(  # type: ignore[assignment]
        help_text="유효한지. 거짓이면 취소한 수료증입니다."
    )


class CheckInBody(body_of(CheckInForm)):  # type: ignore[misc]
    act = serializers.ChoiceField([("in", "들어옴"), ("out", "나감")], default="in", help_text="들어오는지 나가는지")


class CheckedInShape(serializers.Serializer[Any]):
    in_at = serializers.DateTimeField(help_text="들어온 때")
    out_at = serializers.DateTimeField(allow_null=True, help_text="나간 때")


class OpenLessonShape(serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    place_or_link = serializers.CharField(help_text="장소·링크")


class OpenCourseShape(serializers.Serializer[Any]):
    """A course as its public address tells of it."""

    course = serializers.CharField(help_text="과정명")
    host = serializers.CharField(source="host.name", help_text="주관 병원")
    lessons = OpenLessonShape(many=True, source="sessions.all")
    asks_birth_date = serializers.BooleanField(help_text="생년월일을 적어야 하는지")
    left = serializers.SerializerMethodField(help_text="남은 자리. 0이면 대기 순번에 오릅니다.")

    def get_left(self, course: EducationRequest) -> int:
        return max(enrolments.seats_left(course), 0)


class JoinNumberBody(PortalSerializer):
    phone = serializers.CharField(max_length=30, help_text="확인 번호를 받을 휴대전화")


class ProofShape(serializers.Serializer[Any]):
    proof = serializers.UUIDField(source="pk", help_text="신청할 때 문자로 받은 번호와 함께 보냅니다.")


class JoinBody(body_of(JoinForm)):  # type: ignore[misc]
    form = serializers.UUIDField(help_text="이 신청에 붙인 번호. 같은 번호로 다시 보내면 한 번만 신청합니다.")


class OwnPageShape(serializers.Serializer[Any]):
    """The own sign-up: nobody else's, and no whole name."""

    name = serializers.CharField(source="who", help_text="성명(가림)")
    number = serializers.CharField(source="course.number", help_text="신청번호")
    course = serializers.CharField(source="course.course", help_text="과정명")
    host = serializers.CharField(source="course.host.name", help_text="주관 병원")
    status = serializers.CharField(source="row.status", help_text="상태의 부호")
    state = serializers.SerializerMethodField(help_text="상태의 말")
    lessons = OpenLessonShape(many=True)
    door_code = serializers.CharField(allow_blank=True, help_text="출석 확인 번호")
    may_leave = serializers.BooleanField(help_text="취소할 수 있는지")
    survey_url = serializers.CharField(allow_blank=True, help_text="열려 있는 만족도 조사의 주소")
    has_certificate = serializers.SerializerMethodField(help_text="받을 수료증이 있는지")
    url = serializers.CharField(help_text="이 화면의 주소")

    def get_state(self, page: dict[str, Any]) -> str:
        return str(page["said"][1])

    def get_has_certificate(self, page: dict[str, Any]) -> bool:
        return page["certificate"] is not None


class AskedToTeachShape(serializers.Serializer[Any]):
    course = serializers.CharField(source="session.request.course", help_text="과정명")
    host = serializers.CharField(source="session.request.host.name", help_text="주관 병원")
    starts_at = serializers.DateTimeField(source="session.starts_at")
    ends_at = serializers.DateTimeField(source="session.ends_at")
    place_or_link = serializers.CharField(source="session.place_or_link", help_text="장소·링크")
    fee = serializers.IntegerField(allow_null=True, help_text="강사료(원)")
    status = serializers.CharField(help_text="상태의 부호")


class PublicEndpoint(PaperEndpoint):
    """로그인하지 않는 문: 수료증 확인, 출석 확인, 공개 신청, 수강생 자기 화면, 강의 요청의 답."""

    tag = "교육 공개"
    queryset = EducationRequest.objects.none()
    filter_backends = []
    pagination_class = None
    policies = {
        "certificate": access.CERTIFICATE_CHECK,
        "check_in": access.AT_LESSON,
        **dict.fromkeys(("course", "join", "join_number"), access.JOINING),
        **dict.fromkeys(("mine", "cancel", "own_certificate"), access.OWN_PAGE),
        **dict.fromkeys(("asked", "answer"), access.ASKED_TO_TEACH),
    }

    @property
    def key(self) -> str:
        return str(self.request.query_params.get("k", ""))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        return sealed(super().finalize_response(request, response, *args, **kwargs), referrer="no-referrer")

    @extend_schema(summary="수료증 확인", request=body_of(CheckForm), responses=MatchShape(many=True))
    @action(detail=False, methods=["post"])
    def certificate(self, request: Request) -> Response:
        data = read_as(self, CheckForm).values()
        return Response(MatchShape(certificates.find(data["number"], data["name"]), many=True).data)

    @extend_schema(summary="출석 확인", parameters=[KEY], request=CheckInBody, responses=CheckedInShape)
    @action(detail=False, methods=["post"], url_path="check-in")
    def check_in(self, request: Request) -> Response:
        session = attendance.session_of(self.key)
        body = self.read(CheckInBody)
        act = body.pop("act")
        done = attendance.check_in(session=session, act=act, **read_form(body, CheckInForm).values())
        return Response(CheckedInShape(done).data)

    # --- signing up by a public address -------------------------------------------------------------------------------

    @extend_schema(summary="공개 신청하는 교육", parameters=[KEY], responses=OpenCourseShape)
    @action(detail=False, methods=["get"], url_path="join")
    def course(self, request: Request) -> Response:
        return Response(OpenCourseShape(public_enrolments.course_of(self.key)).data)

    @extend_schema(summary="공개 신청의 확인 번호 받기", parameters=[KEY], request=JoinNumberBody, responses=ProofShape)
    @action(detail=False, methods=["post"], url_path="join/number")
    def join_number(self, request: Request) -> Response:
        course, body = public_enrolments.course_of(self.key), self.read(JoinNumberBody)
        sent = public_enrolments.ask_number(course, body["phone"], request.META.get("REMOTE_ADDR"))
        return Response(ProofShape(sent).data)

    @extend_schema(summary="공개 신청", parameters=[KEY], request=JoinBody, responses={201: OwnPageShape})
    @course.mapping.post
    def join(self, request: Request) -> Response:
        course, body = public_enrolments.course_of(self.key), self.read(JoinBody)
        key, proof, code = body.pop("form").hex, body.get("proof", ""), body.get("code", "")
        data = read_form(body, lambda data: JoinForm(data, course=course)).values()
        made = public_enrolments.join(course=course, data=data, idempotency_key=key, proof_id=proof, code=code)
        return Response(self._own(made), status=201)

    # --- the own page ---------------------------------------------------------------------------------------------------

    def _own(self, row: Enrolment) -> Any:
        fresh = own_pages.enrolment_of(own_pages.key_of(row.pk))
        return OwnPageShape(panels.page(fresh, own_pages.key_of(row.pk))).data

    @extend_schema(summary="내 수강 신청", parameters=[KEY], responses=OwnPageShape)
    @action(detail=False, methods=["get"])
    def mine(self, request: Request) -> Response:
        return Response(self._own(own_pages.enrolment_of(self.key)))

    @extend_schema(summary="내 수강 신청 취소", parameters=[KEY], request=None, responses=OwnPageShape)
    @action(detail=False, methods=["post"], url_path="mine/cancel")
    def cancel(self, request: Request) -> Response:
        return Response(self._own(own_pages.cancel(own_pages.enrolment_of(self.key))))

    @extend_schema(summary="내 수료증 PDF", parameters=[KEY], request=body_of(OwnNameForm), responses=PDF)
    @action(detail=False, methods=["post"], url_path="mine/certificate")
    def own_certificate(self, request: Request) -> HttpResponse:
        row = own_pages.enrolment_of(self.key)
        found = own_pages.claim_certificate(row, read_as(self, OwnNameForm).values()["name"])
        return pdf_response(*papers.own_certificate(found, own_pages.holder(row)))

    # --- a request to teach ---------------------------------------------------------------------------------------------

    def _booking(self) -> InstructorBooking:
        row = booking_links.open_booking(self.key)
        if row is None:
            raise NotVisible
        return row

    @extend_schema(summary="강의 요청 보기", parameters=[KEY], responses=AskedToTeachShape)
    @action(detail=False, methods=["get"], url_path="booking")
    def asked(self, request: Request) -> Response:
        return Response(AskedToTeachShape(self._booking()).data)

    @extend_schema(
        summary="강의 요청에 답하기", parameters=[KEY], request=body_of(LinkAnswerForm), responses=AskedToTeachShape
    )
    @asked.mapping.post
    def answer(self, request: Request) -> Response:
        row, data = self._booking(), read_as(self, LinkAnswerForm).values()
        done = booking_links.answer(booking=row, choice=data.pop("answer"), **data)
        return Response(AskedToTeachShape(done).data)


routes: tuple[tuple[str, type, str], ...] = (("education/public", PublicEndpoint, "education-public"),)
