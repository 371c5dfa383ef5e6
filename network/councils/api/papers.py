"""Endpoints: papers of councils as PDF and HWPX, by the same services as the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request

from core import hwpx
from core.api.acts import REFUSALS
from core.api.endpoints import HWPX, PDF, PaperEndpoint
from core.policy import OnRow, holding
from core.reports import pdf_response
from network.councils.access import MEETING_ACCESS
from network.councils.models import Meeting
from network.councils.services import materials, papers
from network.councils.workflow import PROGRAMME
from network.models import Institution

_PRINT = OnRow(MEETING_ACCESS, "print", rows=Meeting.objects.for_page)
_PDF: dict[Any, Any] = {**PDF, **REFUSALS}
_HWPX: dict[Any, Any] = {**HWPX, **REFUSALS}


class MeetingPapers(PaperEndpoint):
    """개최 알림, 개최 변경 알림, 회의자료, 참석자 서명부, 회의 결과 보고. 내려받을 때마다 출력으로 기록합니다."""

    tag = "협의체 문서"
    policies = dict.fromkeys(("paper", "hwpx", "materials"), _PRINT)
    queryset = Meeting.objects.none()

    @extend_schema(summary="회의 문서 PDF", responses=_PDF)
    @action(detail=True, methods=["get"], url_path="papers/<slug:kind>")
    def paper(self, request: Request, kind: str, pk: Any = None) -> HttpResponse:
        return pdf_response(*papers.print_paper(actor=self.actor, meeting=self.row(), kind=kind))

    @extend_schema(summary="회의 문서 HWPX", responses=_HWPX)
    @action(detail=True, methods=["get"], url_path="papers/<slug:kind>/hwpx")
    def hwpx(self, request: Request, kind: str, pk: Any = None) -> HttpResponse:
        return hwpx.response(*papers.print_hwpx(actor=self.actor, meeting=self.row(), kind=kind))

    @extend_schema(summary="회의자료 묶음 PDF", responses=_PDF)
    @action(detail=True, methods=["get"], url_path="materials")
    def materials(self, request: Request, pk: Any = None) -> HttpResponse:
        return pdf_response(*materials.print_materials(actor=self.actor, meeting=self.row()))


class YearPapers(PaperEndpoint):
    """우리 기관의 한 해 협의체 운영 현황."""

    tag = "협의체 문서"
    policies = dict.fromkeys(("retrieve", "hwpx"), holding("COORDINATOR DIRECTOR", PROGRAMME))
    queryset = Meeting.objects.none()
    lookup_field = "year"
    lookup_value_converter = "int"

    @extend_schema(summary="한 해의 협의체 운영 현황 PDF", responses=_PDF)
    def retrieve(self, request: Request, year: int) -> HttpResponse:
        return pdf_response(*papers.print_year(actor=self.actor, host=self._host(), year=papers.known_year(year)))

    @extend_schema(summary="한 해의 협의체 운영 현황 HWPX", responses=_HWPX)
    @action(detail=True, methods=["get"])
    def hwpx(self, request: Request, year: int) -> HttpResponse:
        found = papers.print_year_hwpx(actor=self.actor, host=self._host(), year=papers.known_year(year))
        return hwpx.response(*found)

    def _host(self) -> Institution:
        return Institution.objects.active().get(pk=self.actor.institution_id)
