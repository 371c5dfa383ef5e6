"""Meetings: reading one, planning, the moves, agenda, answers, attendance, notes, actions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import REFUSALS, body_of, endpoints, policies, read_as, read_changes
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, IF_MATCH_NEEDED, Endpoint
from core.policy import OnRow, SignedIn
from network.councils.access import MEETING_ACCESS
from network.councils.acts.meetings import MEETING_ACTS
from network.councils.api import requests, shapes
from network.councils.filters import MeetingFilter
from network.councils.forms.actions import ActionForm
from network.councils.forms.meetings import AnswerForm, GuestForm, MeetingForm
from network.councils.forms.minutes import NotesForm
from network.councils.models import AgendaItem, Meeting, ReportTable
from network.councils.panels import meetings
from network.councils.services import actions, answers, counting, minutes, planning, reports, tables, written
from network.councils.workflow import MEETING, PROGRAMME

_READ = OnRow(MEETING_ACCESS, "read", rows=Meeting.objects.for_page)
_MANAGE = OnRow(MEETING_ACCESS, "manage", rows=Meeting.objects.for_page)
_WRITE = OnRow(MEETING_ACCESS, "write", rows=Meeting.objects.for_page)
_DONE = {200: shapes.MeetingShape, **REFUSALS}


def _meeting(row: Meeting, actor: Actor) -> dict[str, Any]:
    """The meeting as it now stands for this actor."""
    relations = MEETING_ACCESS.relations_of(actor, row)
    found = Meeting.objects.for_page().get(pk=row.pk)
    reads = minutes.reads_notes(found, relations)
    people = meetings.attendees(found, actor, relations)
    shown = meetings.agenda(found, reads=reads)
    if not reads:
        for item in shown:
            item.discussion = item.decision = item.way = ""
            item.votes_for = item.votes_against = item.votes_abstained = None
        for person in people:
            person.attendance = ""
    found.shown_guests = list(found.guest_groups.all())
    found.shown_people, found.shown_items = people, shown
    found.shown_open = meetings.carried(found)
    found.shown_turnout = counting.turnout(found.council, people)
    found.shown_moves = MEETING.available(found, relations - {"director"}, actor)
    return dict(shapes.MeetingShape(found).data)


_Acts: Any = endpoints(MEETING_ACTS, shapes.MeetingShape, _meeting, without=("submit",))


class MeetingEndpoint(_Acts, Endpoint):
    """협의체의 회의."""

    tag = "협의체 회의"
    serializer_class = shapes.MeetingRowShape
    filterset_class = MeetingFilter
    order = ("-starts_at", "-id")
    policies = {
        "list": SignedIn(),
        "retrieve": _READ,
        "answer": OnRow(MEETING_ACCESS, "answer", rows=Meeting.objects.for_page),
        "note_versions": _WRITE,
        "write_notes": _WRITE,
        **policies(MEETING_ACTS),
        **dict.fromkeys(
            (
                "partial_update",
                "agenda",
                "add_guest",
                "attendance",
                "add_action",
                "submit",
                "add_table",
                "change_table",
                "remove_table",
            ),
            _MANAGE,
        ),
    }

    def get_queryset(self) -> QuerySet[Meeting]:
        if getattr(self, "swagger_fake_view", False):
            return Meeting.objects.none()
        return Meeting.objects.for_actor(self.actor)

    @extend_schema(summary="회의 목록", responses={200: shapes.MeetingRowShape(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        return self.page(self.filter_queryset(self.get_queryset()))

    @extend_schema(summary="회의 한 건", responses=_DONE)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(_meeting(self.row(), self.actor))

    @extend_schema(summary="회의 고치기", request=body_of(MeetingForm), responses=_DONE, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = read_changes(self, MeetingForm, row)
        return Response(
            _meeting(planning.change(actor=self.actor, meeting=row, data=data, version=self.version()), self.actor)
        )

    @extend_schema(summary="안건 모두 적기", request=requests.AgendaBody, responses=_DONE, parameters=[IF_MATCH])
    @action(detail=True, methods=["put"])
    def agenda(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(requests.AgendaBody)
        done = planning.set_agenda(actor=self.actor, meeting=row, rows=data["items"], version=self.version())
        return Response(_meeting(done, self.actor))

    @extend_schema(
        summary="참석 여부 회신",
        request=requests.ANSWER,
        responses={200: shapes.MeetingAttendeeShape, **REFUSALS},
    )
    @action(detail=True, methods=["post"], url_path="answers/<int:attendee_id>")
    def answer(self, request: Request, attendee_id: int, pk: Any = None) -> Response:
        row = self.row()
        person = answers.attendee_of(row, attendee_id)
        answers.demand_answerable(self.actor, person, row.relations)
        if row.is_by_answers:
            said = self.read(requests.WrittenAnswerBody)
            given = written.answer(actor=self.actor, attendee=person, **said)
            return Response(shapes.MeetingAttendeeShape(given).data)
        data = read_as(self, AnswerForm, is_own=answers.is_own(self.actor, person)).values()
        done = answers.answer(actor=self.actor, attendee=person, data=data)
        return Response(shapes.MeetingAttendeeShape(done).data)

    @extend_schema(
        summary="배석자 더하기",
        request=body_of(GuestForm),
        responses={201: shapes.MeetingAttendeeShape, **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"], url_path="guests")
    def add_guest(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), read_as(self, GuestForm).values()
        guest = answers.add_guest(actor=self.actor, meeting=row, data=data, idempotency_key=self.idempotency_key())
        return Response(shapes.MeetingAttendeeShape(guest).data, status=201)

    @extend_schema(summary="출석 적기", request=requests.MeetingAttendanceBody, responses=_DONE)
    @action(detail=True, methods=["post"])
    def attendance(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(requests.MeetingAttendanceBody)
        return Response(
            _meeting(
                answers.record_attendance(actor=self.actor, meeting=row, rows=data["rows"], groups=data.get("groups")),
                self.actor,
            )
        )

    @extend_schema(
        summary="회의 기록 적기",
        request=body_of(NotesForm),
        responses={200: shapes.AgendaNoteShape, **REFUSALS},
        parameters=[IF_MATCH_NEEDED],
    )
    @action(detail=True, methods=["put"], url_path="items/<int:item_id>/notes")
    def write_notes(self, request: Request, item_id: int, pk: Any = None) -> Response:
        row = self.row()
        item = minutes.item_of(row, item_id)
        data = read_as(self, NotesForm, is_counted=minutes.is_counted(item)).values()
        version = self.needed_version()
        done = minutes.write(actor=self.actor, item=item, data=data, version=version)
        return Response(shapes.AgendaNoteShape(done.notes.select_related("written_by").get(version=done.version)).data)

    @extend_schema(summary="회의 기록의 판", responses={200: shapes.AgendaNoteShape(many=True), **REFUSALS})
    @action(
        detail=True,
        methods=["get"],
        url_path="items/<int:item_id>/versions",
        pagination_class=None,
        filterset_class=None,
    )
    def note_versions(self, request: Request, item_id: int, pk: Any = None) -> Response:
        item = minutes.item_of(self.row(), item_id)
        rows = item.notes.select_related("written_by").order_by("-version")
        return Response(shapes.AgendaNoteShape(rows, many=True).data)

    @extend_schema(
        summary="조치사항 더하기",
        request=body_of(ActionForm),
        responses={201: shapes.AgendaActionShape, **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"], url_path="items/<int:item_id>/actions")
    def add_action(self, request: Request, item_id: int, pk: Any = None) -> Response:
        item = minutes.item_of(self.row(), item_id)
        data = read_as(self, ActionForm).values()
        made = actions.add(actor=self.actor, item=item, data=data, idempotency_key=self.idempotency_key())
        return Response(shapes.AgendaActionShape(made).data, status=201)

    @extend_schema(summary="결재 상신", request=requests.ApprovalLineBody, responses=_DONE, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(requests.ApprovalLineBody)
        line = requests.line_of(data["line"], row.council.host_id, PROGRAMME)
        reports.submit(
            actor=self.actor, meeting=row, line=line, save_as=data.get("save_as", ""), version=self.version()
        )
        return Response(_meeting(row, self.actor))

    @extend_schema(
        summary="실적표 더하기", request=requests.TableBody, responses={201: shapes.PrintedTableShape, **REFUSALS}
    )
    @action(detail=True, methods=["post"], url_path="items/<int:item_id>/tables")
    def add_table(self, request: Request, item_id: int, pk: Any = None) -> Response:
        item = minutes.item_of(self.row(), item_id)
        return Response(self._save_table(item, None), status=201)

    @extend_schema(
        summary="실적표 고치기",
        request=requests.TableBody,
        responses={200: shapes.PrintedTableShape, **REFUSALS},
        parameters=[IF_MATCH],
    )
    @action(detail=True, methods=["put"], url_path="items/<int:item_id>/tables/<int:table_id>")
    def change_table(self, request: Request, item_id: int, table_id: int, pk: Any = None) -> Response:
        item = minutes.item_of(self.row(), item_id)
        return Response(self._save_table(item, tables.table_of(item, table_id)))

    @extend_schema(summary="실적표 지우기", request=None, responses={204: None, **REFUSALS})
    @change_table.mapping.delete
    def remove_table(self, request: Request, item_id: int, table_id: int, pk: Any = None) -> Response:
        item = minutes.item_of(self.row(), item_id)
        tables.remove(actor=self.actor, table=tables.table_of(item, table_id))
        return Response(status=204)

    def _save_table(self, item: AgendaItem, table: ReportTable | None) -> dict[str, Any]:
        data = self.read(requests.TableBody)
        rows = data.pop("rows")
        row = tables.save(actor=self.actor, item=item, data=data, rows=rows, table=table, version=self.version())
        found = tables.printed(row)
        return {
            "id": row.pk,
            "version": row.version,
            "caption": found.caption,
            "columns": list(found.columns),
            "rows": found.rows,
            "notes": list(found.notes),
        }
