"""The letter to an agency with its reply sheet, and the reply alone: on the screen and as a PDF, for both sides."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import hwpx
from core import reports as paper
from core.policy import OnRow, PortalRequest, page
from referrals.access import LINKAGE_ACCESS, side_of
from referrals.models import Linkage
from referrals.papers import linkages as reports
from referrals.services.linkages import printing


def _preview(seen: str) -> OnRow:
    return OnRow(LINKAGE_ACCESS, "print", rows=Linkage.objects.for_page, audit_as=seen)


_PRINT = OnRow(LINKAGE_ACCESS, "print", rows=Linkage.objects.for_page)


@page(_preview("linkage.letter_preview"))
@require_GET
def linkage_letter_preview(request: HttpRequest, linkage: Linkage) -> HttpResponse:
    """The letter as a page; a draft shows what would go. The receiver reads what it may still read."""
    if side_of(linkage.relations) == "receiver":  # type: ignore[attr-defined]
        printing.demand_open(linkage)
    context = {
        **reports.letter(linkage),
        "back_url": reverse("referrals:linkage-detail", args=[linkage.pk]),
        "pdf_url": reverse("referrals:linkage-letter", args=[linkage.pk]) if linkage.sent_at else "",
        "hwpx_url": reverse("referrals:linkage-letter-hwpx", args=[linkage.pk]) if linkage.sent_at else "",
    }
    return HttpResponse(paper.preview(reports.paper_of(reports.LETTER, linkage), linkage, context, request.actor))  # type: ignore[attr-defined]


@page(_PRINT)
@require_GET
def linkage_letter(request: HttpRequest, linkage: Linkage) -> HttpResponse:
    """The letter as a numbered PDF. It leaves the house, so the consent is asked once more."""
    return paper.pdf_response(*printing.print_letter(actor=request.actor, linkage=linkage))  # type: ignore[attr-defined]


@page(_PRINT)
@require_GET
def linkage_letter_hwpx(request: PortalRequest, linkage: Linkage) -> HttpResponse:
    return hwpx.response(*printing.type_letter(actor=request.actor, linkage=linkage))


@page(_preview("linkage.reply_preview"))
@require_GET
def linkage_reply_preview(request: HttpRequest, linkage: Linkage) -> HttpResponse:
    """The reply as a page; unanswered parts are blank."""
    printing.demand_sent(linkage)
    context = {
        **reports.reply_paper(linkage),
        "back_url": reverse("referrals:linkage-detail", args=[linkage.pk]),
        "pdf_url": reverse("referrals:linkage-reply", args=[linkage.pk]),
        "hwpx_url": reverse("referrals:linkage-reply-hwpx", args=[linkage.pk]),
    }
    return HttpResponse(paper.preview(reports.paper_of(reports.REPLY, linkage), linkage, context, request.actor))  # type: ignore[attr-defined]


@page(_PRINT)
@require_GET
def linkage_reply(request: HttpRequest, linkage: Linkage) -> HttpResponse:
    """The reply as a numbered PDF. It names the linkage and no person, so it needs no consent of its own."""
    return paper.pdf_response(*printing.print_reply(actor=request.actor, linkage=linkage))  # type: ignore[attr-defined]


@page(_PRINT)
@require_GET
def linkage_reply_hwpx(request: PortalRequest, linkage: Linkage) -> HttpResponse:
    return hwpx.response(*printing.type_reply(actor=request.actor, linkage=linkage))
