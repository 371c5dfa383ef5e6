"""What the endpoints of councils take besides one form: lists of rows, and the approval line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from core.api.acts import REFUSALS, body_of
from core.api.endpoints import PortalSerializer
from core.api.shapes import words
from core.errors import Invalid
from network.councils.forms.meetings import AgendaRow, AttendanceRow
from network.councils.forms.tables import TableForm, TableRow
from network.councils.services.approving import NOT_AN_APPROVER, approvers

__all__ = [
    "REFUSALS",
    "AgendaBody",
    "CorrectBody",
    "MeetingAttendanceBody",
    "MeetingSubmitBody",
    "TableBody",
    "line_of",
]


class AgendaBody(PortalSerializer):
    items = serializers.ListField(child=body_of(AgendaRow)(), max_length=60, help_text="순서대로 적은 안건 모두")


class MeetingAttendanceBody(PortalSerializer):
    rows = serializers.ListField(child=body_of(AttendanceRow)(), max_length=200, help_text="출석")


class LinePersonBody(PortalSerializer):
    title = words(10, "결재란의 직위")
    person = serializers.IntegerField(help_text="결재자 계정의 id")


class MeetingSubmitBody(PortalSerializer):
    line = serializers.ListField(child=LinePersonBody(), max_length=3, help_text="기안자 다음의 결재선")


def line_of(rows: Sequence[dict[str, Any]], host_id: int) -> list[dict[str, Any]]:
    """The approval line with its people. Raises Invalid, with one answer for everybody who does not approve there."""
    people = {person.pk: person for person in approvers(host_id)}
    if {row["person"] for row in rows} - people.keys():
        raise Invalid({"line": NOT_AN_APPROVER})
    return [{"title": row["title"], "person": people[row["person"]]} for row in rows]


class TableBody(body_of(TableForm)):  # type: ignore[misc]
    rows = serializers.ListField(child=body_of(TableRow)(), max_length=60, help_text="줄")


class ChangeBody(PortalSerializer):
    path = serializers.CharField(max_length=80, help_text="고칠 곳. 예: items.0.decision")
    text = serializers.CharField(max_length=5000, allow_blank=True, help_text="고친 내용")


class CorrectBody(PortalSerializer):
    changes = serializers.ListField(child=ChangeBody(), max_length=100, help_text="고칠 곳과 고친 내용")
    line = serializers.ListField(child=LinePersonBody(), max_length=3, help_text="기안자 다음의 결재선")
