"""Endpoints of the case: list, registration, page, moves, team, log."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import body_of, endpoints, policies, read_as, read_changes
from core.api.endpoints import (
    IDEMPOTENCY_KEY,
    IF_MATCH_NEEDED,
    Endpoint,
    record_list,
)
from core.policy import OnRow, holding
from discharge.access import ADMISSION, CASE
from discharge.acts.cases import CASE_ACTS
from discharge.acts.posts import POST_ACTS
from discharge.api import reading
from discharge.api.shapes import case_bodies as bodies
from discharge.api.shapes import cases as shapes
from discharge.filters.cases import ORDERS, SEES_CASES, CaseFilter
from discharge.forms.cases import PERSON_FIELDS, GiveBackForm, HandOverForm, MemberForm, StayForm
from discharge.models import DischargeCase
from discharge.panels import log
from discharge.services import agency_referrals, cases, registering, stand_ins
from discharge.workflow import PROGRAMME
from network.services import clients

ORDER = OpenApiParameter(
    "o", str, enum=list(ORDERS), description="차례: due 기한이 가까운 것부터(기본), new 새로 등록한 것부터, no 번호"
)


def on_case(act: str, seen: str = "") -> OnRow:
    return OnRow(CASE, act, rows=DischargeCase.objects.for_page, audit_as=seen)


class CaseEndpoint(Endpoint):
    """What every endpoint about one case shares: the route names the case by `case_id`."""

    lookup_value_converter = "uuid"
    lookup_url_kwarg = "case_id"
    row_kwarg = "case_id"
    tag = "퇴원환자 사례"
    queryset: QuerySet[Any] = DischargeCase.objects.none()


def state_of(case: DischargeCase, actor: Actor) -> Any:
    """Where the case stands after an act."""
    return shapes.CaseActedShape(reading.state(case, actor, CASE.relations_of(actor, case))).data


_Acts: Any = endpoints(CASE_ACTS, shapes.CaseActedShape, state_of, without=("add_follow_up", "add_member"))
_Posts: Any = endpoints(POST_ACTS, shapes.CaseActedShape, state_of)


class CaseViewSet(_Acts, _Posts, CaseEndpoint):
    """사례."""

    policies = {
        "list": holding(SEES_CASES, PROGRAMME),
        "create": holding("SOCIAL_WORKER NURSE", PROGRAMME),
        "retrieve": on_case("read", "case.read"),
        "partial_update": on_case("edit"),
        **dict.fromkeys(("hand_over", "stand_ins", "give_back"), holding("COORDINATOR", PROGRAMME)),
        "add_member": on_case("team"),
        "remove_member": on_case("team"),
        "log": on_case("read", "case.log"),
        **policies(CASE_ACTS),
        **policies(POST_ACTS),
    }
    filterset_class = CaseFilter
    serializer_class = shapes.CaseLineShape

    @property
    def order(self) -> tuple[str, str]:
        return ORDERS.get(self.request.query_params.get("o", ""), ORDERS["due"])

    @extend_schema(summary="사례 목록", description="이름은 가려서 줍니다.", parameters=[ORDER])
    def list(self, request: Request) -> Response:
        rows = cases.with_chart_number(DischargeCase.objects.for_actor(self.actor)).values(*reading.LINE_FIELDS)
        found = self.paginate_queryset(self.filter_queryset(rows)) or []
        record_list(self.actor, "case.list", found)
        return self.get_paginated_response(shapes.CaseLineShape(reading.lines(found), many=True).data)

    @extend_schema(
        summary="선별 등록",
        description="같은 사람이 이미 있을 수 있으면 400과 함께 `known`에 가린 후보를 줍니다. "
        "같은 사람이면 `client`로, 다른 사람이면 `is_new_person`으로 다시 보내십시오.",
        request=bodies.ScreeningBody,
        responses={201: shapes.CaseActedShape},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        data = self.read(bodies.ScreeningBody)
        person = data.pop("client_data", None)
        client, admission = data.pop("client", None), data.pop("admission", None)
        referral = data.pop("referral", None)
        case = registering.register(
            actor=self.actor,
            referral=agency_referrals.find(self.actor, referral) if referral else None,
            client=clients.known_person(actor=self.actor, pk=client) if client else None,
            client_data={name: person[name] for name in PERSON_FIELDS} if person is not None else None,
            chart_no=data.pop("chart_no", ""),
            is_new_person=data.pop("is_new_person", False),
            admission=ADMISSION.find(self.actor, "decide", pk=admission) if admission else None,
            data=data,
            idempotency_key=self.idempotency_key(),
        )
        return Response(state_of(case, self.actor), status=201)

    @extend_schema(summary="사례 보기", description="열람이 기록됩니다.", responses={200: shapes.CaseShape})
    def retrieve(self, request: Request, case_id: Any) -> Response:
        return Response(shapes.CaseShape(reading.whole(self.row(), self.actor)).data)

    @extend_schema(
        summary="선별 내용 고치기",
        request=body_of(StayForm)(partial=True),
        responses={200: shapes.CaseActedShape},
        parameters=[IF_MATCH_NEEDED],
    )
    def partial_update(self, request: Request, case_id: Any) -> Response:
        door, version = self.row(), self.needed_version()
        data = read_changes(self, StayForm, door, actor=self.actor)
        done = cases.update_screening(actor=self.actor, case=door, data=data, version=version)
        return Response(state_of(done, self.actor))

    @extend_schema(
        summary="사례 넘기기",
        description="자리를 비우는 사람의 진행 중인 사례를 모두 넘기고, 사례마다 결과를 답합니다.",
        request=body_of(HandOverForm),
        responses={200: shapes.HandOverShape(many=True)},
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="hand-over", pagination_class=None)
    def hand_over(self, request: Request) -> Response:
        data = read_as(self, HandOverForm, actor=self.actor).values()
        absent = data.pop("absent")
        done = stand_ins.hand_over_all(actor=self.actor, absent_id=absent.pk, **data)
        return Response(shapes.HandOverShape(done, many=True).data)

    @extend_schema(summary="지금 대직", responses={200: shapes.StandInShape(many=True)}, filters=False)
    @action(detail=False, methods=["get"], url_path="stand-ins", pagination_class=None)
    def stand_ins(self, request: Request) -> Response:
        return Response(shapes.StandInShape(stand_ins.current(self.actor), many=True).data)

    @extend_schema(
        summary="대직 끝내기",
        description="돌아오는 날보다 먼저 돌아온 사람에게 사례를 돌려줍니다.",
        request=body_of(GiveBackForm),
        responses={200: shapes.GivenBackShape},
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="hand-over/end", pagination_class=None)
    def give_back(self, request: Request) -> Response:
        absent = read_as(self, GiveBackForm, actor=self.actor).values()["absent"]
        back = stand_ins.give_back(actor=self.actor, absent_id=absent.pk)
        return Response(shapes.GivenBackShape({"cases": back}).data)

    @extend_schema(summary="팀원 더하기", request=body_of(MemberForm), responses={201: shapes.MemberShape})
    @action(detail=True, methods=["post"], url_path="team")
    def add_member(self, request: Request, case_id: Any) -> Response:
        case = self.row()
        person = read_as(self, MemberForm, row=case, actor=self.actor).values()
        member = cases.add_member(actor=self.actor, case=case, **person)
        return Response(shapes.MemberShape(member).data, status=201)

    @extend_schema(summary="팀원 빼기", request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path="team/<int:member_id>")
    def remove_member(self, request: Request, case_id: Any, member_id: int) -> Response:
        cases.remove_member(actor=self.actor, case=self.row(), member_id=member_id)
        return Response(status=204)

    @extend_schema(
        summary="사례의 기록",
        description="새로운 것부터 500줄까지.",
        responses={200: shapes.LogEntryShape(many=True)},
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def log(self, request: Request, case_id: Any) -> Response:
        case = self.row()
        entries = log.panel(case, limit=None)["entries"]
        return Response(shapes.LogEntryShape(entries, many=True).data)


routes: tuple[tuple[str, type, str], ...] = (("discharge/cases", CaseViewSet, "discharge-case"),)
