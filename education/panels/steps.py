"""What is still to be done with a course that is held, in its order, and the numbers above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from core.surveys.models import SurveyRound
from education.models import Attendance, EducationReport, EducationRequest, Session, TestScore
from education.querysets import HELD, REPORTED, SEATED, SURVEYED, WAS_THERE
from education.services import reports
from education.workflow import EDUCATION_REQUEST
from network.documents.models import Document
from network.documents.services.issuing import STILL_OPEN


@dataclass(frozen=True)
class Numbers:
    """`entered`: entries of attendance among `owed`, one for each seat and lesson."""

    capacity: int | None
    seats: int
    waiting: int
    undecided: int
    came: int
    completed: int
    entered: int
    owed: int
    scored: int
    answered: int
    asked: int | None


@dataclass(frozen=True)
class Step:
    """`state`: done, now (the first that is not done) or later."""

    label: str
    state: str
    note: str = ""
    url: str = ""


def numbers(course: EducationRequest, lessons: list[Session], survey: SurveyRound | None) -> Numbers:
    """Three statements, whatever the number of people."""
    found = course.enrolments.aggregate(
        seats=Count("pk", filter=Q(status__in=SEATED)),
        waiting=Count("pk", filter=Q(status="WAITLISTED")),
        undecided=Count("pk", filter=Q(status="CONFIRMED")),
        completed=Count("pk", filter=Q(status="COMPLETED")),
    )
    there = Attendance.objects.filter(session__request=course, enrolment__status__in=SEATED)
    came = Count("enrolment", distinct=True, filter=Q(result__in=WAS_THERE))
    marked = there.aggregate(entered=Count("pk"), came=came)
    post = TestScore.objects.filter(kind="POST", enrolment__request=course, enrolment__status__in=SEATED).count()
    return Numbers(
        capacity=course.capacity,
        owed=found["seats"] * len(lessons),
        scored=post,
        answered=getattr(survey, "answered", 0),
        asked=survey.asked if survey is not None else None,
        **found,
        **marked,
    )


def figs(found: Numbers) -> list[tuple[str, str, str]]:
    """Label, number and unit of the row above the page."""
    return [
        ("정원", "-" if found.capacity is None else f"{found.capacity:,}", "명"),
        ("확정", f"{found.seats:,}", "명"),
        ("대기", f"{found.waiting:,}", "명"),
        ("참석", f"{found.came:,}", "명"),
        ("수료", f"{found.completed:,}", "명"),
        ("응답", f"{found.answered:,}" + (f"/{found.asked:,}" if found.asked else ""), "건"),
    ]


def todo(
    course: EducationRequest,
    lessons: list[Any],
    found: Numbers,
    report: EducationReport | None,
    document: Document | None,
) -> list[Step]:
    """From the sign-ups to the end; what is done is ticked, the first that is not is to be done now."""
    steps, is_now = [], True
    for label, done, note, url in _tasks(course, lessons, found, report, document):
        state = "done" if done else "now" if is_now else "later"
        is_now = is_now and done
        steps.append(Step(label, state, note, "" if done else url))
    return steps


def to_press(steps: list[Step], blocked: list[str]) -> Step | None:
    """The step to be done now, when it has a page of its own and no rule holds it up."""
    now = next((one for one in steps if one.state == "now"), None)
    return now if now is not None and now.url and now.label not in blocked else None


def _tasks(
    course: EducationRequest,
    lessons: list[Any],
    found: Numbers,
    report: EducationReport | None,
    document: Document | None,
) -> list[tuple[str, bool, str, str]]:
    held, surveyed = course.status in HELD, course.status in SURVEYED
    open_lesson = next((one for one in lessons if one.entered < found.seats), lessons[0] if lessons else None)
    attend = reverse("education:session-attendance", args=[open_lesson.pk]) if open_lesson else ""
    rows = [
        ("수강생 받기", held or found.seats > 0, f"확정 {found.seats}명", _url_of("course-people", course)),
        ("출석 적기", held or 0 < found.owed <= found.entered, f"{found.entered}/{found.owed}건", attend),
    ]
    if course.pass_mark is not None:
        done = 0 < found.seats <= found.scored
        rows.append(("사후 점수 적기", done or course.status in REPORTED, f"{found.scored}/{found.seats}명", _url_of("course-scores", course)))  # fmt: skip
    return [
        *rows,
        ("교육 실시", held, "만족도 조사가 열립니다.", _url_of_move(course, "deliver")),
        ("수료 판정", held and not found.undecided, f"판정 전 {found.undecided}명", ""),
        ("만족도 마감", surveyed, "조사를 닫은 뒤에 합니다.", _url_of_move(course, "close_survey")),
        ("결과보고서 쓰기", reports.is_written(report), "", _url_of("report-edit", course) if surveyed else ""),
        ("결재 상신", document is not None and document.status not in STILL_OPEN, "", _url_of_submit(course, report)),
        ("결재", document is not None and document.approved_at is not None, _line_note(document), ""),
        ("결과보고", course.status in REPORTED, "수료증이 발급됩니다.", _url_of_move(course, "report")),
        ("종료", course.status == "CLOSED", "기한이 지나면 저절로 종료됩니다.", _url_of_move(course, "close")),
    ]


def _url_of_submit(course: EducationRequest, report: EducationReport | None) -> str:
    is_ready = course.status == "SURVEYED" and reports.is_written(report)
    return reverse("education:report-act", args=[course.pk, "submit"]) if is_ready else ""


def _line_note(document: Document | None) -> str:
    """Whose turn it is, or what the paper waits for."""
    if document is None:
        return ""
    if document.status == "RETURNED":
        return f"반려: {document.return_note}"
    turn = next((row for row in document.approvals.all() if row.signed_at is None), None)
    return f"{turn.title} {turn.person.name} 차례" if turn and document.status == "IN_APPROVAL" else ""


def _url_of(name: str, course: EducationRequest) -> str:
    return reverse(f"education:{name}", args=[course.pk])


def _url_of_move(course: EducationRequest, name: str) -> str:
    """The page of a move, from the state in which it may be tried."""
    at = {state for row in EDUCATION_REQUEST.named(name) for state in row.sources}
    return reverse("education:course-act", args=[course.pk, name]) if course.status in at else ""
