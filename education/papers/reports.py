"""The report of a course as a paper: it is issued when the course is reported, and kept from then on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from core.actor import Actor
from core.models import PrintedDocument
from core.reports import Final, KeptPapers, Paper, give_number, preview, print_out
from education.models import EducationReport, EducationRequest
from education.services import reports
from education.workflow import EDUCATION_REQUEST
from network.models import HospitalProfile

REPORT = Paper("education_report", "교육 결과보고서", "education/papers/report.html", is_issued=True)


def paper_of(course: EducationRequest) -> Paper:
    """The report as the office of the host numbers it."""
    profile = HospitalProfile.objects.filter(institution=course.host_id).first()
    office = profile.office_name if profile else settings.SITE["office_name"]
    return replace(REPORT, office=f"{course.host.short_name} {office}")


def report_context(course: EducationRequest) -> dict[str, Any]:
    report, said = reports.shown(course)
    approved = report if report is not None and report.approved_at else None
    approvals = [
        {"title": "담당", "name": report.written_by.name if report else "", "date": report.written_at if report else None},
        {"title": "원장", "name": approved.approved_by.name if approved and approved.approved_by else "", "date": approved.approved_at if approved else None},
    ]  # fmt: skip
    return {"said": said, "approvals": approvals, "mark": "" if approved else "승인 전"}


def show_report(course: EducationRequest, actor: Actor, frame: dict[str, Any]) -> str:
    return preview(paper_of(course), course, {**report_context(course), **frame}, actor)


def print_report(course: EducationRequest, actor: Actor) -> tuple[PrintedDocument, bytes]:
    """The PDF. What was issued is the kept file, byte for byte; before that it is printed as it stands."""
    issued = EducationReport.objects.filter(request=course, issued_at__isnull=False).first()
    if issued is not None:
        return REPORTS.hand_out(issued.pk, course, actor)
    return print_out(paper_of(course), course, report_context(course), actor)


@EDUCATION_REQUEST.after("report")
def _issue(row: EducationRequest, data: Any, actor: Actor) -> None:
    """Reporting the course issues its report: it has its number now."""
    give_number(paper_of(row), row)
    EducationReport.objects.filter(request=row).update(issued_at=timezone.now())


def _final(report: EducationReport) -> Final:
    paper = paper_of(report.request)
    return Final(paper, report.request, report_context(report.request), paper.office, report.written_by_id)


def _issued() -> QuerySet[EducationReport]:
    return EducationReport.objects.select_related("request__host", "written_by", "approved_by")


REPORTS = KeptPapers(_issued, "issued_at", _final)
