"""Papers on their way through the approval line."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import IF_MATCH, Endpoint
from core.policy import OnRow, SignedIn
from network.councils.access import DOCUMENT_ACCESS
from network.councils.api import requests, shapes
from network.councils.api.requests import REFUSALS
from network.councils.models import CouncilDocument
from network.councils.services import approving, papers


def _rows() -> Any:
    return CouncilDocument.objects.for_page().prefetch_related("approvals__person")


_SIGN = OnRow(DOCUMENT_ACCESS, "sign", rows=_rows)
_EDIT = OnRow(DOCUMENT_ACCESS, "edit", rows=_rows)
_DONE = {200: shapes.CouncilDocumentShape, **REFUSALS}


class DocumentEndpoint(Endpoint):
    """결재 문서."""

    tag = "결재 문서"
    serializer_class = shapes.CouncilDocumentShape
    order = ("-created_at", "-id")
    policies = {
        "list": SignedIn(),
        "retrieve": OnRow(DOCUMENT_ACCESS, "read", rows=_rows),
        "sign": _SIGN,
        "send_back": _SIGN,
        "correct": _EDIT,
        "issue": _EDIT,
    }

    def get_queryset(self) -> QuerySet[CouncilDocument]:
        if getattr(self, "swagger_fake_view", False):
            return CouncilDocument.objects.none()
        return CouncilDocument.objects.for_actor(self.actor).prefetch_related("approvals__person")

    def one(self, row: CouncilDocument) -> Response:
        return Response(shapes.CouncilDocumentShape(_rows().get(pk=row.pk)).data)

    @extend_schema(summary="결재 문서 목록", responses={200: shapes.CouncilDocumentShape(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        return self.page(self.get_queryset())

    @extend_schema(summary="결재 문서 한 건", responses=_DONE)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return self.one(self.row())

    @extend_schema(summary="결재", request=requests.DocumentSignBody, responses=_DONE, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(requests.DocumentSignBody)
        return self.one(approving.sign(actor=self.actor, document=row, version=self.version(), **data))

    @extend_schema(summary="반려", request=requests.ReturnCommentBody, responses=_DONE, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(requests.ReturnCommentBody)
        done = approving.send_back(actor=self.actor, document=row, reason=data["reason"], version=self.version())
        return self.one(done)

    @extend_schema(
        summary="정정 문서 상신", request=requests.CorrectBody, responses={201: shapes.CouncilDocumentShape, **REFUSALS}
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(requests.CorrectBody)
        line = requests.line_of(data["line"])
        made = papers.correct(actor=self.actor, document=row, changes=data["changes"], line=line)
        return Response(shapes.CouncilDocumentShape(_rows().get(pk=made.pk)).data, status=201)

    @extend_schema(summary="정정 문서 시행", request=requests.CouncilEmptyBody, responses=_DONE, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        self.read(requests.CouncilEmptyBody)
        return self.one(papers.issue_correction(actor=self.actor, document=row, version=self.version()))
