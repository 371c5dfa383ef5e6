"""The report of a course (domain 4.9): its figures from the rows, its words, and its way as a paper that needs approval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from core import audit, codes, dates
from core.actor import Actor
from core.errors import Conflict
from core.formats import percent, round_half_up, thousands
from core.surveys.services import results
from education.access import COURSE_ACCESS
from education.duties import delivery_line
from education.models import EducationReport, EducationRequest, Enrolment
from education.papers import reports as papers
from education.querysets import SEATED, TAKEN, WAS_THERE
from education.services import completion, delivery
from education.workflow import EDUCATION_REQUEST, PROGRAMME, REPORT, RequestStatus
from network.documents.models import Document
from network.documents.registry import DocumentKind, register
from network.documents.services import approving, issuing, lines
from network.documents.services import papers as kept

Data = Mapping[str, Any]
FIELDS = ("opinions", "improvement", "last_year_mean")
NOT_WRITTEN = "결과보고서를 먼저 쓰십시오."


def document_of(course: EducationRequest) -> Document | None:
    return kept.current(REPORT, course.pk)


def why_fixed(course: EducationRequest) -> str:
    """Why the report cannot be written now; empty where it can."""
    if course.status != RequestStatus.SURVEYED:
        return f"지금 상태({course.get_status_display()})에서는 결과보고서를 쓸 수 없습니다."
    document = document_of(course)
    is_open = document is None or document.status in issuing.STILL_OPEN
    return "" if is_open else f"결재에 올린 보고서({document.get_status_display()})는 고칠 수 없습니다."  # type: ignore[union-attr]


def write(
    *, actor: Actor, course: EducationRequest, data: Mapping[str, Any], version: int | None = None
) -> EducationReport:
    """Write the words of the report; what was submitted is not changed. Raises Conflict, Invalid."""
    with transaction.atomic():
        row = COURSE_ACCESS.lock_for(actor, "run", course.pk)
        if why := why_fixed(row):
            raise Conflict(why)
        return _write(row, data, actor, version)


def _write(row: EducationRequest, data: Data, actor: Actor, version: int | None) -> EducationReport:
    report = EducationReport.objects.select_for_update().filter(request=row).first()
    if report is not None and version is not None and report.version != version:
        raise Conflict.between(report, data)
    report = report or EducationReport(request=row, version=0)
    for name in FIELDS:
        if name in data:
            setattr(report, name, data[name])
    report.version += 1
    assert actor.user_id is not None
    report.written_by_id, report.written_at = actor.user_id, timezone.now()
    report.save()
    audit.record(actor, "education.write_report", action="UPDATE", about=row)
    return report


def is_written(report: EducationReport | None) -> bool:
    """Somebody wrote it: a row that only says why nobody answered the survey is no report yet."""
    return report is not None and (report.version > 1 or not report.no_answer_reason)


def why_not_ready(course: EducationRequest) -> str:
    """Why the report cannot be submitted now; empty where it can."""
    if why := why_fixed(course):
        return why
    if not is_written(EducationReport.objects.filter(request=course).first()):
        return NOT_WRITTEN
    is_undecided = Enrolment.objects.filter(request=course, status="CONFIRMED").exists()
    return completion.UNDECIDED if is_undecided else ""


def submit(*, actor: Actor, course: EducationRequest, line: lines.Line, save_as: str = "") -> Document:
    """Send the report for approval. `line`: title and person, in order, after the drafter. Raises Conflict, Invalid."""
    with transaction.atomic():
        row = COURSE_ACCESS.lock_for(actor, "run", course.pk, EducationRequest.objects.for_page())
        if why := why_not_ready(row):
            raise Conflict(why)
        document = approving.first_of(KIND, row, actor)
        return approving.send(document, line, actor, save_as)


def correct(
    *, actor: Actor, document: Document, data: Mapping[str, Any], reason: str, line: lines.Line, save_as: str = ""
) -> Document:
    """A new edition with other words, and with the figures as the rows have them now, sent for approval.

    Raises what `issuing.correct` does.
    """

    def rewrite(old: Data) -> tuple[dict[str, Any], list[list[str]]]:
        row = COURSE_ACCESS.lock_for(actor, "run", document.subject_id, EducationRequest.objects.for_page())
        said = facts(row, _write(row, data, actor, None))
        return said, papers.differences(old, said)

    return issuing.correct(actor=actor, document=document, change=rewrite, reason=reason, line=line, save_as=save_as)


def documents() -> QuerySet[Document]:
    """Reports of courses, with their lines."""
    return Document.objects.for_page().filter(kind=REPORT)


def last_line(course: EducationRequest) -> list[dict[str, Any]]:
    """Who were last asked to sign the report of a course of this house."""
    return lines.last_line(REPORT, EducationRequest.objects.filter(host_id=course.host_id))


def shown(course: EducationRequest) -> tuple[EducationReport | None, dict[str, Any]]:
    """The report and what it says: as it was submitted, what stands now before that."""
    report = EducationReport.objects.select_related("written_by").filter(request=course).first()
    document = document_of(course)
    if document is not None and document.content is not None:
        return report, dict(document.content["facts"])
    return report, facts(course, report)


# --- as a paper ------------------------------------------------------------------------------------------------------


@EDUCATION_REQUEST.guard("report")
def _is_approved(row: EducationRequest, data: Any, actor: Actor) -> str | None:
    document = document_of(row)
    is_ready = document is not None and document.status == "APPROVED"
    return None if is_ready else "결과보고서의 결재가 아직 끝나지 않았습니다."


@EDUCATION_REQUEST.after("report")
def _issue(row: EducationRequest, data: Any, actor: Actor) -> None:
    """Reporting the course issues its report: it has its number now."""
    issuing.issue_first(actor=actor, kind=REPORT, subject_id=row.pk)


def _facts_of(course: EducationRequest) -> dict[str, Any]:
    return facts(course, EducationReport.objects.filter(request=course).first())


def _drafter(course: EducationRequest) -> str:
    report = EducationReport.objects.select_related("written_by").filter(request=course).first()
    return report.written_by.name if report else ""


KIND = DocumentKind(
    code=REPORT,
    label="교육 결과보고",
    programme=PROGRAMME,
    paper=papers.REPORT,
    subjects=EducationRequest.objects.for_page,
    host_of=lambda course: course.host,
    facts=_facts_of,
    lay_out=papers.report_blocks,
    heading=lambda course: course.course,
    drafter=_drafter,
    line=delivery_line,
    received=lambda actor: None,
    correct_url=lambda document: reverse("education:report-correct", args=[document.pk]),
    issue_url=lambda course: reverse("education:course-act", args=[course.pk, "report"]),
    consequences=lambda course: ("문서번호를 받고, 수료증이 발급됩니다.",),
)
register(KIND)


# --- facts -----------------------------------------------------------------------------------------------------------


def facts(course: EducationRequest, report: EducationReport | None) -> dict[str, Any]:
    """What the paper says, as values that JSON keeps."""
    sessions = list(course.sessions.prefetch_related("bookings__instructor"))
    people = list(course.enrolments.select_related("institution").prefetch_related("attendance", "scores"))
    seated = [one for one in people if one.status in SEATED]
    present = [one for one in seated if any(row.result in WAS_THERE for row in one.attendance.all())]
    completed = [one for one in seated if one.status == "COMPLETED"]
    teachers = {
        booking.instructor.name: booking.instructor.affiliation
        for lesson in sessions
        for booking in lesson.bookings.all()
        if booking.status in TAKEN
    }
    return {
        "course": course.course,
        "when": [dates.paper_span(lesson.starts_at, lesson.ends_at) for lesson in sessions],
        "where": ", ".join(dict.fromkeys(lesson.place_or_link for lesson in sessions)),
        "audience": codes.label("education_audience", course.audience),
        "teachers": [f"{name}({place})" if place else name for name, place in teachers.items()],
        "length": length_words(sum(lesson.minutes for lesson in sessions)),
        "applied": len(people),
        "seated": len(seated),
        "present": len(present),
        "completed": len(completed),
        "completion": _number_words(percent(len(completed), len(seated))),
        "places": _groups(present, lambda one: one.institution.name if one.institution else one.affiliation or "개인"),
        "jobs": _groups(present, lambda one: codes.label("education_audience", one.job) if one.job else "적지 않음"),
        "survey": _survey(course, report),
        "tests": tests_of(seated),
        "opinions": report.opinions if report else "",
        "improvement": report.improvement if report else "",
        "no_answer_reason": report.no_answer_reason if report else "",
        "cost": thousands(course.cost // 1000) if course.cost is not None else "",
    }


def length_words(minutes: int) -> str:
    """`2시간`, `1시간 30분`, `50분`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, [f"{hours}시간" if hours else "", f"{rest}분" if rest or not hours else ""]))


