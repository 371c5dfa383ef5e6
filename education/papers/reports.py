"""The report of a course as a paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.actor import Actor
from core.models import PrintedDocument
from core.reports import Paper, issue, preview
from education.models import EducationRequest
from education.services import reports


def of_office(paper: Paper, course: EducationRequest) -> Paper:
    """The paper of the host of a course."""
    return replace(paper, office=course.host.short_name or course.host.name)


REPORT = Paper("education_report", "교육 결과보고서", "education/papers/report.html")


def report_context(course: EducationRequest) -> dict[str, Any]:
    report, said = reports.shown(course)
    approved = report if report is not None and report.approved_at else None
    approvals = [
        {"title": "담당", "name": report.written_by.name if report else "", "date": report.written_at if report else None},
        {"title": "원장", "name": approved.approved_by.name if approved and approved.approved_by else "", "date": approved.approved_at if approved else None},
    ]  # fmt: skip
    return {"said": said, "approvals": approvals, "mark": "" if approved else "승인 전"}


def show_report(course: EducationRequest, actor: Actor, frame: dict[str, Any]) -> str:
    return preview(REPORT, course, {**report_context(course), **frame}, actor)


def print_report(course: EducationRequest, actor: Actor) -> tuple[PrintedDocument, bytes]:
    return issue(of_office(REPORT, course), course, report_context(course), actor)
