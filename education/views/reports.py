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
from education.forms.reports import ReportForm
from education.models import EducationRequest
from education.panels import reports as panels
from education.papers import reports as papers
from education.services import reports

COURSES = EducationRequest.objects.for_page
RUN = OnRow(COURSE_ACCESS, "run", rows=COURSES, audit_as="education.people_open")
READ = OnRow(COURSE_ACCESS, "read", rows=COURSES)


@page(READ)
@require_GET
def report(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """The paper on the screen, for who writes and who approves it."""
    frame = panels.report_frame(course, request.actor)
    return HttpResponse(papers.show_report(course, request.actor, frame))


@page(RUN)
@require_http_methods(["GET", "POST"])
def report_edit(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    row, said = reports.shown(course)
    initial = {name: getattr(row, name) for name in (*reports.FIELDS, "version")} if row else {}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST":
        form.is_bound = True
        done = run_service(
            request,
            form,
            lambda: reports.write(
                actor=request.actor, course=course, data=form.values(), version=form.cleaned_data["version"]
            ),
            "결과보고서를 저장하고 승인을 요청했습니다.",
        )
        if done is not None:
            return redirect("education:course-delivery", course.pk)
    return show(request, "education/report_edit.html", {"course": course, "said": said}, form)


@page(OnRow(COURSE_ACCESS, "print", rows=COURSES))
@require_GET
def report_pdf(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    return pdf_response(*papers.print_report(course, request.actor))


@page(OnRow(COURSE_ACCESS, "print", rows=COURSES))
@require_GET
def report_hwpx(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """The report for the hospital's own document system."""
    return hwpx.response(*papers.type_report(course, request.actor))
