"""Every page of the portal as it is opened by the person it is for: on a wide screen, on a telephone, by the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from core.checks import routes
from tests.browser import keyboard
from tests.browser.walk import NARROW, WIDE, Walk, audit
from tests.browser.world import NO_PAGE, Visit, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHARES = 2  # the visits are dealt out, a share for each of the two processes: the world of each is built once
# Names, units and codes that a Korean form writes in Latin letters too.
INSTRUMENTS = {"K-MBI", "AUDIT-K", "PHQ-9", "SGDS-K", "CIST", "NRS", "LACE", "HOSPITAL", "FRAIL", "MMSE", "KCD"}
UNITS, KEYS = {"mEq", "dL", "KB", "MB", "AED"}, {"J", "K", "X", "QR", "Alt", "Ctrl", "Enter"}
FILES = {"PDF", "HWPX", "HWP", "DOCX", "PPTX", "JPG", "PNG", "XLSX", "CSV", "xlsx", "csv"}
LATIN = INSTRUMENTS | UNITS | KEYS | FILES
_WORD = re.compile(r"[A-Za-z][A-Za-z-]+\d*")
_OTHER = (
    r"\S+@\S+|https?://\S+",  # addresses
    r"[\w./-]+\.(?:xlsx|csv|pdf)\b",  # files
    r"\b[A-Z]-\d+(?:-\d+)?",  # numbers of cases, days left
    r"\b[a-z]+[12]\b",  # names of accounts
    r"\b[0-9a-f]{8}\b",  # the eight signs that stand for a person in the audit trail
    r"\b[A-Z2-7]{24,40}\b",  # the secret for a telephone
)
_NO_WORDS = re.compile("|".join(_OTHER))
_LEFTOVER = re.compile(r"\{\{|\{%|\bNone\b|\bnan\b|\bundefined\b|\bTrue\b|\bFalse\b|<[a-z]+ ")

PROBE = """
() => {
  const shown = el => el.checkVisibility({visibilityProperty: true});
  const names = [...document.querySelectorAll('[aria-label],[title],[placeholder],img[alt]')].filter(shown)
    .flatMap(el => ['aria-label', 'title', 'placeholder', 'alt'].map(name => el.getAttribute(name) || ''));
  return {
    lang: document.documentElement.lang,
    title: document.title,
    h1: [...document.querySelectorAll('h1')].filter(shown).length,
    text: document.body.innerText,
    names: names.join(' '),
    nameless: [...document.querySelectorAll('img:not([alt])')].length,
  };
}
"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Bars that stay in view cover something at any moment; they are let go for the look.
LET_GO = "() => { for (const bar of document.querySelectorAll('.savebar, .bulk, .top, .anchor')) bar.style.position = 'static' }"
RUN_AXE = audit()
# One rule looks at nothing but the text of the style sheets: it is asked once of the same sheets, not on every page.
SHEETS = "() => [...document.styleSheets].map(sheet => sheet.href || sheet.ownerNode.textContent).join()"
RUN_AXE_AGAIN = audit(", preload: false, rules: {'css-orientation-lock': {enabled: false}}")
RESIZED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def test_every_route_has_a_visit_or_shows_no_page(world: World) -> None:
    ours = {name for _, name, _ in routes() if not name.startswith("api:")}
    visited = {visit.route for visit in world.visits()} - {""}
    assert ours - visited - set(NO_PAGE) == set(), "say in tests/browser/world.py who looks at it"
    assert visited & set(NO_PAGE) == set()
    assert (visited | set(NO_PAGE)) - ours == set(), "these routes are gone"


@pytest.mark.parametrize("share", range(SHARES))
def test_no_page_has_a_fault(walk: Walk, world: World, share: int) -> None:
    found = [f"{visit}: {fault}" for visit in [*world.visits()][share::SHARES] for fault in _look(walk, visit)]
    assert not found, "\n".join(found)
    assert walk.errors == []


PLANT = """
() => document.querySelector('main').insertAdjacentHTML('beforeend', `
  <img src="/static/icons.svg">
  <button type="button"></button>
  <p id="planted-pale">좁은 화면에서만 옅은 글</p>
  <p class="planted-small"><a href="/a">가</a><a href="/b">나</a></p>
`)
"""
COLOUR = """
() => {
  document.getElementById('planted-pale').style.color = innerWidth < 400 ? '#ddd' : '#000';
  for (const link of document.querySelectorAll('.planted-small a'))
    link.style.cssText = 'display: inline-block; width: 8px; height: 8px; min-height: 0; overflow: hidden';
}
"""


def test_what_is_planted_is_found(walk: Walk) -> None:
    """A page without a fault gets three, and a fourth on a telephone alone: each is named at the width that has it."""
    page, _ = walk.open(Visit("account_login", None, "/account/login/"))
    assert [*_axe_faults(page, "wide", RUN_AXE)] == []
    page.evaluate(PLANT)
    planted = {"image-alt", "button-name", "target-size"}
    for size, faults in ((WIDE, planted), (NARROW, planted | {"color-contrast"})):
        page.set_viewport_size(size)
        page.evaluate(RESIZED)
        page.evaluate(COLOUR)
        found = [*_axe_faults(page, "planted", RUN_AXE_AGAIN)]
        assert {fault.split(": ")[1] for fault in found} == faults, found


def _look(walk: Walk, visit: Visit) -> Iterator[str]:
    page, answer = walk.open(visit)
    if answer is None or answer.status != visit.status or not page.url.split("?")[0].endswith(visit.path.split("?")[0]):
        yield f"answered {answer.status if answer else '-'} at {page.url}"
        return
    yield from _words(page)
    page.evaluate(LET_GO)
    sheets = page.evaluate(SHEETS)
    yield from _axe_faults(page, "wide", RUN_AXE_AGAIN if sheets in walk.sheets else RUN_AXE)
    walk.sheets.add(sheets)
    page.set_viewport_size(NARROW)
    page.evaluate(RESIZED)
    sideways = page.evaluate(SIDEWAYS)
    if sideways > 0:
        yield f"scrolls sideways by {sideways} px"
    yield from _axe_faults(page, "narrow", RUN_AXE_AGAIN)
    page.set_viewport_size(WIDE)
    page.evaluate(RESIZED)
    yield from keyboard.faults(page)


def _words(page: Page) -> Iterator[str]:
    seen = page.evaluate(PROBE)
    if seen["lang"] != "ko":
        yield f"lang={seen['lang']}"
    if seen["h1"] != 1:
        yield f"{seen['h1']} h1"
    if seen["nameless"]:
        yield f"{seen['nameless']} pictures without alt"
    text = f"{seen['title']} {seen['text']} {seen['names']}"
    yield from (f"left over: {match}" for match in _LEFTOVER.findall(text))
    words = {word for word in _WORD.findall(_NO_WORDS.sub(" ", text)) if word not in LATIN}
    if words:
        yield f"not Korean: {sorted(words)}"


def _axe_faults(page: Page, width: str, run: str) -> Iterator[str]:
    yield from (f"{width}: {fault}" for fault in page.evaluate(run))
