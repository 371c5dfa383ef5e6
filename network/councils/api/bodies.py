"""Endpoints of bodies and their seats."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import workdays
from core.api.acts import REFUSALS, body_of, read_as, read_changes
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint
from core.errors import Invalid, NotVisible
from core.policy import OnRow, SignedIn, holding
from network.councils.access import COUNCIL
from network.councils.api.shapes import CouncilRowShape, CouncilSeatShape, CouncilShape, MeetingRowShape, ProposalShape
from network.councils.filters import CouncilFilter
from network.councils.forms.bodies import CouncilForm, SeatForm, accounts
from network.councils.forms.meetings import MeetingForm, PastMeetingForm
from network.councils.forms.proposals import ProposalForm
from network.councils.models import Council, CouncilMember
from network.councils.services import bodies, past, planning, proposals, rosters
from network.councils.workflow import PROGRAMME

_ROWS = Council.objects.select_related("host", "parent")
_EDIT = OnRow(COUNCIL, "edit", rows=_ROWS.all)
_ON = OpenApiParameter("on", date, description="위원 명단의 기준일")


class CouncilEndpoint(Endpoint):
    """협의체와 위원."""

    tag = "협의체"
    serializer_class = CouncilRowShape
    filterset_class = CouncilFilter
    order = ("name", "id")
    policies = {
        "list": SignedIn(),
        "create": holding("COORDINATOR", PROGRAMME),
        "retrieve": OnRow(COUNCIL, "read", rows=_ROWS.all),
        "partial_update": _EDIT,
        "add_member": _EDIT,
        "change_member": _EDIT,
        "plan_meeting": _EDIT,
        "enter_meeting": _EDIT,
        "propose": OnRow(COUNCIL, "propose", rows=_ROWS.all),
    }

    def get_queryset(self) -> QuerySet[Council]:
        if getattr(self, "swagger_fake_view", False):
            return Council.objects.none()
        mine = Council.objects.for_actor(self.actor).values("pk")
        rows = Council.objects.with_meetings_of(workdays.seoul_today().year)
        return rows.filter(pk__in=mine).select_related("host")

    def one(self, row: Council, day: date | None = None, status: int = 200) -> Response:
        row.roster = rosters.roster(row, day or workdays.seoul_today())  # type: ignore[attr-defined]
        voters = sum(seat.has_vote for seat in row.roster)  # type: ignore[attr-defined]
        data = CouncilShape(_shape_values(row, voters)).data
        return Response(data, status=status)

    @extend_schema(summary="협의체 목록", responses={200: CouncilRowShape(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        return self.page(self.filter_queryset(self.get_queryset()))

    @extend_schema(summary="협의체 한 곳", parameters=[_ON], responses={200: CouncilShape, **REFUSALS})
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        text = request.query_params.get("on", "")
        try:
            day = date.fromisoformat(text) if text else None
        except ValueError:
            raise Invalid({"on": "날짜를 2026-12-07처럼 적으십시오."}) from None
        return self.one(self.row(), day)

    @extend_schema(
        summary="협의체 만들기",
        request=body_of(CouncilForm),
        responses={201: CouncilShape, **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        data = read_as(self, CouncilForm, parents=bodies.parents_for(self.actor)).values()
        row = bodies.create(actor=self.actor, data=data, idempotency_key=self.idempotency_key())
        return self.one(row, status=201)

    @extend_schema(
        summary="협의체 고치기",
        request=body_of(CouncilForm),
        responses={200: CouncilShape, **REFUSALS},
        parameters=[IF_MATCH],
    )
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        data = read_changes(self, CouncilForm, row, parents=bodies.parents_for(self.actor, row))
        return self.one(bodies.change(actor=self.actor, council=row, data=data, version=self.version()))

    @extend_schema(
        summary="위원 등록",
        request=body_of(SeatForm),
        responses={201: CouncilSeatShape, **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"], url_path="members")
    def add_member(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), read_as(self, SeatForm, people=accounts()).values()
        seat = bodies.add_member(actor=self.actor, council=row, data=data, idempotency_key=self.idempotency_key())
        return Response(CouncilSeatShape(seat).data, status=201)

    @extend_schema(
        summary="위원 고치기·해촉",
        request=body_of(SeatForm),
        responses={200: CouncilSeatShape, **REFUSALS},
        parameters=[IF_MATCH],
    )
    @action(detail=True, methods=["patch"], url_path="members/<int:member_id>")
    def change_member(self, request: Request, member_id: int, pk: Any = None) -> Response:
        row = self.row()
        seat = CouncilMember.objects.filter(council=row, pk=member_id).select_related("council", "institution").first()
        if seat is None:
            raise NotVisible
        data = read_changes(self, SeatForm, seat, people=accounts(seat))
        seat = bodies.change_member(actor=self.actor, member=seat, data=data, version=self.version())
        return Response(CouncilSeatShape(seat).data)

    @extend_schema(
        summary="회의 계획",
        request=body_of(MeetingForm),
        responses={201: MeetingRowShape, **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"], url_path="meetings")
    def plan_meeting(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), read_as(self, MeetingForm).values()
        meeting = planning.plan(actor=self.actor, council=row, data=data, idempotency_key=self.idempotency_key())
        return Response(MeetingRowShape(meeting).data, status=201)

    @extend_schema(
        summary="지난 회의 등록",
        request=body_of(PastMeetingForm),
        responses={201: MeetingRowShape, **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"], url_path="past-meetings")
    def enter_meeting(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), read_as(self, PastMeetingForm).values()
        meeting = past.enter(actor=self.actor, council=row, data=data, idempotency_key=self.idempotency_key())
        return Response(MeetingRowShape(meeting).data, status=201)

    @extend_schema(
        summary="안건 제안",
        request=body_of(ProposalForm),
        responses={201: ProposalShape, **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"], url_path="proposals")
    def propose(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), read_as(self, ProposalForm).values()
        found = proposals.propose(actor=self.actor, council=row, data=data, idempotency_key=self.idempotency_key())
        return Response(ProposalShape(found).data, status=201)


def _shape_values(row: Council, voters: int) -> dict[str, Any]:
    """What the shape reads: the columns, the roster of the day, and how many must come."""
    names = [name for name in CouncilShape.Meta.fields if name not in ("members", "quorum")]
    found = {name: getattr(row, name) for name in names}
    return found | {"members": row.roster, "quorum": row.quorum_of(voters)}  # type: ignore[attr-defined]
