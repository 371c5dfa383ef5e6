"""Endpoint of linkages: the same services as the pages, the same refusals."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import REFUSALS, body_of, endpoints, policies, read_changes, read_form
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint, record_list
from core.errors import Conflict
from core.policy import OnRow, SignedIn, holding
from network.models import Institution
from referrals import registry
from referrals.access import DESTROY_ACCESS, LINKAGE_ACCESS
from referrals.acts.linkages import LINKAGE_ACTS
from referrals.api.appointments import APPOINTMENT_ACTS, Appointments
from referrals.api.linkages.many import WORKERS, Several
from referrals.api.linkages.planned import FromPlan
from referrals.api.one_time_links import OneTimeActs
from referrals.api.shapes.linkages import (
    LIST_COLUMNS,
    DestroyedBody,
    EnterForReceiverBody,
    LinkageAbout,
    LinkageCreateBody,
    LinkageRowSerializer,
    LinkageSerializer,
    ReceiverStepName,
    ReplySerializer,
)
from referrals.filters.linkages import LinkageFilter
from referrals.forms.linkages import LinkageForm, destroy_form
from referrals.models import Linkage
from referrals.services.linkages import drafting, ending

_TEAM = OnRow(LINKAGE_ACCESS, "for_receiver", rows=Linkage.objects.for_page)
_READ = OnRow(LINKAGE_ACCESS, "read", rows=Linkage.objects.for_page, audit_as="linkage.read")
_DONE = {200: LinkageSerializer, **REFUSALS}


def _answer(row: Linkage, actor: Actor) -> dict[str, Any]:
    """The linkage as it now stands for this actor. Where it is no longer theirs to read, only its number."""
    relations = LINKAGE_ACCESS.relations_of(actor, row)
    if not LINKAGE_ACCESS.allows("read", relations):
        return {"id": str(row.pk), "number": row.number, "status": row.status}
    found = Linkage.objects.for_page().get(pk=row.pk)
    found.relations = relations
    return dict(LinkageSerializer(found, context={"actor": actor}).data)


_Acts: Any = endpoints(LINKAGE_ACTS, LinkageSerializer, _answer)


class LinkageEndpoint(_Acts, Appointments, OneTimeActs, Several, FromPlan, Endpoint):
    """연계 의뢰. 목록은 가린 이름으로, 한 건은 업무 관계에 따라 보입니다."""

    tag = "연계 의뢰"
    lookup_value_converter = "uuid"
    serializer_class = LinkageSerializer
    filterset_class = LinkageFilter
    order = ("-created_at", "-id")
    policies = {
        "list": SignedIn(),
        "create": holding("SOCIAL_WORKER NURSE MH_MANAGER"),
        **dict.fromkeys(("planned", "draft_planned"), holding("SOCIAL_WORKER NURSE MH_MANAGER")),
        "retrieve": _READ,
        "partial_update": OnRow(LINKAGE_ACCESS, "edit", rows=Linkage.objects.for_page),
        "replies": _READ,
        "enter_for_receiver": _TEAM,
        "link_issue": _TEAM,
        "link_revoke": _TEAM,
        "confirm_destroyed": OnRow(DESTROY_ACCESS, "confirm_destroyed"),
        "difference": holding("COORDINATOR SOCIAL_WORKER NURSE MH_MANAGER"),
        **dict.fromkeys(APPOINTMENT_ACTS, OnRow(LINKAGE_ACCESS, "answer", rows=Linkage.objects.for_page)),
        "appointments": _READ,
        "act_on_many": holding(WORKERS),
        **policies(LINKAGE_ACTS),
    }

    def get_queryset(self) -> QuerySet[Linkage]:
        if getattr(self, "swagger_fake_view", False):
            return Linkage.objects.none()
        return Linkage.objects.for_actor(self.actor, "read")

    def told(self, row: Linkage) -> dict[str, Any]:
        """A linkage as it now stands for this actor."""
        return _answer(row, self.actor)

    @extend_schema(summary="연계 의뢰 목록", responses={200: LinkageRowSerializer(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset()).values(*LIST_COLUMNS)
        found = self.paginate_queryset(rows) or []
        record_list(self.actor, "linkage.list", found)
        shown = LinkageRowSerializer(found, many=True, context={"actor": self.actor})
        return self.get_paginated_response(shown.data)

    @extend_schema(summary="연계 의뢰 한 건", responses=_DONE)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        return Response(LinkageSerializer(row, context={"actor": self.actor}).data)

    @extend_schema(
        summary="연계 의뢰 작성",
        request=LinkageCreateBody,
        responses={201: LinkageSerializer, **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        about = self.read(LinkageAbout)
        programme = registry.programme(about["programme"])
        case = programme.find_case(self.actor, about["case"])
        data = self.read(LinkageCreateBody)
        followed = data.pop("parent", None)
        data = {name: value for name, value in data.items() if name not in about}
        asked = read_form(data, lambda body: LinkageForm(body, receivers=Institution.objects.active())).values()
        row = drafting.draft(
            actor=self.actor,
            programme=programme.code,
            about=case,
            receiver=asked.pop("receiver"),
            data=asked,
            idempotency_key=self.idempotency_key(),
            parent=drafting.find_followed(self.actor, followed) if followed else None,
        )
        return Response(_answer(row, self.actor), status=201)

    @extend_schema(summary="의뢰 내용 고치기", request=body_of(LinkageForm), responses=_DONE, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        row, places = self.row(), Institution.objects.active()
        if why := drafting.closed(row):
            raise Conflict(why)
        data = read_changes(self, LinkageForm, row, receivers=places, is_supplement=row.status == "RETURNED")
        done = drafting.edit_draft(actor=self.actor, linkage=row, data=data, version=self.version())
        return Response(_answer(done, self.actor))

    @extend_schema(summary="회신", responses={200: ReplySerializer(many=True), **REFUSALS})
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def replies(self, request: Request, pk: Any = None) -> Response:
        rows = self.row().replies.order_by("-replied_at", "-pk")
        return Response(ReplySerializer(rows, many=True).data)

    @extend_schema(
        summary="수신 기관을 대신해 입력",
        request=EnterForReceiverBody,
        responses=_DONE,
        parameters=[IF_MATCH, IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"], url_path="enter-for-receiver")
    def enter_for_receiver(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        act = LINKAGE_ACTS.named(self.read(ReceiverStepName)["step"])
        LINKAGE_ACTS.demand(act, row, row.relations, "receiver")
        LINKAGE_ACTS.demand_now(act, row, row.relations, "receiver")
        body = self.read(EnterForReceiverBody)
        inner = body_of(LINKAGE_ACTS.shape_of(act, for_other=True))(
            data={**body.get("data", {}), **dict(request.data)["proxy"]}
        )
        inner.is_valid(raise_exception=True)
        form = read_form(
            inner.validated_data, lambda data: LINKAGE_ACTS.form(act, row, self.actor, data, for_other=True)
        )
        version, key = self.version(), self.idempotency_key()
        done = LINKAGE_ACTS.run(act, form, actor=self.actor, row=row, version=version, idempotency_key=key)
        return Response(_answer(done, self.actor))

    @extend_schema(summary="파기 확인", request=DestroyedBody, responses=_DONE)
    @action(detail=True, methods=["post"], url_path="confirm-destroyed")
    def confirm_destroyed(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        form = read_form(self.read(DestroyedBody), destroy_form(row, self.actor))
        done = ending.confirm_destroyed(actor=self.actor, linkage=row, data=form.values())
        return Response(_answer(done, self.actor))
