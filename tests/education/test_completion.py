"""Minutes and the completion rule, at their edges."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core.models import AuditEntry
from core.workdays import SEOUL
from education.models import Attendance, EducationRequest
from education.services import completion
from education.services.completion import Presence, Rule, reaches, standing
from tests import make_education as make
from tests.cast import Cast

START = datetime(2026, 11, 10, 14, tzinfo=SEOUL)
END = START + timedelta(hours=2)


def _was(result: str = "PRESENT", came: int | None = None, left: int | None = None) -> Presence:
    """Somebody who came and left so many minutes after the start."""
    moments = [None if one is None else START + timedelta(minutes=one) for one in (came, left)]
    return Presence(START, END, result, *moments)


@pytest.mark.parametrize(
    ("presence", "minutes"),
    [
        (_was(), 120),
        (_was(came=-20, left=140), 120),  # before and after does not count
        (_was("LATE", came=24), 96),
        (_was("LEFT_EARLY", left=90), 90),
        (_was(came=30, left=30), 0),
        (_was(came=130), 0),
        (_was("ABSENT"), 0),
        (_was("EXCUSED", came=0, left=120), 0),
        (_was(""), 0),
    ],
)
def test_minutes_are_the_overlap_with_the_session(presence: Presence, minutes: int) -> None:
    assert presence.attended == minutes


@pytest.mark.parametrize(("attended", "passes"), [(96, True), (95, False), (120, True), (0, False)])
def test_ninety_six_of_a_hundred_and_twenty_pass(attended: int, passes: bool) -> None:
    assert reaches(attended, 120, 80) is passes


def test_nothing_required_is_nothing_reached() -> None:
    assert not reaches(0, 0, 80)


def test_sessions_add_up_and_seconds_do_not_make_a_minute() -> None:
    second = Presence(END, END + timedelta(hours=1), "PRESENT", END + timedelta(seconds=30))
    found = standing([_was(), second], Rule())
    assert (found.attended, found.required, found.outcome) == (179, 180, "complete")


def test_absent_everywhere_is_a_no_show_and_once_present_is_not() -> None:
    assert standing([_was("ABSENT"), _was("EXCUSED")], Rule()).outcome == "no_show"
    assert standing([_was("ABSENT"), _was()], Rule()).outcome == "fail"


@pytest.mark.parametrize(
    ("score", "outcome"), [(None, "fail"), ("59.9", "fail"), ("60", "complete"), ("100", "complete")]
)
def test_a_test_must_be_passed_where_there_is_one(score: str | None, outcome: str) -> None:
    rule = Rule(pass_mark=Decimal(60))
    found = standing([_was()], rule, None if score is None else Decimal(score))
    assert found.outcome == outcome


@given(st.integers(0, 100_000), st.integers(1, 100_000), st.integers(1, 100))
def test_the_share_is_exact_in_whole_numbers(attended: int, required: int, share: int) -> None:
    assert reaches(attended, required, share) == (Decimal(attended) * 100 >= Decimal(required) * share)


def _ended_course(size: int) -> EducationRequest:
    """One of four never came, one left early, the others were there."""
    course = make.request("DELIVERED", needs_certificate=True)
    lesson = make.session(course, START)
    for place in range(size):
        row = make.enrolment(course)
        if place % 4:
            left = START + timedelta(minutes=30) if place % 4 == 1 else None
            Attendance.objects.create(
                session=lesson, enrolment=row, result="PRESENT", in_at=START if left else None, out_at=left
            )
    return course


@pytest.mark.django_db
def test_three_hundred_people_are_decided_on_in_as_many_statements_as_four(cast: Cast) -> None:
    """Each with their own outcome, line in the trail and, who completed, number in the order of applying."""
    counts = {}
    for size in (4, 300):
        course = _ended_course(size)
        with CaptureQueriesContext(connection) as asked:
            told = completion.decide(actor=cast.coordinator1.actor, course=course)
        counts[size] = len(asked)
        assert told == {"complete": size // 2, "fail": size // 4, "no_show": size // 4}
        rows = course.enrolments.order_by("applied_at", "pk")
        assert Counter(rows.values_list("status", "minutes", "version")) == {
            ("COMPLETED", 120, 2): size // 2,
            ("NOT_COMPLETED", 30, 2): size // 4,
            ("NO_SHOW", 0, 2): size // 4,
        }
        trail = AuditEntry.objects.filter(object_id__in=[str(row.pk) for row in rows], user=cast.coordinator1.user)
        assert Counter(trail.values_list("verb", flat=True)) == {
            "enrolment.complete": size // 2,
            "enrolment.fail": size // 4,
            "enrolment.no_show": size // 4,
        }
        serials = [one.certificates.get().serial for one in rows if one.status == "COMPLETED"]
        assert serials == list(range(serials[0], serials[0] + size // 2))
        assert completion.decide(actor=cast.coordinator1.actor, course=course) == dict.fromkeys(told, 0)
    assert counts[300] == counts[4]
