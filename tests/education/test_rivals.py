"""Several at the same moment: twenty for the last seat, of whom one gets it, and two taps at the door of a lesson."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from education.models import Attendance, EducationRequest
from education.services import attendance, enrolments
from tests import cast as standing
from tests import make_education as make
from tests.rivals import together

RIVALS, ROUNDS = 20, 50


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_is_never_sold_twice() -> None:
    cast = standing.current()
    for turn in range(ROUNDS):
        course = make.request("CONFIRMED", capacity=3, title=f"과정 {turn}")
        make.session(course)
        taken = [make.enrolment(course) for _ in range(2)]

        def sign_up(serial: int, course: EducationRequest = course) -> Any:
            data = {"name": f"가상{serial}", "phone": f"010-0000-{serial:04d}", "consent": True}
            return lambda: enrolments.apply(actor=cast.nursing1.actor, course=course, data=data)

        found = together(*(sign_up(serial) for serial in range(RIVALS)))
        assert not [one for one in found if isinstance(one, Exception)], found
        assert course.enrolments.filter(status="CONFIRMED").count() == 3, turn
        assert course.enrolments.filter(status="WAITLISTED").count() == RIVALS - 1, turn
        if turn == 0:
            _leave_at_once(course, taken)


def _leave_at_once(course: EducationRequest, leaving: list[Any]) -> None:
    """Two seats come free at the same moment: the first two in line get them, nobody else."""
    actor = standing.current().coordinator1.actor
    line = list(course.enrolments.filter(status="WAITLISTED").order_by("applied_at", "pk"))
    assert not [
        one
        for one in together(*(lambda row=row: enrolments.cancel(actor=actor, enrolment=row) for row in leaving))
        if isinstance(one, Exception)
    ]
    assert course.enrolments.filter(status="CONFIRMED").count() == 3
    promoted = set(course.enrolments.filter(status="CONFIRMED").values_list("pk", flat=True))
    assert {row.pk for row in line[:2]} <= promoted


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_door_and_the_list_at_once_are_one_attendance() -> None:
    for _ in range(10):
        course = make.request("CONFIRMED", capacity=3)
        lesson, person = make.session(course, timezone.now()), make.enrolment(course)
        line = attendance.Line(person.pk, "PRESENT")

        def tap(lesson: Any = lesson, person: Any = person) -> Any:
            return attendance.check_in(session=lesson, name=person.name, code=person.door_code, act="in")

        def enter(lesson: Any = lesson, line: Any = line) -> Any:
            return attendance.enter(actor=standing.current().coordinator1.actor, session=lesson, lines=[line])

        found = together(tap, tap, tap, enter)
        assert not [one for one in found if isinstance(one, Exception)], found
        assert Attendance.objects.filter(session=lesson).count() == 1
