"""Endpoints of certificates."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.endpoints import PDF, PaperEndpoint, PortalSerializer
from core.api.shapes import words
from core.policy import OnRow
from core.reports import pdf_response
from education.access import CERTIFICATE_ACCESS
from education.models import Certificate
from education.papers import certificates as papers
from education.services import certificates


def _certificates() -> Any:
    return Certificate.objects.select_related(
        "host", "enrolment__institution", "enrolment__request__host", "enrolment__request__topic"
    )


class EducationReasonBody(PortalSerializer):
    reason = words(300, "사유")


class CertificateShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField(help_text="수료번호")
    issued_on = serializers.DateField(allow_null=True, help_text="발급일")
    reissued_on = serializers.DateField(allow_null=True, help_text="재발급일")
    revoked_at = serializers.DateTimeField(allow_null=True, help_text="취소일시")


class CertificateEndpoint(PaperEndpoint):
    """수료증."""

    tag = "교육 운영"
    queryset = Certificate.objects.none()
    lookup_value_converter = "int"
    policies = {
        "retrieve": OnRow(CERTIFICATE_ACCESS, "read", rows=_certificates),
        "paper": OnRow(CERTIFICATE_ACCESS, "print", rows=_certificates, audit_as="education.certificate_open"),
        "reissue": OnRow(CERTIFICATE_ACCESS, "keep", rows=_certificates),
        "revoke": OnRow(CERTIFICATE_ACCESS, "keep", rows=_certificates),
    }

    @extend_schema(summary="수료증 한 건", responses=CertificateShape)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(CertificateShape(self.row()).data)

    @extend_schema(summary="수료증 PDF", responses=PDF)
    @action(detail=True, methods=["get"])
    def paper(self, request: Request, pk: Any = None) -> HttpResponse:
        return pdf_response(*papers.certificate(self.row(), self.actor))

    @extend_schema(summary="수료증 재발급", request=None, responses=CertificateShape)
    @action(detail=True, methods=["post"])
    def reissue(self, request: Request, pk: Any = None) -> Response:
        return Response(CertificateShape(certificates.reissue(actor=self.actor, certificate=self.row())).data)

    @extend_schema(summary="수료증 취소", request=EducationReasonBody, responses=CertificateShape)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: Any = None) -> Response:
        row = self.row()
        reason = self.read(EducationReasonBody)["reason"]
        return Response(CertificateShape(certificates.revoke(actor=self.actor, certificate=row, reason=reason)).data)
