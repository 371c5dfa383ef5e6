"""The figures of education: the page, the paper, the spreadsheet."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import audit, sheets, workdays
from core.policy import PortalRequest, holding, page
from core.reports import Paper, pdf_response, preview, print_out
from education.exports import figures as exports
from education.indicators.figures import Report
from education.panels import figures as panels
from education.papers import figures as papers
from education.workflow import PROGRAMME
from network.models import Institution

READS = holding("COORDINATOR DIRECTOR", PROGRAMME)


@page(READS)
@require_GET
def figures(request: PortalRequest) -> HttpResponse:
    """E01 to E10 of a period beside a year earlier, and the table by what was chosen."""
    form, found = panels.asked(request.GET, request.actor)
    return render(request, "education/figures.html", panels.page(form, found))


@page(READS)
@require_GET
def figures_paper(request: PortalRequest) -> HttpResponse:
    """The same as a paper on the screen, to be printed."""
    _, found = panels.asked(request.GET, request.actor)
    context = {**papers.figures_context(found), **panels.paper_frame(found)}
    host = request.membership.institution
    return HttpResponse(preview(_paper_of(found, host), host, context, request.actor))


@page(READS)
@require_GET
def figures_pdf(request: PortalRequest) -> HttpResponse:
    _, found = panels.asked(request.GET, request.actor)
    host = request.membership.institution
    return pdf_response(*print_out(_paper_of(found, host), host, papers.figures_context(found), request.actor))


def _paper_of(found: Report, host: Institution) -> Paper:
    edition = urlencode({**found.period.query, "by": found.table.by})
    return replace(papers.FIGURES, office=host.short_name or host.name, edition=edition)


@page(READS)
@require_GET
def figures_sheet(request: PortalRequest) -> HttpResponse:
    """The table as a spreadsheet. It counts and names nobody, so no purpose is asked."""
    _, found = panels.asked(request.GET, request.actor)
    about = {"period": found.period.words, "by": found.table.by}
    audit.record(request.actor, "education.figures_export", action="DOWNLOAD", changes=about)
    head = (found.table.title, *exports.HEAD[1:])
    content = sheets.workbook("교육 실적", head, exports.sheet_rows(found))
    return sheets.response(content, f"교육실적-{workdays.seoul_today():%Y%m%d}")
