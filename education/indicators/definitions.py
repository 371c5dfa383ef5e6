"""The figures of education, E01 to E10 (domain 3.1). Periods are Seoul dates, both ends included.

A person who took part in two courses of the period counts once in E03 and twice in E04.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Sum

from core import workdays
from core.indicators import Figure, count, mean, rate, register
from core.surveys.models import SurveyAnswer, SurveyRound
from education.indicators.satisfaction import OBJECT, mean_of, surveys
from education.models import Attendance, EducationRequest, Enrolment, Session, TestScore
from education.querysets import HELD, SEATED, WAS_THERE


def within(column: str, first: date, last: date) -> Q:
    return Q(**{f"{column}__gte": workdays.start_of_day(first), f"{column}__lt": workdays.end_of_day(last)})


def came(hospital_id: int, first: date, last: date) -> QuerySet[Attendance]:
    """Attendances at lessons of the period; who was absent or excused was not there."""
    rows = Attendance.objects.filter(session__request__host_id=hospital_id, session__request__status__in=HELD)
    return rows.filter(within("session__starts_at", first, last), result__in=WAS_THERE)


def held_lessons(hospital_id: int, first: date, last: date) -> QuerySet[Session]:
    rows = Session.objects.filter(request__host_id=hospital_id, request__status__in=HELD)
    return rows.filter(within("starts_at", first, last))


@register("E01")
def held(hospital_id: int, first: date, last: date) -> Figure:
    """Lessons held, by their day."""
    return count("E01", held_lessons(hospital_id, first, last).count())


@register("E02")
def institutions(hospital_id: int, first: date, last: date) -> Figure:
    """Distinct institutions of those who came; one that is only written down as text is not known apart."""
    rows = came(hospital_id, first, last)
    return count("E02", rows.aggregate(n=Count("enrolment__institution", distinct=True))["n"])


@register("E03")
def persons(hospital_id: int, first: date, last: date) -> Figure:
    """Distinct persons who were there at least once."""
    rows = came(hospital_id, first, last)
    return count("E03", rows.aggregate(n=Count("enrolment__person_hash", distinct=True))["n"])


@register("E04")
def attendances(hospital_id: int, first: date, last: date) -> Figure:
    """Times somebody was at a lesson."""
    return count("E04", came(hospital_id, first, last).count())


def ended(hospital_id: int, first: date, last: date) -> QuerySet[EducationRequest]:
    """Courses held whose last lesson ended in the period."""
    rows = EducationRequest.objects.filter(host_id=hospital_id, status__in=HELD)
    return rows.annotate(end=Max("sessions__ends_at")).filter(within("end", first, last))


@register("E05")
def completed(hospital_id: int, first: date, last: date) -> Figure:
    """Completed among those who held a seat when the course began; who did not come stays in."""
    rows = Enrolment.objects.filter(request__in=ended(hospital_id, first, last).values("pk"), status__in=SEATED)
    found = rows.aggregate(part=Count("pk", filter=Q(status="COMPLETED")), whole=Count("pk"))
    return rate("E05", found["part"], found["whole"])


@register("E06")
def satisfaction(hospital_id: int, first: date, last: date) -> Figure:
    """Mean of the valid answers, each the mean of the questions it answered; whole surveys by their last answer.

    A survey that fewer than five answered stays out, so that no difference of two figures tells what they said.
    """
    found, _ = surveys(hospital_id, first, last)
    return mean("E06", *mean_of(found))


@register("E07")
def answered(hospital_id: int, first: date, last: date) -> Figure:
    """Answers among the persons who came, over the courses that ended in the period."""
    courses = list(ended(hospital_id, first, last).values_list("pk", flat=True))
    rounds = SurveyRound.objects.filter(object_kind=OBJECT, object_id__in=[str(pk) for pk in courses])
    answers = SurveyAnswer.objects.filter(round__in=rounds).count()
    came = Attendance.objects.filter(session__request_id__in=courses, result__in=WAS_THERE)
    return rate("E07", answers, came.aggregate(n=Count("enrolment", distinct=True))["n"])


def tested(hospital_id: int, first: date, last: date) -> QuerySet[TestScore]:
    """Tests after a course, with the score before it, of persons with both."""
    before = TestScore.objects.filter(enrolment=OuterRef("enrolment"), kind="PRE")
    rows = TestScore.objects.filter(kind="POST", taken_on__range=(first, last), enrolment__request__host_id=hospital_id)
    return rows.annotate(before=before.values("score")[:1]).filter(before__isnull=False)


@register("E08")
def gained(hospital_id: int, first: date, last: date) -> Figure:
    """Mean of after minus before, over persons with both tests, by the day of the test after."""
    rows = tested(hospital_id, first, last)
    sums = rows.aggregate(total=Sum(F("score") - F("before")), people=Count("pk"))
    return mean("E08", Fraction(sums["total"] or Decimal(0)), sums["people"])


@register("E09")
def decided(hospital_id: int, first: date, last: date) -> Figure:
    """Mean business days from the request to its approval or refusal; days of waiting for a supplement are left out."""
    rows = EducationRequest.objects.filter(within("decided_at", first, last), host_id=hospital_id)
    rows = rows.filter(submitted_at__isnull=False)
    spans: list[Any] = list(rows.values_list("submitted_at", "decided_at", "paused_days"))
    between, day = workdays.calendar().working_days_between, workdays.seoul_date
    days = [max(0, between(day(begin), day(end)) - paused) for begin, end, paused in spans]
    return mean("E09", sum(days), len(days))


@register("E10")
def delivered(hospital_id: int, first: date, last: date) -> Figure:
    """Held among those approved in the period; what the agency cancelled is left out."""
    rows = EducationRequest.objects.filter(within("decided_at", first, last), host_id=hospital_id)
    rows = rows.exclude(status__in=("REJECTED", "CANCELLED_BY_REQUESTER"))
    found = rows.aggregate(part=Count("pk", filter=Q(status__in=HELD)), whole=Count("pk"))
    return rate("E10", found["part"], found["whole"])
