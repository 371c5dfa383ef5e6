"""A real browser against a live server; every page that is opened is held against the rules of accessibility."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

from core import workdays
from tests import cast as standing
from tests.browser import arrival
from tests.browser.walk import AXE, WIDE, Walk, audit
from tests.browser.world import World, build
from tests.cast import Member

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the driver's loop is not ours
BROWSER = "chromium-headless-shell"  # the same engine without a window, at three quarters of the work
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--js-flags=--no-maglev --no-turbofan",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones come first, half of them where each process begins: none ends alone with two of them."""
    long = [item for item in items if getattr(item, "originalname", "") == "test_no_page_has_a_fault"]
    rest = [item for item in items if item not in long]
    half, middle = len(long) // 2, len(rest) // 2
    items[:] = [*long[:half], *rest[:middle], *long[half:], *rest[middle:]]


@pytest.fixture(scope="session", autouse=True)
def _kept_by_the_browser() -> Iterator[None]:
    """Style sheets, scripts and fonts stay in the browser for a while, as they do where the portal is installed.

    The server of the tests says nothing of it, and a browser that guesses asks for all of them again on every page. The
    server's day begins at ten and the browser's does not: a file must stay fresh whatever the difference between the two.
    """
    serve = StaticFilesHandler.serve

    def kept(self: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        response = serve(self, request)
        response["Cache-Control"] = "max-age=172800, immutable"
        return response

    with mock.patch.object(StaticFilesHandler, "serve", kept):
        yield


@pytest.fixture(scope="package", autouse=True)
def _at_ten_in_the_morning() -> Iterator[None]:
    """The stories happen today, from ten o'clock on: at night the portal asks back, and midnight would part a story."""
    ten = datetime.now(tz=workdays.SEOUL).replace(hour=10, minute=0, second=0, microsecond=0)
    with time_machine.travel(ten, tick=True):
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which(BROWSER), args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Seat:
    """A person at a screen."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)  # the address of every page that came, in this order

    def see(self, response: Response) -> None:
        """Count the page that came; what only sends one on is none."""
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            self.loads.append(f"{response.request.method} {response.url.removeprefix(self.base)}")

    def follow(self, address: str) -> None:
        """Press the link to this address that stands on the page, as a person does who types no address."""
        self.page.locator(f"a[href='{address}']:visible").first.click(timeout=3000)
        self.arrive()

    def take(self, duty: str) -> None:
        """Look at home what is owed now, and go where this duty leads."""
        self.go("/")
        self.page.locator("main .duty li").filter(has_text=duty).get_by_role("link", name=duty, exact=True).click(
            timeout=3000
        )
        self.arrive()

    def go(self, path: str) -> None:
        self.page.goto(self.base + path if path.startswith("/") else path)
        self.arrive()

    def press(self, name: str) -> None:
        """Press the button or follow the link of this name, and wait for the page."""
        target = self.page.get_by_role("button", name=name, exact=True).or_(
            self.page.get_by_role("link", name=name, exact=True)
        )
        target.first.click()
        self.arrive()

    def arrive(self) -> None:
        """Wait for the answer to what was pressed."""
        arrival.wait(self.page)

    def choose(self, name: str, value: str) -> None:
        self.page.check(f"input[name={name}][value='{value}']")

    def audit(self) -> list[str]:
        """What axe finds on this page: rule, and the first place.

        Bars that stay in view while one scrolls cover something at any moment; they are let go for the look. What axe
        itself does to the page (it tries styles that our policy refuses) is no fault of the page.
        """
        before = len(self.faults)
        self.page.evaluate(
            "for (const bar of document.querySelectorAll('.savebar, .bulk, .top, .anchor')) bar.style.position = 'static'"
        )
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(audit())
        self.faults = self.faults[:before]
        return found

    @property
    def text(self) -> str:
        return self.page.inner_text("main")


@pytest.fixture
def sit(chromium: Browser, live_server: Any) -> Iterator[Any]:
    """`sit(cast.social1)` gives that person a seat, `sit()` one to somebody who is not signed in.

    Errors of scripts and policies fail the test at its end.
    """
    contexts: list[BrowserContext] = []
    seats: list[Seat] = []

    def make(member: Member | None = None, size: dict[str, int] | None = None) -> Seat:
        # pages are looked at when they stand still
        context = chromium.new_context(viewport=size or WIDE, locale="ko-KR", reduced_motion="reduce")
        contexts.append(context)
        arrival.watch(context)
        if member is not None:
            session = member.client().cookies[django_settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        seat = Seat(context.new_page(), live_server.url)
        seat.page.on("response", seat.see)
        seat.page.on("pageerror", lambda error: seat.faults.append(str(error)))
        seat.page.on("console", lambda line: seat.faults.append(line.text) if line.type == "error" else None)
        seats.append(seat)
        return seat

    yield make
    for context in contexts:
        context.close()
    assert [fault for seat in seats for fault in seat.faults if "status of 4" not in fault] == []


@pytest.fixture
def walk(chromium: Browser, live_server: Any) -> Iterator[Walk]:
    """Everybody's window in one browser."""
    made = Walk(chromium, live_server.url)
    yield made
    made.close()


@pytest.fixture
def world(db: None) -> World:
    """Rows in the states that open each page."""
    return build(standing.current())
