"""Shapes of linkages in the API: what is read, and what each act takes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import codes
from core.api.acts import body_of
from core.api.endpoints import PortalSerializer
from core.api.shapes import ActionShape, NamedShape
from core.masking import mask_birth, mask_name
from referrals.access import LINKAGE_ACCESS, side_of
from referrals.forms.linkages import LinkageForm, ProxyDestroyForm, ProxyPart
from referrals.models import Linkage, Provision, Reply
from referrals.querysets.outcomes import OUTCOMES
from referrals.services.linkages import snapshots
from referrals.services.linkages.steps import INTERIM, RECEIVER_STEPS
from referrals.workflow import LINKAGE, LinkageStatus

LIST_COLUMNS = (
    "id",
    "number",
    "receiver_number",
    "programme",
    "about_number",
    "client_id",
    "client__name",
    "client__birth_date",
    "need_area",
    "service",
    "urgency",
    "status",
    "sender_id",
    "sender__name",
    "receiver_id",
    "receiver__name",
    "created_at",
    "sent_at",
    "accepted_at",
    "due_at",
    "reply_due_on",
    "shared_items",
    "version",
)


class LinkageRowSerializer(serializers.Serializer[Any]):
    """A row of the list, from `.values()`; the person is masked."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    receiver_number = serializers.CharField()
    programme = serializers.CharField()
    case_number = serializers.CharField(source="about_number")
    person = serializers.SerializerMethodField(help_text="가린 성명")
    born = serializers.SerializerMethodField(help_text="가린 생년")
    need_area = serializers.CharField()
    service = serializers.ChoiceField(codes.choices("linkage_service"))
    urgency = serializers.ChoiceField(codes.choices("urgency"))
    status = serializers.ChoiceField(LinkageStatus.choices)
    sender = serializers.SerializerMethodField()
    receiver = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    reply_due_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()

    def get_person(self, row: dict[str, Any]) -> str:
        is_known = self._is_own(row) or row["accepted_at"] is not None
        return mask_name(row["client__name"]) if is_known and self._may_know(row, "NAME") else ""

    def get_born(self, row: dict[str, Any]) -> str:
        return mask_birth(row["client__birth_date"]) if self._may_know(row, "BIRTH_DATE") else ""

    def _may_know(self, row: dict[str, Any], item: str) -> bool:
        """The receiver knows of the person what was shared, also masked; the name from its acceptance on."""
        return self._is_own(row) or item in row["shared_items"]

    def _is_own(self, row: dict[str, Any]) -> bool:
        return bool(row["receiver_id"] != self.context["actor"].institution_id)

    @extend_schema_field(NamedShape)
    def get_sender(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"id": row["sender_id"], "name": row["sender__name"]}

    @extend_schema_field(NamedShape)
    def get_receiver(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"id": row["receiver_id"], "name": row["receiver__name"]}


class ReplySerializer(serializers.ModelSerializer[Reply]):
    class Meta:
        model = Reply
        fields = (
            "id",
            "reply_kind",
            "result",
            "started_on",
            "frequency",
            "content",
            "next_plan",
            "ask_back",
            "replied_by",
            "replied_at",
            "recorded_at",
        )


