"""Bodies and answers about the plan and its three parts."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.acts import body_of, judged_by
from core.api.shapes import Coded, named
from discharge.api.shapes.consents import ReceiverField
from discharge.forms import plans as forms
from discharge.forms.plans import PART_TITLES
from discharge.models import DischargePlan, PlanAction, PlanGoal, PlanPart
from discharge.workflow import PartStatus

MAX_ROWS = 30


MedicationBody, AppointmentBody = body_of(forms.MedicationForm), judged_by(forms.AppointmentForm)
EducationBody, GoalBody = body_of(forms.EducationForm), body_of(forms.GoalForm)


class PartRowsShape(serializers.Serializer[Any]):
    """The lists of a part; each kind of part has its own."""

    medications = MedicationBody(many=True, required=False)
    appointments = AppointmentBody(many=True, required=False)
    warning_signs = serializers.CharField(required=False, allow_blank=True)
    education = EducationBody(many=True, required=False)
    staff_note = serializers.CharField(required=False, allow_blank=True)

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return value


class ActionBody(body_of(forms.ActionForm)):  # type: ignore[misc]
    partner = ReceiverField(required=False, allow_null=True, help_text="유관기관")


class PlanPartBody(body_of(forms.SocialForm), body_of(forms.DoctorForm)):  # type: ignore[misc]
    """A part as its profession writes it. What is left out stays as it is; `sign` signs it at once."""

    sign = serializers.BooleanField(default=False, help_text="저장하고 서명")
    medications = MedicationBody(many=True, required=False, help_text="의사: 약")
    appointments = AppointmentBody(many=True, required=False, help_text="의사: 외래 예약")
    education = EducationBody(many=True, required=False, help_text="간호: 1:1 교육")
    goals = GoalBody(many=True, required=False, help_text="사회복지: 목표")
    actions = ActionBody(many=True, required=False, help_text="사회복지: 욕구별 할 일")

    OWN = {
        "DOCTOR": ("medications", "appointments", "warning_signs"),
        "NURSE": ("education",),
        "SOCIAL": ("goals", "actions", "disposition_planned", "emergency_contact"),
    }

    def validate_disposition_planned(self, value: str) -> str:
        if value == "DEATH":
            raise serializers.ValidationError("사망은 퇴원 예정지로 고를 수 없습니다.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        own = {"text", "staff_note", "sign", *self.OWN[self.context["kind"]]}
        foreign = {name: "이 부분에는 없는 항목입니다." for name in attrs if name not in own}
        long = {name: f"{MAX_ROWS}줄까지 적으십시오." for name, rows in attrs.items() if _is_long(rows)}
        if foreign or long:
            raise serializers.ValidationError({**long, **foreign})
        return attrs


def _is_long(value: Any) -> bool:
    return isinstance(value, list) and len(value) > MAX_ROWS


class PartShape(serializers.Serializer[Any]):
    kind = Coded(PlanPart.Kind)
    title = serializers.SerializerMethodField()
    status = Coded(PartStatus)
    text = serializers.CharField(allow_blank=True)
    rows = PartRowsShape()
    edited_by = named("마지막으로 고친 사람")
    edited_at = serializers.DateTimeField(allow_null=True)
    signed_by = named("서명한 사람")
    signed_at = serializers.DateTimeField(allow_null=True)
    was_signed = serializers.BooleanField(help_text="고쳐서 서명이 풀렸는지")
    version = serializers.IntegerField(help_text="판 번호. If-Match에 적습니다.")

    def get_title(self, part: PlanPart) -> str:
        return PART_TITLES[PlanPart.Kind(part.kind)]


class GoalShape(serializers.Serializer[Any]):
    text = serializers.CharField()
    measure = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField()
    result = Coded(PlanGoal.Result)


class PlanActionShape(serializers.Serializer[Any]):
    need_area = Coded("need_area")
    who = Coded(PlanAction.Who)
    action = serializers.CharField(allow_blank=True)
    service = Coded("linkage_service")
    partner = named()
    responsible = serializers.CharField(allow_blank=True)
    start_on = serializers.DateField(allow_null=True)
    frequency = serializers.CharField(allow_blank=True)
    end_on = serializers.DateField(allow_null=True)
    unlinked_reason = Coded("unlinked_reason")


class PlanLineShape(serializers.Serializer[Any]):
    """A version in the list of versions."""

    edition = serializers.IntegerField(help_text="판")
    reason = serializers.CharField(allow_blank=True, help_text="바꾼 사유")
    is_open = serializers.SerializerMethodField(help_text="작성 중인지")
    submitted_by = named("제출한 사람")
    submitted_at = serializers.DateTimeField(allow_null=True)
    returned_comment = serializers.CharField(allow_blank=True, help_text="수정 요청 내용")
    approved_by = named("확정한 사람")
    approved_at = serializers.DateTimeField(allow_null=True)
    explained_to = Coded("explained_to")
    explained_on = serializers.DateField(allow_null=True)

    def get_is_open(self, plan: DischargePlan) -> bool:
        return plan.approved_at is None


class PlanShape(PlanLineShape):
    """A version with everything in it."""

    disposition_planned = Coded("discharge_disposition")
    emergency_contact = serializers.CharField(allow_blank=True)
    parts = serializers.SerializerMethodField()
    goals = GoalShape(many=True)
    actions = PlanActionShape(many=True)

    @extend_schema_field(PartShape(many=True))
    def get_parts(self, plan: DischargePlan) -> list[dict[str, Any]]:
        return list(PartShape(plan.ordered_parts(), many=True).data)


class PieceShape(serializers.Serializer[Any]):
    op = serializers.ChoiceField([("equal", "같음"), ("delete", "지움"), ("insert", "더함")])
    text = serializers.CharField()


class ComparedShape(serializers.Serializer[Any]):
    """One section of two versions, side by side."""

    title = serializers.CharField()
    left = serializers.CharField(allow_blank=True, help_text="앞 판의 글")
    right = serializers.CharField(allow_blank=True, help_text="뒤 판의 글")
    same = serializers.BooleanField()
    pieces = PieceShape(many=True)
