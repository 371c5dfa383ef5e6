"""What the surveys of courses said, one whole survey at a time.

A figure can be asked for any period and any grouping, and the difference of two figures is a figure as well. So that
no answer of a few people can be worked out that way, a survey counts as a whole or not at all: once it is closed, with
five valid answers at least, on the day of its last answer. Everything made of such surveys stands for five people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import CharField, Count, F, Func, IntegerField, Max, QuerySet, Sum
from django.db.models.functions import Cast

from core import workdays
from core.indicators import Hospitals
from core.surveys.models import SurveyAnswer
from core.surveys.services.results import SMALL
from education.models import EducationRequest
from education.querysets import SURVEYED

OBJECT = "education.course"


class _Given(Func):
    """How many questions an answer answered."""

    template = "(SELECT COUNT(one) FROM jsonb_array_elements_text(%(expressions)s) AS one)"
    output_field = IntegerField()


class _Points(_Given):
    template = "(SELECT SUM(one::int) FROM jsonb_array_elements_text(%(expressions)s) AS one)"


class _Asked(_Given):
    function, template = "jsonb_array_length", "%(function)s(%(expressions)s)"


@dataclass
class Survey:
    """The valid answers to one asking about a course: how many, the sum of their values, the day of the last one."""

    asking: UUID
    course: str
    host_id: int
    answers: int = 0
    total: Fraction = Fraction(0)
    last: date = date.min


def surveys(hospitals: Hospitals, first: date, last: date) -> tuple[list[Survey], int]:
    """The surveys of a period, and how many were left out because few answered; one statement.

    The value of an answer is the mean of what it answered. Answers that answered equally many questions are added up
    by the database, so that nothing is rounded before the end.
    """
    found: dict[UUID, Survey] = {}
    for asking, course, host, given, answers, points, day in _sums_of_answers(hospitals, first, last):
        one = found.setdefault(asking, Survey(asking, course, host))
        one.answers += answers
        one.total += Fraction(points, given)
        one.last = max(one.last, day)
    here = [one for one in found.values() if first <= one.last <= last]
    whole = [one for one in here if one.answers >= SMALL]
    return whole, len(here) - len(whole)


def valid_answers(rows: QuerySet[SurveyAnswer]) -> QuerySet[SurveyAnswer]:
    """Those that answered half of the questions or more."""
    return rows.annotate(given=_Given("scores"), asked=_Asked("scores")).filter(given__gt=0, asked__lte=F("given") * 2)


def _sums_of_answers(
    hospitals: Hospitals, first: date, last: date
) -> Iterable[tuple[UUID, str, int, int, int, int, date]]:
    # a course is surveyed when its survey is over, which is never opened again
    courses = EducationRequest.objects.filter(host_id__in=hospitals, status__in=SURVEYED)
    rows = SurveyAnswer.objects.filter(
        round__object_kind=OBJECT,
        round__object_id__in=courses.values(key=Cast("pk", CharField())),
        round__opens_at__lt=workdays.end_of_day(last),
        round__closes_at__gte=workdays.start_of_day(first),
    )
    grouped = (
        valid_answers(rows)
        .annotate(points=_Points("scores"))
        .order_by()
        .values("round", "round__object_id", "round__institution", "given")
    )
    return grouped.annotate(answers=Count("pk"), total=Sum("points"), last=Max("day")).values_list(
        "round", "round__object_id", "round__institution", "given", "answers", "total", "last"
    )
