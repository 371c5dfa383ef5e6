"""A written meeting in a real browser: a member answers on a telephone, the votes are counted from the answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from core import workdays
from network.councils.models import WrittenAnswer
from tests import cast as standing
from tests.browser.test_every_page import SIDEWAYS
from tests.browser.walk import NARROW
from tests.councils.house import house

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _answer(seat: Any, url: str, vote: str, opinion: str = "", told_by: str = "") -> None:
    seat.go(url)
    for place in range(4):
        seat.choose(f"items-{place}-vote", vote)
    seat.page.fill("[name=items-1-opinion]", opinion)
    if told_by:
        seat.page.fill("[name=told_by]", told_by)
    assert seat.page.evaluate(SIDEWAYS) <= 0
    seat.press("회신 저장")


def test_a_member_answers_on_a_telephone_and_the_votes_are_counted(sit: Any) -> None:
    cast = standing.current()
    home = house(cast)
    starts = workdays.start_of_day(workdays.seoul_today()) - timedelta(days=1) + timedelta(hours=9)
    ends = starts + timedelta(days=4)
    with time_machine.travel(starts - timedelta(days=3), tick=False):
        meeting = home.called(starts, mode="WRITTEN", place="", ends_at=ends)
    mine, other = home.person(meeting, "남가상"), home.person(meeting, "배가상")
    page = f"/councils/meetings/{meeting.pk}/"
    member, runs = sit(cast.health1, NARROW), sit(cast.coordinator1)
    member.go("/")
    assert "회의 회신" in member.text
    member.go(f"{page}answers/{mine.pk}/")
    assert member.audit() == []
    _answer(member, f"{page}answers/{mine.pk}/", "FOR", "담당자를 미리 알려 주기를 바람")
    _answer(runs, f"{page}answers/{other.pk}/", "AGAINST", told_by="사무국 정가상")
    assert WrittenAnswer.objects.filter(item__meeting=meeting).count() == 8

    with time_machine.travel(ends + timedelta(days=1)):
        runs = sit(cast.coordinator1)
        runs.go(f"{page}act/hold/")
        runs.page.locator("main form").get_by_role("button", name="개최", exact=True).click()
        runs.arrive()
        item = meeting.items.get(kind="DECISION")
        assert (item.votes_for, item.votes_against, item.votes_abstained) == (1, 1, 0)
        runs.go(f"{page}run/?item={item.pk}")
        assert "찬성 1, 반대 1, 기권 0" in runs.text
        assert "모두 참석" not in runs.text, "who answered took part"
        runs.go(page)
        assert "회신 2명" in runs.text
        assert "불참 2명" in runs.text
