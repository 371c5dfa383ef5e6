"""The papers of a referral and the agency's consent paper as files, by the same services as the pages."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request

from core import hwpx
from core.api.endpoints import HWPX, PDF, PaperEndpoint
from core.policy import OnRow
from core.reports import pdf_response
from referrals.access import AGENCY_ACCESS, agency_side_of
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import evidence, printing

PRINT = OnRow(AGENCY_ACCESS, "print", rows=AgencyReferral.objects.for_page)


class AgencyReferralPapers(PaperEndpoint):
    """대상자 의뢰서, 결과 회신서, 동의서. 내려받을 때마다 기록합니다."""

    tag = "기관 대상자 의뢰"
    policies = dict.fromkeys(("letter", "letter_hwpx", "answer", "answer_hwpx", "consent"), PRINT)
    queryset = AgencyReferral.objects.none()
    lookup_value_converter = "uuid"

    @extend_schema(summary="대상자 의뢰서 PDF", responses=PDF)
    @action(detail=True, url_path="papers/letter")
    def letter(self, request: Request, pk: str) -> HttpResponse:
        return pdf_response(*printing.print_letter(actor=self.actor, referral=self.row()))

    @extend_schema(summary="대상자 의뢰 결과 회신서 PDF", responses=PDF)
    @action(detail=True, url_path="papers/answer")
    def answer(self, request: Request, pk: str) -> HttpResponse:
        return pdf_response(*printing.print_answer(actor=self.actor, referral=self.row()))

    @extend_schema(summary="대상자 의뢰서 HWPX", responses=HWPX)
    @action(detail=True, url_path="papers/letter/hwpx")
    def letter_hwpx(self, request: Request, pk: str) -> HttpResponse:
        return hwpx.response(*printing.type_letter(actor=self.actor, referral=self.row()))

    @extend_schema(summary="대상자 의뢰 결과 회신서 HWPX", responses=HWPX)
    @action(detail=True, url_path="papers/answer/hwpx")
    def answer_hwpx(self, request: Request, pk: str) -> HttpResponse:
        return hwpx.response(*printing.type_answer(actor=self.actor, referral=self.row()))

    @extend_schema(summary="동의서 원본", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, url_path="papers/consent")
    def consent(self, request: Request, pk: str) -> FileResponse:
        row = self.row()
        scan = evidence.open_for(row, agency_side_of(row.relations), self.actor)
        return FileResponse(scan, as_attachment=True, filename="consent")
