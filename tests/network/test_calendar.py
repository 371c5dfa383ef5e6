"""The calendar, its file and its secret addresses: everybody sees in them what they may see, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from icalendar import Calendar

from core.models import AuditEntry
from network.councils.models import Meeting
from network.councils.services import moves
from network.models import CalendarFeed
from network.panels import calendar
from network.registry import calendar as calendar_registry
from network.services import calendar as calendar_service
from tests.cast import Cast
from tests.councils.house import PLANNED_ON, STARTS, House, at, house
from tests.queries import count_queries


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PLANNED_ON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def home(cast: Cast, clock: Any) -> House:
    return house(cast)


def _page(who: Any, query: str = "?on=2026-12-01") -> str:
    response = who.client().get(f"/calendar/{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_member_sees_a_meeting_from_its_notice_on(home: House) -> None:
    meeting = home.agenda(home.plan())
    assert meeting.title in _page(home.cast.coordinator1)
    assert "(계획)" in _page(home.cast.coordinator1)
    assert meeting.title not in _page(home.cast.health1)
    home.step("notify", meeting)
    assert meeting.title in _page(home.cast.health1)
    assert meeting.title not in _page(home.cast.nursing1), "does not sit in the body"
    assert meeting.title not in _page(home.cast.hospital2)


@pytest.mark.parametrize(
    ("shape", "on", "first", "last"),
    [
        ("month", date(2026, 12, 7), date(2026, 11, 29), date(2027, 1, 2)),
        ("month", date(2026, 2, 10), date(2026, 2, 1), date(2026, 2, 28)),
        ("week", date(2026, 12, 10), date(2026, 12, 6), date(2026, 12, 12)),
        ("week", date(2026, 12, 6), date(2026, 12, 6), date(2026, 12, 12)),
        ("list", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("nonsense", date(2026, 12, 7), date(2026, 11, 29), date(2027, 1, 2)),
        ("month", date(1, 1, 1), date(2000, 1, 30), date(2000, 3, 4)),
        ("week", date(9999, 12, 31), date(2099, 11, 29), date(2099, 12, 5)),
    ],
)
def test_what_a_page_covers(shape: str, on: date, first: date, last: date) -> None:
    found = calendar.span(shape, on)
    assert (found.first, found.last) == (first, last)


def test_the_month_shows_two_entries_of_a_day_and_where_the_others_are(home: House) -> None:
    for hour in (9, 11, 14):
        home.called(at(12, 10, hour), title=f"{hour}시 회의")
    month = _page(home.cast.coordinator1)
    assert "외 1건" in month
    table = month[month.index("<tbody") : month.index("</tbody>")]
    assert "14시 회의" not in table
    week = _page(home.cast.coordinator1, "?view=week&on=2026-12-10")
    assert all(f"{hour}시 회의" in week for hour in (9, 11, 14))
    assert "성탄절" in month or "기독탄신일" in month


def test_every_shape_and_its_neighbours(home: House) -> None:
    week = _page(home.cast.coordinator1, "?view=week&on=2026-12-10")
    assert "?view=week&amp;on=2026-12-05" in week
    assert "?view=week&amp;on=2026-12-13" in week
    month = _page(home.cast.coordinator1, "?view=month&on=2026-12-31")
    assert "?view=month&amp;on=2026-11-01" in month
    assert "?view=month&amp;on=2027-01-01" in month
    assert "이 기간에 일정이 없습니다" in _page(home.cast.coordinator1, "?view=list&on=2030-01-01&kind=nothing")
    assert _page(home.cast.coordinator1, "?on=not-a-day")


def test_a_meeting_over_two_days_stands_on_both(home: House) -> None:
    home.called(at(12, 10, 14), ends_at=at(12, 11, 12), title="합동 연수")
    listed = _page(home.cast.coordinator1, "?view=list&on=2026-12-01")
    agenda = listed[listed.index('class="agenda') :]
    assert agenda.count("합동 연수") == 2
    assert "이어짐" in agenda


def test_a_feed_holds_what_its_owner_may_see_today(home: House, client: Any) -> None:
    meeting = home.called()
    browser = home.cast.health1.client()
    page = browser.post("/calendar/addresses/", {"scope": "PLACE"}).content.decode()
    url = calendar_service.url_of("KEY").replace("KEY", "")
    key = page.split(url.split("?")[1], 1)[1].split('"', 1)[0]
    assert len(key) >= 27, "160 bits"
    assert key not in str(CalendarFeed.objects.values_list("key_hash", flat=True))
    answer = client.get(f"/calendar/feed.ics?k={key}")
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == meeting.title
    assert event.decoded("DTSTART") == STARTS
    assert event["STATUS"] == "CONFIRMED"
    assert event["LOCATION"] == "본관 5층 대회의실"
    assert "남가상" not in answer.content.decode()
    assert str(event["UID"]).startswith(f"meeting-{meeting.pk}@")

    moves.step("cancel", actor=home.coordinator, meeting=Meeting.objects.get(pk=meeting.pk), data={"reason": "폭설"})
    (later,) = Calendar.from_ical(client.get(f"/calendar/feed.ics?k={key}").content).walk("VEVENT")
    assert later["STATUS"] == "CANCELLED"
    assert later["UID"] == event["UID"]

    membership = home.cast.health1.membership
    type(membership).objects.filter(pk=membership.pk).update(valid_to=date(2026, 11, 19))
    assert client.get(f"/calendar/feed.ics?k={key}").status_code == 404, "left the institution yesterday"


def test_my_own_feed_holds_only_meetings_to_which_i_am_asked(home: House, client: Any) -> None:
    meeting = home.called()
    mine = calendar_service.issue(actor=home.cast.fire1.actor, scope="MINE")
    assert meeting.title in client.get(f"/calendar/feed.ics?k={mine}").content.decode().replace("\r\n ", "")
    welfare = calendar_service.issue(actor=home.cast.welfare1.actor, scope="MINE")  # the seat is somebody else's
    assert "VEVENT" not in client.get(f"/calendar/feed.ics?k={welfare}").content.decode()


def test_an_address_is_replaced_taken_back_and_unknown(home: House, client: Any) -> None:
    health = home.cast.health1
    first = calendar_service.issue(actor=health.actor, scope="PLACE")
    second = calendar_service.issue(actor=health.actor, scope="PLACE")
    own = calendar_service.issue(actor=health.actor, scope="MINE")
    assert client.get(f"/calendar/feed.ics?k={first}").status_code == 404
    assert client.get(f"/calendar/feed.ics?k={second}").status_code == 200
    health.client().post("/calendar/addresses/revoke/", {"scope": "PLACE"})
    assert client.get(f"/calendar/feed.ics?k={second}").status_code == 404
    assert client.get(f"/calendar/feed.ics?k={own}").status_code == 200, "the other one stays"
    for key in ("", "x" * 27):
        assert client.get("/calendar/feed.ics", {"k": key}).status_code == 404
    assert client.get("/calendar/feed.ics", {"k": "x" * 5000}).status_code == 400, "no address is that long"
    assert AuditEntry.objects.filter(verb="calendar.revoke").count() == 1
    assert health.client().post("/calendar/addresses/", {"scope": "ALL"}).status_code == 400


def test_guessing_addresses_is_slowed(home: House, client: Any) -> None:
    answers = [client.get("/calendar/feed.ics?k=guess").status_code for _ in range(62)]
    assert answers[:60] == [404] * 60
    assert answers[-1] == 429


def test_one_meeting_as_a_file(home: House) -> None:
    meeting = home.called()
    answer = home.cast.health1.client().get(f"/councils/meetings/{meeting.pk}/meeting.ics")
    assert answer["Content-Disposition"] == 'attachment; filename="meeting-20261210.ics"'
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == 1
    assert "TZID:Asia/Seoul" in answer.content.decode()
    assert "X-WR-CALNAME" not in answer.content.decode(), "it goes into the calendar that somebody has"


def test_a_postponed_meeting_says_so_in_the_file(home: House) -> None:
    meeting = home.called()
    moves.step("postpone", actor=home.coordinator, meeting=meeting, data={"reason": "폭설"})
    answer = home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/meeting.ics")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["SUMMARY"], event["STATUS"]) == (f"(연기) {meeting.title}", "TENTATIVE")


def test_a_month_costs_the_same_with_few_and_many_meetings(home: House) -> None:
    browser = home.cast.coordinator1.client()
    browser.get("/calendar/")
    for count in (3, 10):
        for days in range(count):
            home.called(STARTS + timedelta(days=days + count))
        with count_queries("calendar page"):
            browser.get("/calendar/?on=2026-12-01")


def test_a_kind_that_others_register_stands_beside_the_meetings(home: House, monkeypatch: Any) -> None:
    entry = calendar_registry.Entry(
        "lesson-1", 1, at(12, 8, 14), at(12, 8, 16), "심폐소생술 교육", "가상요양원", "/", "확정"
    )
    monkeypatch.setitem(calendar_registry._KINDS, "lesson", ("교육", lambda actor, since, until: [entry]))
    home.called(title="제4차 실무협의체")
    both = _page(home.cast.coordinator1)
    assert "심폐소생술 교육" in both
    assert "제4차 실무협의체" in both
    only = _page(home.cast.coordinator1, "?on=2026-12-01&kind=lesson")
    assert "심폐소생술 교육" in only
    assert "제4차 실무협의체" not in only
