"""Endpoints: rounds of assessment, their parts, the instruments and their results."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import codes
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint, PortalSerializer
from core.api.permissions import policy_of
from core.errors import NotVisible, Refused
from core.policy import OnRow, holding, record_view
from discharge.access import CASE
from discharge.models import Assessment, DischargeCase, InstrumentResult
from discharge.panels.assessments import results_of, rounds_of
from discharge.services import assessing
from discharge.workflow import PROGRAMME
from network import instruments
from network.instruments import DISCLAIMER, Instrument


def _rows() -> Any:
    return DischargeCase.objects.for_page()


READ = OnRow(CASE, "read", rows=_rows, seen="case.assessment")
ASSESS = OnRow(CASE, "assess", rows=_rows)
CASE_ID = OpenApiParameter("case_id", str, OpenApiParameter.PATH)
PK = OpenApiParameter("id", int, OpenApiParameter.PATH)


class CaseRows(Endpoint):
    """Rows that belong to a case: the case of the URL decides who may do what."""

    lookup_value_converter = "int"
    lookup_url_kwarg = "id"
    pagination_class = None
    filter_backends: list[Any] = []

    def case(self) -> DischargeCase:
        policy = policy_of(self)
        assert isinstance(policy, OnRow)
        case = policy.row(self.actor, self.kwargs["case_id"])
        if policy.seen and self.request.method == "GET":
            record_view(self.actor, policy.seen, case)
        return case


# --- rounds and parts ------------------------------------------------------------------------------------------------


class NeedBody(PortalSerializer):
    area = serializers.ChoiceField(choices=codes.choices("need_area"))
    level = serializers.IntegerField(min_value=0, max_value=3)
    text = serializers.CharField(max_length=300, allow_blank=True, default="")


def _words(limit: int) -> serializers.CharField:
    return serializers.CharField(max_length=limit, allow_blank=True, required=False)


def _some() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=40), required=False)


def _count() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, allow_null=True, required=False)


class PartBody(PortalSerializer):
    """`finish`: the part counts as done; without it the part is open again."""

    finish = serializers.BooleanField(default=False)


class MedicalBody(PartBody):
    med_summary = _words(1000)
    comorbidity = _some()
    allergy = _words(100)


class NursingBody(PartBody):
    medication_count = _count()
    medication_note = _words(500)
    device = _some()
    wound = _words(200)
    diet = _words(20)
    pain = _count()
    fall_history = _count()
    other_cognition_tool = _words(30)
    other_cognition_total = _count()


class SocialBody(PartBody):
    caregiver_capacity = _words(40)
    housing_type = _words(20)
    housing_barrier = _some()
    income_note = _words(300)
    services_in_use = _some()
    wish = _words(300)


class NeedsBody(PartBody):
    assessed_on = serializers.DateField(required=False)
    not_done = _words(200)
    needs = NeedBody(many=True, required=False)
    need_level = _words(1)
    need_level_reason = _words(200)


PART_BODIES: dict[str, type[PartBody]] = {
    "medical": MedicalBody,
    "nursing": NursingBody,
    "social": SocialBody,
    "needs": NeedsBody,
}


class RoundBody(PortalSerializer):
    round = serializers.ChoiceField(choices=codes.choices("assessment_round"))
    assessed_on = serializers.DateField()


class LevelBody(PortalSerializer):
    need_level = serializers.ChoiceField(choices=codes.choices("need_level"), allow_blank=True)
    need_level_reason = serializers.CharField(max_length=200, allow_blank=True, default="")


class AssessmentView(serializers.Serializer[Any]):
    """A round: each part with its fields, its version, and who finished it when."""

    def to_representation(self, instance: Assessment) -> dict[str, Any]:
        parts = {part.name: self._part(instance, part) for part in assessing.PARTS.values()}
        return {
            "id": instance.pk,
            "round": instance.round,
            "assessed_on": instance.assessed_on,
            "computed_level": instance.computed_level,
            "need_level": instance.need_level,
            "need_level_reason": instance.need_level_reason,
            "finished_at": instance.finished_at,
            "missing": assessing.missing(instance) if instance.finished_at is None else [],
            "parts": parts,
        }

    @staticmethod
    def _part(row: Assessment, part: Any) -> dict[str, Any]:
        by = getattr(row, f"{part.name}_by")
        return {
            "version": getattr(row, f"{part.name}_version"),
            "done_at": getattr(row, f"{part.name}_at"),
            "by": by.name if by else "",
            **assessing.stored_values(row, part),
        }


class AssessmentEndpoint(CaseRows):
    """통합평가: the rounds of a case."""

    serializer_class = AssessmentView
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

    def _answer(self, row: Assessment, status: int = 200) -> Response:
        fresh = rounds_of(row.case).get(pk=row.pk)
        return Response(AssessmentView(fresh).data, status=status)

    @extend_schema(parameters=[CASE_ID], responses=AssessmentView(many=True))
    def list(self, request: Request, case_id: str) -> Response:
        return Response(AssessmentView(rounds_of(self.case()), many=True).data)

    @extend_schema(parameters=[CASE_ID, PK])
    def retrieve(self, request: Request, case_id: str, id: int) -> Response:
        return Response(AssessmentView(self._round(self.case())).data)

    @extend_schema(parameters=[CASE_ID, IDEMPOTENCY_KEY], request=RoundBody)
    def create(self, request: Request, case_id: str) -> Response:
        case, body = self.case(), self.read(RoundBody)
        row = assessing.begin_round(actor=self.actor, case=case, once_key=self.once_key(), **body)
        return self._answer(row, 201)

    @extend_schema(parameters=[CASE_ID, PK, IF_MATCH], request=PartBody)
    @action(detail=True, methods=["put"], url_path="parts/<slug:part>")
    def part(self, request: Request, case_id: str, id: int, part: str) -> Response:
        """`If-Match` carries the version of the part."""
        row = self._round(self.case())
        if part not in PART_BODIES:
            raise NotVisible
        body = self.read(PART_BODIES[part])
        is_done = body.pop("finish")
        saved = assessing.save_part(
            actor=self.actor, assessment=row, part=part, data=body, version=self.version(), finish=is_done
        )
        return self._answer(saved)

    @extend_schema(parameters=[CASE_ID, PK, IF_MATCH], request=LevelBody)
    @action(detail=True, methods=["post"], url_path="need-level")
    def need_level(self, request: Request, case_id: str, id: int) -> Response:
        row, body = self._round(self.case()), self.read(LevelBody)
        saved = assessing.set_need_level(
            actor=self.actor,
            assessment=row,
            level=body["need_level"],
            reason=body["need_level_reason"],
            version=self.version(),
        )
        return self._answer(saved)

    @extend_schema(parameters=[CASE_ID, PK, IF_MATCH], request=None)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, case_id: str, id: int) -> Response:
        """평가 완료. In ASSESSING `If-Match` carries the version of the case."""
        row = self._round(self.case())
        assessing.finish(actor=self.actor, assessment=row, version=self.version())
        return self._answer(row)


# --- instruments -----------------------------------------------------------------------------------------------------


class ResultBody(PortalSerializer):
    """`answers`: by key of the item, as the definition names them."""

    instrument = serializers.CharField(max_length=20)
    answers = serializers.DictField()
    measured_on = serializers.DateField()
    is_at_discharge = serializers.BooleanField(default=False)
    late_reason = serializers.CharField(max_length=200, allow_blank=True, default="")


class CorrectionBody(PortalSerializer):
    answers = serializers.DictField()
    measured_on = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class ConfirmationBody(PortalSerializer):
    reason = serializers.CharField(max_length=200)


class ResultView(serializers.Serializer[Any]):
    """A result with the answers as they were asked."""

    def to_representation(self, instance: InstrumentResult) -> dict[str, Any]:
        definition = instruments.get(instance.instrument, int(instance.edition))
        return {
            "id": instance.pk,
            "instrument": instance.instrument,
            "name": definition.name,
            "version": int(instance.edition),
            "variant": instance.variant,
            "answers": instance.answers,
            "lines": [{"label": line.label, "answer": line.answer} for line in definition.lines(instance.answers)],
            "total": instance.total,
            "band": instance.band,
            "band_label": instance.band_label,
            "rule_version": instance.rule_edition,
            "measured_on": instance.measured_on,
            "is_at_discharge": instance.is_at_discharge,
            "measured_by": instance.measured_by.name,
            "assessment": instance.assessment_id,
            "follow_up": instance.follow_up_id,
            "replaced_at": instance.replaced_at,
            "notice": DISCLAIMER,
        }


class ResultEndpoint(CaseRows):
    """평가도구 결과 of a case."""

    serializer_class = ResultView
    policies = {"list": READ, "retrieve": READ, "create": ASSESS, "correct": ASSESS}

    def _result(self, case: DischargeCase) -> InstrumentResult:
        rows = InstrumentResult.objects.filter(case=case, pk=self.kwargs["id"])
        row = rows.select_related("measured_by", "case__client").first()
        if row is None:
            raise NotVisible
        return row

    @extend_schema(parameters=[CASE_ID], responses=ResultView(many=True))
    def list(self, request: Request, case_id: str) -> Response:
        return Response(ResultView(results_of(self.case()), many=True).data)

    @extend_schema(parameters=[CASE_ID, PK])
    def retrieve(self, request: Request, case_id: str, id: int) -> Response:
        return Response(ResultView(self._result(self.case())).data)

    @extend_schema(parameters=[CASE_ID, IDEMPOTENCY_KEY], request=ResultBody)
    def create(self, request: Request, case_id: str) -> Response:
        case, body = self.case(), self.read(ResultBody)
        if body["instrument"] not in {one.code for one in assessing.offered()}:
            raise Refused({"instrument": "이 기관에서 쓰는 평가도구가 아닙니다."})
        row = assessing.record_instrument(
            actor=self.actor, case=case, assessment=assessing.open_round(case), once_key=self.once_key(), **body
        )
        return Response(ResultView(row).data, status=201)

    @extend_schema(parameters=[CASE_ID, PK], request=CorrectionBody)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, case_id: str, id: int) -> Response:
        row, body = self._result(self.case()), self.read(CorrectionBody)
        made = assessing.correct_instrument(actor=self.actor, result=row, **body)
        return Response(ResultView(made).data, status=201)


class SafetyEndpoint(CaseRows):
    """Say what was done about a result that could not wait."""

    serializer_class = ConfirmationBody
    policies = {"create": OnRow(CASE, "confirm_safety", rows=_rows)}

    @extend_schema(parameters=[CASE_ID], request=ConfirmationBody, responses={204: None})
    def create(self, request: Request, case_id: str) -> Response:
        case = self.case()
        assessing.confirm_safety(actor=self.actor, case=case, reason=self.read(ConfirmationBody)["reason"])
        return Response(status=204)


class DefinitionView(serializers.Serializer[Any]):
    """What an instrument asks, in its newest version."""

    def to_representation(self, instance: Instrument) -> dict[str, Any]:
        return {
            "code": instance.code,
            "version": instance.version,
            "name": instance.name,
            "minimum": instance.minimum,
            "maximum": instance.maximum,
            "items": [
                {
                    "key": item.key,
                    "label": item.label,
                    "kind": item.kind,
                    "steps": [{"value": step.value, "label": step.label} for step in item.steps],
                    "low": item.low,
                    "high": item.high,
                    "is_required": item.is_required,
                }
                for item in instance.items
            ],
        }


class InstrumentEndpoint(Endpoint):
    """The instruments that this site may record."""

    serializer_class = DefinitionView
    pagination_class = None
    filter_backends: list[Any] = []
    policies = {"list": holding("SOCIAL_WORKER NURSE PHYSICIAN COORDINATOR", PROGRAMME)}

    @extend_schema(responses=DefinitionView(many=True))
    def list(self, request: Request) -> Response:
        return Response(DefinitionView(assessing.offered(), many=True).data)


_OF_CASE = "discharge/cases/<uuid:case_id>"
routes: tuple[tuple[str, type, str], ...] = (
    (f"{_OF_CASE}/assessments", AssessmentEndpoint, "discharge-assessment"),
    (f"{_OF_CASE}/instrument-results", ResultEndpoint, "discharge-instrument-result"),
    (f"{_OF_CASE}/safety-check", SafetyEndpoint, "discharge-safety-check"),
    ("discharge/instruments", InstrumentEndpoint, "discharge-instrument"),
)
