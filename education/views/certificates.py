"""Doors of certificates: of a course together, one as a paper, whether one is real."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from core.pages import sealed, show
from core.policy import OnRow, PortalRequest, Public, page
from core.reports import pdf_response
from core.throttle import DoorLimit, posted
from education.access import CERTIFICATE_ACCESS, REQUEST
from education.acts.enrolments import certificate_rows
from education.forms.certificates import CheckForm
from education.models import Certificate, EducationRequest
from education.panels import certificates as panels
from education.papers import certificates as papers
from education.services import certificates

PRINT = OnRow(REQUEST, "print", rows=EducationRequest.objects.for_page, audit_as="education.certificate_open")
NONE = "아직 발급한 수료증이 없습니다. 결과보고를 마치면 발급됩니다."


@page(PRINT)
@require_GET
def certificate_list(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """Numbers, people (masked) and what became of each; the agency sees those that are issued."""
    rows = panels.certificates(course, request.actor)
    context = {
        "course": course,
        "rows": rows,
        "printable": sum(papers.is_valid(row) for row in rows),
        "keeps": "coordinator" in course.relations,
    }
    return show(request, "education/certificates.html", context)


@page(PRINT)
@require_GET
def certificates_pdf(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """Every certificate that is issued and not revoked, a sheet each."""
    rows = [row for row in panels.certificates(course, request.actor) if papers.is_valid(row)]
    if not rows:
        flash.warning(request, NONE)
        return redirect("education:certificates", course.pk)
    return pdf_response(*papers.certificates(course, rows, request.actor))


CERTIFICATE = OnRow(CERTIFICATE_ACCESS, "print", rows=certificate_rows, audit_as="education.certificate_open")
CHECK = Public(
    "수료번호와 성명을 모두 아는 사람에게 일치하는 수료증이 유효한지만 알립니다. 이름은 가립니다.",
    DoorLimit("certificate", 30, 600, posted),
)


# --- certificates ----------------------------------------------------------------------------------------------------


@page(CERTIFICATE)
@require_GET
def certificate_pdf(request: PortalRequest, certificate: Certificate) -> HttpResponse:
    return pdf_response(*papers.certificate(certificate, request.actor))


@page(CHECK)
@require_http_methods(["GET", "POST"])
def certificate_check(request: HttpRequest) -> HttpResponse:
    """Number and name in; what matches out, the name masked."""
    form, found = CheckForm(request.POST or None), None
    if request.method == "POST":
        form.is_bound = True
        if form.is_valid():
            found = certificates.find(form.cleaned_data["number"], form.cleaned_data["name"])
    return sealed(show(request, "education/certificate_check.html", {"found": found}, form))
