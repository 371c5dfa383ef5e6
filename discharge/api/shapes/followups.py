"""Shapes of aftercare: contacts, discharge, ending and extending a case, the hospital's schedules."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.acts import body_of
from core.api.endpoints import PortalSerializer
from core.api.shapes import ActionShape, RowShape
from discharge.access import FOLLOWUP_ACCESS
from discharge.forms import followups as forms
from discharge.forms.closing import CloseForm
from discharge.models import ContactAttempt, DischargeCase, FollowUp, FollowUpTemplate, ServiceCheck
from discharge.panels.followups import facts
from discharge.services import contacts
from discharge.workflow import FOLLOWUP
from network.instruments import satisfaction


class CheckBody(body_of(forms.CheckForm)):  # type: ignore[misc]
    linkage_id = serializers.UUIDField(help_text="연계의 id")


def _yes_or_no(words: str) -> serializers.BooleanField:
    return serializers.BooleanField(required=False, allow_null=True, default=None, help_text=words)


class ContactBody(body_of(forms.ContactForm)):  # type: ignore[misc]
    """One contact; what a result asks for is said by the refusal of the service."""

    ed_visit = _yes_or_no("응급실 방문")
    readmitted = _yes_or_no("재입원")
    new_need = _yes_or_no("추가 욕구")
    readmissions = body_of(forms.StayForm)(many=True, required=False, help_text="재입원한 곳")
    service_checks = CheckBody(many=True, required=False, help_text="서비스 이용 확인")
    kmbi = serializers.DictField(required=False, help_text="K-MBI의 문항마다 답(3개월 회차)")


class SatisfactionBody(PortalSerializer):
    """만족도: 1점부터 5점까지. 답하지 않은 문항은 보내지 않습니다."""

    def get_fields(self) -> dict[str, Any]:
        points: dict[str, Any] = {"min_value": 1, "max_value": 5, "required": False, "allow_null": True}
        return {
            name: serializers.IntegerField(**points, help_text=label) for name, label in satisfaction.QUESTIONS.items()
        }


class CloseBody(body_of(CloseForm)):  # type: ignore[misc]
    """`goals`: id of a goal → REACHED, PARTLY or MISSED; `handed_to`: code of the institution."""

    closed_on = serializers.DateField(required=False, help_text="종결일")
    goals = serializers.DictField(
        child=serializers.ChoiceField(["REACHED", "PARTLY", "MISSED"]),
        required=False,
        help_text="목표의 id마다 달성: REACHED 달성, PARTLY 일부 달성, MISSED 미달성",
    )
    handed_to = serializers.SlugField(required=False, allow_blank=True, help_text="이관 기관의 부호")
    satisfaction = SatisfactionBody(required=False, help_text="종결하며 물은 만족도(조기 종결에는 받지 않음)")


class TemplateBody(PortalSerializer):
    steps = body_of(forms.StepForm)(many=True, help_text="회차")


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
            "entered_on",
            "is_late_entry",
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
