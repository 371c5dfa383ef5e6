"""Lessons in everybody's calendar."""

from __future__ import annotations

from datetime import timedelta

from core import workdays
from network.registry import calendar
from tests import make_education as make
from tests.cast import Cast, Member


def _seen(who: Member) -> dict[str, calendar.Entry]:
    today = workdays.start_of_day(workdays.seoul_today())
    found = calendar.entries(who.actor, today, today + timedelta(days=60), ["lesson"])
    return {entry.title: entry for entry in found}


def test_a_lesson_stands_in_the_calendars_of_those_whom_it_concerns(cast: Cast) -> None:
    course = make.request("CONFIRMED", title="심폐소생술")
    lesson = make.session(course)
    make.booking(lesson)
    title = f"심폐소생술 · {cast.nursing1.institution.short_name}"
    for who in (cast.coordinator1, cast.nursing1, cast.instructor1):
        entry = _seen(who)[title]
        assert (entry.starts_at, entry.tone, entry.state) == (lesson.starts_at, "", "확정")
        assert entry.is_mine == (who is cast.instructor1)
    for who in (cast.health1, cast.hospital2, cast.social1, cast.regional1):
        assert _seen(who) == {}


def test_what_is_not_fixed_over_or_called_off_says_so(cast: Cast) -> None:
    for status, tone, is_cancelled in (
        ("SCHEDULING", "hold", False),
        ("DELIVERED", "done", False),
        ("CANCELLED_BY_HOST", "", True),
    ):
        make.session(make.request(status, title=status, requester=cast.nursing1.institution))
        entry = next(entry for title, entry in _seen(cast.coordinator1).items() if title.startswith(status))
        assert (entry.tone, entry.is_cancelled) == (tone, is_cancelled)
    make.session(make.request("POSTPONED", title="연기한 교육"))
    assert not [title for title in _seen(cast.coordinator1) if title.startswith("연기한")]
