"""Whether the page that a duty opens lets its owner do it (L1)."""

from __future__ import annotations

from lxml import html

from core.duties import KINDS
from core.models import Duty
from tests.cast import Browser

# What one presses or follows, also what stands there with the reason why it cannot be pressed yet.
CONTROLS = (
    "//main//a | //main//button | //main//summary | //main//*[@aria-disabled='true'] | //*[@class='paper-tools']//a"
)


def controls(page: str) -> list[str]:
    """The words of everything on a page that can be pressed, as they are read and as they are read out."""
    found = html.fromstring(page).xpath(CONTROLS)
    return [" ".join(f"{one.text_content()} {one.get('aria-label', '')}".split()) for one in found]


def fault_of(duty: Duty, browser: Browser) -> str:
    """Why an owner cannot do what they owe: the link is closed, or its page does not offer the act. Empty: they can."""
    answer = browser.get(duty.url.partition("#")[0], follow=True)  # a step of a case sends on to its form
    if answer.status_code != 200:
        return f"{duty.kind}: {duty.url} {answer.status_code}"
    found, words = controls(answer.content.decode()), KINDS[duty.kind].words
    is_offered = any(word in control for word in words for control in found)
    return "" if is_offered else f"{duty.kind}: {duty.url} offers none of {words}, only {found}"
