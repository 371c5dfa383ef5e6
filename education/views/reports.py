"""Doors of the report of a course."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from core import hwpx
from core.pages import run_service, show
from core.policy import OnRow, PortalRequest, page
from core.reports import pdf_response
from education.access import COURSE_ACCESS
from education.forms.reports import ReportCorrectionForm, ReportForm
from education.models import EducationReport, EducationRequest
from education.panels import reports as panels
from education.services import reports
from network.documents.access import DOCUMENT_ACCESS
from network.documents.models import Document
from network.documents.registry import subject_of
from network.documents.services import papers

COURSES = EducationRequest.objects.for_page
RUN = OnRow(COURSE_ACCESS, "run", rows=COURSES, audit_as="education.people_open")
READ = OnRow(COURSE_ACCESS, "read", rows=COURSES)
PRINT = OnRow(COURSE_ACCESS, "print", rows=COURSES)


@page(READ)
@require_GET
def report(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """The paper on the screen, for who writes and who approves it."""
    frame = panels.report_frame(course, request.actor)
    document = reports.document_of(course)
    shown = papers.show(actor=request.actor, kind=reports.KIND, subject=course, document=document, frame=frame)
    return HttpResponse(shown)


@page(RUN)
@require_http_methods(["GET", "POST"])
def report_edit(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    row, said = reports.shown(course)
    form = ReportForm(request.POST or None, initial=_words_of(row))
    if request.method == "POST":
        form.is_bound = True
        done = run_service(
            request,
            form,
            lambda: reports.write(
                actor=request.actor, course=course, data=form.values(), version=form.cleaned_data["version"]
            ),
            "결과보고서를 저장했습니다. 수료를 판정한 뒤 결재에 올리십시오.",
        )
        if done is not None:
            return redirect("education:course-delivery", course.pk)
    return show(request, "education/report_edit.html", {"course": course, "said": said}, form)


def _words_of(row: EducationReport | None) -> dict[str, object]:
    return {name: getattr(row, name) for name in (*reports.FIELDS, "version")} if row else {}


@page(OnRow(DOCUMENT_ACCESS, "edit", rows=reports.documents))
@require_http_methods(["GET", "POST"])
def report_correct(request: PortalRequest, document: Document) -> HttpResponse:
    """Change what an issued report says by a new document that names it."""
    course = subject_of(document)
    row, said = reports.shown(course)
    form = ReportCorrectionForm(request.POST or None, document=document, initial=_words_of(row))
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: reports.correct(
                actor=request.actor,
                document=document,
                data=form.words(),
                reason=form.cleaned_data["reason"],
                line=form.line(),
                save_as=form.save_as_name(),
            ),
            done="정정 문서를 결재에 올렸습니다.",
        )
        if done is not None:
            return redirect("documents:document-detail", done.pk)
    context = {"course": course, "said": said, "document": document}
    return show(request, "education/report_correct.html", context, form)


@page(PRINT)
@require_GET
def report_pdf(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    document = reports.document_of(course)
    return pdf_response(*papers.print_paper(actor=request.actor, kind=reports.KIND, subject=course, document=document))


@page(PRINT)
@require_GET
def report_hwpx(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """The report for the hospital's own document system."""
    document = reports.document_of(course)
    return hwpx.response(*papers.type_paper(actor=request.actor, kind=reports.KIND, subject=course, document=document))
