"""Endpoint of agencies' referrals: the same services as the pages, the same refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import REFUSALS, body_of, endpoints, policies, read_as, read_form
from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint, record_list
from core.errors import Conflict, Invalid
from core.policy import OnRow, SignedIn, holding
from network.services import clients
from referrals.access import AGENCY_ACCESS, AGENCY_DESTROY_ACCESS
from referrals.acts.agency_referrals import AGENCY_REFERRAL_ACTS
from referrals.api.shapes.agency_referrals import (
    AGENCY_LIST_COLUMNS,
    AgencyReferralCreateBody,
    AgencyReferralRowSerializer,
    AgencyReferralSerializer,
    AgencyReferralUpdateBody,
    AgencyReplySerializer,
    NotPassedBody,
    OwedResultSerializer,
    PassOnBody,
    answer,
)
from referrals.filters.agency_referrals import AgencyReferralFilter
from referrals.forms.agency_referrals import AgencyDestroyForm, PassOnForm, ReferralPart
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import drafting, ending, onward

_ROWS = AgencyReferral.objects.for_page
_READ = OnRow(AGENCY_ACCESS, "read", rows=_ROWS, audit_as="agency_referral.read")
_WORK = OnRow(AGENCY_ACCESS, "work", rows=_ROWS, audit_as="agency_referral.result_open")
_DONE = {200: AgencyReferralSerializer, **REFUSALS}


_Acts: Any = endpoints(AGENCY_REFERRAL_ACTS, AgencyReferralSerializer, answer)


class AgencyReferralEndpoint(_Acts, Endpoint):
    """기관 대상자 의뢰. 기관은 보낸 의뢰를, 병원은 받은 의뢰를 보낸 그대로 봅니다."""

    tag = "기관 대상자 의뢰"
    lookup_value_converter = "uuid"
    serializer_class = AgencyReferralSerializer
    filterset_class = AgencyReferralFilter
    order = ("-created_at", "-id")
    policies = {
        "list": SignedIn(),
        "create": holding("PARTNER_STAFF PARTNER_MANAGER"),
        "retrieve": _READ,
        "partial_update": OnRow(AGENCY_ACCESS, "edit", rows=_ROWS),
        "replies": _READ,
        "results": _WORK,
        "pass_on": _WORK,
        "drop_result": _WORK,
        "confirm_destroyed": OnRow(AGENCY_DESTROY_ACCESS, "confirm_destroyed"),
        **policies(AGENCY_REFERRAL_ACTS),
    }

    def get_queryset(self) -> QuerySet[AgencyReferral]:
        if getattr(self, "swagger_fake_view", False):
            return AgencyReferral.objects.none()
        return AgencyReferral.objects.for_actor(self.actor, "read")

    @extend_schema(summary="대상자 의뢰 목록", responses={200: AgencyReferralRowSerializer(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset()).values(*AGENCY_LIST_COLUMNS)
        found = self.paginate_queryset(rows) or []
        record_list(self.actor, "agency_referral.list", found)
        shown = AgencyReferralRowSerializer(found, many=True, context={"actor": self.actor})
        return self.get_paginated_response(shown.data)

    @extend_schema(summary="대상자 의뢰 한 건", description="열람이 기록됩니다.", responses=_DONE)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(AgencyReferralSerializer(self.row(), context={"actor": self.actor}).data)

    @extend_schema(
        summary="대상자 의뢰 작성",
        description="같은 사람이 이미 있을 수 있으면 400과 함께 `known`에 가린 후보를 줍니다. "
        "같은 사람이면 `client`로, 다른 사람이면 `is_new_person`으로 다시 보내십시오.",
        request=AgencyReferralCreateBody,
        responses={201: AgencyReferralSerializer, **REFUSALS},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        data = self.read(AgencyReferralCreateBody)
        known, person = data.pop("client", None), data.pop("person", None)
        if known is None and person is None:
            raise Invalid({"person": "대상자를 적으십시오."})
        row = drafting.draft(
            actor=self.actor,
            client=clients.known_person(actor=self.actor, pk=known) if known else None,
            person=person,
            is_new_person=data.pop("is_new_person", False),
            data=read_form(data, _asked).referral(),
            idempotency_key=self.idempotency_key(),
        )
        return Response(answer(row, self.actor), status=201)

    @extend_schema(summary="의뢰 내용 고치기", request=AgencyReferralUpdateBody, responses=_DONE, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        if why := drafting.closed(row):
            raise Conflict(why)
        data = self.read(AgencyReferralUpdateBody, partial=True)
        person, stored = data.pop("person", None), {name: getattr(row, name) for name in drafting.FIELDS}
        given = {"initial": stored, "is_sent": row.submitted_at is not None}
        form = read_form(data, lambda body: _asked(body, **given), is_partial=True)
        asked = {name: value for name, value in form.referral().items() if name in data}
        done = drafting.edit(actor=self.actor, referral=row, data=asked, person=person, version=self.version())
        return Response(answer(done, self.actor))

    @extend_schema(summary="회신", responses={200: AgencyReplySerializer(many=True), **REFUSALS})
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def replies(self, request: Request, pk: Any = None) -> Response:
        rows = self.row().replies.order_by("-replied_at", "-pk")
        return Response(AgencyReplySerializer(rows, many=True).data)

    @extend_schema(summary="알릴 결과", responses={200: OwedResultSerializer(many=True), **REFUSALS})
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def results(self, request: Request, pk: Any = None) -> Response:
        rows = self.row().owed_results.select_related("linkage_reply__linkage").order_by("-opened_at", "-pk")
        return Response(OwedResultSerializer(rows, many=True).data)

    @extend_schema(
        summary="결과를 의뢰기관에 알리기",
        description="연계한 기관의 결과를 의뢰기관이 받은 동의의 항목 안에서 추가로 회신합니다.",
        request=PassOnBody,
        responses={200: AgencyReplySerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"], url_path="pass-on")
    def pass_on(self, request: Request, pk: Any = None) -> Response:
        row, body = self.row(), self.read(PassOnBody)
        result_id = body.pop("result_id")
        form = read_form(body, lambda data: PassOnForm(data, row=row, actor=self.actor))
        reply = onward.pass_on(actor=self.actor, referral=row, result_id=result_id, data=form.values())
        return Response(AgencyReplySerializer(reply).data)

    @extend_schema(
        summary="결과를 알리지 않음", request=NotPassedBody, responses={200: OwedResultSerializer, **REFUSALS}
    )
    @action(detail=True, methods=["post"], url_path="drop-result")
    def drop_result(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(NotPassedBody)
        owed = onward.drop(actor=self.actor, referral=row, result_id=data.pop("result_id"), data=data)
        return Response(OwedResultSerializer(owed).data)

    @extend_schema(summary="파기 확인", request=body_of(AgencyDestroyForm), responses=_DONE)
    @action(detail=True, methods=["post"], url_path="confirm-destroyed")
    def confirm_destroyed(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), read_as(self, AgencyDestroyForm).values()
        return Response(answer(ending.confirm_destroyed(actor=self.actor, referral=row, data=data), self.actor))


def _asked(body: Mapping[str, Any], **given: Any) -> ReferralPart:
    """The form of what is asked; a file stands beside the other values."""
    scan = body.get("consent_file")
    return ReferralPart(body, {"consent_file": scan} if hasattr(scan, "content_type") else None, **given)
