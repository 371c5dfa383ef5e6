"""The papers of a linkage as files, by the same services as the pages."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request

from core import hwpx
from core.api.endpoints import HWPX, PDF, PaperEndpoint
from core.policy import OnRow
from core.reports import pdf_response
from referrals.access import LINKAGE_ACCESS
from referrals.models import Linkage
from referrals.services.linkages import printing

PRINT = OnRow(LINKAGE_ACCESS, "print", rows=Linkage.objects.for_page)


class LinkagePapers(PaperEndpoint):
    """지역사회 연계 의뢰서와 결과 회신서. 내려받을 때마다 출력으로 기록합니다."""

    tag = "연계 의뢰"
    policies = dict.fromkeys(("letter", "letter_hwpx", "reply", "reply_hwpx"), PRINT)
    queryset = Linkage.objects.none()
    lookup_value_converter = "uuid"

    @extend_schema(summary="지역사회 연계 의뢰서 PDF", responses=PDF)
    @action(detail=True, url_path="papers/letter")
    def letter(self, request: Request, pk: str) -> HttpResponse:
        return pdf_response(*printing.print_letter(actor=self.actor, linkage=self.row()))

    @extend_schema(summary="연계 결과 회신서 PDF", responses=PDF)
    @action(detail=True, url_path="papers/reply")
    def reply(self, request: Request, pk: str) -> HttpResponse:
        return pdf_response(*printing.print_reply(actor=self.actor, linkage=self.row()))

    @extend_schema(summary="지역사회 연계 의뢰서 HWPX", responses=HWPX)
    @action(detail=True, url_path="papers/letter/hwpx")
    def letter_hwpx(self, request: Request, pk: str) -> HttpResponse:
        return hwpx.response(*printing.type_letter(actor=self.actor, linkage=self.row()))

    @extend_schema(summary="연계 결과 회신서 HWPX", responses=HWPX)
    @action(detail=True, url_path="papers/reply/hwpx")
    def reply_hwpx(self, request: Request, pk: str) -> HttpResponse:
        return hwpx.response(*printing.type_reply(actor=self.actor, linkage=self.row()))
