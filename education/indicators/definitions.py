"""The figures of education, E01 to E10 (domain 3.1). Periods are Seoul dates, both ends included.

A person who took part in two courses of the period counts once in E03 and twice in E04.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce

from core import workdays
from core.indicators import Counting, Hospitals, Measured, counted, register, shared
from core.surveys.models import SurveyAnswer
from education.indicators.satisfaction import OBJECT, surveys
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
IN_LESSON = {"hospital": "session__request__host_id"}
REQUESTS = "education:request-list?view=all"
# What the table of hospitals shows.
SHOWN = ("E01", "E02", "E03", "E04", "E05", "E06", "E08", "E10")


@register("E01")
def held(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Lessons held, by their day."""
    return counted(held_lessons(hospitals, first, last), IN_COURSE)


@register("E02")
def institutions(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Distinct institutions of those who came; one that is only written down as text is not known apart."""
    return counted(came(hospitals, first, last), IN_LESSON, "enrolment__institution")


@register("E03")
def persons(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Distinct persons who were there at least once."""
    return counted(came(hospitals, first, last), IN_LESSON, "enrolment__person_hash")


@register("E04")
def attendances(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Times somebody was at a lesson."""
    return counted(came(hospitals, first, last), IN_LESSON)


def ended(hospitals: Hospitals, first: date, last: date) -> QuerySet[EducationRequest]:
    """Courses held whose last lesson ended in the period."""
    rows = EducationRequest.objects.filter(host_id__in=hospitals, status__in=HELD)
    return rows.annotate(end=Max("sessions__ends_at")).filter(within("end", first, last))


@register("E05")
def completed(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Completed among those who held a seat when the course began; who did not come stays in."""
    rows = Enrolment.objects.filter(request__in=ended(hospitals, first, last).values("pk"), status__in=SEATED)
    return shared(rows, Q(status="COMPLETED"), IN_COURSE)


@register("E06")
def satisfaction(hospitals: Hospitals, first: date, last: date) -> Measured:
    """Mean of the valid answers, each the mean of the questions it answered; whole surveys by their last answer.

    A survey that fewer than five answered stays out, so that no difference of two figures tells what they said.
    """
    found, _ = surveys(hospitals, first, last)
    return Measured([({"hospital": one.host_id}, one.total, one.answers) for one in found])


@register("E07")
def answered(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Answers among the persons who came, over the courses that ended in the period."""
    rows = EducationRequest.objects.filter(pk__in=ended(hospitals, first, last).values("pk"))
    rounds = {"round__object_kind": OBJECT, "round__object_id": Cast(OuterRef("pk"), CharField())}
    there = Attendance.objects.filter(session__request=OuterRef("pk"), result__in=WAS_THERE)
    number = _number(SurveyAnswer.objects.filter(**rounds), Count("pk"))
    whole = _number(there, Count("enrolment", distinct=True))
    return Counting(rows.annotate(answers=number, people=whole), Sum("answers"), OF_COURSE, Sum("people"))


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


@register("E08")
def gained(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Mean of after minus before, over persons with both tests, by the day of the test after."""
    by = {"hospital": "enrolment__request__host_id"}
    return Counting(tested(hospitals, first, last), Count("pk"), by, total=Sum(F("score") - F("before")))


@register("E09", opens=REQUESTS)
def decided(hospitals: Hospitals, first: date, last: date) -> Measured:
    """Mean business days from the request to its approval or refusal; days of waiting for a supplement are left out."""
    rows = EducationRequest.objects.filter(within("decided_at", first, last), host_id__in=hospitals)
    rows = rows.filter(submitted_at__isnull=False)
    spans: list[Any] = list(rows.values_list("host_id", "submitted_at", "decided_at", "paused_days"))
    between, day = workdays.calendar().working_days_between, workdays.seoul_date
    days = [(host, max(0, between(day(begin), day(end)) - paused)) for host, begin, end, paused in spans]
    return Measured([({"hospital": host}, number, 1) for host, number in days], rows)


@register("E10", opens=REQUESTS, is_about_people=False)
def delivered(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Held among those approved in the period; what the agency cancelled is left out."""
    rows = EducationRequest.objects.filter(within("decided_at", first, last), host_id__in=hospitals)
    return shared(rows.filter(status__in=WANTED), Q(status__in=HELD), OF_COURSE)
