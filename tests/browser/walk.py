"""One browser in which every page is visited, each by the person it is for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser.world import PASSWORD, Visit, session_cookie

AXE = Path(settings.BASE_DIR) / "static" / "vendor-test" / "axe" / "axe.min.js"
WIDE: Any = {"width": 1280, "height": 900}
NARROW: Any = {"width": 390, "height": 844}


def audit(more: str = "") -> str:
    """A script that says what axe finds on the open page: rule, and the first place of it.

    Only that leaves the page. Nobody reads what is in order, nor the selector of each place; to write both down and to
    carry them over takes as long as many of the rules.
    """
    rules = "runOnly: ['wcag2a','wcag2aa','wcag21aa','wcag22aa'], resultTypes: ['violations'], selectors: false"
    say = "found => found.violations.map(row => `${row.id}: ${row.nodes[0].html.slice(0, 160)}`)"
    return f"axe.run(document, {{{rules}{more}}}).then({say})"


@dataclass
class Walk:
    """One window in which the visits are made, one person after the other: each comes with the session of their own."""

    browser: Browser
    base: str
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    cookies: dict[str, tuple[str, str]] = field(default_factory=dict)
    seated: str = ""  # whose session the window has
    errors: list[str] = field(default_factory=list)
    sheets: set[str] = field(default_factory=set)  # the sets of style sheets that were looked at

    def _window(self, name: str) -> BrowserContext:
        if name not in self.contexts:
            context = self.browser.new_context(viewport=WIDE, locale="ko-KR", reduced_motion="reduce")
            context.add_init_script(path=AXE)
            page = context.new_page()
            page.on("pageerror", lambda error: self.errors.append(str(error)))
            self.contexts[name] = context
        return self.contexts[name]

    def page_for(self, visit: Visit) -> Page:
        """The window, with the session of this person; a person keeps one session."""
        if visit.route == "mfa_authenticate":
            return self._window("half signed in").pages[0]
        context = self._window("everybody")
        self._take_back(context)
        context.clear_cookies()
        if visit.who:
            name = visit.who.user.username
            if name not in self.cookies:
                self.cookies[name] = session_cookie(visit.who)
            key, value = self.cookies[name]
            context.add_cookies([{"name": key, "value": value, "url": self.base}])
            self.seated = name
        return context.pages[0]

    def _take_back(self, context: BrowserContext) -> None:
        """The session as the last visit left it: the server may have given it a new name."""
        key = settings.SESSION_COOKIE_NAME
        for cookie in context.cookies():
            if self.seated and cookie["name"] == key:
                self.cookies[self.seated] = (key, cookie["value"])
        self.seated = ""

    def open(self, visit: Visit) -> tuple[Page, Response | None]:
        page = self.page_for(visit)
        page.set_viewport_size(WIDE)
        if visit.route == "mfa_authenticate":
            page.goto(f"{self.base}/account/login/")
            page.fill("[name=login]", "admin1")
            page.fill("[name=password]", PASSWORD)
            with page.expect_navigation() as answer:
                page.press("[name=password]", "Enter")
            return page, answer.value
        return page, page.goto(self.base + visit.path)

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()
