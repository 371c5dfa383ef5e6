"""Shapes of agencies' referrals in the API: what is read, and what each act takes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import codes
from core.api.acts import body_of, judged_by
from core.api.shapes import ActionShape, NamedShape
from network.models import Client, Municipality
from referrals.access import AGENCY_ACCESS, agency_side_of
from referrals.forms.agency_referrals import NotPassedForm, PassOnForm, PersonPart, ReferralPart
from referrals.models import AgencyReferral, AgencyReply, OwedResult
from referrals.services.agency_referrals import snapshots
from referrals.services.agency_referrals.snapshots import masked_line
from referrals.workflow import AGENCY_REFERRAL, AgencyReferralStatus

AGENCY_LIST_COLUMNS = (
    "id",
    "number",
    "client_id",
    "client__name",
    "client__birth_date",
    "sent_line",
    "urgency",
    "status",
    "sender_id",
    "sender__name",
    "receiver_id",
    "receiver__name",
    "programme",
    "worker__name",
    "created_at",
    "submitted_at",
    "received_at",
    "replied_at",
    "due_at",
    "reply_due_on",
    "version",
)


class AgencyReferralRowSerializer(serializers.Serializer[Any]):
    """A row of the list, from `.values()`; the person is masked, and for the hospital as it was sent."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    person = serializers.SerializerMethodField(help_text="가린 성명과 생년")
    urgency = serializers.ChoiceField(codes.choices("urgency"))
    status = serializers.ChoiceField(AgencyReferralStatus.choices)
    sender = serializers.SerializerMethodField(help_text="의뢰기관")
    receiver = serializers.SerializerMethodField(help_text="수신 병원")
    programme = serializers.CharField(help_text="맡은 사업")
    worker = serializers.CharField(source="worker__name", allow_null=True, help_text="담당자")
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    replied_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    reply_due_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()

    def get_person(self, row: dict[str, Any]) -> str:
        if row["sender_id"] != self.context["actor"].institution_id:
            return str(row["sent_line"])
        return masked_values(row)

    @extend_schema_field(NamedShape)
    def get_sender(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"id": row["sender_id"], "name": row["sender__name"]}

    @extend_schema_field(NamedShape)
    def get_receiver(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"id": row["receiver_id"], "name": row["receiver__name"]}


def masked_values(row: dict[str, Any]) -> str:
    return masked_line(Client(name=row["client__name"], birth_date=row["client__birth_date"]))


class AgencyReplySerializer(serializers.ModelSerializer[AgencyReply]):
    """회신 한 건. `is_added`: 연계한 기관의 결과를 뒤에 알린 것."""

    is_added = serializers.SerializerMethodField(help_text="연계한 기관의 결과를 추가로 알린 회신인지")

    class Meta:
        model = AgencyReply
        fields = (
            "id",
            "reply_kind",
            "is_added",
            "result",
            "items",
            "started_on",
            "frequency",
            "content",
            "next_plan",
            "ask_back",
            "replied_by",
            "replied_at",
            "recorded_at",
        )

    def get_is_added(self, row: AgencyReply) -> bool:
        return row.linkage_id is not None


class OwedResultSerializer(serializers.ModelSerializer[OwedResult]):
    """연계한 기관이 보낸 결과. 의뢰기관에 알리거나, 알리지 않는 사유를 적습니다."""

    result = serializers.CharField(source="linkage_reply.result")
    content = serializers.CharField(source="linkage_reply.content")
    service = serializers.CharField(source="linkage_reply.linkage.service")

    class Meta:
        model = OwedResult
        fields = ("id", "opened_at", "service", "result", "content", "passed_in", "dropped_at", "dropped_reason")


class SentSerializer(serializers.Serializer[Any]):
    """What was sent, frozen."""

    items = serializers.DictField(child=serializers.CharField(), help_text="동의한 항목과 그 내용")
    reason = serializers.ListField(child=serializers.CharField())
    urgency = serializers.CharField()
    situation = serializers.CharField()
    health_problem = serializers.CharField()
    services_in_use = serializers.ListField(child=serializers.CharField())
    request = serializers.CharField()
    preferred_reply = serializers.CharField()
    risk_to_worker = serializers.CharField()
    basis = serializers.CharField(help_text="제공 근거")


