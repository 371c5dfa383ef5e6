"""대상자 의뢰서 and 결과 회신서: on the screen and as PDFs. What is out of sight cannot be printed either."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import hwpx
from core import reports as paper
from core.policy import OnRow, PortalRequest, page
from referrals.access import AGENCY_ACCESS, agency_side_of
from referrals.models import AgencyReferral
from referrals.papers import agency_referrals as papers
from referrals.services.agency_referrals import printing

_ROWS = AgencyReferral.objects.for_page


def _context(referral: AgencyReferral, pdf: str) -> dict[str, Any]:
    return {
        **papers.sheet(referral, agency_side_of(referral.relations)),
        "back_url": reverse("referrals:agency-referral-detail", args=[referral.pk]),
        "pdf_url": reverse(pdf, args=[referral.pk]) if referral.submitted_at else "",
        "hwpx_url": reverse(f"{pdf}-hwpx", args=[referral.pk]) if referral.submitted_at else "",
    }


@page(OnRow(AGENCY_ACCESS, "print", audit_as="agency_referral.letter_preview", rows=_ROWS))
@require_GET
def agency_letter_preview(request: PortalRequest, referral: AgencyReferral) -> HttpResponse:
    """The request with its blank reply sheet as a page; a draft shows what would go."""
    context = _context(referral, "referrals:agency-letter")
    return HttpResponse(paper.preview(papers.paper_of(papers.LETTER, referral), referral, context, request.actor))


@page(OnRow(AGENCY_ACCESS, "print", rows=_ROWS))
@require_GET
def agency_letter(request: PortalRequest, referral: AgencyReferral) -> HttpResponse:
    """The request as a numbered PDF."""
    return paper.pdf_response(*printing.print_letter(actor=request.actor, referral=referral))


@page(OnRow(AGENCY_ACCESS, "print", audit_as="agency_referral.answer_preview", rows=_ROWS))
@require_GET
def agency_answer_preview(request: PortalRequest, referral: AgencyReferral) -> HttpResponse:
    """The reply as a page; before there is one, its blank form for an answer by fax."""
    context = _context(referral, "referrals:agency-answer")
    if context["reply"] is None:
        context["pdf_url"] = context["hwpx_url"] = ""
    return HttpResponse(paper.preview(papers.paper_of(papers.ANSWER, referral), referral, context, request.actor))


@page(OnRow(AGENCY_ACCESS, "print", rows=_ROWS))
@require_GET
def agency_answer(request: PortalRequest, referral: AgencyReferral) -> HttpResponse:
    """The reply as a numbered PDF."""
    return paper.pdf_response(*printing.print_answer(actor=request.actor, referral=referral))


@page(OnRow(AGENCY_ACCESS, "print", rows=_ROWS))
@require_GET
def agency_letter_hwpx(request: PortalRequest, referral: AgencyReferral) -> HttpResponse:
    return hwpx.response(*printing.type_letter(actor=request.actor, referral=referral))


@page(OnRow(AGENCY_ACCESS, "print", rows=_ROWS))
@require_GET
def agency_answer_hwpx(request: PortalRequest, referral: AgencyReferral) -> HttpResponse:
    return hwpx.response(*printing.type_answer(actor=request.actor, referral=referral))