def _groups(people: Sequence[Enrolment], name: Any) -> list[list[Any]]:
    """How many of each group came, most first. These are numbers of people, not what anybody said of themselves."""
    found = Counter(name(one) for one in people)
    return [[group, count] for group, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]


def _survey(course: EducationRequest, report: EducationReport | None) -> dict[str, Any]:
    row = delivery.round_of(course)
    if row is None:
        return {}
    if report is not None and report.last_year_mean is not None:
        row.last_year_mean = report.last_year_mean
    found = results.of_round(row)
    return {
        "answered": found.answered,
        "asked": found.asked,
        "rate": _number_words(found.rate),
        "hidden": found.hidden,
        "mean": _number_words(found.mean),
        "hundred": _number_words(found.hundred),
        "hundred_way": found.hundred_way,
        "change": found.change,
        "items": [[item.text, item.count, _number_words(item.mean)] for item in found.items],
    }


def tests_of(people: Sequence[Enrolment]) -> dict[str, Any]:
    """Means before and after over those with both tests, and the gain (E08)."""
    pairs = []
    for one in people:
        known = {row.kind: row.score for row in one.scores.all()}
        if len(known) == 2:
            pairs.append((known["PRE"], known["POST"]))
    if not pairs:
        return {}
    before, after = (_mean([pair[place] for pair in pairs]) for place in (0, 1))
    gain = _mean([post - pre for pre, post in pairs])
    return {
        "people": len(pairs),
        "before": _number_words(before),
        "after": _number_words(after),
        "gain": _number_words(gain),
    }


def _mean(values: Sequence[Decimal]) -> Decimal:
    return round_half_up(sum((Fraction(value) for value in values), Fraction(0)) / len(values), 1)


def _number_words(value: Decimal | None) -> str:
    return "" if value is None else str(value)
