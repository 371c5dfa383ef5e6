"""The report of a course as a paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core import hwpx
from core.actor import Actor
from core.hwpx.parts import Part, facts, words
from core.models import PrintedDocument
from core.reports import Paper, issue, number_of, preview, record_file
from education.models import EducationRequest
from education.services import reports
from network.councils.papers.blocks import Block, attached, chapter, line, table


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


# --- as it is typed --------------------------------------------------------------------------------------------------


def print_report_hwpx(course: EducationRequest, actor: Actor) -> tuple[str, bytes]:
    """The report as HWPX, of the same words as the PDF: the file's name without its ending, and the file."""
    found, name = report_context(course), number_of(of_office(REPORT, course), course)
    content = hwpx.render(replace(typed(found), office=course.host.name), name)
    record_file(actor, f"print.{REPORT.kind}_hwpx", course, name)
    return name, content


def typed(found: Mapping[str, Any]) -> hwpx.Typed:
    said = found["said"]
    blocks = [*_overview(said), *_survey(said), *_effect(said), *_ending(said)]
    return hwpx.Typed([said["course"], "결과보고서"], blocks, found["approvals"], found["mark"])


def _overview(said: Mapping[str, Any]) -> list[Block | Part]:
    rows = [
        ("과정", said["course"]),
        ("일시", "\n".join(said["when"])),
        ("장소", said["where"]),
        ("대상", said["audience"]),
        ("강사", ", ".join(said["teachers"]) or "-"),
        ("시간", said["length"]),
    ]
    counts = [str(said[name]) for name in ("applied", "seated", "present", "completed")]
    groups = [("기관", said["places"]), ("직종", said["jobs"])] if said["places"] else []
    return [
        chapter("Ⅰ 개요"),
        facts(rows),
        chapter("Ⅱ 운영 결과"),
        _figures(("신청", "확정", "참석", "수료", "수료율(%)"), [[*counts, said["completion"] or "-"]]),
        *(_figures((name, "참석(명)"), [[one, str(count)] for one, count in found]) for name, found in groups),
    ]


def _figures(columns: tuple[str, ...], rows: list[list[str]]) -> Block:
    """Numbers at the right; a first column of words stays at the left."""
    prose = [] if rows[0][0].isdigit() else [0]
    numbers = [place for place in range(len(columns)) if place not in prose]
    return table(columns, rows, ["" for _ in columns], numbers=numbers, left=prose)


def _survey(said: Mapping[str, Any]) -> list[Block]:
    found = [chapter("Ⅲ 만족도")]
    survey = said["survey"]
    if survey:
        rate = f"({survey['rate']}%)" if survey["rate"] else ""
        found.append(line(1, "○", f"응답 {survey['answered']}/{survey['asked'] or '-'}{rate}"))
        if survey["hidden"]:
            found.append(line(1, "○", survey["hidden"]))
        else:
            change = f"(전년 대비 {survey['change']})" if survey["change"] else ""
            hundred = f"100점 환산 {survey['hundred']}점({survey['hundred_way']})"
            rows = [[one, str(count), mean or "-"] for one, count, mean in survey["items"]]
            found.append(line(1, "○", f"전체 {survey['mean']}점{change}, {hundred}"))
            found.append(table(("문항", "응답", "평균"), rows, ("", "20", "20"), numbers=[1, 2], left=[0]))
    else:
        found.append(line(1, "○", "조사하지 않음"))
    if said["no_answer_reason"]:
        found.append(line(1, "○", f"응답이 없는 사유: {said['no_answer_reason']}"))
    return found


def _effect(said: Mapping[str, Any]) -> list[Block]:
    tests = said["tests"]
    if not tests:
        return [chapter("Ⅳ 교육 효과"), line(1, "○", "평가하지 않음")]
    row = [str(tests[name]) for name in ("people", "before", "after", "gain")]
    return [chapter("Ⅳ 교육 효과"), _figures(("평가 인원", "사전 평균", "사후 평균", "차이"), [row])]


def _ending(said: Mapping[str, Any]) -> list[Block | Part]:
    return [
        chapter("Ⅴ 주요 의견"),
        words(said["opinions"] or "-"),
        chapter("Ⅵ 예산 집행"),
        words(f"{said['cost']}천원" if said["cost"] else "-"),
        chapter("Ⅶ 개선 및 향후 계획"),
        words(said["improvement"] or "-"),
        attached(["출석부", "교재"]),
    ]
