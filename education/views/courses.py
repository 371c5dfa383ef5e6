"""Doors of a course that is held: scores, decisions, its moves, the report, certificates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import throttle
from core.errors import NotVisible
from core.pages import run_service, sealed, show
from core.policy import OnRow, PortalRequest, Public, page
from core.reports import pdf_response
from education import running_panels, running_papers
from education.access import ENROLMENT_ACCESS
from education.models import Certificate, EducationRequest, Enrolment
from education.running_access import CERTIFICATE_ACCESS, COURSE_ACCESS
from education.running_forms import CheckForm, ReasonForm, ReportForm, ScoresForm
from education.services import attending, checking, deciding, reporting, running

COURSES = EducationRequest.objects.for_page
RUN = OnRow(COURSE_ACCESS, "run", rows=COURSES, audit_as="education.people_open")
READ = OnRow(COURSE_ACCESS, "read", rows=COURSES)
APPROVE = OnRow(COURSE_ACCESS, "approve", rows=COURSES)
DECISION = OnRow(
    ENROLMENT_ACCESS,
    "manage",
    rows=lambda: Enrolment.objects.select_related("request"),
    audit_as="education.people_open",
)


def _certificates() -> Any:
    return Certificate.objects.select_related(
        "host", "enrolment__institution", "enrolment__request__host", "enrolment__request__topic"
    )


CERTIFICATE = OnRow(CERTIFICATE_ACCESS, "print", rows=_certificates, audit_as="education.certificate_open")
KEEP = OnRow(CERTIFICATE_ACCESS, "keep", rows=_certificates)
CHECK = Public("수료번호와 성명을 모두 아는 사람에게 일치하는 수료증이 유효한지만 알립니다. 이름은 가립니다.")
OF_ADDRESS, OF_ALL = throttle.Limit(30, 900), throttle.Limit(600, 900)


@page(RUN)
@require_GET
def course_running(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """Where a course stands between its lesson and its report: everything still to be done, in order."""
    return show(request, "education/running.html", running_panels.running(course, request.actor))


@page(RUN)
@require_http_methods(["GET", "POST"])
def course_scores(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    people = list(course.enrolments.filter(status="CONFIRMED").prefetch_related("scores").order_by("applied_at", "pk"))
    form = ScoresForm(request.POST or None, people=people)
    if request.method == "POST":
        done = run_service(
            request,
            form,
            lambda: attending.enter_scores(actor=request.actor, course=course, scores=form.scores()),
            "점수를 저장했습니다.",
        )
        if done is not None:
            return redirect("education:course-running", course.pk)
    return show(request, "education/scores.html", {"course": course}, form)


@page(RUN)
@require_POST
def course_decide(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    found = deciding.decide(actor=request.actor, course=course)
    text = f"수료 {found['complete']}명, 미수료 {found['fail']}명, 불참 {found['no_show']}명으로 판정했습니다."
    flash.success(request, text)
    return redirect("education:course-running", course.pk)


@page(RUN)
@require_http_methods(["GET", "POST"])
def course_act(request: PortalRequest, course: EducationRequest, name: str) -> HttpResponse:
    """One of the moves; only closing a survey without any answer asks for something."""
    if name not in running.MOVES:
        raise NotVisible
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = False
    form.fields["reason"].label = "응답이 없는 사유"
    if request.method == "POST":
        form.is_bound = True
        done = run_service(
            request,
            form,
            lambda: running.act(actor=request.actor, course=course, name=name, reason=form.cleaned_data["reason"]),
            "처리했습니다.",
        )
        if done is not None:
            return redirect("education:course-running", course.pk)
    context = {"course": course, "label": running_panels.label_of(name), "asks": name == "close_survey"}
    return show(request, "education/act.html", context, form)


@page(DECISION)
@require_http_methods(["GET", "POST"])
def enrolment_correct(request: PortalRequest, enrolment: Enrolment) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        form.is_bound = True
        done = run_service(
            request,
            form,
            lambda: deciding.correct(
                actor=request.actor, enrolment=enrolment, reason=form.cleaned_data["reason"]
            ),
            "판정을 되돌렸습니다. 출석을 고친 뒤 다시 판정하십시오.",
        )  # fmt: skip
        if done is not None:
            return redirect("education:course-running", enrolment.request_id)
    context = {"course": enrolment.request, "label": f"판정 정정: {enrolment.name}", "asks": True}
    return show(request, "education/act.html", context, form)


# --- the report ------------------------------------------------------------------------------------------------------


@page(READ)
@require_GET
def report(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    """The paper on the screen, for who writes and who approves it."""
    frame = running_panels.report_frame(course, request.actor)
    return HttpResponse(running_papers.show_report(course, request.actor, frame))


@page(RUN)
@require_http_methods(["GET", "POST"])
def report_edit(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    row, said = reporting.shown(course)
    initial = {name: getattr(row, name) for name in (*reporting.FIELDS, "version")} if row else {}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST":
        form.is_bound = True
        done = run_service(
            request,
            form,
            lambda: reporting.write(
                actor=request.actor, course=course, data=form.values(), version=form.cleaned_data["version"]
            ),
            "결과보고서를 저장하고 승인을 요청했습니다.",
        )
        if done is not None:
            return redirect("education:course-running", course.pk)
    return show(request, "education/report_edit.html", {"course": course, "said": said}, form)


@page(APPROVE)
@require_http_methods(["GET", "POST"])
def report_approve(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    if request.method == "POST":
        reporting.approve(actor=request.actor, course=course)
        flash.success(request, "결과보고서를 승인했습니다.")
        return redirect("education:report", course.pk)
    return render(request, "education/approve.html", {"course": course})


@page(OnRow(COURSE_ACCESS, "print", rows=COURSES))
@require_GET
def report_pdf(request: PortalRequest, course: EducationRequest) -> HttpResponse:
    return pdf_response(*running_papers.print_report(course, request.actor))


# --- certificates ----------------------------------------------------------------------------------------------------


@page(CERTIFICATE)
@require_GET
def certificate_pdf(request: PortalRequest, certificate: Certificate) -> HttpResponse:
    return pdf_response(*running_papers.certificate(certificate, request.actor))


@page(KEEP)
@require_POST
def certificate_reissue(request: PortalRequest, certificate: Certificate) -> HttpResponse:
    deciding.reissue(actor=request.actor, certificate=certificate)
    flash.success(request, f"{certificate.number} 수료증에 재발급일을 적었습니다.")
    return redirect("education:course-running", certificate.enrolment.request_id)


@page(KEEP)
@require_http_methods(["GET", "POST"])
def certificate_revoke(request: PortalRequest, certificate: Certificate) -> HttpResponse:
    """The number stays used; the check page says that it was revoked."""
    form, course = ReasonForm(request.POST or None), certificate.enrolment.request
    if request.method == "POST":
        form.is_bound = True
        done = run_service(
            request,
            form,
            lambda: deciding.revoke(
                actor=request.actor, certificate=certificate, reason=form.cleaned_data["reason"]
            ),
            "수료증을 취소했습니다.",
        )  # fmt: skip
        if done is not None:
            return redirect("education:course-running", course.pk)
    context = {"course": course, "label": f"수료증 취소: {certificate.number}", "asks": True}
    return show(request, "education/act.html", context, form)


@page(CHECK)
@require_http_methods(["GET", "POST"])
def certificate_check(request: HttpRequest) -> HttpResponse:
    """Number and name in; what matches out, the name masked."""
    form, found = CheckForm(request.POST or None), None
    if request.method == "POST":
        own = throttle.count(throttle.bucket("certificate", request.META.get("REMOTE_ADDR")), OF_ADDRESS)
        if own > OF_ADDRESS.most or throttle.count("certificate:all", OF_ALL) > OF_ALL.most:
            return sealed(render(request, "429.html", status=429))
        form.is_bound = True
        if form.is_valid():
            found = checking.find(form.cleaned_data["number"], form.cleaned_data["name"])
    return sealed(show(request, "education/certificate_check.html", {"found": found}, form))
