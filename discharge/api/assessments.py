"""Endpoints: rounds of assessment, their parts, the instruments and their results."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import body_of, read_as
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint
from core.errors import Invalid, NotVisible
from core.policy import OnRow, holding
from discharge.access import CASE
from discharge.api.shapes import assessments as shapes
from discharge.forms.assessments import SafetyForm
from discharge.models import Assessment, DischargeCase, InstrumentResult
from discharge.panels.assessments import results_of, rounds_of
from discharge.services import assessment_parts, assessments, earlier, measurements
from discharge.workflow import PROGRAMME

READ = OnRow(CASE, "read", rows=DischargeCase.objects.for_page, audit_as="case.assessment")
ASSESS = OnRow(CASE, "assess", rows=DischargeCase.objects.for_page)


class CaseRows(Endpoint):
    """Rows that belong to a case: the case of the URL decides who may do what."""

    lookup_value_converter = "int"
    lookup_url_kwarg = "id"
    row_kwarg = "case_id"
    pagination_class = None
    filter_backends: list[Any] = []
    tag = "퇴원환자 평가"

    def case(self) -> DischargeCase:
        case: DischargeCase = self.row()
        return case


class EarlierEndpoint(CaseRows):
    """What the case before knew of the person."""

    serializer_class = shapes.EarlierShape
    policies = {"list": OnRow(CASE, "read", rows=DischargeCase.objects.for_page)}

    @extend_schema(
        summary="지난 사례의 평가와 약",
        description="확인할 것으로 줍니다. 저절로 옮겨지지 않습니다. 지난 사례가 없거나 볼 수 없으면 비어 있습니다.",
        responses=shapes.EarlierShape(many=True),
    )
    def list(self, request: Request, case_id: str) -> Response:
        found = earlier.before(self.actor, self.case())
        return Response(shapes.EarlierShape([found] if found is not None else [], many=True).data)


class AssessmentEndpoint(CaseRows):
    """통합평가: the rounds of a case."""

    serializer_class = shapes.AssessmentView
    policies = {
        "list": READ,
        "retrieve": READ,
        "create": ASSESS,
        "part": ASSESS,
        "finish": ASSESS,
        "need_level": ASSESS,
    }

    def _round(self, case: DischargeCase) -> Assessment:
        row = rounds_of(case).filter(pk=self.kwargs["id"]).first()
        if row is None:
            raise NotVisible
        return row

    def _assessment_as_it_stands(self, row: Assessment, status: int = 200) -> Response:
        fresh = rounds_of(row.case).get(pk=row.pk)
        return Response(shapes.AssessmentView(fresh).data, status=status)

    @extend_schema(summary="통합평가 목록", responses=shapes.AssessmentView(many=True))
    def list(self, request: Request, case_id: str) -> Response:
        return Response(shapes.AssessmentView(rounds_of(self.case()), many=True).data)

    @extend_schema(summary="통합평가 보기")
    def retrieve(self, request: Request, case_id: str, id: int) -> Response:
        return Response(shapes.AssessmentView(self._round(self.case())).data)

    @extend_schema(
        summary="통합평가 시작",
        parameters=[IDEMPOTENCY_KEY],
        request=shapes.RoundBody,
        responses={201: shapes.AssessmentView},
    )
    def create(self, request: Request, case_id: str) -> Response:
        case, body = self.case(), self.read(shapes.RoundBody)
        row = assessments.begin_round(actor=self.actor, case=case, idempotency_key=self.idempotency_key(), **body)
        return self._assessment_as_it_stands(row, 201)

    @extend_schema(
        summary="평가 부분 쓰기",
        description="부분마다 항목이 다릅니다. If-Match에는 부분의 판 번호를 적습니다.",
        parameters=[IF_MATCH],
        request=shapes.ANY_PART,
        responses={200: shapes.AssessmentView},
    )
    @action(detail=True, methods=["put"], url_path="parts/<slug:part>")
    def part(self, request: Request, case_id: str, id: int, part: str) -> Response:
        """`If-Match` carries the version of the part."""
        row = self._round(self.case())
        if part not in shapes.PART_BODIES:
            raise NotVisible
        body = self.read(shapes.PART_BODIES[part])
        is_done = body.pop("finish")
        saved = assessment_parts.save_part(
            actor=self.actor, assessment=row, part=part, data=body, version=self.version(), finish=is_done
        )
        return self._assessment_as_it_stands(saved)

    @extend_schema(summary="종합 욕구 수준 정하기", parameters=[IF_MATCH], request=shapes.LevelBody)
    @action(detail=True, methods=["post"], url_path="need-level")
    def need_level(self, request: Request, case_id: str, id: int) -> Response:
        row, body = self._round(self.case()), self.read(shapes.LevelBody)
        saved = assessment_parts.set_need_level(
            actor=self.actor,
            assessment=row,
            level=body["need_level"],
            reason=body["need_level_reason"],
            version=self.version(),
        )
        return self._assessment_as_it_stands(saved)

    @extend_schema(
        summary="평가 완료",
        description="평가 중인 사례에서는 If-Match에 사례의 판 번호를 적습니다.",
        parameters=[IF_MATCH],
        request=None,
    )
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, case_id: str, id: int) -> Response:
        """평가 완료. In ASSESSING `If-Match` carries the version of the case."""
        row = self._round(self.case())
        assessments.finish(actor=self.actor, assessment=row, version=self.version())
        return self._assessment_as_it_stands(row)


class ResultEndpoint(CaseRows):
    """평가도구 결과 of a case."""

    serializer_class = shapes.ResultView
    policies = {"list": READ, "retrieve": READ, "create": ASSESS, "correct": ASSESS}

    def _result(self, case: DischargeCase) -> InstrumentResult:
        rows = InstrumentResult.objects.of_care().filter(case=case, pk=self.kwargs["id"])
        row = rows.select_related("measured_by", "case__client").first()
        if row is None:
            raise NotVisible
        return row

    @extend_schema(summary="평가도구 결과 목록", responses=shapes.ResultView(many=True))
    def list(self, request: Request, case_id: str) -> Response:
        return Response(shapes.ResultView(results_of(self.case()), many=True).data)

    @extend_schema(summary="평가도구 결과 보기")
    def retrieve(self, request: Request, case_id: str, id: int) -> Response:
        return Response(shapes.ResultView(self._result(self.case())).data)

    @extend_schema(
        summary="평가도구 결과 등록",
        parameters=[IDEMPOTENCY_KEY],
        request=shapes.ResultBody,
        responses={201: shapes.ResultView},
    )
    def create(self, request: Request, case_id: str) -> Response:
        case, body = self.case(), self.read(shapes.ResultBody)
        if body["instrument"] not in {one.code for one in measurements.offered()}:
            raise Invalid({"instrument": "이 기관에서 쓰는 평가도구가 아닙니다."})
        row = measurements.record_instrument(
            actor=self.actor,
            case=case,
            assessment=assessments.open_round(case),
            idempotency_key=self.idempotency_key(),
            **body,
        )
        return Response(shapes.ResultView(row).data, status=201)

    @extend_schema(
        summary="평가도구 결과 바로잡기",
        description="새 결과가 생기고 앞의 것은 바로잡은 것으로 남습니다.",
        request=shapes.CorrectionBody,
        responses={201: shapes.ResultView},
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, case_id: str, id: int) -> Response:
        row, body = self._result(self.case()), self.read(shapes.CorrectionBody)
        made = measurements.correct_instrument(actor=self.actor, result=row, **body)
        return Response(shapes.ResultView(made).data, status=201)


class SafetyEndpoint(CaseRows):
    """Say what was done about a result that could not wait."""

    serializer_class = body_of(SafetyForm)
    policies = {"create": OnRow(CASE, "confirm_safety", rows=DischargeCase.objects.for_page)}

    @extend_schema(summary="안전 확인", request=body_of(SafetyForm), responses={204: None})
    def create(self, request: Request, case_id: str) -> Response:
        case = self.case()
        measurements.confirm_safety(actor=self.actor, case=case, **read_as(self, SafetyForm).values())
        return Response(status=204)


class InstrumentEndpoint(Endpoint):
    """The instruments that this site may record."""

    tag = "퇴원환자 평가"
    serializer_class = shapes.DefinitionView
    pagination_class = None
    filter_backends: list[Any] = []
    policies = {"list": holding("SOCIAL_WORKER NURSE PHYSICIAN COORDINATOR", PROGRAMME)}

    @extend_schema(summary="쓸 수 있는 평가도구", responses=shapes.DefinitionView(many=True))
    def list(self, request: Request) -> Response:
        return Response(shapes.DefinitionView(measurements.offered(), many=True).data)


_OF_CASE = "discharge/cases/<uuid:case_id>"
routes: tuple[tuple[str, type, str], ...] = (
    (f"{_OF_CASE}/earlier", EarlierEndpoint, "discharge-earlier"),
    (f"{_OF_CASE}/assessments", AssessmentEndpoint, "discharge-assessment"),
    (f"{_OF_CASE}/instrument-results", ResultEndpoint, "discharge-instrument-result"),
    (f"{_OF_CASE}/safety-check", SafetyEndpoint, "discharge-safety-check"),
    ("discharge/instruments", InstrumentEndpoint, "discharge-instrument"),
)
