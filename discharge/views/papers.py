"""Doors of the papers: the consent form, a plan, the record of aftercare; as a page to look at and as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import hwpx
from core.policy import OnRow, PortalRequest, page
from core.reports import pdf_response, preview, print_out, type_page
from discharge.access import CASE
from discharge.models import DischargeCase
from discharge.papers import followups as paper
from discharge.services import papers

RECORD = "record"


@page(OnRow(CASE, "print", rows=DischargeCase.objects.for_page, audit_as="case.consent_paper"))
@require_GET
def consent_form(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """The consent form on the screen; `?as=record` with the answers given."""
    as_record = request.GET.get("as") == RECORD
    query = f"?as={RECORD}" if as_record else ""
    frame = {
        "back_url": f"{reverse('discharge:case-detail', args=[case.pk])}#consent",
        "pdf_url": reverse("discharge:paper-consent-pdf", args=[case.pk]) + query,
        "hwpx_url": reverse("discharge:paper-consent-hwpx", args=[case.pk]) + query,
        "blank_url": reverse("discharge:paper-consent", args=[case.pk]),
    }
    return HttpResponse(papers.preview_consent(actor=request.actor, case=case, as_record=as_record, frame=frame))


@page(OnRow(CASE, "print", rows=DischargeCase.objects.for_page))
@require_GET
def consent_form_pdf(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    as_record = request.GET.get("as") == RECORD
    return pdf_response(*papers.print_consent(actor=request.actor, case=case, as_record=as_record))


@page(OnRow(CASE, "print", rows=DischargeCase.objects.for_page))
@require_GET
def consent_form_hwpx(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    as_record = request.GET.get("as") == RECORD
    return hwpx.response(*papers.type_consent(actor=request.actor, case=case, as_record=as_record))


@page(OnRow(CASE, "print", rows=DischargeCase.objects.for_page, audit_as="case.plan_paper"))
@require_GET
def plan(request: PortalRequest, case: DischargeCase, edition: int) -> HttpResponse:
    """One version of the plan as the patient takes it home."""
    frame = {
        "back_url": f"{reverse('discharge:case-detail', args=[case.pk])}#plan",
        "pdf_url": reverse("discharge:paper-plan-pdf", args=[case.pk, edition]),
        "hwpx_url": reverse("discharge:paper-plan-hwpx", args=[case.pk, edition]),
    }
    return HttpResponse(papers.preview_plan(actor=request.actor, case=case, edition=edition, frame=frame))


@page(OnRow(CASE, "print", rows=DischargeCase.objects.for_page))
@require_GET
def plan_pdf(request: PortalRequest, case: DischargeCase, edition: int) -> HttpResponse:
    return pdf_response(*papers.print_plan(actor=request.actor, case=case, edition=edition))


@page(OnRow(CASE, "print", rows=DischargeCase.objects.for_page))
@require_GET
def plan_hwpx(request: PortalRequest, case: DischargeCase, edition: int) -> HttpResponse:
    return hwpx.response(*papers.type_plan(actor=request.actor, case=case, edition=edition))


@page(OnRow(CASE, "print", rows=DischargeCase.objects.for_page, audit_as="case.followup_record"))
def followups(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """추적관찰 기록지 as it would be printed."""
    context = {
        **paper.context(case),
        "back_url": f"{reverse('discharge:case-detail', args=[case.pk])}#follow",
        "pdf_url": reverse("discharge:paper-followups-pdf", args=[case.pk]),
        "hwpx_url": reverse("discharge:paper-followups-hwpx", args=[case.pk]),
    }
    return HttpResponse(preview(paper.PAPER, case, context, request.actor))


@page(OnRow(CASE, "print", rows=DischargeCase.objects.for_page))
def followups_pdf(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    """The PDF; printing is recorded."""
    return pdf_response(*print_out(paper.PAPER, case, paper.context(case), request.actor))


@page(OnRow(CASE, "print", rows=DischargeCase.objects.for_page))
@require_GET
def followups_hwpx(request: PortalRequest, case: DischargeCase) -> HttpResponse:
    return hwpx.response(*type_page(paper.PAPER, case, paper.context(case), request.actor))
