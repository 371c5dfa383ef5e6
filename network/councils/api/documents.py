"""Papers on their way through the approval line."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.actor import Actor
from core.api.acts import REFUSALS, body_of, endpoints, policies, read_as
from core.api.endpoints import IF_MATCH, PDF, Endpoint, PaperEndpoint
from core.forms import ActForm
from core.policy import OnRow, SignedIn
from core.reports import pdf_response
from network.councils.access import DOCUMENT_ACCESS
from network.councils.acts.documents import DOCUMENT_ACTS, PAPER_ACTS, rows
from network.councils.api import requests, shapes
from network.councils.models import CouncilDocument
from network.councils.services import correcting, papers

_EDIT = OnRow(DOCUMENT_ACCESS, "edit", rows=rows)
_DONE = {200: shapes.CouncilDocumentShape, **REFUSALS}


def _document(row: CouncilDocument, actor: Actor) -> dict[str, Any]:
    return dict(shapes.CouncilDocumentShape(rows().get(pk=row.pk)).data)


_Acts: Any = endpoints(DOCUMENT_ACTS, shapes.CouncilDocumentShape, _document)


_Takes: Any = endpoints(PAPER_ACTS, shapes.CouncilDocumentShape, _document)


class DocumentEndpoint(_Acts, _Takes, Endpoint):
    """결재 문서."""

    tag = "결재 문서"
    serializer_class = shapes.CouncilDocumentShape
    order = ("-created_at", "-id")
    policies = {
        "list": SignedIn(),
        "retrieve": OnRow(DOCUMENT_ACCESS, "read", rows=rows),
        **policies(DOCUMENT_ACTS),
        **policies(PAPER_ACTS),
        "correct": _EDIT,
        "issue": _EDIT,
    }

    def get_queryset(self) -> QuerySet[CouncilDocument]:
        if getattr(self, "swagger_fake_view", False):
            return CouncilDocument.objects.none()
        return CouncilDocument.objects.for_actor(self.actor, "read").prefetch_related("approvals__person")

    @extend_schema(summary="결재 문서 목록", responses={200: shapes.CouncilDocumentShape(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        return self.page(self.get_queryset())

    @extend_schema(summary="결재 문서 한 건", responses=_DONE)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(_document(self.row(), self.actor))

    @extend_schema(
        summary="정정 문서 상신", request=requests.CorrectBody, responses={201: shapes.CouncilDocumentShape, **REFUSALS}
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(requests.CorrectBody)
        line = requests.line_of(data["line"], row.meeting.council.host_id)
        made = correcting.correct(actor=self.actor, document=row, changes=data["changes"], line=line)
        return Response(_document(made, self.actor), status=201)

    @extend_schema(summary="정정 문서 시행", request=body_of(ActForm), responses=_DONE, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        read_as(self, ActForm, row=row, actor=self.actor)
        return Response(
            _document(correcting.issue_correction(actor=self.actor, document=row, version=self.version()), self.actor)
        )


class DocumentPapers(PaperEndpoint):
    """시행한 그대로의 결과 보고. 정정하거나 시행을 취소한 뒤에도 받습니다."""

    tag = "결재 문서"
    policies = {"retrieve": OnRow(DOCUMENT_ACCESS, "print", rows=rows)}
    queryset = CouncilDocument.objects.none()

    @extend_schema(summary="시행한 결과 보고 PDF", responses={**PDF, **REFUSALS})
    def retrieve(self, request: Request, pk: Any = None) -> HttpResponse:
        return pdf_response(*papers.print_edition(actor=self.actor, document=self.row()))
