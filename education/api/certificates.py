"""Endpoints of certificates."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.acts import endpoints, policies
from core.api.endpoints import PDF, PaperEndpoint
from core.policy import OnRow
from core.reports import pdf_response
from education.access import CERTIFICATE_ACCESS
from education.acts.enrolments import CERTIFICATE_ACTS, certificate_rows
from education.models import Certificate
from education.papers import certificates as papers


class CertificateShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField(help_text="수료번호")
    issued_on = serializers.DateField(allow_null=True, help_text="발급일")
    reissued_on = serializers.DateField(allow_null=True, help_text="재발급일")
    revoked_at = serializers.DateTimeField(allow_null=True, help_text="취소일시")


_Acts: Any = endpoints(CERTIFICATE_ACTS, CertificateShape, lambda row, actor: CertificateShape(row).data)


class CertificateEndpoint(_Acts, PaperEndpoint):
    """수료증."""

    tag = "교육 운영"
    queryset = Certificate.objects.none()
    lookup_value_converter = "int"
    policies = {
        "retrieve": OnRow(CERTIFICATE_ACCESS, "read", rows=certificate_rows),
        "paper": OnRow(CERTIFICATE_ACCESS, "print", rows=certificate_rows, audit_as="education.certificate_open"),
        **policies(CERTIFICATE_ACTS),
    }

    @extend_schema(summary="수료증 한 건", responses=CertificateShape)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(CertificateShape(self.row()).data)

    @extend_schema(summary="수료증 PDF", responses=PDF)
    @action(detail=True, methods=["get"])
    def paper(self, request: Request, pk: Any = None) -> HttpResponse:
        return pdf_response(*papers.certificate(self.row(), self.actor))
