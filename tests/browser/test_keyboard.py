"""Every form with the keyboard alone: Tab reaches everything in the order of the page, one sees where one is, Enter sends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from core import workdays
from discharge.models import DischargeCase
from tests import cast as standing
from tests.browser.walk import Walk
from tests.browser.world import Visit, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHARES = 2  # the visits are dealt out, so that two processes share them
STRIDE, FAR = 12, 600  # keys between two looks; more stops than any page has

# What Tab has to reach: controls and links that are seen. A group of radios is one stop: the chosen one, or the first.
LISTEN = """
() => {
  const reachable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const isStop = el => {
    if (el.disabled || !el.checkVisibility({visibilityProperty: true})) return false;
    if (el.type !== 'radio') return true;
    const group = [...document.getElementsByName(el.name)].filter(one => one.form === el.form && !one.disabled);
    return el === (group.find(one => one.checked) || group[0]);
  };
  const ring = el => { const style = getComputedStyle(el); return `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow}`; };
  const main = document.querySelector('main');
  const stops = [...main.querySelectorAll(reachable)].filter(isStop);
  const resting = new Map(stops.map(el => [el, ring(el)]));
  window.walked = {stops, order: [], unseen: [], left: false};
  document.addEventListener('focusin', ({target}) => {
    if (!main.contains(target)) { window.walked.left ||= window.walked.order.length > 0; return; }
    if (window.walked.left || window.walked.order.includes(target)) return;
    window.walked.order.push(target);
    if (resting.has(target) && ring(target) === resting.get(target)) window.walked.unseen.push(target);
  });
  main.focus();
}
"""
WALKED = """
() => {
  const {stops, order, unseen} = window.walked;
  const say = el => el.outerHTML.slice(0, 120);
  const known = order.filter(el => stops.includes(el));
  return {
    missed: stops.filter(el => !order.includes(el)).map(say),
    astray: known.filter((el, at) => at && !(known[at - 1].compareDocumentPosition(el) & 4)).map(say),
    unseen: unseen.map(say),
  };
}
"""
# Sending is stopped at the window; what the form would have done is not of interest here.
CATCH = """
() => {
  window.sent = [];
  window.addEventListener('submit', event => {
    event.preventDefault();
    event.stopImmediatePropagation();
    window.sent.push([event.target, event.submitter]);
  }, true);
  const typed = 'input:is([type=text], [type=number], [type=date], [type=search], [type=password], [type=tel], :not([type]))';
  window.forms = [...document.querySelectorAll('main form')].filter(form => form.checkVisibility());
  return window.forms.map((form, at) => {
    const field = [...form.querySelectorAll(typed)].find(el => el.checkVisibility() && !el.disabled);
    const button = [...form.elements].find(el => el.type === 'submit' && el.checkVisibility() && !el.disabled);
    (field || button)?.setAttribute('data-start', at);
    return Boolean(field || button);
  });
}
"""
SENT = """
at => {
  const last = window.sent.at(-1);
  if (!last || last[0] !== window.forms[at]) return 'nothing was sent';
  const chief = [...last[0].elements].filter(el => el.type === 'submit').find(el => /primary|danger/.test(el.className));
  return !chief || last[1] === chief ? '' : `sent by ${last[1]?.innerText}`;
}
"""


@pytest.mark.parametrize("share", range(SHARES))
def test_every_form_is_used_with_the_keyboard_alone(walk: Walk, world: World, share: int) -> None:
    found = [f"{visit}: {fault}" for visit in [*world.visits()][share::SHARES] for fault in _walk(walk, visit)]
    assert not found, "\n".join(found)


def _walk(walk: Walk, visit: Visit) -> Iterator[str]:
    page, _ = walk.open(visit)
    if not page.locator("main form").count():
        return
    page.evaluate(LISTEN)
    for _ in range(0, FAR, STRIDE):
        for _ in range(STRIDE):
            page.keyboard.press("Tab")
        if page.evaluate("window.walked.left"):
            break
    else:
        yield "Tab never leaves the page's content"
    for kind, places in page.evaluate(WALKED).items():
        yield from (f"{kind}: {place}" for place in places)
    yield from _enter(page)


def _enter(page: Page) -> Iterator[str]:
    """Enter in the first field of each form, or on its button, sends that form with its chief button."""
    for at, has_start in enumerate(page.evaluate(CATCH)):
        if not has_start:
            yield f"form {at} has neither a field nor a button"
            continue
        page.locator(f"[data-start='{at}']").focus()
        page.keyboard.press("Enter")
        fault = page.evaluate(SENT, at)
        if fault:
            yield f"form {at}, Enter: {fault}"


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
