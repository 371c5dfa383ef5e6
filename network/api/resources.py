"""Endpoints of the resource directory and of the questions about room: the same services as the pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import IDEMPOTENCY_KEY, IF_MATCH, Endpoint, PortalSerializer
from core.api.shapes import code, code_set, words
from core.errors import Invalid
from core.policy import OnRow, SignedIn, holding
from network import resource_panels
from network.models import CapacityQuestion, Institution, Municipality, ServiceOffer
from network.resource_access import ASKERS, KEEPERS, OFFER_ACCESS, QUESTION_ACCESS
from network.resource_filters import QuestionFilter, ResourceFilter
from network.services import capacity, resources


class RoomShape(serializers.Serializer[Any]):
    state = serializers.CharField(help_text="수용 상태의 부호. 알린 적이 없으면 빈 글입니다.")
    label = serializers.CharField(help_text="수용 상태")  # type: ignore[assignment]
    age = serializers.CharField(help_text="얼마나 지난 값인지")
    note = serializers.CharField(help_text="안내")
    is_stale = serializers.BooleanField(help_text="오래되어 지금은 다를 수 있음")


class ResourceShape(serializers.Serializer[Any]):
    """An entry as lists show it."""

    id = serializers.IntegerField(source="offer.pk")
    institution = serializers.CharField(source="offer.institution.code", help_text="기관의 부호")
    institution_name = serializers.CharField(source="offer.institution.name")
    kind = serializers.CharField(source="offer.institution.kind", help_text="기관 구분")
    service = serializers.CharField(source="offer.service", help_text="연계서비스의 부호")
    target = serializers.CharField(source="offer.target", help_text="이용 대상·기준")
    age_from = serializers.IntegerField(source="offer.age_from", allow_null=True)
    age_to = serializers.IntegerField(source="offer.age_to", allow_null=True)
    need_areas = serializers.ListField(source="offer.need_areas", child=serializers.CharField())
    areas = serializers.CharField(help_text="제공 지역")
    cost = serializers.CharField(source="offer.cost", help_text="비용")
    how_to_apply = serializers.CharField(source="offer.how_to_apply", help_text="신청 방법")
    hours = serializers.CharField(help_text="이용 시간")
    phone = serializers.CharField(help_text="담당 부서와 전화")
    note = serializers.CharField(source="offer.note", help_text="안내")
    is_active = serializers.BooleanField(source="offer.is_active", help_text="지금 제공하는지")
    room = RoomShape(help_text="수용 상태")
    capacity_at = serializers.DateTimeField(source="offer.capacity_at", allow_null=True)
    expected_on = serializers.DateField(source="offer.expected_on", allow_null=True)
    verified_on = serializers.DateField(source="offer.verified_on", allow_null=True)
    unverified = serializers.CharField(help_text="확인할 때가 지났으면 그 까닭")
    version = serializers.IntegerField(source="offer.version")


class OfferBody(PortalSerializer):
    target = words(500, "이용 대상·기준", required=False)
    age_from = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=120)
    age_to = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=120)
    need_areas = code_set("need_area", "관련 욕구", required=False)
    areas = serializers.SlugRelatedField(
        "code", queryset=Municipality.objects.all(), many=True, required=False, help_text="시군구 코드"
    )
    cost = words(100, "비용", required=False)
    how_to_apply = words(300, "신청 방법", required=False)
    hours = words(100, "이용 시간", required=False)
    contact = words(60, "담당 부서", required=False)
    phone = words(20, "담당 부서 전화", required=False)
    note = words(200, "안내", required=False)
    is_active = serializers.BooleanField(required=False)


class NewOfferBody(OfferBody):
    institution = serializers.SlugField(help_text="기관의 부호")
    service = code("linkage_service", "연계서비스")


class RoomBody(PortalSerializer):
    capacity = code("capacity_state", "수용 상태")
    capacity_note = words(100, "안내", required=False)
    expected_on = serializers.DateField(required=False, allow_null=True, help_text="대기 끝 예정일")


def _rows() -> Any:
    return ServiceOffer.objects.for_list()


_KEEP = OnRow(OFFER_ACCESS, "keep", rows=_rows)


class ResourceEndpoint(Endpoint):
    """자원 찾기: services by what fits, kept by their agency or by the responsible hospital's coordinator."""

    tag = "자원"
    serializer_class = ResourceShape
    filterset_class = ResourceFilter
    queryset = ServiceOffer.objects.none()
    order = ("rank", "pk")
    lookup_value_converter = "int"
    policies = {
        "list": SignedIn(),
        "retrieve": OnRow(OFFER_ACCESS, "read", rows=_rows),
        "create": holding(" ".join(KEEPERS)),
        "partial_update": _KEEP,
        "verify": _KEEP,
        "capacity": _KEEP,
    }

    @extend_schema(summary="자원 찾기", responses=ResourceShape(many=True))
    def list(self, request: Request) -> Response:
        rows = ServiceOffer.objects.active().for_actor(self.actor)
        chosen = ResourceFilter(request.query_params, rows, request=request, actor=self.actor)
        if not chosen.form.is_valid():
            raise Invalid({name: [str(text) for text in texts] for name, texts in chosen.form.errors.items()})
        found = self.paginate_queryset(chosen.ranked.for_list()) or []
        return self.get_paginated_response(ResourceShape([resource_panels.line(row) for row in found], many=True).data)

    @extend_schema(summary="자원 한 건", responses=ResourceShape)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(ResourceShape(resource_panels.line(self.row())).data)

    @extend_schema(
        summary="서비스 더하기", request=NewOfferBody, responses={201: ResourceShape}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        data = self.read(NewOfferBody)
        place = Institution.objects.active().filter(code=data.pop("institution")).first()
        if place is None:
            raise Invalid({"institution": "기관을 찾을 수 없습니다."})
        row = resources.create_offer(
            actor=self.actor,
            institution=place,
            service=data.pop("service"),
            data=data,
            idempotency_key=self.idempotency_key(),
        )
        return self._one(row, status=201)

    @extend_schema(summary="자원 정보 고치기", request=OfferBody, responses=ResourceShape, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(OfferBody, partial=True)
        return self._one(resources.edit_offer(actor=self.actor, offer=row, data=data, version=self.version()))

    @extend_schema(summary="확인했습니다", request=None, responses=ResourceShape)
    @action(detail=True, methods=["post"])
    def verify(self, request: Request, pk: Any = None) -> Response:
        return self._one(resources.verify_offer(actor=self.actor, offer=self.row()))

    @extend_schema(summary="수용 상태 알리기", request=RoomBody, responses=ResourceShape, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def capacity(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(RoomBody)
        return self._one(resources.publish_capacity(actor=self.actor, offer=row, data=data, version=self.version()))

    def _one(self, row: ServiceOffer, status: int = 200) -> Response:
        return Response(ResourceShape(resource_panels.line(_rows().get(pk=row.pk))).data, status=status)


class QuestionShape(serializers.ModelSerializer[CapacityQuestion]):
    """A question about room; nothing in it points to a person."""

    resource = serializers.IntegerField(source="offer_id", help_text="자원의 id")
    service = serializers.CharField(source="offer.service")
    institution = serializers.CharField(source="offer.institution.code", help_text="물음을 받은 기관의 부호")
    asker = serializers.CharField(source="asker.code", help_text="물은 기관의 부호")
    municipality = serializers.CharField(source="municipality.code", help_text="시군구 코드")
    is_open = serializers.BooleanField(help_text="답을 기다리는지")

    class Meta:
        model = CapacityQuestion
        fields = (
            "id",
            "number",
            "resource",
            "service",
            "institution",
            "asker",
            "age_band",
            "municipality",
            "need_area",
            "urgency",
            "need",
            "asked_at",
            "due_at",
            "answer",
            "expected_on",
            "answer_note",
            "answered_at",
            "told_by",
            "withdrawn_at",
            "is_open",
            "version",
        )


class QuestionBody(PortalSerializer):
    resource = serializers.IntegerField(help_text="자원의 id")
    age_band = serializers.ChoiceField(CapacityQuestion.AgeBand.choices, help_text="나이대")
    municipality = serializers.SlugRelatedField(
        "code", queryset=Municipality.objects.all(), help_text="사는 시군구의 코드"
    )
    need_area = code("need_area", "욕구", required=False)
    urgency = code("urgency", "긴급도", required=False)
    need = words(200, "필요한 것. 사람을 알아볼 수 있는 내용은 받지 않습니다.")


class AnswerBody(PortalSerializer):
    answer = code("capacity_state", "답")
    expected_on = serializers.DateField(required=False, allow_null=True, help_text="대기이면 끝 예정일")
    answer_note = words(200, "안내", required=False)


class OwnAnswerBody(AnswerBody):
    publish = serializers.BooleanField(required=False, help_text="우리 기관의 수용 상태로도 알리는지")


class TelephoneAnswerBody(AnswerBody):
    told_by = words(50, "말한 사람")


def _questions() -> Any:
    return CapacityQuestion.objects.for_list()


_FOLLOW = OnRow(QUESTION_ACCESS, "follow", rows=_questions)


class QuestionEndpoint(Endpoint):
    """수용 문의: 받을 수 있습니까? 사람 없이 묻고 기관이 답합니다."""

    tag = "수용 문의"
    serializer_class = QuestionShape
    filterset_class = QuestionFilter
    queryset = CapacityQuestion.objects.none()
    order = ("-asked_at", "-pk")
    policies = {
        "list": SignedIn(),
        "retrieve": OnRow(QUESTION_ACCESS, "read", rows=_questions),
        "create": holding(" ".join(ASKERS)),
        "answer": OnRow(QUESTION_ACCESS, "answer", rows=_questions),
        "enter_answer": _FOLLOW,
        "withdraw": _FOLLOW,
    }

    @extend_schema(summary="수용 문의 목록")
    def list(self, request: Request) -> Response:
        return self.page(self.filter_queryset(CapacityQuestion.objects.for_list().for_actor(self.actor)))

    @extend_schema(summary="수용 문의 한 건")
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(QuestionShape(self.row()).data)

    @extend_schema(
        summary="받을 수 있는지 묻기",
        request=QuestionBody,
        responses={201: QuestionShape},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        data = self.read(QuestionBody)
        offer = OFFER_ACCESS.find(self.actor, "read", _rows(), pk=data.pop("resource"))
        row = capacity.ask(actor=self.actor, offer=offer, data=data, idempotency_key=self.idempotency_key())
        return self._one(row, status=201)

    @extend_schema(summary="답하기", request=OwnAnswerBody, responses=QuestionShape)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(OwnAnswerBody)
        return self._one(capacity.answer(actor=self.actor, question=row, data=data))

    @extend_schema(summary="전화로 들은 답 적기", request=TelephoneAnswerBody, responses=QuestionShape)
    @action(detail=True, methods=["post"], url_path="enter-answer")
    def enter_answer(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(TelephoneAnswerBody)
        return self._one(capacity.enter_answer(actor=self.actor, question=row, data=data))

    @extend_schema(summary="문의 거두기", request=None, responses=QuestionShape)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: Any = None) -> Response:
        return self._one(capacity.withdraw(actor=self.actor, question=self.row()))

    def _one(self, row: CapacityQuestion, status: int = 200) -> Response:
        return Response(QuestionShape(_questions().get(pk=row.pk)).data, status=status)
