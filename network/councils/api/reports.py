"""The endpoint at which the report of a meeting is corrected; all else of it is of every paper in approval."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import REFUSALS
from core.api.endpoints import Endpoint
from core.policy import OnRow
from network.councils.api import requests
from network.councils.services import correcting, reports
from network.councils.workflow import PROGRAMME
from network.documents.access import DOCUMENT_ACCESS
from network.documents.api import DocumentShape, document_body, line_of
from network.documents.models import Document


class CorrectionEndpoint(Endpoint):
    """회의 결과보고의 정정."""

    tag = "결재 문서"
    serializer_class = DocumentShape
    queryset = Document.objects.none()
    policies = {"correct": OnRow(DOCUMENT_ACCESS, "edit", rows=reports.documents)}

    @extend_schema(summary="정정 문서 상신", request=requests.CorrectBody, responses={201: DocumentShape, **REFUSALS})
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: Any = None) -> Response:
        row, data = self.row(), self.read(requests.CorrectBody)
        line = line_of(data["line"], row.host_id, PROGRAMME)
        made = correcting.correct(
            actor=self.actor,
            document=row,
            changes=data["changes"],
            reason=data["reason"],
            line=line,
            save_as=data.get("save_as", ""),
        )
        return Response(document_body(made), status=201)
