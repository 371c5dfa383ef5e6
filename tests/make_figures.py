"""Builders of courses that are over, with who came, what they reached and what they said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from core import crypto
from core.surveys.models import SurveyAnswer, SurveyRound
from core.surveys.services import rounds as surveys
from core.workdays import SEOUL
from education.models import Attendance, EducationRequest, Enrolment, TestScore
from education.services import delivery
from tests import cast as standing
from tests import make_education as make

GROUP = "가나다라마바사아자차카타파하"


def held(
    day: date, people: str = GROUP[:6], *, completed: int | None = None, answers: tuple[int, ...] = (), **values: Any
) -> EducationRequest:
    """A course of one lesson on a day. `people`: a letter each, the same letter is the same person everywhere;
    `completed`: how many of them, all unless said; `answers`: to every question of its survey alike."""
    at = datetime.combine(day, time(14), tzinfo=SEOUL)
    institution = values.pop("institution", None)
    data = {"submitted_at": at - timedelta(days=20), "decided_at": at - timedelta(days=18)} | values
    course = make.request("SURVEYED", **data)
    lesson = make.session(course, at)
    done = len(people) if completed is None else completed
    for place, letter in enumerate(people):
        status = "COMPLETED" if place < done else "NOT_COMPLETED"
        person = make.enrolment(
            course, letter, status, person_hash=crypto.keyed_hash("learner", letter),
            institution=institution or course.requester,
        )  # fmt: skip
        Attendance.objects.create(session=lesson, enrolment=person, result="PRESENT")
    if answers:
        said(course, day, answers)
    return course


def scored(course: EducationRequest, day: date, *pairs: tuple[int, int]) -> None:
    """Scores before and after of the first people of a course."""
    for person, pair in zip(course.enrolments.order_by("name"), pairs, strict=False):
        for kind, score in zip(("PRE", "POST"), pair, strict=True):
            TestScore.objects.create(enrolment=person, kind=kind, score=Decimal(score), taken_on=day)


def said(course: EducationRequest, day: date, answers: tuple[int, ...]) -> SurveyRound:
    """A survey that was open for a week from the lesson on, and its answers of that day."""
    begin = datetime.combine(day, time(17), tzinfo=SEOUL)
    row = surveys.open_round(
        actor=standing.current().coordinator1.actor, institution_id=course.host_id, object_kind=delivery.OBJECT,
        object_id=course.pk, title="교육 만족도", opens_at=begin, closes_at=begin + timedelta(days=7),
    )  # fmt: skip
    questions = len(row.questionnaire.texts)
    SurveyAnswer.objects.bulk_create(SurveyAnswer(round=row, day=day, scores=[one] * questions) for one in answers)
    return row


def people_of(course: EducationRequest) -> list[Enrolment]:
    return list(course.enrolments.order_by("name"))
