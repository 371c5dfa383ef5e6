"""Whom to ask for a lesson: who is free first, the least loaded before the others, with the reasons of who is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core import codes, workdays
from education.models import Instructor, InstructorAbsence, InstructorBooking, Session
from education.querysets import TAKEN

OVERLAP = "같은 시간에 다른 교육이 확정된 강사입니다. 다른 강사를 고르십시오."
ABSENT = "강의할 수 없다고 적은 시간입니다. 다른 강사를 고르십시오."
ASKED = "이미 후보로 적은 강사입니다."
NO_FIELD = "강의 분야가 다릅니다."
OVERRIDE_MISMATCH = "그래도 섭외하려면 '분야나 자격이 맞지 않아도 섭외함'을 고르십시오."
OUT = ("DECLINED", "REPLACED", "CANCELLED")


@dataclass(frozen=True)
class Suggestion:
    """One of the pool for a lesson. `clashes`: why they cannot come; `doubts`: why they may not be fit.

    `fee`: won for this lesson; `minutes`: promised or taught in the year of the lesson.
    """

    instructor: Instructor
    fee: int | None
    minutes: int
    clashes: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def is_free(self) -> bool:
        return not self.clashes and not self.doubts


def for_lesson(lesson: Session) -> list[Suggestion]:
    """The whole pool of the host, the best first. Five statements, however many they are."""
    found = _suggest(lesson, Instructor.objects.filter(host_id=lesson.request.host_id).active())
    return sorted(found, key=lambda one: (bool(one.clashes), bool(one.doubts), one.minutes, one.instructor.name))


def of_one(lesson: Session, instructor: Instructor) -> Suggestion:
    return _suggest(lesson, Instructor.objects.filter(pk=instructor.pk))[0]


def fee_of(instructor: Instructor, lesson: Session) -> int | None:
    """Won by the hour, for whole minutes."""
    return None if instructor.fee_per_hour is None else instructor.fee_per_hour * lesson.minutes // 60


def _suggest(lesson: Session, pool: object) -> list[Suggestion]:
    day = workdays.seoul_date(lesson.starts_at)
    rows = pool.with_load(date(day.year, 1, 1), date(day.year, 12, 31))  # type: ignore[attr-defined]
    people = list(rows.prefetch_related("qualifications"))
    span = {"starts_at__lt": lesson.ends_at, "ends_at__gt": lesson.starts_at}
    absent = set(InstructorAbsence.objects.filter(instructor__in=people, **span).values_list("instructor", flat=True))
    others = InstructorBooking.objects.filter(instructor__in=people, status__in=TAKEN).exclude(session=lesson)
    taken = set(others.overlapping(lesson.starts_at, lesson.ends_at).values_list("instructor", flat=True))
    asked = set(lesson.bookings.exclude(status__in=OUT).values_list("instructor", flat=True))
    return [
        Suggestion(
            one,
            fee_of(one, lesson),
            int((one.taught or timedelta()).total_seconds() // 60),
            tuple(_clashes(one.pk, taken, absent, asked)),
            tuple(_doubts(one, lesson, day)),
        )
        for one in people
    ]


def _clashes(pk: int, taken: set[int], absent: set[int], asked: set[int]) -> Iterable[str]:
    if pk in asked:
        yield ASKED
    if pk in taken:
        yield OVERLAP
    if pk in absent:
        yield ABSENT


def _doubts(one: Instructor, lesson: Session, day: date) -> Iterable[str]:
    course = lesson.request
    if not set(one.fields) & set(course.field):
        yield f"{NO_FIELD} ({codes.labels('education_field', one.fields)})"
    wanted = course.topic.qualification.strip() if course.topic else ""
    if wanted:
        held = [row for row in one.qualifications.all() if "".join(row.kind.split()) == "".join(wanted.split())]
        if not held:
            yield f"자격이 없습니다. ({wanted})"
        elif not any(row.expires_on is None or row.expires_on >= day for row in held):
            yield f"교육일에는 자격이 만료됩니다. ({wanted})"
