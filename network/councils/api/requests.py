"""What the endpoints of councils take besides one form: lists of rows, and the approval line."""

from __future__ import annotations

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from core.api.acts import REFUSALS, body_of
from core.api.endpoints import PortalSerializer
from network.councils.forms.meetings import AgendaRow, AnswerForm, AttendanceRow, GuestGroupRow, WrittenRow
from network.councils.forms.tables import TableForm, TableRow
from network.documents.api import ApprovalLineBody, CorrectionLineBody, line_of

__all__ = [
    "ANSWER",
    "REFUSALS",
    "AgendaBody",
    "ApprovalLineBody",
    "CorrectBody",
    "MeetingAttendanceBody",
    "TableBody",
    "WrittenAnswerBody",
    "line_of",
]


class AgendaBody(PortalSerializer):
    items = serializers.ListField(child=body_of(AgendaRow)(), max_length=60, help_text="순서대로 적은 안건 모두")


class WrittenAnswerBody(PortalSerializer):
    """서면 회의의 회신."""

    rows = serializers.ListField(child=body_of(WrittenRow)(), max_length=60, help_text="안건마다 찬반과 의견")
    told_by = serializers.CharField(max_length=50, required=False, help_text="알린 사람. 대신 적을 때만")


ANSWER = PolymorphicProxySerializer(
    component_name="CouncilAnswerRequest",
    serializers=[body_of(AnswerForm), WrittenAnswerBody],
    resource_type_field_name=None,
)


class MeetingAttendanceBody(PortalSerializer):
    rows = serializers.ListField(child=body_of(AttendanceRow)(), max_length=200, help_text="출석")
    groups = serializers.ListField(
        child=body_of(GuestGroupRow)(), max_length=30, required=False, help_text="따로 적지 않는 그 밖의 참석자 모두"
    )


class TableBody(body_of(TableForm)):  # type: ignore[misc]
    rows = serializers.ListField(child=body_of(TableRow)(), max_length=60, help_text="줄")


class ChangeBody(PortalSerializer):
    path = serializers.CharField(max_length=80, help_text="고칠 곳. 예: items.0.decision")
    text = serializers.CharField(max_length=5000, allow_blank=True, help_text="고친 내용")


class CorrectBody(CorrectionLineBody):
    changes = serializers.ListField(child=ChangeBody(), max_length=100, help_text="고칠 곳과 고친 내용")
