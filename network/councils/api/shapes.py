"""What the endpoints of councils answer."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api.shapes import ActionShape, Coded, RowShape, named
from network.councils.models import (
    ActionItem,
    AgendaItem,
    AgendaNote,
    Attendee,
    Council,
    CouncilMember,
    GuestGroup,
    Meeting,
    Proposal,
    WrittenAnswer,
)
from network.councils.workflow import ActionStatus, MeetingStatus


class CouncilSeatShape(RowShape):
    institution = named("소속 기관")
    role = Coded("council_role")

    class Meta:
        model = CouncilMember
        fields = (
            "id",
            "institution",
            "position",
            "name",
            "role",
            "is_ex_officio",
            "delegate_name",
            "delegate_position",
            "valid_from",
            "valid_to",
            "version",
        )


class CouncilRowShape(RowShape):
    host = named("운영 기관")
    meeting_type = Coded("meeting_type")
    field = Coded("council_field")
    held_count = serializers.IntegerField(read_only=True, help_text="올해 연 회의")

    class Meta:
        model = Council
        fields = (
            "id",
            "name",
            "host",
            "meeting_type",
            "level",
            "field",
            "meetings_per_year",
            "is_active",
            "version",
            "held_count",
        )


class CouncilShape(RowShape):
    host = named("운영 기관")
    meeting_type = Coded("meeting_type")
    field = Coded("council_field")
    members = serializers.ListField(child=CouncilSeatShape(), help_text="기준일의 위원")
    quorum = serializers.IntegerField(help_text="정족수(명)")

    class Meta:
        model = Council
        fields = (
            "id",
            "name",
            "host",
            "meeting_type",
            "level",
            "field",
            "parent",
            "purpose",
            "term_from",
            "term_until",
            "quorum_rule",
            "quorum_number",
            "meetings_per_year",
            "is_active",
            "version",
            "quorum",
            "members",
        )


class MeetingRowShape(RowShape):
    status = Coded(MeetingStatus)
    mode = Coded("meeting_mode")

    class Meta:
        model = Meeting
        fields = ("id", "council", "year", "ordinal", "title", "mode", "starts_at", "ends_at", "status", "version")


class WrittenAnswerShape(RowShape):
    class Meta:
        model = WrittenAnswer
        fields = ("item", "vote", "opinion")


class MeetingAttendeeShape(RowShape):
    institution = serializers.CharField(source="institution_name", help_text="소속")
    role = Coded("council_role")
    written = WrittenAnswerShape(source="shown_written", many=True, help_text="서면 회신. 자기 기관과 운영 기관만")

    class Meta:
        model = Attendee
        fields = (
            "id",
            "institution",
            "position",
            "name",
            "role",
            "answer",
            "proxy_name",
            "proxy_position",
            "told_by",
            "attendance",
            "is_remote",
            "written",
        )


class GuestGroupShape(RowShape):
    class Meta:
        model = GuestGroup
        fields = ("affiliation", "number", "is_about")


class AgendaActionShape(RowShape):
    owner = named("담당 기관")
    status = Coded(ActionStatus)

    class Meta:
        model = ActionItem
        fields = ("id", "text", "owner", "person", "due_on", "status", "version")


class AgendaItemShape(RowShape):
    """`discussion` and `decision` are empty for members until the report is out."""

    kind = Coded("agenda_kind")
    actions = AgendaActionShape(source="shown_actions", many=True, help_text="조치사항")

    class Meta:
        model = AgendaItem
        fields = (
            "id",
            "order",
            "kind",
            "title",
            "presenter",
            "minutes",
            "paper",
            "is_standing",
            "discussion",
            "decision",
            "way",
            "votes_for",
            "votes_against",
            "votes_abstained",
            "corrected_at",
            "version",
            "actions",
        )


class TurnoutShape(serializers.Serializer[Any]):
    members = serializers.IntegerField(help_text="위원")
    attended = serializers.IntegerField(help_text="참석")
    proxies = serializers.IntegerField(help_text="대리참석")
    absent = serializers.IntegerField(help_text="불참")
    unmarked = serializers.IntegerField(help_text="적지 않음")
    present = serializers.IntegerField(help_text="참석과 대리참석")
    quorum = serializers.IntegerField(help_text="정족수")
    has_quorum = serializers.BooleanField(help_text="정족수 충족")
    rate = serializers.DecimalField(max_digits=5, decimal_places=1, allow_null=True, help_text="참석률(%)")


class MeetingShape(MeetingRowShape):
    kind = Coded("meeting_kind")
    meeting_type = Coded("meeting_type")
    attendees = MeetingAttendeeShape(source="shown_people", many=True, help_text="참석자")
    guests = GuestGroupShape(source="shown_guests", many=True, help_text="그 밖의 참석자")
    items = AgendaItemShape(source="shown_items", many=True, help_text="안건")
    open_actions = AgendaActionShape(source="shown_open", many=True, help_text="이전 회의에서 넘어온 조치사항")
    turnout = TurnoutShape(source="shown_turnout", help_text="출석")
    actions = ActionShape(source="shown_moves", many=True, help_text="지금 할 수 있는 일")

    class Meta:
        model = Meeting
        fields = (
            *MeetingRowShape.Meta.fields,
            "meeting_type",
            "kind",
            "place",
            "link",
            "answer_until",
            "notified_at",
            "held_at",
            "distributed_at",
            "reason",
            "next_meeting_at",
            "plan_note",
            "attendees",
            "guests",
            "items",
            "open_actions",
            "turnout",
            "actions",
        )


class AgendaNoteShape(RowShape):
    written_by = serializers.CharField(source="written_by.name", help_text="쓴 사람")

    class Meta:
        model = AgendaNote
        fields = ("version", "discussion", "decision", "votes", "written_by", "written_at")


class CouncilActionShape(RowShape):
    owner = named("담당 기관")
    status = Coded(ActionStatus)
    meeting_title = serializers.CharField(source="meeting.title", help_text="회의명")

    class Meta:
        model = ActionItem
        fields = (
            "id",
            "meeting",
            "meeting_title",
            "text",
            "owner",
            "person",
            "due_on",
            "status",
            "result",
            "reason",
            "done_on",
            "version",
        )


class CouncilDecisionShape(RowShape):
    kind = Coded("agenda_kind")
    meeting_title = serializers.CharField(source="meeting.title", help_text="회의명")

    class Meta:
        model = AgendaItem
        fields = (
            "id",
            "meeting",
            "meeting_title",
            "kind",
            "title",
            "decision",
            "votes_for",
            "votes_against",
            "noted_at",
            "corrected_at",
        )


class ProposalShape(RowShape):
    institution = named("제안 기관")

    class Meta:
        model = Proposal
        fields = (
            "id",
            "council",
            "institution",
            "kind",
            "title",
            "text",
            "figures",
            "request",
            "outcome",
            "answer",
            "meeting",
            "proposed_at",
            "decided_at",
        )


class PrintedTableShape(serializers.Serializer[Any]):
    """A table as it prints: every cell in words."""

    id = serializers.IntegerField(help_text="표의 id")
    version = serializers.IntegerField(help_text="판 번호")
    caption = serializers.CharField(help_text="표 위의 말")
    columns = serializers.ListField(child=serializers.CharField(), help_text="머리 칸")
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField()), help_text="줄")
    notes = serializers.ListField(child=serializers.CharField(), help_text="출처와 다르게 계산된 칸(※)")
