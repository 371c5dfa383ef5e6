"""Signing in at the door of a meeting, each with their own telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.models import AuditEntry
from network.councils.models import Meeting
from tests.councils.house import ENDS, STARTS, House


@pytest.fixture
def meeting(home: House, clock: Any) -> Meeting:
    """Called, its door open, half an hour before the beginning."""
    made = home.called()
    clock.move_to(STARTS - timedelta(minutes=30))
    answer = home.cast.coordinator1.client().post(f"/councils/meetings/{made.pk}/door/", {"act": "open"})
    assert answer.status_code == 302
    return Meeting.objects.get(pk=made.pk)


def door(meeting: Meeting) -> str:
    return f"/councils/sign-in/?k={meeting.sign_in_key}"


def seat(meeting: Meeting, name: str) -> Any:
    return meeting.attendees.get(name=name)


def test_the_coordinator_shows_a_qr_and_sees_how_many_signed(home: House, meeting: Meeting) -> None:
    page = home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/door/").content.decode()
    assert 'src="data:image/svg+xml' in page
    assert "확인 0명 · 정족수 3명" in page
    home.cast.health1.client().post(door(meeting), {"seat": seat(meeting, "남가상").pk})
    page = home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/door/").content.decode()
    assert "확인 1명" in page
    assert len(meeting.sign_in_key) >= 22
    log = home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/").content.decode()
    assert "출석 확인을 열었습니다." in log
    assert "출석을 확인했습니다." in log


def test_a_member_signs_once(home: House, meeting: Meeting) -> None:
    browser = home.cast.health1.client()
    page = browser.get(door(meeting)).content.decode()
    assert "남가상" in page
    assert "배가상" not in page, "another institution's seat"
    row = seat(meeting, "남가상")
    for _ in range(2):  # pressed twice
        browser.post(door(meeting), {"seat": row.pk})
    row.refresh_from_db()
    assert (row.attendance, row.signed_in_at) == ("ATTENDED", STARTS - timedelta(minutes=30))
    assert AuditEntry.objects.filter(verb="meeting.sign_in").count() == 1


def test_a_delegate_signs_with_a_name(home: House, meeting: Meeting) -> None:
    """배가상 has no account: the welfare centre's staff signs for whoever came in their stead."""
    row = seat(meeting, "배가상")
    home.cast.welfare1.client().post(door(meeting), {"seat": row.pk, "proxy_name": "라가상"})
    row.refresh_from_db()
    assert (row.attendance, row.proxy_name) == ("PROXY", "라가상")


def test_nobody_signs_for_another_institution(home: House, meeting: Meeting) -> None:
    row = seat(meeting, "배가상")
    answer = home.cast.health1.client().post(door(meeting), {"seat": row.pk})
    assert answer.status_code == 400
    row.refresh_from_db()
    assert row.attendance == ""
    stranger = home.cast.nursing1.client()
    assert "자리가 없습니다" in stranger.get(door(meeting)).content.decode()
    assert stranger.post(door(meeting), {"seat": row.pk}).status_code == 409


@pytest.mark.parametrize(
    ("moment", "is_on"),
    [
        (STARTS - timedelta(minutes=61), False),
        (STARTS - timedelta(minutes=60), True),
        (ENDS + timedelta(minutes=60), True),
        (ENDS + timedelta(minutes=61), False),
    ],
)
def test_the_door_is_open_around_the_meeting(
    home: House, meeting: Meeting, clock: Any, moment: Any, is_on: bool
) -> None:
    clock.move_to(moment)
    row = seat(meeting, "남가상")
    answer = home.cast.health1.client().post(door(meeting), {"seat": row.pk})
    row.refresh_from_db()
    assert (answer.status_code, row.attendance) == ((302, "ATTENDED") if is_on else (400, ""))


def test_a_closed_door_and_an_unknown_one_are_no_page(home: House, meeting: Meeting, client: Any) -> None:
    old = door(meeting)
    browser = home.cast.health1.client()
    home.cast.coordinator1.client().post(f"/councils/meetings/{meeting.pk}/door/", {"act": "close"})
    assert browser.get(old).status_code == 404
    home.cast.coordinator1.client().post(f"/councils/meetings/{meeting.pk}/door/", {"act": "open"})
    assert browser.get(old).status_code == 404, "a new opening makes a new address"
    for key in ("", "x" * 22, "x" * 500):
        assert browser.get("/councils/sign-in/", {"k": key}).status_code == 404
    assert client.get(old).status_code == 302, "signing in comes first"


def test_the_door_belongs_to_the_coordinator(home: House, meeting: Meeting) -> None:
    assert home.cast.health1.client().post(f"/councils/meetings/{meeting.pk}/door/").status_code == 403
    assert home.cast.hospital2.client().get(f"/councils/meetings/{meeting.pk}/door/").status_code == 404