class LinkageSerializer(serializers.ModelSerializer[Linkage]):
    """One linkage as this actor may see it. `items` is what was provided, frozen at sending."""

    case_number = serializers.CharField(source="about_number")
    case_id = serializers.UUIDField(source="about_id")
    sender = NamedShape()
    receiver = NamedShape()
    reason = serializers.SerializerMethodField(help_text="수신 기관에는 수락한 뒤에 보입니다.")
    items = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField(help_text="이 사람이 지금 할 수 있는 일")
    proxy_actions = serializers.SerializerMethodField(help_text="수신 기관을 대신해 입력할 수 있는 단계")
    parent = serializers.SerializerMethodField(help_text="앞선 의뢰. 보낸 기관에만 보입니다.")  # type: ignore[assignment]
    suggested_receiver = NamedShape(help_text="거절한 기관이 추천한 기관")

    class Meta:
        model = Linkage
        fields = (
            "id",
            "number",
            "receiver_number",
            "programme",
            "case_id",
            "case_number",
            "sender",
            "receiver",
            "need_area",
            "service",
            "reason",
            "request",
            "wished_start",
            "urgency",
            "early_reason",
            "shared_items",
            "legal_basis",
            "status",
            "version",
            "created_at",
            "sent_at",
            "resent_at",
            "first_read_at",
            "received_at",
            "accepted_at",
            "responsible",
            "planned_start_on",
            "started_on",
            "replied_at",
            "closed_at",
            "reply_due_on",
            "due_at",
            "hold_until",
            "note",
            "decline_reason",
            "stop_reason",
            "cancel_reason",
            "reason_text",
            "parent",
            "suggested_receiver",
            "items",
            "actions",
            "proxy_actions",
        )

    def get_reason(self, row: Linkage) -> str:
        """What is known of the person's illness often stands here: read by who serves them."""
        is_offered = side_of(self._relations(row)) == "receiver" and not row.is_accepted
        return "" if is_offered else row.reason

    @extend_schema_field(serializers.DictField(child=serializers.CharField(), allow_null=True))
    def get_items(self, row: Linkage) -> dict[str, str] | None:
        if side_of(self._relations(row)) == "receiver":
            return snapshots.shown_to_receiver(row)
        return row.snapshot if row.sent_at is not None else snapshots.take(row)

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_parent(self, row: Linkage) -> str | None:
        """An agency never learns that another one was asked about the person."""
        is_sender = side_of(self._relations(row)) == "sender"
        return str(row.parent_id) if is_sender and row.parent_id else None

    @extend_schema_field(ActionShape(many=True))
    def get_actions(self, row: Linkage) -> Any:
        return self._available(row, self._relations(row))

    @extend_schema_field(ActionShape(many=True))
    def get_proxy_actions(self, row: Linkage) -> Any:
        may = LINKAGE_ACCESS.allows("for_receiver", self._relations(row))
        return self._available(row, frozenset({"receiver"})) if may else []

    def _relations(self, row: Linkage) -> frozenset[str]:
        found: frozenset[str] = row.relations  # type: ignore[attr-defined]
        return found

    def _available(self, row: Linkage, relations: frozenset[str]) -> Any:
        return ActionShape(LINKAGE.available(row, relations, self.context["actor"]), many=True).data


class ProvisionSerializer(serializers.ModelSerializer[Provision]):
    """A line of the ledger of provision; the person is masked."""

    person = serializers.SerializerMethodField()
    linkage_number = serializers.CharField(source="request_number", help_text="연계번호 또는 의뢰번호")
    provided_by = serializers.CharField(source="provided_by.name")

    class Meta:
        model = Provision
        fields = (
            "id",
            "linkage_number",
            "case_number",
            "person",
            "receiver_name",
            "purpose",
            "items",
            "basis",
            "way",
            "provided_by",
            "provided_at",
            "withdrawn_at",
            "withdrawal_told_at",
            "destroyed_at",
        )

    def get_person(self, row: Provision) -> str:
        return mask_name(row.client.name)


# --- what the acts take ----------------------------------------------------------------------------------------------


class LinkageAbout(serializers.Serializer[Any]):
    """Whom it is about: what is asked of the case, before the rest of the body is looked at."""

    programme = serializers.CharField(max_length=20)
    case = serializers.UUIDField()


class LinkageCreateBody(body_of(LinkageForm)):  # type: ignore[misc]
    programme = serializers.CharField(max_length=20)
    case = serializers.UUIDField()
    parent = serializers.UUIDField(required=False, allow_null=True, help_text="대신하는 앞선 의뢰")


class ProxyBody(body_of(ProxyPart)):  # type: ignore[misc]
    """How the news came. When is always said; why so late belongs to what the step itself takes."""

    happened_at = serializers.DateTimeField()
    late_reason = None


DestroyedBody = body_of(ProxyDestroyForm)


class ReceiverStepName(serializers.Serializer[Any]):
    """Which step it is: what is asked of the row, before the rest of the body is looked at."""

    step = serializers.ChoiceField([*RECEIVER_STEPS, INTERIM])


class EnterForReceiverBody(PortalSerializer, ReceiverStepName):
    """A step of the receiver, how it reached us, and what the step itself takes (`data`, as in the step's own act)."""

    proxy = ProxyBody()
    data = serializers.DictField(  # type: ignore[assignment]
        required=False, help_text="그 단계가 받는 항목. 단계마다의 업무에 적힌 것과 같습니다."
    )


class DifferenceSerializer(serializers.Serializer[Any]):
    """What was asked of one agency for one service, and what came of it."""

    agency_id = serializers.IntegerField()
    agency = serializers.CharField()
    service = serializers.CharField()
    days_to_accept = serializers.DecimalField(max_digits=7, decimal_places=1, allow_null=True)
    days_to_reply = serializers.DecimalField(max_digits=7, decimal_places=1, allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), **{name: serializers.IntegerField(help_text=text) for name, text in OUTCOMES}}
