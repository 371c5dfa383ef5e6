"""Endpoints of a course that is held: the same services as its pages. Checking in at the door has none: nobody signs in there."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import IF_MATCH, Endpoint, PortalSerializer
from core.api.shapes import code, words
from core.errors import NotVisible
from core.masking import mask_name
from core.policy import OnRow
from core.reports import pdf_response
from education import running_papers
from education.models import Certificate, EducationRequest, Enrolment, Session
from education.running_access import CERTIFICATE_ACCESS, COURSE_ACCESS, SESSION_ACCESS
from education.services import attending, deciding, enrolling, reporting, running
from education.services.attending import Line

COURSES = EducationRequest.objects.for_page
PDF: dict[Any, Any] = {(200, "application/pdf"): OpenApiTypes.BINARY}


class _Files(Endpoint):
    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A caller that asks for application/pdf is right; refusals still come as JSON."""
        return super().perform_content_negotiation(request, force=True)


class PersonShape(serializers.Serializer[Any]):
    """Somebody with a seat; the name is masked as in every list."""

    id = serializers.UUIDField()
    name = serializers.SerializerMethodField(help_text="성명(가림)")
    status = serializers.CharField(help_text="상태의 부호")
    is_walk_in = serializers.BooleanField(help_text="현장 등록")
    attended = serializers.IntegerField(source="stands.attended", help_text="출석 시간(분)")
    needed = serializers.IntegerField(source="stands.required", help_text="교육 시간(분)")
    outcome = serializers.CharField(source="stands.outcome", help_text="수료 기준에 따른 판정")

    def get_name(self, row: Enrolment) -> str:
        return mask_name(row.name)


class CourseShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField(help_text="신청번호")
    course = serializers.CharField(help_text="과정명")
    status = serializers.CharField(help_text="상태의 부호")
    version = serializers.IntegerField()
    people = PersonShape(many=True, help_text="수강생")


class ScoreBody(PortalSerializer):
    enrolment = serializers.UUIDField()
    kind = serializers.ChoiceField([("PRE", "사전"), ("POST", "사후")])
    score = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=0, max_value=100)


class ScoresBody(PortalSerializer):
    scores = ScoreBody(many=True, help_text="점수")


class CourseMoveBody(PortalSerializer):
    reason = words(200, "응답이 하나도 없을 때의 사유", required=False)


class EducationReasonBody(PortalSerializer):
    reason = words(300, "사유")


class ReportBody(PortalSerializer):
    opinions = words(2000, "주요 의견", required=False)
    improvement = words(2000, "개선 및 향후 계획", required=False)
    last_year_mean = serializers.DecimalField(
        max_digits=3, decimal_places=2, min_value=1, max_value=5, required=False, allow_null=True, help_text="전년 만족도"
    )  # fmt: skip


class ReportShape(serializers.Serializer[Any]):
    content = serializers.JSONField(help_text="보고서의 내용. 승인하면 굳습니다.")
    version = serializers.IntegerField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True, help_text="승인일시")


class CountsShape(serializers.Serializer[Any]):
    completed = serializers.IntegerField(source="complete", help_text="수료")
    not_completed = serializers.IntegerField(source="fail", help_text="미수료")
    no_show = serializers.IntegerField(help_text="불참")


_RUN = OnRow(COURSE_ACCESS, "run", rows=COURSES, audit_as="education.people_open")
_READ = OnRow(COURSE_ACCESS, "read", rows=COURSES)


