"""The record of follow-ups on the screen and as a PDF."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from core.policy import OnRow, PortalRequest, page
from core.reports import issue, pdf_response, preview
from discharge.access import CASE
from discharge.models import DischargeCase
from discharge.papers import followups as paper


def _rows() -> Any:
    return DischargeCase.objects.for_page()


@page(OnRow(CASE, "print", rows=_rows, audit_as="case.followup_record"))
def followups(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """추적관찰 기록지 as it would be printed."""
    context = {
        **paper.context(case),
        "back_url": f"{reverse('discharge:case-detail', args=[case.pk])}#follow",
        "pdf_url": reverse("discharge:paper-followups-pdf", args=[case.pk]),
    }
    return HttpResponse(preview(paper.PAPER, context, request.actor))


@page(OnRow(CASE, "print", rows=_rows))
def followups_pdf(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """The PDF; printing is recorded with its number."""
    printed, content = issue(paper.PAPER, case, paper.context(case), request.actor)
    return pdf_response(printed, content)
