"""Papers of councils: previews, prints, the tables inside them, corrections."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import hwpx
from core.policy import OnRow, PortalRequest, holding, page
from core.reports import pdf_response
from network.councils.access import MEETING_ACCESS
from network.councils.models import Meeting
from network.councils.services import materials, papers
from network.councils.workflow import PROGRAMME
from network.models import Institution

PRINT = OnRow(MEETING_ACCESS, "print", rows=Meeting.objects.for_page)


@page(PRINT)
@require_GET
def paper(request: PortalRequest, meeting: Meeting, kind: str) -> HttpResponse:
    """A paper on the screen."""
    frame = {
        "back_url": reverse("councils:meeting-detail", args=[meeting.pk]),
        "pdf_url": reverse("councils:council-paper-pdf", args=[meeting.pk, kind]),
        "hwpx_url": reverse("councils:council-paper-hwpx", args=[meeting.pk, kind]),
    }
    return HttpResponse(papers.show(actor=request.actor, meeting=meeting, kind=kind, frame=frame))


@page(PRINT)
@require_GET
def paper_pdf(request: PortalRequest, meeting: Meeting, kind: str) -> HttpResponse:
    return pdf_response(*papers.print_paper(actor=request.actor, meeting=meeting, kind=kind))


@page(PRINT)
@require_GET
def paper_hwpx(request: PortalRequest, meeting: Meeting, kind: str) -> HttpResponse:
    """A paper for the hospital's own document system."""
    return hwpx.response(*papers.print_hwpx(actor=request.actor, meeting=meeting, kind=kind))


@page(PRINT)
@require_GET
def materials_pdf(request: PortalRequest, meeting: Meeting) -> HttpResponse:
    """회의자료 and all that was attached, in one file with contents."""
    return pdf_response(*materials.print_materials(actor=request.actor, meeting=meeting))


@page(holding("COORDINATOR DIRECTOR", PROGRAMME))
@require_GET
def year(request: PortalRequest, year: int) -> HttpResponse:
    """협의체 운영 현황 of the own hospital."""
    frame = {
        "back_url": reverse("councils:council-list"),
        "pdf_url": reverse("councils:council-year-pdf", args=[papers.known_year(year)]),
        "hwpx_url": reverse("councils:council-year-hwpx", args=[year]),
    }
    return HttpResponse(
        papers.show_year(actor=request.actor, host=_host(request), year=papers.known_year(year), frame=frame)
    )


@page(holding("COORDINATOR DIRECTOR", PROGRAMME))
@require_GET
def year_pdf(request: PortalRequest, year: int) -> HttpResponse:
    return pdf_response(*papers.print_year(actor=request.actor, host=_host(request), year=papers.known_year(year)))


@page(holding("COORDINATOR DIRECTOR", PROGRAMME))
@require_GET
def year_hwpx(request: PortalRequest, year: int) -> HttpResponse:
    return hwpx.response(
        *papers.print_year_hwpx(actor=request.actor, host=_host(request), year=papers.known_year(year))
    )


def _host(request: PortalRequest) -> Institution:
    place: Institution = request.membership.institution
    return place
