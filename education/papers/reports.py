"""The report of a course as a paper: it is issued when the course is reported, and kept from then on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from core import hwpx, outlines
from core.actor import Actor
from core.blocks import Block, attached, chapter, line, table
from core.models import PrintedDocument
from core.reports import Final, KeptPapers, Paper, give_number, preview, print_out, type_out
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
    return {
        "heading": said["course"],
        "blocks": report_blocks(said),
        "approvals": approvals,
        "mark": "" if approved else "승인 전",
    }


def report_blocks(said: Mapping[str, Any]) -> list[Block]:
    """The report in the order of domain 4.9."""
    return [
        chapter("Ⅰ. 개요"),
        *_overview(said),
        chapter("Ⅱ. 운영 결과"),
        *_turnout(said),
        chapter("Ⅲ. 만족도"),
        *_satisfaction(said),
        chapter("Ⅳ. 교육 효과"),
        _effect(said["tests"]),
        chapter("Ⅴ. 주요 의견"),
        *_written(said["opinions"]),
        chapter("Ⅵ. 예산 집행"),
        *_written(f"{said['cost']}천원" if said["cost"] else ""),
        chapter("Ⅶ. 개선 및 향후 계획"),
        *_written(said["improvement"]),
        attached(["출석부", "교재"]),
    ]


def _overview(said: Mapping[str, Any]) -> list[Block]:
    first, *others = said["when"] or ["-"]
    return [
        line(1, "□", said["course"], "과정"),
        line(1, "□", first, "일시"),
        *(line(2, "○", more) for more in others),
        line(1, "□", said["where"], "장소"),
        line(1, "□", said["audience"], "대상"),
        line(1, "□", ", ".join(said["teachers"]) or "-", "강사"),
        line(1, "□", said["length"], "시간"),
    ]


def _turnout(said: Mapping[str, Any]) -> list[Block]:
    names = ("applied", "seated", "present", "completed")
    counts = [[*(str(said[name]) for name in names), said["completion"] or "-"]]
    heads = ("신청", "확정", "참석", "수료", "수료율(%)")
    found = [table(heads, counts, numbers=[*range(5)], caption="(단위 : 명, %)")]
    groups = (("기관", said["places"]), ("직종", said["jobs"])) if said["places"] else ()
    return found + [
        table(
            (head, "참석"), [[name, str(count)] for name, count in rows], left=[0], numbers=[1], caption="(단위 : 명)"
        )
        for head, rows in groups
    ]


def _satisfaction(said: Mapping[str, Any]) -> list[Block]:
    survey = said["survey"]
    reason = [line(1, "○", f"응답이 없는 사유: {said['no_answer_reason']}")] if said["no_answer_reason"] else []
    if not survey:
        return [line(1, "○", "조사하지 않음"), *reason]
    rate = f"({survey['rate']}%)" if survey["rate"] else ""
    answered = line(1, "○", f"응답 {survey['answered']}/{survey['asked'] or '-'}{rate}")
    if survey["hidden"]:
        return [answered, line(1, "○", survey["hidden"]), *reason]
    change = f"(전년 대비 {survey['change']})" if survey["change"] else ""
    hundred = f"100점 환산 {survey['hundred']}점({survey['hundred_way']})"
    rows = [[text, str(count), mean or "-"] for text, count, mean in survey["items"]]
    items = table(("문항", "응답", "평균"), rows, left=[0], numbers=[1, 2], caption="(단위 : 명, 점)")
    return [answered, line(1, "○", f"전체 {survey['mean']}점{change}, {hundred}"), items, *reason]


def _effect(tests: Mapping[str, Any]) -> Block:
    if not tests:
        return line(1, "○", "평가하지 않음")
    cells = [[str(tests[name]) for name in ("people", "before", "after", "gain")]]
    heads = ("평가 인원", "사전 평균", "사후 평균", "차이")
    return table(heads, cells, numbers=[*range(4)], caption="(단위 : 명, 점)")


def _written(text: str) -> list[Block]:
    return outlines.read(text, 1) or [line(1, "○", "-")]


def show_report(course: EducationRequest, actor: Actor, frame: dict[str, Any]) -> str:
    return preview(paper_of(course), course, {**report_context(course), **frame}, actor)


def print_report(course: EducationRequest, actor: Actor) -> tuple[PrintedDocument, bytes]:
    """The PDF. What was issued is the kept file, byte for byte; before that it is printed as it stands."""
    issued = EducationReport.objects.filter(request=course, issued_at__isnull=False).first()
    if issued is not None:
        return REPORTS.hand_out(issued.pk, course, actor)
    return print_out(paper_of(course), course, report_context(course), actor)


def type_report(course: EducationRequest, actor: Actor) -> tuple[str, bytes]:
    """The same as HWPX: the file's name without its ending, and the file."""
    issued = EducationReport.objects.filter(request=course, issued_at__isnull=False).first()
    if issued is not None:
        return REPORTS.hand_out_typed(issued.pk, course, actor)
    return type_out(paper_of(course), course, actor, partial(_typed, course, report_context(course)))


def _typed(course: EducationRequest, found: Mapping[str, Any], number: str, since: datetime | None = None) -> bytes:
    title, blocks = [found["heading"], "결과보고서"], found["blocks"]
    paper = hwpx.Typed(title, blocks, found["approvals"], found["mark"], office=course.host.name, since=since)
    return hwpx.render(paper, number)


@EDUCATION_REQUEST.after("report")
def _issue(row: EducationRequest, data: Any, actor: Actor) -> None:
    """Reporting the course issues its report: it has its number now."""
    give_number(paper_of(row), row)
    EducationReport.objects.filter(request=row).update(issued_at=timezone.now())


def _final(report: EducationReport) -> Final:
    course, paper = report.request, paper_of(report.request)
    found = report_context(course)
    write = partial(_typed, course, found, since=report.issued_at)
    return Final(paper, course, found, paper.office, report.written_by_id, write)


def _issued() -> QuerySet[EducationReport]:
    return EducationReport.objects.select_related("request__host", "written_by", "approved_by")


REPORTS = KeptPapers(_issued, "issued_at", _final)
