"""Shapes of finding and selecting: rows of the admission list, what is sent about them, the rules."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api.acts import body_of, judged_by
from core.api.endpoints import PortalSerializer
from core.api.mending import ImportFaultShape
from core.api.shapes import OutcomeShape, RowShape, code, code_set
from core.masking import mask_birth, mask_chart_no, mask_name
from discharge.api.shapes.case_bodies import by_actor
from discharge.forms.admissions import DismissForm
from discharge.forms.cases import TeamOfListForm
from discharge.models import Admission, SelectionRule
from discharge.services import admissions, selection_rules

# --- answers ----------------------------------------------------------------------------------------------------------


class RuleHitShape(serializers.Serializer[Any]):
    """A rule that hit, and why."""

    rule = serializers.IntegerField(help_text="규칙의 id. 병동 의뢰는 0입니다.")
    label = serializers.CharField(help_text="규칙 이름")  # type: ignore[assignment]
    why = serializers.CharField(allow_blank=True, help_text="걸린 까닭")
    target_group = serializers.CharField(allow_blank=True, help_text="대상군의 부호")


class AdmissionLine(RowShape):
    """A row of the list, masked like the page."""

    name = serializers.SerializerMethodField(help_text="가린 이름")
    birth = serializers.SerializerMethodField(help_text="가린 생년월일")
    chart_no = serializers.SerializerMethodField(help_text="가린 등록번호")
    rule_hits = RuleHitShape(many=True, help_text="걸린 규칙")
    case = serializers.UUIDField(source="case_id", allow_null=True, help_text="선정되어 열린 사례")

    class Meta:
        model = Admission
        fields: tuple[str, ...] = (
            "id",
            "name",
            "birth",
            "sex",
            "chart_no",
            "ward",
            "admitted_on",
            "diagnosis",
            "kcd_code",
            "expected_discharge_on",
            "discharged_on",
            "rule_hits",
            "is_candidate",
            "referred_by_ward",
            "dismissed_reason",
            "case",
            "version",
        )

    def get_name(self, row: Admission) -> str:
        return mask_name(row.name)

    def get_birth(self, row: Admission) -> str:
        return mask_birth(row.birth_date)

    def get_chart_no(self, row: Admission) -> str:
        return mask_chart_no(row.chart_no)


class AdmissionFull(AdmissionLine):
    """One row in full, for those who work on it; reading it is recorded."""

    name = serializers.CharField(help_text="성명")  # type: ignore[assignment]
    chart_no = serializers.CharField(help_text="등록번호")  # type: ignore[assignment]

    class Meta(AdmissionLine.Meta):
        fields = (
            *AdmissionLine.Meta.fields,
            *(name for name in admissions.FIELDS if name not in AdmissionLine.Meta.fields),
            "ward_note",
        )


class SelectedShape(serializers.Serializer[Any]):
    """The case that was opened."""

    case = serializers.UUIDField(source="pk")
    number = serializers.CharField(help_text="사례번호")
    status = serializers.CharField()


class DismissedShape(serializers.Serializer[Any]):
    results = OutcomeShape(many=True)


class ImportCountsShape(serializers.Serializer[Any]):
    new = serializers.IntegerField(help_text="새로 넣을 줄")
    updated = serializers.IntegerField(help_text="고칠 줄")
    same = serializers.IntegerField(help_text="같은 줄")
    wrong = serializers.IntegerField(help_text="받지 않는 줄")
    total = serializers.IntegerField(help_text="전체 줄")


class ImportShape(serializers.Serializer[Any]):
    """A list as read: what would be taken over, and what is wrong."""

    id = serializers.UUIDField()
    counts = ImportCountsShape()
    unknown_columns = serializers.ListField(child=serializers.CharField(), help_text="알 수 없는 칸")
    unread_sheets = serializers.ListField(child=serializers.CharField(), help_text="읽지 않은 시트")
    hidden_lines = serializers.ListField(child=serializers.IntegerField(), help_text="필터로 숨긴 줄")
    total_lines = serializers.ListField(child=serializers.IntegerField(), help_text="합계로 보아 뺀 줄")
    errors = ImportFaultShape(many=True)  # type: ignore[assignment]


class TakenShape(serializers.Serializer[Any]):
    """A list that was taken over."""

    id = serializers.IntegerField(source="pk")
    added = serializers.IntegerField(help_text="새로 넣음")
    updated = serializers.IntegerField(help_text="고침")
    same = serializers.IntegerField(source="skipped", help_text="같음")


class RuleLine(RowShape):
    class Meta:
        model = SelectionRule
        fields = ("id", *selection_rules.FIELDS, "version")


class RulePreviewShape(serializers.Serializer[Any]):
    hits = serializers.IntegerField(help_text="걸리는 환자")
    admissions = serializers.IntegerField(help_text="살핀 환자")


class DestroyedShape(serializers.Serializer[Any]):
    case = serializers.UUIDField(source="pk")
    anonymised_at = serializers.DateTimeField()


# --- bodies -----------------------------------------------------------------------------------------------------------


class DismissManyBody(body_of(DismissForm)):  # type: ignore[misc]
    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=admissions.MOST)


class SelectBody(judged_by(TeamOfListForm, by_actor)):  # type: ignore[misc]
    """What the list does not say already; the screening form's fields."""

    target_group = code("target_group", required=False, allow_blank=False)
    admit_route = code("admit_route", required=False, allow_blank=False)
    department = serializers.CharField(max_length=30, required=False)
    risk_items = code_set("risk_item", required=False)
    result = code("screen_result", required=False, allow_blank=False)
    ineligible_reason = code("ineligible_reason", required=False, allow_blank=False)
    ineligible_text = serializers.CharField(max_length=200, required=False)
    recheck_on = serializers.DateField(required=False)
    is_new_person = serializers.BooleanField(required=False, default=False)
    is_second_stay = serializers.BooleanField(required=False)


class ImportBody(PortalSerializer):
    file = serializers.FileField(help_text="입원 명단. xlsx나 csv, 5MB까지")