class AgencyReferralSerializer(serializers.ModelSerializer[AgencyReferral]):
    """One referral as this actor may see it: the hospital reads what was sent (`sent`), nothing newer."""

    sender = NamedShape()
    receiver = NamedShape()
    worker = serializers.CharField(source="worker.name", default=None, help_text="담당자")
    sent = serializers.SerializerMethodField(help_text="보낸 내용. 제출 전에는 보낼 내용")
    actions = serializers.SerializerMethodField(help_text="이 사람이 지금 할 수 있는 일")

    class Meta:
        model = AgencyReferral
        fields = (
            "id",
            "number",
            "sender",
            "receiver",
            "urgency",
            "status",
            "version",
            "shared_items",
            "created_at",
            "submitted_at",
            "resubmitted_at",
            "received_at",
            "accepted_at",
            "programme",
            "worker",
            "worker_role",
            "assigned_at",
            "started_at",
            "replied_at",
            "closed_at",
            "reply_due_on",
            "due_at",
            "note",
            "decline_reason",
            "other_agency",
            "cancel_reason",
            "reason_text",
            "withdrawn_at",
            "destroyed_at",
            "case_number",
            "sent",
            "actions",
        )

    def to_representation(self, instance: AgencyReferral) -> dict[str, Any]:
        found: dict[str, Any] = super().to_representation(instance)
        side = agency_side_of(instance.relations)
        if side == "sender":
            found["case_number"] = ""  # what the hospital opened in its own house
        else:
            sent = instance.snapshot or {}
            found |= {"shared_items": list(sent.get("items", {})), "urgency": sent.get("urgency", instance.urgency)}
        return found

    @extend_schema_field(SentSerializer)
    def get_sent(self, row: AgencyReferral) -> dict[str, Any]:
        shown = snapshots.shown(row, agency_side_of(row.relations))
        return {name: value for name, value in shown.items() if name not in ("person", "file")}

    @extend_schema_field(ActionShape(many=True))
    def get_actions(self, row: AgencyReferral) -> Any:
        found = AGENCY_REFERRAL.available(row, row.relations, self.context["actor"])
        return ActionShape(found, many=True).data


def answer(row: AgencyReferral, actor: Any) -> dict[str, Any]:
    """The referral as it now stands for this actor. Where it is no longer theirs to read, only its number."""
    relations = AGENCY_ACCESS.relations_of(actor, row)
    if not AGENCY_ACCESS.allows("read", relations):
        return {"id": str(row.pk), "number": row.number, "status": row.status}
    found = AgencyReferral.objects.for_page().get(pk=row.pk)
    found.relations = relations
    return dict(AgencyReferralSerializer(found, context={"actor": actor}).data)


# --- what the acts take ----------------------------------------------------------------------------------------------


class ReferredPersonBody(body_of(PersonPart)):  # type: ignore[misc]
    """대상자. 주민등록번호는 받지 않습니다."""

    municipality = serializers.CharField(max_length=5, help_text="시·군·구 부호 5자리")
    known_client = None

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """As the form of the page judges the person; what is not named stays as it is."""
        place = Municipality.objects.filter(code=attrs.get("municipality", ""), city__isnull=True).first()
        form = PersonPart({**attrs, "municipality": place.pk if place else ""})
        if not form.is_valid():
            raise serializers.ValidationError({name: [*map(str, texts)] for name, texts in form.errors.items()})
        return {name: value for name, value in form.person().items() if name in attrs}


class AgencyReferralUpdateBody(body_of(ReferralPart)):  # type: ignore[misc]
    person = ReferredPersonBody(required=False)


class AgencyReferralCreateBody(AgencyReferralUpdateBody):
    client = serializers.UUIDField(required=False, help_text="이미 아는 대상자. 없으면 `person`")
    is_new_person = serializers.BooleanField(required=False, help_text="같은 사람일 수 있으나 다른 사람입니다.")


class PassOnBody(body_of(PassOnForm)):  # type: ignore[misc]
    result_id = serializers.IntegerField(help_text="알릴 결과의 번호")


class NotPassedBody(judged_by(NotPassedForm)):  # type: ignore[misc]
    result_id = serializers.IntegerField(help_text="알리지 않을 결과의 번호")
