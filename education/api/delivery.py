"""Endpoints of a course that is held: the same services as its pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import hwpx
from core.actor import Actor
from core.api.acts import REFUSALS, body_of, endpoints, policies, read_changes
from core.api.endpoints import HWPX, IF_MATCH, PDF, Endpoint, PaperEndpoint, PortalSerializer
from core.masking import mask_name
from core.policy import OnRow
from core.reports import pdf_response
from education.access import COURSE_ACCESS
from education.acts.delivery import COURSE_ACTS, REPORT_ACTS
from education.api.attendance import SessionEndpoint
from education.api.certificates import CertificateEndpoint, CourseCertificatesEndpoint
from education.forms.reports import ReportForm
from education.models import EducationRequest, Enrolment
from education.services import attendance, completion, reports
from education.workflow import PROGRAMME
from network.documents.access import DOCUMENT_ACCESS
from network.documents.api import ApprovalLineBody, CorrectionLineBody, DocumentShape, document_body, line_of
from network.documents.models import Document
from network.documents.services import papers

COURSES = EducationRequest.objects.for_page


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


class ReportShape(serializers.Serializer[Any]):
    content = serializers.JSONField(help_text="보고서의 내용. 결재에 올리면 굳습니다.")
    version = serializers.IntegerField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True, help_text="결재일시")


class CountsShape(serializers.Serializer[Any]):
    completed = serializers.IntegerField(source="complete", help_text="수료")
    not_completed = serializers.IntegerField(source="fail", help_text="미수료")
    no_show = serializers.IntegerField(help_text="불참")


_RUN = OnRow(COURSE_ACCESS, "run", rows=COURSES, audit_as="education.people_open")
_READ = OnRow(COURSE_ACCESS, "read", rows=COURSES)


def _course(row: Any, actor: Actor) -> Any:
    people = list(row.enrolments.seated().order_by("applied_at", "pk"))
    stands = completion.standings(row, people)
    for one in people:
        one.stands = stands[one.pk]
    row.people = people
    return CourseShape(row).data


def _paper_of(course: EducationRequest) -> dict[str, Any]:
    return {"kind": reports.KIND, "subject": course, "document": reports.document_of(course)}


_Acts: Any = endpoints(COURSE_ACTS, CourseShape, _course)


class CourseEndpoint(_Acts, PaperEndpoint):
    """교육 운영: 점수, 수료 판정, 교육 실시에서 종료까지, 결과보고서."""

    tag = "교육 운영"
    queryset = EducationRequest.objects.none()
    policies = {
        "retrieve": _RUN,
        "scores": _RUN,
        "decide": _RUN,
        **policies(COURSE_ACTS),
        "report": _READ,
        "report_write": _RUN,
        "report_submit": _RUN,
        **dict.fromkeys(("report_pdf", "report_hwpx"), OnRow(COURSE_ACCESS, "print", rows=COURSES)),
    }

    @extend_schema(summary="교육 운영 상태", responses=CourseShape)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(_course(self.row(), self.actor))

    @extend_schema(summary="사전·사후 점수 적기", request=ScoresBody, responses=CourseShape)
    @action(detail=True, methods=["post"])
    def scores(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = self.read(ScoresBody)["scores"]
        attendance.enter_scores(
            actor=self.actor, course=row, scores={(one["enrolment"], one["kind"]): one["score"] for one in data}
        )
        return Response(_course(row, self.actor))

    @extend_schema(summary="수료 판정", request=None, responses=CountsShape)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: Any = None) -> Response:
        return Response(CountsShape(completion.decide(actor=self.actor, course=self.row())).data)

    @extend_schema(summary="교육 결과보고서", responses=ReportShape)
    @action(detail=True, methods=["get"])
    def report(self, request: Request, pk: Any = None) -> Response:
        return self._report(self.row())

    @staticmethod
    def _report(course: EducationRequest) -> Response:
        row, said = reports.shown(course)
        document = reports.document_of(course)
        body = {
            "content": said,
            "version": row.version if row else None,
            "approved_at": document.approved_at if document else None,
        }
        return Response(ReportShape(body).data)

    @extend_schema(summary="결과보고서 쓰기", request=body_of(ReportForm), responses=ReportShape, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], url_path="report/write")
    def report_write(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = read_changes(self, ReportForm, row, stored={})
        reports.write(actor=self.actor, course=row, data=data, version=self.version())
        return self._report(row)

    @extend_schema(summary="결과보고서 결재 상신", request=ApprovalLineBody, responses={201: DocumentShape, **REFUSALS})
    @action(detail=True, methods=["post"], url_path="report/submit")
    def report_submit(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        REPORT_ACTS.demand_now(REPORT_ACTS.named("submit"), row, row.relations)
        data = self.read(ApprovalLineBody)
        line = line_of(data["line"], row.host_id, PROGRAMME)
        sent = reports.submit(actor=self.actor, course=row, line=line, save_as=data.get("save_as", ""))
        return Response(document_body(sent), status=201)

    @extend_schema(summary="결과보고서 PDF", responses=PDF)
    @action(detail=True, methods=["get"], url_path="report-pdf")
    def report_pdf(self, request: Request, pk: Any = None) -> HttpResponse:
        return pdf_response(*papers.print_paper(actor=self.actor, **_paper_of(self.row())))

    @extend_schema(summary="결과보고서 HWPX", responses=HWPX)
    @action(detail=True, methods=["get"], url_path="report-hwpx")
    def report_hwpx(self, request: Request, pk: Any = None) -> HttpResponse:
        return hwpx.response(*papers.type_paper(actor=self.actor, **_paper_of(self.row())))


class ReportCorrectionBody(body_of(ReportForm), CorrectionLineBody):  # type: ignore[misc]
    """The words of the corrected report, and its approval line, and why it is corrected."""


class ReportCorrectionEndpoint(Endpoint):
    """교육 결과보고서의 정정."""

    tag = "결재 문서"
    serializer_class = DocumentShape
    queryset = Document.objects.none()
    policies = {"correct": OnRow(DOCUMENT_ACCESS, "edit", rows=reports.documents)}

    @extend_schema(
        summary="결과보고서 정정 상신", request=ReportCorrectionBody, responses={201: DocumentShape, **REFUSALS}
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(ReportCorrectionBody)
        line, save_as = line_of(data.pop("line"), row.host_id, PROGRAMME), data.pop("save_as", "")
        reason = data.pop("reason")
        made = reports.correct(actor=self.actor, document=row, data=data, reason=reason, line=line, save_as=save_as)
        return Response(document_body(made), status=201)


routes: tuple[tuple[str, type, str], ...] = (
    ("education/courses", CourseEndpoint, "education-course"),
    ("education/reports", ReportCorrectionEndpoint, "education-report"),
    ("education/sessions", SessionEndpoint, "education-session"),
    ("education/certificates", CertificateEndpoint, "certificate"),
    ("education/requests", CourseCertificatesEndpoint, "education-certified"),
)
