"""Endpoints of certificates."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import hwpx
from core.api.acts import endpoints, policies
from core.api.endpoints import HWPX, PDF, PaperEndpoint
from core.errors import Conflict
from core.policy import OnRow
from core.reports import pdf_response
from education.access import CERTIFICATE_ACCESS, REQUEST
from education.acts.enrolments import CERTIFICATE_ACTS, certificate_rows
from education.models import Certificate, EducationRequest
from education.panels import certificates as panels
from education.papers import certificates as papers
from education.services import certificates


class CertificateShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField(help_text="수료번호")
    issued_on = serializers.DateField(allow_null=True, help_text="발급일")
    reissued_on = serializers.DateField(allow_null=True, help_text="재발급일")
    revoked_at = serializers.DateTimeField(allow_null=True, help_text="취소일시")


class CourseCertificateShape(CertificateShape):
    """A certificate in the list of its course; the name is masked as in every list."""

    name = serializers.CharField(source="who", help_text="성명(가림)")


_Acts: Any = endpoints(CERTIFICATE_ACTS, CertificateShape, lambda row, actor: CertificateShape(row).data)


_PRINT = OnRow(CERTIFICATE_ACCESS, "print", rows=certificate_rows, audit_as="education.certificate_open")


class CertificateEndpoint(_Acts, PaperEndpoint):
    """수료증."""

    tag = "교육 운영"
    queryset = Certificate.objects.none()
    lookup_value_converter = "int"
    policies = {
        "retrieve": OnRow(CERTIFICATE_ACCESS, "read", rows=certificate_rows),
        **dict.fromkeys(("paper", "paper_hwpx"), _PRINT),
        **policies(CERTIFICATE_ACTS),
    }

    @extend_schema(summary="수료증 한 건", responses=CertificateShape)
    def retrieve(self, request: Request, pk: Any = None) -> Response:
        return Response(CertificateShape(self.row()).data)

    @extend_schema(summary="수료증 PDF", responses=PDF)
    @action(detail=True, methods=["get"])
    def paper(self, request: Request, pk: Any = None) -> HttpResponse:
        return pdf_response(*papers.certificate(self.row(), self.actor))

    @extend_schema(summary="수료증 HWPX", responses=HWPX)
    @action(detail=True, methods=["get"], url_path="paper/hwpx")
    def paper_hwpx(self, request: Request, pk: Any = None) -> HttpResponse:
        return hwpx.response(*papers.certificate_hwpx(self.row(), self.actor))


class CourseCertificatesEndpoint(PaperEndpoint):
    """한 교육의 수료증."""

    tag = "교육 운영"
    queryset = EducationRequest.objects.none()
    filter_backends = []
    pagination_class = None
    policies = dict.fromkeys(
        ("certificates", "bundle", "bundle_hwpx"),
        OnRow(REQUEST, "print", rows=EducationRequest.objects.for_page, audit_as="education.certificate_open"),
    )

    @extend_schema(summary="교육의 수료증 목록", responses=CourseCertificateShape(many=True))
    @action(detail=True, methods=["get"])
    def certificates(self, request: Request, pk: Any = None) -> Response:
        return Response(CourseCertificateShape(panels.certificates(self.row(), self.actor), many=True).data)

    @extend_schema(summary="전체 수료증 PDF", responses=PDF)
    @action(detail=True, methods=["get"], url_path="certificates/paper")
    def bundle(self, request: Request, pk: Any = None) -> HttpResponse:
        return pdf_response(*papers.certificates(*self._issued(), self.actor))

    @extend_schema(summary="전체 수료증 HWPX", responses=HWPX)
    @action(detail=True, methods=["get"], url_path="certificates/paper/hwpx")
    def bundle_hwpx(self, request: Request, pk: Any = None) -> HttpResponse:
        return hwpx.response(*papers.certificates_hwpx(*self._issued(), self.actor))

    def _issued(self) -> tuple[EducationRequest, list[Certificate]]:
        """Raises Conflict while none is issued."""
        course = self.row()
        rows = panels.valid(course, self.actor)
        if not rows:
            raise Conflict(f"아직 발급한 수료증이 없습니다. {certificates.when_issued()}")
        return course, rows
