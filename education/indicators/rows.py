"""The rows behind figures of education of which no list of courses is made: lessons, who came, who completed, tests, answers.

An answer to a survey shows its course and its day, as the survey itself keeps no more of who gave it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse

from core.actor import Actor
from core.dates import kdate, kdatetime
from core.masking import mask_name
from core.surveys.models import SurveyAnswer
from education.access import REQUEST, runs
from education.models import Attendance, EducationRequest, Enrolment, Session, TestScore
from network.registry.figures import Listing, Row


def _run_by(prefix: str) -> Any:
    """Of the courses that the actor runs. `prefix`: the way from the row to its course."""

    def scope(actor: Actor) -> Q:
        return Q(**{f"{prefix}__in": EducationRequest.objects.filter(REQUEST.scope(actor, "manage"))})

    return scope


def _asked_here(actor: Actor) -> Q:
    return Q(round__institution_id=actor.institution_id) if runs(actor) else Q(pk__in=[])


def _row(course: EducationRequest, *cells: str) -> Row:
    return Row([f"{course.number} {course.course}", *cells], reverse("education:request-detail", args=[course.pk]))


def _participant(row: Enrolment) -> tuple[str, str]:
    return mask_name(row.name), row.institution.name if row.institution else row.affiliation or "-"


def _lesson(row: Session) -> Row:
    return _row(row.request, f"{row.order}회차", kdatetime(row.starts_at), row.place_or_link)


def _came(row: Attendance) -> Row:
    lesson = f"{row.session.order}회차 {kdatetime(row.session.starts_at)}"
    return _row(row.session.request, *_participant(row.enrolment), lesson, row.get_result_display())


def _enrolled(row: Enrolment) -> Row:
    return _row(row.request, *_participant(row), row.get_status_display())


def _tested(row: TestScore) -> Row:
    return _row(row.enrolment.request, *_participant(row.enrolment), kdate(row.taken_on), f"{row.score:g}점")


def _said(row: SurveyAnswer) -> Row:
    return Row([row.round.title, kdate(row.day)], reverse("surveys:survey-detail", args=[row.round_id]))


LISTINGS = (
    Listing(
        Session,
        ("과정", "회차", "시작", "장소"),
        _run_by("request"),
        _lesson,
        ("-starts_at", "-id"),
        ("request__topic",),
    ),
    Listing(
        Attendance,
        ("과정", "참여자", "소속", "회차", "출석"),
        _run_by("session__request"),
        _came,
        ("-entered_at", "-id"),
        ("session__request__topic", "enrolment__institution"),
    ),
    Listing(
        Enrolment,
        ("과정", "참여자", "소속", "상태"),
        _run_by("request"),
        _enrolled,
        ("-applied_at", "-id"),
        ("request__topic", "institution"),
    ),
    Listing(
        TestScore,
        ("과정", "참여자", "소속", "사후 평가일", "사후 점수"),
        _run_by("enrolment__request"),
        _tested,
        ("-taken_on", "-id"),
        ("enrolment__request__topic", "enrolment__institution"),
    ),
    Listing(SurveyAnswer, ("설문", "답한 날"), _asked_here, _said, ("-day", "-id"), ("round",)),
)
