"""The report of a course (domain 4.9): its figures from the rows, its words, the approval that freezes both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, codes, dates
from core.actor import Actor
from core.duties import open_duty, settle
from core.errors import Conflict, Invalid
from core.formats import percent, round_half_up, thousands
from core.surveys.services import results
from education.access import COURSE_ACCESS
from education.models import EducationReport, EducationRequest, Enrolment
from education.querysets import SEATED, TAKEN, WAS_THERE
from education.services import completion, delivery
from education.workflow import RequestStatus

FIELDS = ("opinions", "improvement", "last_year_mean")
APPROVE = "education.approve_report"


def write(
    *, actor: Actor, course: EducationRequest, data: Mapping[str, Any], version: int | None = None
) -> EducationReport:
    """Write the words of the report; what was approved is not changed. Raises Conflict, Invalid."""
    with transaction.atomic():
        row = COURSE_ACCESS.lock_for(actor, "run", course.pk)
        if row.status != RequestStatus.SURVEYED:
            raise Conflict(f"지금 상태({row.get_status_display()})에서는 결과보고서를 쓸 수 없습니다.")
        report = EducationReport.objects.select_for_update().filter(request=row).first()
        if report is not None and report.approved_at is not None:
            raise Conflict("승인한 보고서는 고칠 수 없습니다.")
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
        open_duty(APPROVE, row, actor=actor)
    return report


def approve(*, actor: Actor, course: EducationRequest) -> EducationReport:
    """The director approves: the report says from now on what it says today. Raises Conflict, Invalid."""
    with transaction.atomic():
        row = COURSE_ACCESS.lock_for(actor, "approve", course.pk)
        report = EducationReport.objects.select_for_update().get(request=row)
        if report.approved_at is not None:
            raise Conflict("이미 승인한 보고서입니다.")
        if row.status != RequestStatus.SURVEYED:
            raise Conflict("만족도를 마감한 뒤에 승인합니다.")
        if Enrolment.objects.filter(request=row, status="CONFIRMED").exists():
            raise Invalid(completion.UNDECIDED)
        report.content = facts(row, report)
        report.approved_by_id, report.approved_at = actor.user_id, timezone.now()
        report.save()
        settle(row, APPROVE, actor=actor)
        audit.record(actor, "education.approve_report", action="UPDATE", about=row)
    return report


def shown(course: EducationRequest) -> tuple[EducationReport | None, dict[str, Any]]:
    """The report and what it says: frozen once approved, what stands now before that."""
    report = EducationReport.objects.select_related("approved_by", "written_by").filter(request=course).first()
    if report is not None and report.content is not None:
        return report, report.content
    return report, facts(course, report)


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
