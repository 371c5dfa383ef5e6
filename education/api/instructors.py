"""Endpoints of the pool of instructors: the same services as its pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import sheets
from core.api.acts import body_of, endpoints, policies, read_as, read_changes
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, PaperEndpoint
from core.api.shapes import RowShape
from core.policy import OnRow, holding
from education.access import INSTRUCTOR
from education.acts.instructors import INSTRUCTOR_ACTS
from education.api.bookings import BookingShape
from education.exports import instructors as exports
from education.filters.instructors import InstructorFilter
from education.forms.instructors import InstructorForm, initial_of
from education.models import Instructor, InstructorAbsence, InstructorQualification
from education.panels import instructors as panels
from education.services import instructors
from education.workflow import PROGRAMME

RUNS = holding("COORDINATOR", PROGRAMME)
KEEP = OnRow(INSTRUCTOR, "keep")


class QualificationShape(RowShape):
    class Meta:
        model = InstructorQualification
        fields = ("id", "kind", "number", "expires_on")


class AbsenceShape(RowShape):
    class Meta:
        model = InstructorAbsence
        fields = ("id", "starts_at", "ends_at", "note")


class InstructorShape(RowShape):
    """Somebody of the pool as the list shows them."""

    fields_taught = serializers.ListField(child=serializers.CharField(), source="fields", help_text="강의 분야")

    class Meta:
        model = Instructor
        fields = ("id", "name", "affiliation", "fields_taught", "fee_per_hour", "is_active", "version")


class InstructorPageShape(InstructorShape):
    """All that the office keeps of one person."""

    qualifications = QualificationShape(many=True, read_only=True)
    absences = AbsenceShape(many=True, read_only=True)

    class Meta(InstructorShape.Meta):
        fields = (*InstructorShape.Meta.fields, "user", "phone", "email", "note", "qualifications", "absences")  # type: ignore[assignment]


class TaughtShape(BookingShape):
    """A lesson for which somebody is asked."""

    number = serializers.CharField(source="session.request.number", help_text="신청번호")
    course = serializers.CharField(source="session.request.course", help_text="과정명")
    starts_at = serializers.DateTimeField(source="session.starts_at")
    ends_at = serializers.DateTimeField(source="session.ends_at")
    place_or_link = serializers.CharField(source="session.place_or_link", help_text="장소·링크")


class MyLessonsShape(serializers.Serializer[Any]):
    coming = TaughtShape(many=True, help_text="앞으로 할 강의와 요청")
    past = TaughtShape(many=True, help_text="지난 강의")


_Acts: Any = endpoints(
    INSTRUCTOR_ACTS, InstructorShape, lambda done, actor: InstructorShape(getattr(done, "instructor", done)).data
)


class InstructorEndpoint(_Acts, PaperEndpoint):
    """강사."""

    tag = "교육 신청"
    queryset = Instructor.objects.none()
    serializer_class = InstructorShape
    filterset_class = InstructorFilter
    order = ("name", "pk")
    lookup_value_converter = "int"
    policies = {
        **dict.fromkeys(("list", "create"), RUNS),
        "retrieve": OnRow(INSTRUCTOR, "read", audit_as="education.instructor_open"),
        **dict.fromkeys(("partial_update", "drop_qualification", "ledger"), KEEP),
        "drop_absence": INSTRUCTOR_ACTS.door,
        "mine": holding("INSTRUCTOR", PROGRAMME),
        **policies(INSTRUCTOR_ACTS),
    }

    @extend_schema(summary="강사 목록", responses=InstructorShape(many=True))
    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(Instructor.objects.for_actor(self.actor))
        return self.page(rows if request.query_params.get("state") == "all" else rows.filter(is_active=True))

    @extend_schema(
        summary="강사 더하기",
        request=body_of(InstructorForm),
        responses={201: InstructorShape},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        data = read_as(self, InstructorForm).values()
        made = instructors.add(actor=self.actor, data=data, idempotency_key=self.idempotency_key())
        return Response(InstructorShape(made).data, status=201)

    @extend_schema(summary="강사 한 사람", responses=InstructorPageShape)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(InstructorPageShape(self.row()).data)

    @extend_schema(
        summary="강사 고치기", request=body_of(InstructorForm), responses=InstructorPageShape, parameters=[IF_MATCH]
    )
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = read_changes(self, InstructorForm, row, stored=initial_of(row))
        done = instructors.edit(actor=self.actor, instructor=row, data=data, version=self.version())
        return Response(InstructorPageShape(done).data)

    @extend_schema(summary="자격 지우기", request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path="qualifications/<int:qualification_id>")
    def drop_qualification(self, request: Request, qualification_id: int, pk: Any = None) -> Response:
        instructors.drop_qualification(actor=self.actor, instructor=self.row(), pk=qualification_id)
        return Response(status=204)

    @extend_schema(summary="강의할 수 없는 시간 지우기", request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path="absences/<int:absence_id>")
    def drop_absence(self, request: Request, absence_id: int, pk: Any = None) -> Response:
        instructors.drop_absence(actor=self.actor, instructor=self.row(), pk=absence_id)
        return Response(status=204)

    @extend_schema(
        summary="강의와 강사료 내려받기",
        parameters=[OpenApiParameter("year", int, description="해. 적지 않으면 올해")],
        responses={(200, sheets.XLSX): OpenApiTypes.BINARY},
    )
    @action(detail=True, methods=["get"])
    def ledger(self, request: Request, pk: Any = None) -> HttpResponse:
        row, year = self.row(), exports.year_of(request.query_params.get("year", ""))
        content = instructors.take_ledger(actor=self.actor, instructor=row, year=year)
        return sheets.response(content, f"강의와 강사료_{year}")

    @extend_schema(summary="내 강의", responses=MyLessonsShape)
    @action(detail=False, methods=["get"], pagination_class=None, filter_backends=[])
    def mine(self, request: Request) -> Response:
        me = list(Instructor.objects.for_actor(self.actor))
        return Response(MyLessonsShape(panels.bookings_of(me, self.actor, "instructor")).data)
