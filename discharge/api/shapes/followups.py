"""Shapes of aftercare: contacts, discharge, ending and extending a case, the hospital's schedules."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import codes
from core.api.endpoints import PortalSerializer
from core.api.shapes import ActionShape, RowShape
from discharge.access import FOLLOWUP_ACCESS
from discharge.models import ContactAttempt, DischargeCase, FollowUp, FollowUpTemplate, ServiceCheck
from discharge.panels.followups import facts
from discharge.services import contacts
from discharge.workflow import FOLLOWUP
from network.instruments import satisfaction


def _words(limit: int, **kwargs: Any) -> serializers.CharField:
    return serializers.CharField(max_length=limit, allow_blank=True, default="", **kwargs)


def _code(code_list: str, **kwargs: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=codes.choices(code_list), **kwargs)


def _whole(low: int, high: int, **kwargs: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=low, max_value=high, required=False, allow_null=True, **kwargs)


# --- bodies -----------------------------------------------------------------------------------------------------------


class StayBody(PortalSerializer):
    hospital_name = serializers.CharField(max_length=60, help_text="병원")
    admitted_on = serializers.DateField(help_text="입원일")
    readmission_type = _code("readmission_type", help_text="구분")
    reason = _words(200, help_text="사유")
    discharged_on = serializers.DateField(required=False, allow_null=True, help_text="퇴원일")


class CheckBody(PortalSerializer):
    linkage_id = serializers.UUIDField(help_text="연계의 id")
    use = _code("service_use", help_text="이용")
    reason = _words(200, help_text="사유")
    satisfaction = _whole(1, 5, help_text="만족도(1~5)")


class ContactBody(PortalSerializer):
    """One contact; what a result asks for is said by the refusal of the service."""

    contacted_at = serializers.DateTimeField(help_text="실시일시")
    method = _code("followup_method", help_text="방법")
    result = _code("followup_result", help_text="결과")
    spoke_with = _code("spoke_with", required=False, allow_blank=True, help_text="응답자")
    again_on = serializers.DateField(required=False, allow_null=True, help_text="다시 연락할 날")
    deceased_on = serializers.DateField(required=False, allow_null=True, help_text="사망일")
    self_health = _whole(0, 100, help_text="주관적 건강(0~100)")
    pain = _whole(0, 10, help_text="통증(NRS)")
    fall_since = _whole(0, 99, help_text="지난 연락 뒤 낙상 횟수")
    mobility = _code("mobility_level", required=False, allow_blank=True, help_text="이동")
    adherence = _code("adherence", required=False, allow_blank=True, help_text="복약")
    alcohol_since = _code("alcohol_since", required=False, allow_blank=True, help_text="음주")
    caregiver_burden = serializers.ChoiceField(
        choices=["NONE", "SOME", "MUCH"],
        required=False,
        allow_blank=True,
        help_text="돌봄 부담: NONE 없음, SOME 조금, MUCH 많음",
    )
    ed_visit = serializers.BooleanField(required=False, allow_null=True, default=None, help_text="응급실 방문")
    ed_visit_on = serializers.DateField(required=False, allow_null=True, help_text="응급실 방문일")
    readmitted = serializers.BooleanField(required=False, allow_null=True, default=None, help_text="재입원")
    readmissions = StayBody(many=True, required=False, help_text="재입원한 곳")
    service_checks = CheckBody(many=True, required=False, help_text="서비스 이용 확인")
    new_need = serializers.BooleanField(required=False, allow_null=True, default=None, help_text="추가 욕구")
    new_need_text = _words(300, help_text="추가 욕구 내용")
    kmbi = serializers.DictField(required=False, help_text="K-MBI의 문항마다 답(3개월 회차)")
    kmbi_not_done = _words(200, help_text="K-MBI 시행 불가 사유")
    note = _words(1000, help_text="상담 내용")
    late_reason = _words(200, help_text="늦게 적는 사유")


class DischargeBody(PortalSerializer):
    discharged_on = serializers.DateField(help_text="퇴원일")
    disposition = _code("discharge_disposition", help_text="퇴원 후 거처")
    reason = _words(200, help_text="사유")
    late_reason = _words(200, help_text="늦게 적는 사유")


class SatisfactionBody(PortalSerializer):
    """만족도: 1점부터 5점까지. 답하지 않은 문항은 보내지 않습니다."""

    def get_fields(self) -> dict[str, Any]:
        return {name: _whole(1, 5, help_text=label) for name, label in satisfaction.QUESTIONS.items()}


class CloseBody(PortalSerializer):
    """`goals`: id of a goal → REACHED, PARTLY or MISSED; `handed_to`: code of the institution."""

    close_reason = _code("close_reason", help_text="종결 사유")
    closed_on = serializers.DateField(required=False, help_text="종결일")
    summary = serializers.CharField(max_length=1000, help_text="종결 요약")
    close_text = _words(200, help_text="기타 사유")
    goals = serializers.DictField(
        child=serializers.ChoiceField(["REACHED", "PARTLY", "MISSED"]),
        required=False,
        help_text="목표의 id마다 달성: REACHED 달성, PARTLY 일부 달성, MISSED 미달성",
    )
    unlinked_reason = _code("unlinked_reason", required=False, allow_blank=True, help_text="연계 없는 사유")
    unlinked_text = _words(200, help_text="연계 없는 사유 상세")
    handed_to = serializers.SlugField(required=False, allow_blank=True, help_text="이관 기관의 부호")
    death_on = serializers.DateField(required=False, help_text="사망일")
    satisfaction = SatisfactionBody(required=False, help_text="종결하며 물은 만족도(조기 종결에는 받지 않음)")
    late_reason = _words(200, help_text="늦게 적는 사유")


class TemplateStepBody(PortalSerializer):
    step = _code("followup_step", help_text="회차")
    months = serializers.IntegerField(min_value=0, max_value=24, default=0, help_text="개월")
    days = serializers.IntegerField(min_value=0, max_value=180, default=0, help_text="일")
    before = serializers.IntegerField(min_value=0, max_value=30, help_text="앞으로 며칠")
    after = serializers.IntegerField(min_value=0, max_value=30, help_text="뒤로 며칠")


class TemplateBody(PortalSerializer):
    steps = TemplateStepBody(many=True, help_text="회차")


# --- answers ----------------------------------------------------------------------------------------------------------


class AttemptShape(RowShape):
    """One try to reach the person."""

    at = serializers.DateTimeField(source="contacted_at", help_text="일시")

    class Meta:
        model = ContactAttempt
        fields = ("at", "method", "result", "note")


class ServiceCheckShape(RowShape):
    """Whether a linked service is in use."""

    class Meta:
        model = ServiceCheck
        fields = ("linkage_id", "service", "use", "reason", "satisfaction")


class FollowUpView(RowShape):
    """A row with what was learnt, its attempts, and what may be done now."""

    name = serializers.CharField(source="__str__", help_text="회차의 이름")
    facts = serializers.SerializerMethodField(help_text="알게 된 것")
    attempts = AttemptShape(many=True, help_text="연락 시도")
    service_checks = ServiceCheckShape(many=True, help_text="서비스 이용 확인")
    actions = serializers.SerializerMethodField(help_text="지금 할 수 있는 일과, 막힌 까닭")

    class Meta:
        model = FollowUp
        fields = (
            "id",
            "step",
            "label",
            "due_on",
            "window_from",
            "window_to",
            "action_on",
            "status",
            "version",
            "timing",
            *contacts.ANSWERS,
            "name",
            "facts",
            "attempts",
            "service_checks",
            "actions",
        )

    def get_facts(self, row: FollowUp) -> list[str]:
        return facts(row)

    @extend_schema_field(ActionShape(many=True))
    def get_actions(self, row: FollowUp) -> Any:
        relations = FOLLOWUP_ACCESS.read_relations(row)
        return ActionShape(FOLLOWUP.available(row, relations, self.context["actor"]), many=True).data


class EndView(RowShape):
    """How far a case is, after an act of aftercare."""

    class Meta:
        model = DischargeCase
        fields = (
            "id",
            "number",
            "status",
            "version",
            "discharged_on",
            "disposition",
            "follow_until",
            "extensions",
            "closed_on",
            "close_reason",
            "close_text",
            "summary",
            "unlinked_reason",
            "plan_after_discharge",
        )


class TemplateStepShape(serializers.Serializer[Any]):
    step = serializers.CharField(help_text="회차")
    months = serializers.IntegerField(default=0, help_text="개월")
    days = serializers.IntegerField(default=0, help_text="일")
    before = serializers.IntegerField(help_text="앞으로 며칠")
    after = serializers.IntegerField(help_text="뒤로 며칠")


class TemplateView(RowShape):
    steps = TemplateStepShape(many=True)

    class Meta:
        model = FollowUpTemplate
        fields = ("target_group", "steps", "version")
