"""When a page has come: what was pressed has been answered, by a new page or by a changed part of this one."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

# Set synchronously by whatever begins to leave or to ask, so that nothing is looked at a moment too early.
_WATCH = """
window.arrival = {isLeaving: false, asked: 0};
addEventListener('submit', event => { if (!event.defaultPrevented) arrival.isLeaving = true; });
navigation.addEventListener('navigate', event => {
  if (!event.destination.sameDocument && event.downloadRequest === null) arrival.isLeaving = true;
});
navigation.addEventListener('navigateerror', () => { arrival.isLeaving = false; });
addEventListener('htmx:beforeRequest', () => { arrival.asked += 1; });
for (const name of ['htmx:afterSettle', 'htmx:responseError', 'htmx:sendError', 'htmx:timeout'])
  addEventListener(name, () => { arrival.asked = Math.max(0, arrival.asked - 1); });
"""
_HAS_COME = "() => document.readyState === 'complete' && !!window.arrival && !arrival.isLeaving && !arrival.asked"


def watch(context: BrowserContext) -> None:
    """Every page of this window says by itself whether something is still on its way."""
    context.add_init_script(_WATCH)


def wait(page: Page) -> None:
    """Until what was begun on this page has been answered."""
    page.wait_for_function(_HAS_COME)
