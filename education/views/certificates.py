"""Doors of certificates: of a course together, one as a paper, whether one is real."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from core import hwpx
from core.pages import sealed, show
from core.policy import OnRow, PortalRequest, page
from core.reports import pdf_response
from education.access import CERTIFICATE_ACCESS, CERTIFICATE_CHECK, REQUEST
from education.acts.enrolments import certificate_rows
from education.forms.certificates import CheckForm
from education.models import Certificate, EducationRequest
from education.panels import certificates as panels
from education.papers import certificates as papers
from education.services import certificates

PRINT = OnRow(REQUEST, "print", rows=EducationRequest.objects.for_page, audit_as="education.certificate_open")


@page(PRINT)
@require_GET
def certificate_list(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """Numbers, people (masked) and what became of each; the agency sees those that are issued."""
    rows = panels.certificates(course, request.actor)
    context = {
        "course": course,
        "rows": rows,
        "printable": sum(certificates.is_valid(row) for row in rows),
        "keeps": "coordinator" in course.relations,
        "when": certificates.when_issued(),
    }
    return show(request, "education/certificates.html", context)


@page(PRINT)
@require_GET
def certificates_pdf(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """Every certificate that is issued and not revoked, a sheet each."""
    rows = panels.valid(course, request.actor)
    return pdf_response(*papers.certificates(course, rows, request.actor)) if rows else _none(request, course)


@page(PRINT)
@require_GET
def certificates_hwpx(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    rows = panels.valid(course, request.actor)
    return hwpx.response(*papers.certificates_hwpx(course, rows, request.actor)) if rows else _none(request, course)


def _none(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    flash.warning(request, f"아직 발급한 수료증이 없습니다. {certificates.when_issued()}")
    return redirect("education:certificates", course.pk)


CERTIFICATE = OnRow(CERTIFICATE_ACCESS, "print", rows=certificate_rows, audit_as="education.certificate_open")


# --- certificates ----------------------------------------------------------------------------------------------------


@page(CERTIFICATE)
@require_GET
def certificate_pdf(request: PortalRequest, certificate: Certificate) -> HttpResponse:
    return pdf_response(*papers.certificate(certificate, request.actor))


@page(CERTIFICATE)
@require_GET
def certificate_hwpx(request: PortalRequest, certificate: Certificate) -> HttpResponse:
    return hwpx.response(*papers.certificate_hwpx(certificate, request.actor))


@page(CERTIFICATE_CHECK)
@require_http_methods(["GET", "POST"])
def certificate_check(request: HttpRequest) -> HttpResponse:
    """Number and name in; what matches out, the name masked."""
    form, found = CheckForm(request.POST or None), None
    if request.method == "POST":
        form.is_bound = True
        if form.is_valid():
            found = certificates.find(form.cleaned_data["number"], form.cleaned_data["name"])
    return sealed(show(request, "education/certificate_check.html", {"found": found}, form))
