"""Endpoints for somebody without an account who asks for a course: the services of the pages, step by step.

The contact gets a number; who types it back has a proof. A request is taken with the proof, and has a secret address of
its own from then on; who acts there shows the contact once more. Key and proof stand behind the question mark, because
that part of an address is in no log of ours.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import contacts
from core.api.acts import body_of, read_as, read_changes, read_form
from core.api.endpoints import IF_MATCH, Endpoint
from core.errors import Conflict, Invalid, NotVisible
from core.pages import sealed
from education.access import ASKING, FOLLOWING
from education.api.public import KEY, OpenLessonShape, ProofShape
from education.forms.public_requests import ACT_FORMS, ContactForm, NumberForm, PublicWishForm, SupplementForm
from education.forms.requests import CancelForm, ReasonForm
from education.models import EducationRequest
from education.panels import public_requests as panels
from education.services import external_requesters, public_requests

PROOF = OpenApiParameter("proof", str, required=True, description="번호로 확인한 연락처의 표시")
NOT_NOW = "지금 상태에서는 할 수 없습니다. 처리 상태를 다시 확인하십시오."


class NumberBody(body_of(NumberForm)):  # type: ignore[misc]
    proof = serializers.UUIDField(help_text="번호를 보낼 때 받은 표시")


class WishBody(body_of(PublicWishForm)):  # type: ignore[misc]
    municipality = serializers.IntegerField(help_text="교육을 받을 곳의 시·군·구")


class FollowedShape(serializers.Serializer[Any]):
    """Where a request stands: no name, no contact."""

    number = serializers.CharField(source="course.number", help_text="신청번호")
    course = serializers.CharField(source="course.course", help_text="과정명")
    host = serializers.CharField(source="course.host.name", help_text="주관 병원")
    status = serializers.CharField(source="course.status", help_text="상태의 부호")
    turn = serializers.SerializerMethodField(help_text="누가 무엇을 할 차례인지")
    is_mine = serializers.SerializerMethodField(help_text="신청인의 차례인지")
    note = serializers.CharField(source="course.note", help_text="보완할 내용")
    lessons = OpenLessonShape(many=True)
    acts = serializers.SerializerMethodField(help_text="지금 할 수 있는 일의 부호")
    join_url = serializers.CharField(help_text="열려 있는 수강 신청의 주소")
    survey_url = serializers.CharField(help_text="열려 있는 만족도 조사의 주소")
    url = serializers.SerializerMethodField(help_text="처리 상태를 보는 주소")

    def get_turn(self, page: dict[str, Any]) -> str:
        return page["next"]["text"] if page["next"] else ""

    def get_is_mine(self, page: dict[str, Any]) -> bool:
        return bool(page["next"] and page["next"]["mine"])

    def get_acts(self, page: dict[str, Any]) -> list[str]:
        return [name for name, _ in page["acts"]]

    def get_url(self, page: dict[str, Any]) -> str:
        return external_requesters.url_of(page["course"].external_requester)


class PublicRequestEndpoint(Endpoint):
    """계정 없는 교육 신청: 연락처 확인, 신청, 처리 상태, 보완과 동의와 연기와 취소."""

    tag = "교육 공개"
    queryset = EducationRequest.objects.none()
    filter_backends = []
    pagination_class = None
    policies = {
        **dict.fromkeys(("contact", "number", "create"), ASKING),
        **dict.fromkeys(("mine", "send_number", "prove", "supplement", *ACT_FORMS), FOLLOWING),
    }

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        return sealed(super().finalize_response(request, response, *args, **kwargs), referrer="no-referrer")

    # --- asking ---------------------------------------------------------------------------------------------------------

    @extend_schema(summary="연락처로 번호 받기", request=body_of(ContactForm), responses=ProofShape)
    @action(detail=False, methods=["post"])
    def contact(self, request: Request) -> Response:
        data = read_as(self, ContactForm).values()
        public_requests.host_for(data["municipality"])
        return Response(ProofShape(contacts.ask(public_requests.PURPOSE, data["contact"], _place(request))).data)

    @extend_schema(summary="받은 번호 확인", request=NumberBody, responses={204: None})
    @action(detail=False, methods=["post"])
    def number(self, request: Request) -> Response:
        return self._prove(public_requests.PURPOSE)

    @extend_schema(summary="계정 없는 교육 신청", parameters=[PROOF], request=WishBody, responses={201: FollowedShape})
    def create(self, request: Request) -> Response:
        body = self.read(WishBody)
        place = public_requests.places().filter(pk=body.pop("municipality")).first()
        if place is None:
            raise Invalid({"municipality": public_requests.NO_HOST})
        host = public_requests.host_for(place)
        form = read_form(body, lambda data: PublicWishForm(data, host=host))
        name = form.cleaned_data["group"]
        made = public_requests.ask(proof_id=_proof(request), name=name, place=place, data=form.values())
        return Response(FollowedShape(panels.status(made)).data, status=201)

    def _prove(self, purpose: str) -> Response:
        body = self.read(NumberBody)
        contacts.check(body["proof"], purpose, body["code"])
        return Response(status=204)

    # --- following ------------------------------------------------------------------------------------------------------

    def _mine(self) -> EducationRequest:
        row = external_requesters.of_key(str(self.request.query_params.get("k", "")))
        if row is None:
            raise NotVisible
        return row

    def _act(self, name: str) -> Response:
        """Possible now (409), by whoever has the contact, and with what the form asks (400)."""
        row = self._mine()
        if name not in panels.acts(row):
            raise Conflict(NOT_NOW)
        public_requests.demand_proved(row, _proof(self.request))
        if name == "supplement":
            data = read_changes(self, SupplementForm, row, host=row.host)
        else:
            data = read_as(self, ACT_FORMS[name], row=row, actor=public_requests.holder(row)).values()
        done = public_requests.act(row=row, name=name, data=data, version=self.version())
        return Response(FollowedShape(panels.status(done)).data)

    @extend_schema(summary="신청한 교육의 처리 상태", parameters=[KEY], responses=FollowedShape)
    @action(detail=False, methods=["get"])
    def mine(self, request: Request) -> Response:
        return Response(FollowedShape(panels.status(self._mine())).data)

    @extend_schema(summary="신청인의 연락처로 번호 받기", parameters=[KEY], request=None, responses=ProofShape)
    @action(detail=False, methods=["post"], url_path="mine/number")
    def send_number(self, request: Request) -> Response:
        return Response(ProofShape(public_requests.send_number(self._mine(), _place(request))).data)

    @extend_schema(summary="신청인이 받은 번호 확인", parameters=[KEY], request=NumberBody, responses={204: None})
    @action(detail=False, methods=["post"], url_path="mine/proof")
    def prove(self, request: Request) -> Response:
        return self._prove(str(self._mine().pk))

    @extend_schema(
        summary="보완하여 제출",
        parameters=[KEY, PROOF, IF_MATCH],
        request=body_of(SupplementForm),
        responses=FollowedShape,
    )
    @action(detail=False, methods=["post"], url_path="mine/supplement")
    def supplement(self, request: Request) -> Response:
        return self._act("supplement")

    @extend_schema(summary="일정에 동의", parameters=[KEY, PROOF], request=None, responses=FollowedShape)
    @action(detail=False, methods=["post"], url_path="mine/agree")
    def agree(self, request: Request) -> Response:
        return self._act("agree")

    @extend_schema(summary="연기", parameters=[KEY, PROOF], request=body_of(ReasonForm), responses=FollowedShape)
    @action(detail=False, methods=["post"], url_path="mine/postpone")
    def postpone(self, request: Request) -> Response:
        return self._act("postpone")

    @extend_schema(summary="신청 취소", parameters=[KEY, PROOF], request=body_of(CancelForm), responses=FollowedShape)
    @action(detail=False, methods=["post"], url_path="mine/cancel")
    def cancel(self, request: Request) -> Response:
        return self._act("cancel")


def _place(request: Request) -> str | None:
    found: str | None = request.META.get("REMOTE_ADDR")
    return found


def _proof(request: Request) -> UUID:
    """What the address names, where it is one; else one that nobody has."""
    try:
        return UUID(request.query_params.get("proof", ""))
    except ValueError:
        return UUID(int=0)


routes: tuple[tuple[str, type, str], ...] = (
    ("education/public-requests", PublicRequestEndpoint, "education-public-request"),
)
