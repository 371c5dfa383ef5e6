"""The certificates of a course together: as a list, and all of them in one file."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from core.pages import show
from core.policy import OnRow, PortalRequest, page
from core.reports import pdf_response
from education import running_panels, running_papers
from education.access import REQUEST
from education.models import EducationRequest

PRINT = OnRow(REQUEST, "print", rows=EducationRequest.objects.for_page, audit_as="education.certificate_open")
NONE = "아직 발급한 수료증이 없습니다. 결과보고를 마치면 발급됩니다."


@page(PRINT)
@require_GET
def certificates(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """Numbers, people (masked) and what became of each; the agency sees those that are issued."""
    rows = running_panels.certificates(course, request.actor)
    context = {
        "course": course,
        "rows": rows,
        "printable": sum(running_papers.is_valid(row) for row in rows),
        "keeps": "coordinator" in course.relations,
    }
    return show(request, "education/certificates.html", context)


@page(PRINT)
@require_GET
def certificates_pdf(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """Every certificate that is issued and not revoked, a sheet each."""
    rows = [row for row in running_panels.certificates(course, request.actor) if running_papers.is_valid(row)]
    if not rows:
        flash.warning(request, NONE)
        return redirect("education:certificates", course.pk)
    return pdf_response(*running_papers.certificates(course, rows, request.actor))
