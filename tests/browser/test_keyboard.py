"""Somebody who owns no mouse registers a person. What holds for every form by itself: test_every_page.py."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from core import workdays
from discharge.models import DischargeCase
from tests import cast as standing
from tests.browser.keyboard import FAR

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Hands:
    """Somebody at the keyboard who owns no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: str) -> None:
        """Press Tab until the control is there; a group of radios is reached at whichever of them takes the focus."""
        for _ in range(FAR):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("target => document.activeElement.matches(target)", target):
                return
        raise AssertionError(f"Tab does not lead to {target}")

    def write(self, name: str, text: str) -> None:
        self.reach(f"[name={name}]")
        self.page.keyboard.type(text)

    def write_day(self, name: str, day: date) -> None:
        """A date field takes its parts in the order of the browser's own language."""
        for order in ("%m%d%Y", "%Y%m%d"):
            self.reach(f"[name={name}]")
            self.page.keyboard.type(day.strftime(order))
            if self.page.evaluate("document.activeElement.value") == str(day):
                return
            self.page.evaluate("document.querySelector('main').focus()")
        raise AssertionError(f"{name} does not take {day}")

    def pick(self, name: str, value: str = "") -> None:
        """Down the list, or along the radios, to the value; without one, the first that is no blank."""
        self.reach(f"[name={name}]")
        for _ in range(FAR):
            if self.page.evaluate(IS_PICKED, value):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} has no {value}")

    def tick(self, name: str, value: str) -> None:
        self.reach(f"[name={name}]:is([value={value}], :not([value]))")
        self.page.keyboard.press("Space")

    def press(self, words: str) -> None:
        """Go to the link or button of these words and press Enter."""
        for _ in range(FAR):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.innerText?.trim()") == words:
                with self.page.expect_navigation():
                    self.page.keyboard.press("Enter")
                return
        raise AssertionError(f"Tab does not lead to {words}")


IS_PICKED = """
value => {
  const at = document.activeElement;
  return (at.type !== 'radio' || at.checked) && (value ? at.value === value : at.value !== '');
}
"""


def test_a_person_is_registered_and_consents_without_a_mouse(sit: Any) -> None:
    cast = standing.current()
    seat = sit(cast.social1)
    seat.go("/discharge/cases/")
    hands, today = Hands(seat.page), workdays.seoul_today()
    hands.press("선별 등록")
    hands.write("name", "김가상")
    hands.write_day("birth_date", date(1948, 3, 15))
    hands.pick("sex", "F")
    hands.write("chart_no", "90000123")
    hands.write("phone", "010-0000-0001")
    hands.pick("municipality")
    hands.pick("insurance_type", "NHI")
    hands.pick("household_type", "ALONE")
    hands.write_day("admitted_on", today - timedelta(days=10))
    hands.pick("admit_route", "ED")
    hands.pick("ward")
    hands.pick("department")
    hands.write("diagnosis", "대퇴골 경부 골절")
    hands.pick("target_group", "FRAGILITY_FRACTURE_65")
    hands.tick("risk_items", "LIVES_ALONE")
    hands.pick("result", "TARGET")
    hands.pick("attending", str(cast.doctor1.pk))
    hands.press("선별 등록")
    assert "동의 대기" in seat.text

    hands.press("동의 등록")
    for kind in ("COLLECT", "SENSITIVE", "PROGRAM"):
        hands.pick(f"answer_{kind}", "yes")
    hands.tick("paper_kept", "on")
    hands.press("동의 등록")
    assert "평가 중" in seat.text
    assert DischargeCase.objects.get().client.name == "김가상"
