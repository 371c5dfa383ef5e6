"""The figures of a programme: the page, the paper, the spreadsheet."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from core import audit, sheets, workdays
from core.errors import Forbidden
from core.policy import PortalRequest, SignedIn, holding, page
from core.reports import Paper, pdf_response, preview, print_out
from network.figures import exports, panels
from network.figures.access import READERS, find, readable
from network.figures.papers import reports as papers
from network.figures.services.reports import Report, asked
from network.models import Institution


@page(holding(READERS))
@require_GET
def home(request: PortalRequest) -> HttpResponse:
    """To the first programme whose figures are the person's to read."""
    found = readable(request.actor)
    if not found:
        raise Forbidden
    return redirect("figures:programme", found[0].slug)


@page(SignedIn())
@require_GET
def programme(request: PortalRequest, programme: str) -> HttpResponse:
    """Every indicator of a period beside a year earlier, and the table by what was chosen."""
    form, found = asked(request.actor, find(request.actor, programme), request.GET)
    return render(request, "figures/page.html", panels.page(request.actor, form, found))


@page(SignedIn())
@require_GET
def paper(request: PortalRequest, programme: str) -> HttpResponse:
    """The same as a paper on the screen, to be printed."""
    _, found = asked(request.actor, find(request.actor, programme), request.GET)
    context = {**papers.context(found), **panels.paper_frame(found)}
    host = request.membership.institution
    return HttpResponse(preview(_paper_of(found, host), host, context, request.actor))


@page(SignedIn())
@require_GET
def pdf(request: PortalRequest, programme: str) -> HttpResponse:
    _, found = asked(request.actor, find(request.actor, programme), request.GET)
    host = request.membership.institution
    return pdf_response(*print_out(_paper_of(found, host), host, papers.context(found), request.actor))


def _paper_of(found: Report, host: Institution) -> Paper:
    edition = f"{found.programme.slug}?{urlencode(found.query)}"
    return replace(papers.PAPER, office=host.short_name or host.name, edition=edition)


@page(SignedIn())
@require_GET
def sheet(request: PortalRequest, programme: str) -> HttpResponse:
    """The table and the indicators as a spreadsheet. It counts and names nobody, so no purpose is asked."""
    _, found = asked(request.actor, find(request.actor, programme), request.GET)
    about = {"programme": found.programme.code, "period": found.period.words, "by": found.query["by"]}
    audit.record(request.actor, "figures.export", action="DOWNLOAD", changes=about)
    content = sheets.workbook(found.title, exports.head(found), exports.rows(found))
    return sheets.response(content, f"{found.title.replace(' ', '')}-{workdays.seoul_today():%Y%m%d}")
