"""What is still to be done with a course that is held, in its order, and the numbers above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from core.surveys.models import SurveyRound
from education.models import Attendance, EducationReport, EducationRequest, Session, TestScore
from education.querysets import HELD, SEATED, WAS_THERE
from education.workflow import EDUCATION_REQUEST


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


def todo(course: EducationRequest, lessons: list[Any], found: Numbers, report: EducationReport | None) -> list[Step]:
    """From the sign-ups to the end; what is done is ticked, the first that is not is to be done now."""
    steps, is_now = [], True
    for label, done, note, url in _rows(course, lessons, found, report):
        state = "done" if done else "now" if is_now else "later"
        is_now = is_now and done
        steps.append(Step(label, state, note, "" if done else url))
    return steps


def to_press(steps: list[Step], blocked: list[str]) -> Step | None:
    """The step to be done now, when it has a page of its own and no rule holds it up."""
    now = next((one for one in steps if one.state == "now"), None)
    return now if now is not None and now.url and now.label not in blocked else None


def _rows(
    course: EducationRequest, lessons: list[Any], found: Numbers, report: EducationReport | None
) -> list[tuple[str, bool, str, str]]:
    held, surveyed = course.status in HELD, course.status in HELD[1:]
    open_lesson = next((one for one in lessons if one.entered < found.seats), lessons[0] if lessons else None)
    attend = reverse("education:session-attendance", args=[open_lesson.pk]) if open_lesson else ""
    rows = [
        ("수강생 받기", held or found.seats > 0, f"확정 {found.seats}명", _url("course-people", course)),
        ("출석 적기", held or 0 < found.owed <= found.entered, f"{found.entered}/{found.owed}건", attend),
    ]
    if course.pass_mark is not None:
        done = 0 < found.seats <= found.scored
        rows.append(("사후 점수 적기", done or course.status in HELD[2:], f"{found.scored}/{found.seats}명", _url("course-scores", course)))  # fmt: skip
    return [
        *rows,
        ("교육 실시", held, "만족도 조사가 열립니다.", _move(course, "deliver")),
        ("수료 판정", held and not found.undecided, f"판정 전 {found.undecided}명", ""),
        ("만족도 마감", surveyed, "조사를 닫은 뒤에 합니다.", _move(course, "close_survey")),
        ("결과보고서 쓰기", is_written(report), "", _url("report-edit", course) if surveyed else ""),
        ("결과보고서 승인", bool(report and report.approved_at), "원장이 승인합니다.", ""),
        ("결과보고", course.status in HELD[2:], "수료증이 발급됩니다.", _move(course, "report")),
        ("종료", course.status == "CLOSED", "기한이 지나면 저절로 종료됩니다.", _move(course, "close")),
    ]


def is_written(report: EducationReport | None) -> bool:
    """Somebody wrote it: a row that only says why nobody answered the survey is no report yet."""
    return report is not None and (report.version > 1 or not report.no_answer_reason)


def _url(name: str, course: EducationRequest) -> str:
    return reverse(f"education:{name}", args=[course.pk])


def _move(course: EducationRequest, name: str) -> str:
    """The page of a move, from the state in which it may be tried."""
    at = {state for row in EDUCATION_REQUEST.named(name) for state in row.sources}
    return reverse("education:course-act", args=[course.pk, name]) if course.status in at else ""
