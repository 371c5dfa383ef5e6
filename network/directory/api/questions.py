"""Endpoints of the questions about room: the same services as the pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import body_of, endpoints, policies, read_form
from core.api.endpoints import IDEMPOTENCY_KEY, Endpoint
from core.policy import OnRow, SignedIn, holding
from network.directory.access import ASKERS, OFFER_ACCESS, QUESTION_ACCESS
from network.directory.acts.questions import QUESTION_ACTS, rows
from network.directory.filters.questions import QuestionFilter
from network.directory.forms.questions import QuestionForm
from network.directory.models import CapacityQuestion, ServiceOffer
from network.directory.services import questions


def _offers() -> Any:
    return ServiceOffer.objects.for_list()


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


class QuestionBody(body_of(QuestionForm)):  # type: ignore[misc]
    resource = serializers.IntegerField(help_text="자원의 id")


def _question(row: CapacityQuestion, actor: Actor) -> Any:
    return QuestionShape(rows().get(pk=row.pk)).data


_Acts: Any = endpoints(QUESTION_ACTS, QuestionShape, _question)


class QuestionEndpoint(_Acts, Endpoint):
    """수용 문의: 받을 수 있습니까? 사람 없이 묻고 기관이 답합니다."""

    tag = "수용 문의"
    serializer_class = QuestionShape
    filterset_class = QuestionFilter
    queryset = CapacityQuestion.objects.none()
    order = ("-asked_at", "-pk")
    policies = {
        "list": SignedIn(),
        "retrieve": OnRow(QUESTION_ACCESS, "read", rows=rows),
        "create": holding(" ".join(ASKERS)),
        **policies(QUESTION_ACTS),
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
        body = self.read(QuestionBody)
        offer = OFFER_ACCESS.find(self.actor, "read", _offers(), pk=body.pop("resource"))
        data = read_form(body, QuestionForm).values()
        row = questions.ask(actor=self.actor, offer=offer, data=data, idempotency_key=self.idempotency_key())
        return Response(_question(row, self.actor), status=201)
