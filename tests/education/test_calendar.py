"""Lessons in everybody's calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import time_machine
from icalendar import Calendar

from core import workdays
from core.reports import file_name
from network.registry import calendar
from network.services import calendar as calendar_service
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
    make.session(make.request("POSTPONED", title="미룬 교육"))
    off = next(entry for title, entry in _seen(cast.coordinator1).items() if title.startswith("미룬"))
    assert (off.is_cancelled, off.is_postponed, off.state, off.tone) == (False, True, "연기", "hold")


def test_a_postponed_lesson_stays_in_the_feed_and_on_the_page_as_postponed(cast: Cast, client: Any) -> None:
    """The agency's telephone says that it is not held then, and not that it is off for good."""
    course = make.request("POSTPONED", title="심폐소생술")
    lesson = make.session(course)
    off = make.session(make.request("CANCELLED_BY_HOST", title="낙상 예방"))
    key = calendar_service.issue(actor=cast.nursing1.actor, scope="PLACE")
    events = Calendar.from_ical(client.get(f"/calendar/feed.ics?k={key}").content).walk("VEVENT")
    found = {str(event["UID"]).partition("@")[0]: event for event in events}
    name = cast.nursing1.institution.short_name
    put_off, ended = found[f"lesson-{lesson.pk}"], found[f"lesson-{off.pk}"]
    assert (put_off["SUMMARY"], put_off["STATUS"]) == (f"(연기) 심폐소생술 · {name}", "TENTATIVE")
    assert (ended["SUMMARY"], ended["STATUS"]) == (f"(주관기관 취소) 낙상 예방 · {name}", "CANCELLED")
    day = str(workdays.seoul_date(lesson.starts_at))
    told = cast.nursing1.api().get("/api/v1/calendar/", {"since": day, "until": day}).json()
    marks = {one["title"].partition(" · ")[0]: (one["is_postponed"], one["is_cancelled"]) for one in told}
    assert marks == {"심폐소생술": (True, False), "낙상 예방": (False, True)}
    page = cast.nursing1.client().get(f"/calendar/?view=list&on={day}").content.decode()
    assert "심폐소생술" in page
    assert "연기" in page
    assert "낙상 예방" not in page


@time_machine.travel(datetime(2026, 11, 30, 15, 30, tzinfo=UTC), tick=False)
def test_a_file_is_named_after_the_day_in_seoul(cast: Cast) -> None:
    """Half past midnight of 1 December, while it is November still in Greenwich."""
    named = cast.coordinator1.client().get("/education/requests/list.xlsx")["Content-Disposition"]
    assert quote("교육목록-20261201") in named
    assert file_name("결과보고서", "") == "결과보고서_20261201"
