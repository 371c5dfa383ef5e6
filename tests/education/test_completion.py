"""Minutes and the completion rule, at their edges."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import SEOUL
from education.services.completion import Presence, Rule, reaches, standing

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
