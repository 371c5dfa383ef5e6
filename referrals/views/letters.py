"""The letter to an agency with its reply sheet: on the screen and as a PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import reports as paper
from core.errors import Conflict
from core.policy import OnRow, page
from referrals import reports
from referrals.access import LINKAGE_ACCESS
from referrals.models import Linkage
from referrals.services import snapshots


@page(OnRow(LINKAGE_ACCESS, "print", rows=Linkage.objects.for_page, seen="linkage.letter_preview"))
@require_GET
def linkage_letter_preview(request: HttpRequest, linkage: Linkage) -> HttpResponse:
    """The letter as a page; a draft shows what would go."""
    context = {
        **reports.letter(linkage),
        "back_url": reverse("referrals:linkage-detail", args=[linkage.pk]),
        "pdf_url": reverse("referrals:linkage-letter", args=[linkage.pk]) if linkage.sent_at else "",
    }
    return HttpResponse(paper.preview(reports.LETTER, context, request.actor))  # type: ignore[attr-defined]


@page(OnRow(LINKAGE_ACCESS, "print", rows=Linkage.objects.for_page))
@require_GET
def linkage_letter(request: HttpRequest, linkage: Linkage) -> HttpResponse:
    """The letter as a numbered PDF. It leaves the house, so the consent is asked once more."""
    if linkage.sent_at is None:
        raise Conflict("의뢰를 보낸 뒤에 출력하십시오.")
    if snapshots.shown_to_receiver(linkage) is None:
        raise Conflict("지금은 이 내용을 제공할 동의가 없어 출력할 수 없습니다.")
    printed, content = paper.issue(reports.LETTER, linkage, reports.letter(linkage), request.actor)  # type: ignore[attr-defined]
    return paper.pdf_response(printed, content)
