"""Shapes of assessment: rounds and their parts, results of instruments, what an instrument asks."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from core import codes
from core.api.acts import body_of
from core.api.endpoints import PortalSerializer
from core.api.shapes import RowShape
from discharge.forms import assessments as forms
from discharge.forms.plans import MedicationForm
from discharge.models import Assessment, InstrumentResult
from discharge.services import assessment_parts, assessments
from discharge.services.earlier import Earlier
from network.instruments import DISCLAIMER

# --- rounds and parts ------------------------------------------------------------------------------------------------


class NeedBody(PortalSerializer):
    area = serializers.ChoiceField(choices=codes.choices("need_area"), help_text="욕구 영역")
    level = serializers.IntegerField(min_value=0, max_value=3, help_text="수준")
    text = serializers.CharField(max_length=300, allow_blank=True, default="", help_text="내용. 수준 2부터 적습니다.")


class PartBody(PortalSerializer):
    """`finish`: the part counts as done; without it the part is open again."""

    finish = serializers.BooleanField(default=False, help_text="이 부분을 마칩니다")


class NeedsFields(body_of(forms.NeedsForm)):  # type: ignore[misc]
    needs = NeedBody(many=True, required=False, help_text="욕구 목록")


PART_FIELDS = {name: body_of(form) for name, form in forms.PART_FORMS.items()} | {"needs": NeedsFields}
PART_BODIES = {
    name: type(f"{name.title()}Body", (fields, PartBody), {"__module__": __name__})
    for name, fields in PART_FIELDS.items()
}
ANY_PART = PolymorphicProxySerializer(
    "AssessmentPartBody", [*PART_BODIES.values()], resource_type_field_name=None, many=False
)


class RoundBody(PortalSerializer):
    round = serializers.ChoiceField(choices=codes.choices("assessment_round"), help_text="차수")
    assessed_on = serializers.DateField(help_text="평가일")


class LevelBody(PortalSerializer):
    need_level = serializers.ChoiceField(
        choices=codes.choices("need_level"), allow_blank=True, help_text="종합 욕구 수준. 비우면 산출된 수준입니다."
    )
    need_level_reason = serializers.CharField(max_length=200, allow_blank=True, default="", help_text="달리 정한 사유")


class _PartHead(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="부분의 판 번호. If-Match에 적습니다.")
    done_at = serializers.DateTimeField(allow_null=True, help_text="마친 때")
    by = serializers.CharField(allow_blank=True, help_text="마친 사람")


PartsShape = type(
    "PartsShape",
    (serializers.Serializer,),
    {
        name: type(f"{name.title()}Shape", (_PartHead, fields), {"__module__": __name__})()
        for name, fields in PART_FIELDS.items()
    },
)


class AssessmentView(RowShape):
    """A round: each part with its fields, its version, and who finished it when."""

    missing = serializers.SerializerMethodField(help_text="평가를 마치려면 남은 것")
    parts = serializers.SerializerMethodField()

    class Meta:
        model = Assessment
        fields = (
            "id",
            "round",
            "assessed_on",
            "computed_level",
            "need_level",
            "need_level_reason",
            "finished_at",
            "missing",
            "parts",
        )

    def get_missing(self, row: Assessment) -> list[str]:
        return assessments.missing(row) if row.finished_at is None else []

    @extend_schema_field(PartsShape)
    def get_parts(self, row: Assessment) -> dict[str, Any]:
        return dict(PartsShape({part.name: self._part(row, part) for part in assessment_parts.PARTS.values()}).data)

    @staticmethod
    def _part(row: Assessment, part: Any) -> dict[str, Any]:
        by = getattr(row, f"{part.name}_by")
        return {
            "version": getattr(row, f"{part.name}_version"),
            "done_at": getattr(row, f"{part.name}_at"),
            "by": by.name if by else "",
            **assessment_parts.stored_values(row, part),
        }


class EarlierShape(serializers.Serializer[Any]):
    """What the case before said of the person, to be confirmed: the parts in the shape in which they are written."""

    case_number = serializers.CharField(source="case.number")
    assessed_on = serializers.DateField(source="assessment.assessed_on", default=None, allow_null=True)
    medical = serializers.SerializerMethodField(help_text="의학적 평가")
    nursing = serializers.SerializerMethodField(help_text="간호 평가")
    social = serializers.SerializerMethodField(help_text="사회 평가")
    medications = body_of(MedicationForm)(many=True, help_text="확정된 계획의 약")

    @extend_schema_field(body_of(forms.MedicalForm)(partial=True))
    def get_medical(self, found: Earlier) -> dict[str, Any]:
        return found.part("medical")

    @extend_schema_field(body_of(forms.NursingForm)(partial=True))
    def get_nursing(self, found: Earlier) -> dict[str, Any]:
        return found.part("nursing")

    @extend_schema_field(body_of(forms.SocialForm)(partial=True))
    def get_social(self, found: Earlier) -> dict[str, Any]:
        return found.part("social")


# --- instruments -----------------------------------------------------------------------------------------------------


ANSWERS = "문항의 부호마다 답. 부호와 답은 평가도구에 있습니다."


class ResultBody(PortalSerializer):
    """`answers`: by key of the item, as the definition names them."""

    instrument = serializers.CharField(max_length=20, help_text="평가도구의 부호")
    answers = serializers.DictField(help_text=ANSWERS)
    measured_on = serializers.DateField(help_text="측정일")
    is_at_discharge = serializers.BooleanField(default=False, help_text="퇴원 전 측정")
    late_reason = serializers.CharField(max_length=200, allow_blank=True, default="", help_text="늦게 적는 사유")


class CorrectionBody(PortalSerializer):
    answers = serializers.DictField(help_text=ANSWERS)
    measured_on = serializers.DateField(help_text="측정일")
    reason = serializers.CharField(max_length=200, help_text="바로잡는 사유")


class AnswerLineShape(serializers.Serializer[Any]):
    label = serializers.CharField(help_text="문항")  # type: ignore[assignment]
    answer = serializers.CharField(allow_blank=True, help_text="답")


class ResultView(RowShape):
    """A result with the answers as they were asked."""

    name = serializers.CharField(source="definition.name", help_text="평가도구 이름")
    version = serializers.IntegerField(source="definition.version", help_text="평가도구의 판")
    answers = serializers.DictField(help_text=ANSWERS)
    lines = serializers.SerializerMethodField(help_text="문항과 답")
    rule_version = serializers.CharField(source="rule_edition", help_text="판정 규칙의 판")
    measured_by = serializers.CharField(source="measured_by.name", help_text="측정한 사람")
    assessment = serializers.IntegerField(source="assessment_id", allow_null=True, help_text="속한 평가")
    follow_up = serializers.IntegerField(source="follow_up_id", allow_null=True, help_text="속한 추적관찰")
    notice = serializers.SerializerMethodField(help_text="읽을 때 주의할 점")

    class Meta:
        model = InstrumentResult
        fields = (
            "id",
            "instrument",
            "name",
            "version",
            "variant",
            "answers",
            "lines",
            "total",
            "band",
            "band_label",
            "rule_version",
            "measured_on",
            "is_at_discharge",
            "measured_by",
            "assessment",
            "follow_up",
            "replaced_at",
            "notice",
        )

    @extend_schema_field(AnswerLineShape(many=True))
    def get_lines(self, row: InstrumentResult) -> list[dict[str, str]]:
        return [{"label": line.label, "answer": line.answer} for line in row.definition.lines(row.answers)]

    def get_notice(self, row: InstrumentResult) -> str:
        return DISCLAIMER


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class AnswerField(serializers.Field[Any, Any, Any, Any]):
    """What is stored for an answer: a number of points, or the code of a choice without points."""

    def to_representation(self, value: Any) -> Any:
        return value


class StepShape(serializers.Serializer[Any]):
    value = AnswerField(read_only=True, help_text="적는 값")
    label = serializers.CharField(help_text="답의 말")  # type: ignore[assignment]


class ItemShape(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="문항의 부호")
    label = serializers.CharField(help_text="문항")  # type: ignore[assignment]
    kind = serializers.CharField(help_text="답의 꼴")
    steps = StepShape(many=True, help_text="고를 수 있는 답")
    low = serializers.IntegerField(allow_null=True, help_text="가장 작은 수")
    high = serializers.IntegerField(allow_null=True, help_text="가장 큰 수")
    is_required = serializers.BooleanField(help_text="꼭 답하는지")


class DefinitionView(serializers.Serializer[Any]):
    """What an instrument asks, in its newest version."""

    code = serializers.CharField(help_text="평가도구의 부호")
    version = serializers.IntegerField(help_text="판")
    name = serializers.CharField(help_text="이름")
    minimum = serializers.IntegerField(help_text="가장 낮은 점수")
    maximum = serializers.IntegerField(help_text="가장 높은 점수")
    items = ItemShape(many=True, help_text="문항")
