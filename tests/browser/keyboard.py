"""A page with the keyboard alone: Tab reaches everything in the order of the page, one sees where one is, Enter sends."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

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


def faults(page: Page) -> Iterator[str]:
    """What is wrong with an open page that has a form; nothing is sent."""
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
