"""Endpoints of papers in approval: the same services as their pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import hwpx
from core.actor import Actor
from core.api.acts import REFUSALS, endpoints, policies
from core.api.endpoints import HWPX, PDF, Endpoint, PaperEndpoint, PortalSerializer
from core.api.shapes import Coded, RowShape, words
from core.errors import Invalid
from core.policy import OnRow, SignedIn
from core.reports import pdf_response
from network.documents.access import DOCUMENT_ACCESS
from network.documents.acts import DOCUMENT_ACTS, LINE_ACTS, PAPER_ACTS, rows
from network.documents.models import Approval, Document, SavedLine, SavedStep
from network.documents.services import papers
from network.documents.services.lines import NOT_AN_APPROVER, approvers
from network.documents.workflow import DocumentStatus


class LinePersonBody(PortalSerializer):
    title = words(10, "결재란의 직위")
    person = serializers.IntegerField(help_text="결재자 계정의 id")


class ApprovalLineBody(PortalSerializer):
    """The approval line of a paper that is submitted."""

    line = serializers.ListField(child=LinePersonBody(), max_length=3, help_text="기안자 다음의 결재선")
    save_as = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="이 결재선을 저장할 이름"
    )


class CorrectionLineBody(ApprovalLineBody):
    """The approval line of a correction, and why the issued paper is corrected."""

    reason = words(300, "정정 사유")


def line_of(given: Sequence[dict[str, Any]], host_id: int, programme: str) -> list[dict[str, Any]]:
    """The approval line with its people. Raises Invalid, with one answer for everybody who does not approve there."""
    people = {person.pk: person for person in approvers(host_id, programme)}
    if {one["person"] for one in given} - people.keys():
        raise Invalid({"line": NOT_AN_APPROVER})
    return [{"title": one["title"], "person": people[one["person"]]} for one in given]


class DocumentApprovalShape(RowShape):
    person = serializers.CharField(source="person.name", help_text="결재자")

    class Meta:
        model = Approval
        fields = ("order", "title", "person", "mark", "signed_at", "comment")


class DocumentShape(RowShape):
    status = Coded(DocumentStatus)
    approvals = DocumentApprovalShape(many=True, help_text="결재선")

    class Meta:
        model = Document
        fields = (
            "id",
            "kind",
            "subject_id",
            "title",
            "edition",
            "corrects",
            "correction_reason",
            "correction_note",
            "status",
            "version",
            "number",
            "submitted_at",
            "approved_at",
            "issued_at",
            "return_note",
            "approvals",
        )


class SavedStepShape(RowShape):
    person_name = serializers.CharField(source="person.name", help_text="결재자")

    class Meta:
        model = SavedStep
        fields = ("order", "title", "person", "person_name")


class SavedLineShape(RowShape):
    steps = SavedStepShape(many=True, help_text="기안자 다음의 결재선")

    class Meta:
        model = SavedLine
        fields = ("id", "programme", "name", "steps")


def document_body(row: Document, actor: Actor | None = None) -> dict[str, Any]:
    """A document as it now stands."""
    return dict(DocumentShape(rows().get(pk=row.pk)).data)


_Acts: Any = endpoints(DOCUMENT_ACTS, DocumentShape, document_body)
_Takes: Any = endpoints(PAPER_ACTS, DocumentShape, document_body)


class DocumentEndpoint(_Acts, _Takes, Endpoint):
    """결재 문서."""

    tag = "결재 문서"
    serializer_class = DocumentShape
    order = ("-created_at", "-id")
    policies = {
        "list": SignedIn(),
        "retrieve": OnRow(DOCUMENT_ACCESS, "read", rows=rows),
        **policies(DOCUMENT_ACTS),
        **policies(PAPER_ACTS),
    }

    def get_queryset(self) -> QuerySet[Document]:
        if getattr(self, "swagger_fake_view", False):
            return Document.objects.none()
        return Document.objects.for_actor(self.actor, "read").prefetch_related("approvals__person")

    @extend_schema(summary="결재 문서 목록", responses={200: DocumentShape(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        return self.page(self.get_queryset())

    @extend_schema(summary="결재 문서 한 건", responses={200: DocumentShape, **REFUSALS})
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(document_body(self.row()))


class DocumentPapers(PaperEndpoint):
    """결재 문서의 종이. 시행한 뒤에는 정정하거나 시행을 취소해도 시행한 그대로입니다."""

    tag = "결재 문서"
    policies = dict.fromkeys(("retrieve", "hwpx"), OnRow(DOCUMENT_ACCESS, "print", rows=rows))
    queryset = Document.objects.none()

    @extend_schema(summary="결재 문서 PDF", responses={**PDF, **REFUSALS})
    def retrieve(self, request: Request, pk: Any = None) -> HttpResponse:
        return pdf_response(*papers.print_document(actor=self.actor, document=self.row()))

    @extend_schema(summary="결재 문서 HWPX", responses={**HWPX, **REFUSALS})
    @action(detail=True, methods=["get"])
    def hwpx(self, request: Request, pk: Any = None) -> HttpResponse:
        return hwpx.response(*papers.type_document(actor=self.actor, document=self.row()))


_LineActs: Any = endpoints(LINE_ACTS, SavedLineShape, lambda row, actor: None)


class LineEndpoint(_LineActs, Endpoint):
    """저장한 결재선."""

    lookup_value_converter = "int"

    tag = "결재 문서"
    serializer_class = SavedLineShape
    order = ("name", "id")
    policies = {"list": SignedIn(), **policies(LINE_ACTS)}

    def get_queryset(self) -> QuerySet[SavedLine]:
        if getattr(self, "swagger_fake_view", False):
            return SavedLine.objects.none()
        return SavedLine.objects.for_actor(self.actor).prefetch_related("steps__person")

    @extend_schema(summary="저장한 결재선", responses={200: SavedLineShape(many=True), **REFUSALS})
    def list(self, request: Request) -> Response:
        return self.page(self.get_queryset())


routes: tuple[tuple[str, type, str], ...] = (
    ("documents", DocumentEndpoint, "document"),
    ("document-papers", DocumentPapers, "document-paper"),
    ("approval-lines", LineEndpoint, "approval-line"),
)
