"""From the end of a meeting to the director's desk on two pages, in a real browser that counts its own clicks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from core import workdays
from network.councils.models import Meeting
from tests import cast as standing
from tests.councils.house import AGENDA, House, house, report_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST = 10
# Every press of the mouse or the finger counts, on whatever page and on whatever it falls.
COUNT = "addEventListener('pointerdown', () => { sessionStorage.presses = 1 + Number(sessionStorage.presses || 0); }, true);"
SAID = "(가상소방서) 당직표를 미리 알리면 재문의가 줄어듦"


def _before(home: House, starts: datetime) -> None:
    """An earlier meeting, whose report went to the director."""
    with time_machine.travel(starts - timedelta(days=9), tick=False):
        meeting = home.called(starts)
    with time_machine.travel(starts + timedelta(hours=1), tick=False):
        home.attend(meeting)
        meeting = home.step("hold", meeting)
        home.write_all(meeting)
        home.submit(home.step("draft", meeting))


def _ended(home: House, starts: datetime) -> Meeting:
    """A meeting of five items to which everybody was called; nothing of it is written yet."""
    with time_machine.travel(starts - timedelta(days=9), tick=False):
        meeting = home.agenda(home.plan(starts), [*AGENDA, ("OTHER", "차기 회의")])
        return home.step("notify", meeting)


def _next(runs: Any, title: str) -> None:
    """On by key: what was typed is stored, and one goes on typing about the next item."""
    runs.page.keyboard.press("Alt+ArrowDown")
    runs.arrive()
    assert title in runs.page.inner_text("#item h2")
    assert runs.page.evaluate("document.activeElement.name") == "discussion"


def _type(runs: Any, *texts: str) -> None:
    """From one field to the next by Tab."""
    for place, text in enumerate(texts):
        if place:
            runs.page.keyboard.press("Tab")
        runs.page.keyboard.type(text)


def _day(runs: Any, day: Any) -> None:
    """A date field takes its parts in the order of the browser's own language."""
    for order in ("%m%d%Y", "%Y%m%d"):
        runs.page.keyboard.press("Tab")
        runs.page.keyboard.type(day.strftime(order))
        if runs.page.evaluate("document.querySelector('[name=act_due_on]').value") == str(day):
            return
        runs.page.focus("[name=act_owner]")
    raise AssertionError(f"the field does not take {day}")


def test_a_meeting_of_five_items_is_with_the_director_after_ten_clicks_on_two_pages(sit: Any) -> None:
    cast = standing.current()
    home = house(cast)
    today = workdays.start_of_day(workdays.seoul_today())
    starts = today - timedelta(days=1) + timedelta(hours=14)
    _before(home, starts - timedelta(days=30))
    meeting = _ended(home, starts)
    absent = home.person(meeting, "임가상")
    runs, director = sit(cast.coordinator1), sit(cast.director1)
    page = runs.page
    page.add_init_script(COUNT)
    seen = []
    page.on("framenavigated", lambda frame: seen.append(frame.url.split("?")[0]))
    runs.go(f"/councils/meetings/{meeting.pk}/run/")

    page.click("#mark-all")
    runs.arrive()
    page.click(f"#mark-{absent.pk}")
    runs.arrive()
    assert "3 / 4명" in page.inner_text("#roll")
    page.click("[name=discussion]")
    _type(runs, SAID, "원안대로 접수")
    _next(runs, "야간 전원 거절 사유와 개선방안")
    _type(runs, SAID)
    page.click("text=논의한 대로 추진")
    page.click("[name=act_text]")
    _type(runs, "야간 당직표를 나누어 보기", "")
    page.keyboard.press("ArrowDown")
    due = (starts + timedelta(days=20)).date()
    _day(runs, due)
    page.keyboard.press("Alt+Enter")
    runs.arrive()
    assert "야간 당직표를 나누어 보기" in page.inner_text(".act-rows")
    _next(runs, "2027년 운영계획(안)")
    _type(runs, SAID, "원안 의결")
    page.click("text=표결")
    page.keyboard.press("Tab")
    _type(runs, "3", "0", "0")
    assert "합계 3 = 출석 3" in page.inner_text("#item")
    _next(runs, "퇴원 통보 담당자 지정")
    _type(runs, SAID, "협조하기로 함")
    _next(runs, "차기 회의")
    _type(runs, SAID)
    page.locator(".actbar").get_by_role("button", name="회의 마치기").click()
    runs.arrive()
    assert page.input_value("[name=person_1]") == str(cast.director1.user.pk), "the line of last time is offered"
    assert "3. 2027년 운영계획(안): 찬성 3, 반대 0, 기권 0 → 원안 의결" in runs.text
    page.locator("main form").get_by_role("button", name="결재 상신", exact=True).click()
    runs.arrive()

    assert report_of(meeting).status == "IN_APPROVAL"
    assert int(page.evaluate("sessionStorage.presses")) <= MOST
    base = f"{runs.base}/councils/meetings/{meeting.pk}/"
    assert set(seen) <= {f"{base}run/", f"{base}act/submit/", base}, "two pages, and where one lands afterwards"
    assert meeting.actions.get().due_on == due
    director.go("/")
    director.press("결재")
    assert "1 / " in director.text


def test_what_is_typed_is_kept_without_a_press_and_comes_back(sit: Any) -> None:
    """Somebody closes the window in the middle of a sentence; votes are added up against who is there meanwhile."""
    cast = standing.current()
    home = house(cast)
    today = workdays.start_of_day(workdays.seoul_today())
    meeting = _ended(home, today - timedelta(days=1) + timedelta(hours=14))
    item = meeting.items.get(kind="DECISION")
    runs = sit(cast.coordinator1)
    url = f"/councils/meetings/{meeting.pk}/run/?item={item.pk}"
    runs.go(url)
    assert runs.audit() == []
    runs.page.click("#mark-all")
    runs.arrive()
    runs.page.fill("[name=discussion]", "적다 만 말")
    runs.page.click("text=표결")
    runs.page.fill("[name=votes_for]", "5")
    assert "합계 5 > 출석 4" in runs.page.inner_text("#item")
    runs.page.wait_for_selector("text=임시저장됨")
    again = sit(cast.coordinator1)
    again.go(url)
    assert again.page.input_value("[name=discussion]") == "적다 만 말"
    item.refresh_from_db()
    assert item.discussion == "", "a draft is nobody else's"
