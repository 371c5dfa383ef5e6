"""Endpoints: papers of a case as PDF, by the same services as the pages."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request

from core.api.endpoints import PDF, PaperEndpoint
from core.policy import OnRow
from core.reports import pdf_response
from discharge.access import CASE
from discharge.models import DischargeCase
from discharge.services import papers

PRINT = OnRow(CASE, "print", rows=DischargeCase.objects.for_page)
AS_RECORD = OpenApiParameter("as", str, enum=["record"], description="record: 등록된 답을 적은 동의서")


class CasePapers(PaperEndpoint):
    """개인정보 동의서와 퇴원계획서. 내려받을 때마다 출력으로 기록합니다."""

    tag = "퇴원환자 문서"
    policies = {"paper_consent": PRINT, "paper_plan": PRINT}
    queryset = DischargeCase.objects.none()
    lookup_value_converter = "uuid"

    @extend_schema(summary="개인정보 동의서 PDF", parameters=[AS_RECORD], responses=PDF)
    @action(detail=True, url_path="papers/consent")
    def paper_consent(self, request: Request, pk: str) -> HttpResponse:
        as_record = request.query_params.get("as") == "record"
        return pdf_response(*papers.print_consent(actor=self.actor, case=self.row(), as_record=as_record))

    @extend_schema(summary="퇴원계획서 PDF", responses=PDF)
    @action(detail=True, url_path="papers/plan/<int:edition>")
    def paper_plan(self, request: Request, pk: str, edition: int) -> HttpResponse:
        return pdf_response(*papers.print_plan(actor=self.actor, case=self.row(), edition=edition))


routes: tuple[tuple[str, type, str], ...] = (("discharge/cases", CasePapers, "case-papers"),)
