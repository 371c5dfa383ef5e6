"""The pages behind a one-time link on a telephone, with and without scripts: both pages, the end, and how they measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from referrals.models import Linkage
from referrals.services import one_time_links as onetime
from tests import cast as standing
from tests import make
from tests.browser.conftest import AXE
from tests.browser.test_every_page import RUN_AXE, SIDEWAYS, _words
from tests.browser.walk import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEAST = 48  # px: a thumb on a telephone
SMALL = """
least => [...document.querySelectorAll('main button, main input:not([type=hidden]):not([type=radio]), main select, main label.check')]
  .filter(el => el.checkVisibility())
  .filter(el => el.getBoundingClientRect().height < least - 0.5)
  .map(el => el.outerHTML.slice(0, 100))
"""


@pytest.fixture
def phone(chromium: Browser, has_scripts: bool) -> Iterator[Page]:
    context = chromium.new_context(
        viewport=NARROW, locale="ko-KR", reduced_motion="reduce", java_script_enabled=has_scripts
    )
    yield context.new_page()
    context.close()


def _look(page: Page, *, has_scripts: bool) -> list[str]:
    """What is wrong with the page as it stands: words, sideways scrolling, small controls, accessibility.

    The page that scripts have not touched cannot be measured from inside; it is walked all the same.
    """
    if not has_scripts:
        return []
    found = [*_words(page)]
    if page.evaluate(SIDEWAYS) > 0:
        found.append("scrolls sideways")
    found += [f"small: {place}" for place in page.evaluate(SMALL, LEAST)]
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return found + page.evaluate(RUN_AXE)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("state", ["SENT", "ACCEPTED"])
def test_an_agency_answers_on_a_telephone(phone: Page, live_server: Any, state: str, has_scripts: bool) -> None:
    cast = standing.current()
    linkage = make.linkage(make.case("FOLLOW_UP"), state, make.institution())
    made = onetime.issue(actor=cast.social1.actor, linkage=linkage)
    assert phone.goto(f"{live_server.url}/linkages/answer/?k={made.key}")
    assert made.key not in phone.url
    assert _look(phone, has_scripts=has_scripts) == []
    phone.fill("[name=code]", made.code)
    phone.click("main button[type=submit]")
    assert "2 / 2" in phone.inner_text("main")
    choice = "decline" if state == "SENT" else "stop"
    phone.check(f"[name=answer][value={choice}]")
    assert _look(phone, has_scripts=has_scripts) == []
    phone.check("[name=decline_reason][value=CAPACITY]" if state == "SENT" else "[name=stop_reason][value=MOVED]")
    phone.fill("[name=name]", "배가상")
    phone.fill("[name=position]", "팀장")
    phone.click("main button[type=submit]")
    assert "답을 보냈습니다" in phone.inner_text("main")
    assert _look(phone, has_scripts=has_scripts) == []
    assert Linkage.objects.get(pk=linkage.pk).status == ("DECLINED" if state == "SENT" else "STOPPED")
    again = phone.goto(f"{live_server.url}/linkages/answer/")
    assert again is not None
    assert (again.status, "답을 보냈습니다" in phone.inner_text("main")) == (200, True)
    phone.context.clear_cookies()
    answer = phone.goto(f"{live_server.url}/linkages/answer/")
    assert answer is not None
    assert answer.status == 404, "whoever else comes to the address"
    assert _look(phone, has_scripts=has_scripts) == []