class CourseEndpoint(_Files):
    """교육 운영: 점수, 수료 판정, 교육 실시에서 종료까지, 결과보고서."""

    tag = "교육 운영"
    queryset = EducationRequest.objects.none()
    policies = {
        "retrieve": _RUN,
        "scores": _RUN,
        "decide": _RUN,
        "move": _RUN,
        "report": _READ,
        "report_write": _RUN,
        "report_approve": OnRow(COURSE_ACCESS, "approve", rows=COURSES),
        "report_pdf": OnRow(COURSE_ACCESS, "print", rows=COURSES),
    }

    @extend_schema(summary="교육 운영 상태", responses=CourseShape)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return self._course(self.row())

    @staticmethod
    def _course(row: Any) -> Response:
        people = list(row.enrolments.seated().order_by("applied_at", "pk"))
        stands = deciding.standings(row, people)
        for one in people:
            one.stands = stands[one.pk]
        row.people = people
        return Response(CourseShape(row).data)

    @extend_schema(summary="사전·사후 점수 적기", request=ScoresBody, responses=CourseShape)
    @action(detail=True, methods=["post"])
    def scores(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = self.read(ScoresBody)["scores"]
        attending.enter_scores(
            actor=self.actor, course=row, scores={(one["enrolment"], one["kind"]): one["score"] for one in data}
        )
        return self._course(row)

    @extend_schema(summary="수료 판정", request=None, responses=CountsShape)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: Any = None) -> Response:
        return Response(CountsShape(deciding.decide(actor=self.actor, course=self.row())).data)

    @extend_schema(
        summary="교육 실시, 만족도 마감, 결과보고, 종료", request=CourseMoveBody, responses=CourseShape, operation_id="education_course_move"
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="moves/<slug:name>")
    def move(self, request: Request, name: str, pk: Any = None) -> Response:
        row = self.row()
        if name not in running.MOVES:
            raise NotVisible
        data = self.read(CourseMoveBody)
        return self._course(running.act(actor=self.actor, course=row, name=name, reason=data.get("reason", "")))

    @extend_schema(summary="교육 결과보고서", responses=ReportShape)
    @action(detail=True, methods=["get"])
    def report(self, request: Request, pk: Any = None) -> Response:
        return self._report(self.row())

    @staticmethod
    def _report(course: EducationRequest) -> Response:
        row, said = reporting.shown(course)
        body = {
            "content": said,
            "version": row.version if row else None,
            "approved_at": row.approved_at if row else None,
        }
        return Response(ReportShape(body).data)

    @extend_schema(summary="결과보고서 쓰기", request=ReportBody, responses=ReportShape, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], url_path="report/write")
    def report_write(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        reporting.write(actor=self.actor, course=row, data=self.read(ReportBody), version=self.version())
        return self._report(row)

    @extend_schema(summary="결과보고서 승인", request=None, responses=ReportShape)
    @action(detail=True, methods=["post"], url_path="report/approve")
    def report_approve(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        reporting.approve(actor=self.actor, course=row)
        return self._report(row)

    @extend_schema(summary="결과보고서 PDF", responses=PDF)
    @action(detail=True, methods=["get"], url_path="report-pdf")
    def report_pdf(self, request: Request, pk: Any = None) -> HttpResponse:
        return pdf_response(*running_papers.print_report(self.row(), self.actor))


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


class WalkInBody(PortalSerializer):
    name = words(50, "성명")
    affiliation = words(100, "소속")
    birth_date = serializers.DateField(required=False, allow_null=True, help_text="생년월일")
    phone = words(20, "연락처", required=False)
    job = code("education_audience", "직종", required=False)
    consent = serializers.BooleanField(help_text="개인정보 수집·이용 동의")


class WalkInShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    door_code = serializers.CharField(help_text="출석 확인 번호")


class LessonDoorShape(serializers.Serializer[Any]):
    url = serializers.CharField(allow_blank=True, help_text="출석 확인 주소. 닫으면 비어 있습니다.")


_ATTEND = OnRow(
    SESSION_ACCESS,
    "attend",
    rows=lambda: Session.objects.select_related("request__host", "request__topic"),
    audit_as="education.people_open",
)


class SessionEndpoint(_Files):
    """출석: 명단, 출석 QR, 현장 등록, 서명부."""

    tag = "교육 운영"
    queryset = Session.objects.none()
    policies = dict.fromkeys(("attendance", "enter", "open_door", "close_door", "walk_in", "signs"), _ATTEND)

    @extend_schema(summary="출석", responses=LineShape(many=True), operation_id="education_session_attendance")
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def attendance(self, request: Request, pk: Any = None) -> Response:
        return Response(LineShape(attending.people_of(self.row()), many=True).data)

    @extend_schema(summary="출석 적기", request=LinesBody, responses=LineShape(many=True))
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def enter(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = self.read(LinesBody)
        lines = [
            Line(one["enrolment"], one["result"], one.get("in_at"), one.get("out_at")) for one in data["lines"]
        ]  # fmt: skip
        attending.enter(actor=self.actor, session=row, lines=lines, source=data.get("source", "LIST"))
        return Response(LineShape(attending.people_of(row), many=True).data)

    @extend_schema(summary="출석 확인 열기", request=None, responses=LessonDoorShape)
    @action(detail=True, methods=["post"], url_path="open-door")
    def open_door(self, request: Request, pk: Any = None) -> Response:
        row = attending.open_door(actor=self.actor, session=self.row())
        return Response(LessonDoorShape({"url": attending.url_of(row)}).data)

    @extend_schema(summary="출석 확인 닫기", request=None, responses=LessonDoorShape)
    @action(detail=True, methods=["post"], url_path="close-door")
    def close_door(self, request: Request, pk: Any = None) -> Response:
        attending.close_door(actor=self.actor, session=self.row())
        return Response(LessonDoorShape({"url": ""}).data)

    @extend_schema(summary="현장 등록", request=WalkInBody, responses={201: WalkInShape})
    @action(detail=True, methods=["post"], url_path="walk-in")
    def walk_in(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        made = enrolling.walk_in(actor=self.actor, session=row, data=self.read(WalkInBody))
        return Response(WalkInShape(made).data, status=201)

    @extend_schema(summary="참석자 서명부 PDF", responses=PDF)
    @action(detail=True, methods=["get"])
    def signs(self, request: Request, pk: Any = None) -> HttpResponse:
        row = self.row()
        people = list(row.request.enrolments.seated().select_related("institution").order_by("applied_at", "pk"))
        return pdf_response(*running_papers.signs(actor=self.actor, session=row, people=people))


def _certificates() -> Any:
    return Certificate.objects.select_related(
        "host", "enrolment__institution", "enrolment__request__host", "enrolment__request__topic"
    )


class CertificateShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField(help_text="수료번호")
    issued_on = serializers.DateField(allow_null=True, help_text="발급일")
    reissued_on = serializers.DateField(allow_null=True, help_text="재발급일")
    revoked_at = serializers.DateTimeField(allow_null=True, help_text="취소일시")


class CertificateEndpoint(_Files):
    """수료증."""

    tag = "교육 운영"
    queryset = Certificate.objects.none()
    lookup_value_converter = "int"
    policies = {
        "retrieve": OnRow(CERTIFICATE_ACCESS, "read", rows=_certificates),
        "paper": OnRow(CERTIFICATE_ACCESS, "print", rows=_certificates, audit_as="education.certificate_open"),
        "reissue": OnRow(CERTIFICATE_ACCESS, "keep", rows=_certificates),
        "revoke": OnRow(CERTIFICATE_ACCESS, "keep", rows=_certificates),
    }

    @extend_schema(summary="수료증 한 건", responses=CertificateShape)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(CertificateShape(self.row()).data)

    @extend_schema(summary="수료증 PDF", responses=PDF)
    @action(detail=True, methods=["get"])
    def paper(self, request: Request, pk: Any = None) -> HttpResponse:
        return pdf_response(*running_papers.certificate(self.row(), self.actor))

    @extend_schema(summary="수료증 재발급", request=None, responses=CertificateShape)
    @action(detail=True, methods=["post"])
    def reissue(self, request: Request, pk: Any = None) -> Response:
        return Response(CertificateShape(deciding.reissue(actor=self.actor, certificate=self.row())).data)

    @extend_schema(summary="수료증 취소", request=EducationReasonBody, responses=CertificateShape)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        reason = self.read(EducationReasonBody)["reason"]
        return Response(CertificateShape(deciding.revoke(actor=self.actor, certificate=row, reason=reason)).data)


routes: tuple[tuple[str, type, str], ...] = (
    ("education/courses", CourseEndpoint, "education-course"),
    ("education/sessions", SessionEndpoint, "education-session"),
    ("education/certificates", CertificateEndpoint, "certificate"),
)
