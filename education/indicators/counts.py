"""What is counted for the table of figures: one statement for each kind of thing, grouped by the database.

Moments decide the period: a request by its sending, a lesson and who came by the lesson, completion by the end of the
course, tests by the day of the test after it (domain 3.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, F, Func, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import TruncMonth

from core.indicators import Hospitals
from core.periods import Period
from core.workdays import SEOUL
from education.indicators.definitions import came, ended, held_lessons, tested, within
from education.indicators.satisfaction import Survey
from education.models import EducationRequest, Enrolment, Session
from education.querysets import SEATED

Key = Any
UNKNOWN = {
    "topic": "주제를 고르지 않음",
    "field": "알 수 없음",
    "audience": "알 수 없음",
    "municipality": "알 수 없음",
    "month": "",
}
Counted = tuple[Key, dict[str, Any]]


class _Each(Func):
    """Every code of an array in a row of its own."""

    function = "unnest"
    output_field = CharField()


def _of_course(by: str, prefix: str) -> Any:
    """What a course belongs to. `prefix`: the way from the counted row to its request."""
    if by == "topic":
        return F(f"{prefix}topic__title")
    if by == "field":
        return _Each(F(f"{prefix}field"))
    if by == "audience":
        return F(f"{prefix}audience")
    asked = When(**{f"{prefix}requester__isnull": False}, then=F(f"{prefix}requester__municipality_id"))
    outside = When(**{f"{prefix}from_outside": True}, then=F(f"{prefix}external_requester__municipality_id"))
    return Case(asked, outside, default=F(f"{prefix}host__municipality_id"))


def _group_key(by: str, prefix: str, moment: Any, *, person: str = "") -> Any:
    """The group of a row. `person`: the way to the institution of who learns, where people are counted."""
    if by == "month":
        return TruncMonth(moment) if moment == "taken_on" else TruncMonth(moment, tzinfo=SEOUL)
    if by == "municipality" and person:
        return F(f"{person}__municipality_id")
    return _of_course(by, prefix)


def _grouped(rows: QuerySet[Any], key: Any, **counted: Any) -> Iterator[Counted]:
    for row in rows.order_by().annotate(group=key).values("group").annotate(**counted):
        group = row.pop("group")
        yield (group.date().replace(day=1) if isinstance(group, datetime) else group), row


def counted(hospitals: Hospitals, period: Period, by: str) -> Iterator[Counted]:
    """Everything but the surveys, in five statements."""
    first, last = period.first, period.last
    yield from _grouped(requests(hospitals, period), _group_key(by, "", "submitted_at"), requests=Count("pk"))
    yield from _grouped(
        held_lessons(hospitals, first, last), _group_key(by, "request__", "starts_at"),
        lessons=Count("pk"), courses=Count("request", distinct=True),
    )  # fmt: skip
    yield from _grouped(
        came(hospitals, first, last),
        _group_key(by, "session__request__", "session__starts_at", person="enrolment__institution"),
        attendances=Count("pk"), persons=Count("enrolment__person_hash", distinct=True),
    )  # fmt: skip
    yield from _grouped(
        _seats(hospitals, first, last), _group_key(by, "request__", "ended", person="institution"),
        completed=Count("pk", filter=Q(status="COMPLETED")), seats=Count("pk"),
    )  # fmt: skip
    yield from _grouped(
        tested(hospitals, first, last), _group_key(by, "enrolment__request__", "taken_on", person="enrolment__institution"),
        tested=Count("pk"), gained=Sum(F("score") - F("before")),
    )  # fmt: skip


def requests(hospitals: Hospitals, period: Period) -> QuerySet[EducationRequest]:
    """Requests that were sent in the period, by agencies and by groups without an account."""
    asked = Q(requester__isnull=False) | Q(from_outside=True)
    return EducationRequest.objects.filter(
        asked, within("submitted_at", period.first, period.last), host_id__in=hospitals
    )


def courses(hospitals: Hospitals, period: Period) -> int:
    """Courses with a lesson held in the period."""
    rows = held_lessons(hospitals, period.first, period.last)
    return int(rows.aggregate(n=Count("request", distinct=True))["n"])


def gained(hospitals: Hospitals, period: Period) -> Decimal:
    rows = tested(hospitals, period.first, period.last)
    return rows.aggregate(total=Sum(F("score") - F("before")))["total"] or Decimal(0)


def _seats(hospitals: Hospitals, first: date, last: date) -> QuerySet[Enrolment]:
    """Seats of the courses that ended in the period."""
    end = Session.objects.filter(request=OuterRef("request")).order_by("-ends_at").values("ends_at")[:1]
    rows = Enrolment.objects.filter(request__in=ended(hospitals, first, last).values("pk"), status__in=SEATED)
    return rows.annotate(ended=Subquery(end))


def keys_of(by: str, answered: Iterable[Survey]) -> dict[str, list[Key]]:
    """The groups of every course that was surveyed."""
    rows = list(answered)
    if by == "month":
        return {one.course: [one.last.replace(day=1)] for one in rows}
    found: dict[str, list[Key]] = {one.course: [] for one in rows}
    courses = EducationRequest.objects.filter(pk__in=list(found)).order_by()
    for course, key in courses.annotate(group=_of_course(by, "")).values_list("pk", "group"):
        found[str(course)].append(key)
    return found
