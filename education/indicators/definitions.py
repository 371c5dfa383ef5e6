"""The figures of education, E01 to E10 (domain 3.1). Periods are Seoul dates, both ends included.

A person who took part in two courses of the period counts once in E03 and twice in E04.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce

from core import workdays
from core.indicators import (
    PART,
    WHOLE,
    Counting,
    Hospitals,
    Measured,
    by_month,
    counted,
    register,
    shared,
    working_days,
)
from core.surveys.models import SurveyAnswer
from education.indicators.satisfaction import OBJECT, surveys, valid_answers
from education.models import Attendance, EducationRequest, Enrolment, Session, TestScore
from education.querysets import HELD, SEATED, WANTED, WAS_THERE


def within(column: str, first: date, last: date) -> Q:
    return Q(**{f"{column}__gte": workdays.start_of_day(first), f"{column}__lt": workdays.end_of_day(last)})


def came(hospitals: Hospitals, first: date, last: date) -> QuerySet[Attendance]:
    """Attendances at lessons of the period; who was absent or excused was not there."""
    rows = Attendance.objects.filter(session__request__host_id__in=hospitals, session__request__status__in=HELD)
    return rows.filter(within("session__starts_at", first, last), result__in=WAS_THERE)


def held_lessons(hospitals: Hospitals, first: date, last: date) -> QuerySet[Session]:
    rows = Session.objects.filter(request__host_id__in=hospitals, request__status__in=HELD)
    return rows.filter(within("starts_at", first, last))


OF_COURSE = {"hospital": "host_id"}
IN_COURSE = {"hospital": "request__host_id"}
IN_LESSON = {"hospital": "session__request__host_id"} | by_month("session__starts_at", is_moment=True)
REQUESTS, ROWS = "education:request-list?view=all", "figures:rows"
# What the table of hospitals shows.
SHOWN = ("E01", "E02", "E03", "E04", "E05", "E06", "E08", "E10")


def seats(hospitals: Hospitals) -> QuerySet[Enrolment]:
    """Over which most of these figures count."""
    return Enrolment.objects.filter(request__host_id__in=hospitals)


@register("E01", opens=ROWS)
def held(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Lessons held, by their day."""
    return counted(held_lessons(hospitals, first, last), IN_COURSE)


@register("E02", opens=ROWS)
def institutions(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Distinct institutions of those who came; one that is only written down as text is not known apart."""
    return counted(came(hospitals, first, last), IN_LESSON, "enrolment__institution_id")


@register("E03", opens=ROWS)
def persons(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Distinct persons who were there at least once."""
    return counted(came(hospitals, first, last), IN_LESSON, "enrolment__person_hash")


@register("E04", opens=ROWS)
def attendances(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Times somebody was at a lesson."""
    return counted(came(hospitals, first, last), IN_LESSON)


def ended(hospitals: Hospitals, first: date, last: date) -> QuerySet[EducationRequest]:
    """Courses held whose last lesson ended in the period."""
    rows = EducationRequest.objects.filter(host_id__in=hospitals, status__in=HELD)
    return rows.annotate(end=Max("sessions__ends_at")).filter(within("end", first, last))


@register("E05", opens=ROWS)
def completed(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Completed among those who held a seat when the course began; who did not come stays in."""
    rows = Enrolment.objects.filter(request__in=ended(hospitals, first, last).values("pk"), status__in=SEATED)
    return shared(rows, Q(status="COMPLETED"), IN_COURSE)


@register("E06", opens=ROWS)
def satisfaction(hospitals: Hospitals, first: date, last: date) -> Measured:
    """Mean of the valid answers, each the mean of the questions it answered; whole surveys by their last answer.

    A survey that fewer than five answered stays out, so that no difference of two figures tells what they said.
    """
    found, _ = surveys(hospitals, first, last)
    rows = valid_answers(SurveyAnswer.objects.filter(round__in=[one.asking for one in found]))
    return Measured([({"hospital": one.host_id}, one.total, one.answers) for one in found], rows)


@register("E07", opens=ROWS)
def answered(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Answers among the persons who came, over the courses that ended in the period."""
    courses = ended(hospitals, first, last).values("pk")
    said = SurveyAnswer.objects.filter(round__object_kind=OBJECT)
    there = Attendance.objects.filter(result__in=WAS_THERE)
    number = _number(said.filter(round__object_id=Cast(OuterRef("pk"), CharField())), Count("pk"))
    whole = _number(there.filter(session__request=OuterRef("pk")), Count("enrolment", distinct=True))
    rows = EducationRequest.objects.filter(pk__in=courses).annotate(answers=number, people=whole)
    ids = EducationRequest.objects.filter(pk__in=courses).values(key=Cast("pk", CharField()))
    opened = {
        PART: said.filter(round__object_id__in=ids),
        WHOLE: there.filter(session__request__in=courses).order_by("enrolment_id", "pk").distinct("enrolment_id"),
    }
    return Counting(rows, Sum("answers"), OF_COURSE, Sum("people"), opened=opened)


def _number(rows: QuerySet[Any], counting: Any) -> Any:
    """How many of these rows a row of the statement around has; 0 where it has none."""
    of_each = rows.order_by().annotate(one=Value(1)).values("one").annotate(number=counting)
    return Coalesce(Subquery(of_each.values("number")), 0)


def tested(hospitals: Hospitals, first: date, last: date) -> QuerySet[TestScore]:
    """Tests after a course, with the score before it, of persons with both."""
    before = TestScore.objects.filter(enrolment=OuterRef("enrolment"), kind="PRE")
    rows = TestScore.objects.filter(
        kind="POST", taken_on__range=(first, last), enrolment__request__host_id__in=hospitals
    )
    return rows.annotate(before=before.values("score")[:1]).filter(before__isnull=False)


@register("E08", opens=ROWS)
def gained(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Mean of after minus before, over persons with both tests, by the day of the test after."""
    by = {"hospital": "enrolment__request__host_id"}
    return Counting(tested(hospitals, first, last), Count("pk"), by, total=Sum(F("score") - F("before")))


@register("E09", opens=REQUESTS)
def decided(hospitals: Hospitals, first: date, last: date) -> Measured:
    """Mean business days from the request to its approval or refusal; days of waiting for a supplement are left out."""
    rows = EducationRequest.objects.filter(within("decided_at", first, last), host_id__in=hospitals)
    asked = rows.filter(submitted_at__isnull=False)
    return working_days(asked, "submitted_at", "decided_at", OF_COURSE, paused="paused_days")


@register("E10", opens=REQUESTS, is_about_people=False)
def delivered(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Held among those approved in the period; what the agency cancelled is left out."""
    rows = EducationRequest.objects.filter(within("decided_at", first, last), host_id__in=hospitals)
    return shared(rows.filter(status__in=WANTED), Q(status__in=HELD), OF_COURSE)
