"""Asks every door as one principal, knocks at those whose turn it is, and compares each answer with the oracle's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html import escape
from time import time
from typing import Any
from unittest import mock
from urllib.parse import urlencode
from zlib import crc32

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client as Browser

from core.models import AuditEntry
from tests.access import alike, asking, enumerator, oracle
from tests.access.alike import Turn
from tests.access.asking import Asker
from tests.access.enumerator import Probe
from tests.access.oracle import FORBIDDEN, LOGIN, NOT_FOUND, OK, Principal, Rule
from tests.access.world import Stand, World

# What any answer may write: the trail, and the session that says when somebody was last here.
# Tries at one-time links are counted whatever comes of them.
ALWAYS_WRITTEN = frozenset({"core_auditentry", "network_browsersession", "core_throttlecount"})
_NUMBERED = dict.fromkeys(("core_papernumber", "core_counter"), "a paper keeps the number that it first left with")
_PRINTED = _NUMBERED | {"core_printeddocument": "a print is kept"}
_ISSUED = _PRINTED | {"documents_document": "an edition names its kept file"}
_CALLED = _ISSUED | {
    "councils_meeting": "a meeting names the letter that called it",
    "councils_meetingrecall": "a letter that takes a notice back names its kept file",
}
_LECTURES = _PRINTED | {"education_lectureletter": "a request to teach names its kept file"}
# Pages whose opening keeps something else, each with the reason.
KEPT_ON_OPENING = {
    "core:notice-open": {"core_message": "opening a notice marks it as read"},
    "referrals:linkage-detail": {"referrals_linkage": "the receiver's first reading is kept (first_read_at)"},
    "api:linkage-detail": {"referrals_linkage": "the receiver's first reading is kept (first_read_at)"},
    "discharge:consent-record": {
        "network_consent": "the blocks that are still to be asked stand from the first opening"
    },
    "referrals:linkage-letter": _PRINTED,
    "referrals:linkage-reply": _PRINTED,
    "api:linkage-papers-letter": _PRINTED,
    "api:linkage-papers-reply": _PRINTED,
    "referrals:agency-letter": _PRINTED,
    "referrals:agency-answer": _PRINTED,
    "api:agency-referral-papers-letter": _PRINTED,
    "api:agency-referral-papers-answer": _PRINTED,
    **dict.fromkeys(("documents:document-pdf", "documents:document-hwpx"), _ISSUED),
    **dict.fromkeys(("api:document-paper-detail", "api:document-paper-hwpx"), _ISSUED),
    **dict.fromkeys(("surveys:survey-pdf", "api:survey-paper"), _PRINTED),
    **dict.fromkeys(("education:lecture-letter-pdf", "api:education-booking-letter"), _LECTURES),
    **dict.fromkeys(("education:lecture-letter-hwpx", "api:education-booking-letter-hwpx"), _LECTURES),
    "education:session-signs": _PRINTED,
    "education:report-pdf": _ISSUED,
    **dict.fromkeys(("figures:pdf", "api:figure-papers-paper"), _PRINTED),
    **dict.fromkeys(("education:certificates-pdf", "api:education-certified-bundle"), _PRINTED),
    "education:certificate-pdf": _PRINTED,
    "api:education-session-signs": _PRINTED,
    "api:education-course-report-pdf": _ISSUED,
    "api:certificate-paper": _PRINTED,
    "councils:council-paper-pdf": _CALLED,
    "councils:council-year-pdf": _PRINTED,
    **dict.fromkeys(("councils:council-materials", "api:council-paper-materials"), _PRINTED),
    "api:council-paper-paper": _CALLED,
    "councils:council-paper-hwpx": _CALLED,
    "api:council-paper-hwpx": _CALLED,
    "education:report-hwpx": _ISSUED,
    "api:education-course-report-hwpx": _ISSUED,
    "api:council-year-detail": _PRINTED,
    "discharge:paper-consent-pdf": _PRINTED,
    "discharge:paper-plan-pdf": _PRINTED | {"discharge_dischargeplan": "the version names its first print"},
    **dict.fromkeys(
        ("discharge:paper-plan-hwpx", "api:case-papers-paper-plan-hwpx"),
        _PRINTED | {"discharge_dischargeplan": "the version names its first print"},
    ),
    "discharge:paper-followups-pdf": _PRINTED,
    "api:case-papers-paper-consent": _PRINTED,
    "api:case-papers-paper-followups": _PRINTED,
    "api:case-papers-paper-plan": _PRINTED | {"discharge_dischargeplan": "the version names its first print"},
}
_ADDRESS = "\0address\0"
_REFUSALS = frozenset({"403.html", "404.html", "no_membership.html"})
_WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_CHANGING = re.compile(r'(nonce="[^"]*")|(name="csrfmiddlewaretoken" value="[^"]*")|(X-CSRFToken[^}]*\})')


@dataclass(frozen=True)
class Mismatch:
    """A cell in which the portal and the oracle differ."""

    who: str
    method: str
    route: str
    stand: str
    wanted: str
    got: str

    def __str__(self) -> str:
        return f"{self.who:22} {self.method:6} {self.route:52} {self.stand:34} wanted {self.wanted:9} got {self.got}"


@dataclass
class Outcome:
    cells: int = 0
    knocks: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)

    def table(self) -> str:
        lines = [str(one) for one in self.mismatches[:200]]
        return f"{len(self.mismatches)} of {self.cells} cells differ\n" + "\n".join(lines)


@dataclass
class Answer:
    status: int
    kind: str
    body: str
    cache: str
    written: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()


def cells(only: Callable[[Probe], bool] | None = None) -> Iterator[tuple[Probe, Rule]]:
    """Every probe with its rule."""
    doors, rules = oracle.doors(), oracle.rules()
    for probe in enumerator.probes():
        if only is None or only(probe):
            yield probe, rules[doors[probe.route, probe.method]]


def run(world: World, who: Principal, only: Callable[[Probe], bool] | None = None, turn: Turn | None = None) -> Outcome:
    """All cells of one principal: each is asked in process, and those of the turn are knocked at over HTTP."""
    browser, outcome = _browser(world, who), Outcome()
    chosen = turn or Turn(alike.turn_of_today())
    _ask_everywhere(world, who, only, _known(browser), outcome)
    with _refusals_once():
        for probe, rule in cells(only):
            silence: dict[str, str] = {}
            for stand in knocked(world, who, probe, rule, chosen):
                outcome.knocks += 1
                answer = _answer(partial(_send, browser, probe, stand), probe)
                wanted = oracle.expected(who, rule, stand.facts, is_nested_there=stand.is_nested_there)
                faults = _faults(world, browser, probe, stand, wanted, answer, silence)
                outcome.mismatches += [_mismatch(who, probe, stand, wanted, fault) for fault in faults]
    return outcome


def _ask_everywhere(
    world: World, who: Principal, only: Callable[[Probe], bool] | None, known: Any, outcome: Outcome
) -> None:
    """Ask in every cell."""
    with asking.asker(known) as asker:
        for probe, rule in cells(only):
            for stand in rows(world, probe, rule):
                wanted = oracle.expected(who, rule, stand.facts, is_nested_there=stand.is_nested_there)
                outcome.cells += 1
                faults = _faults_asked(asker, probe, stand, wanted)
                outcome.mismatches += [_mismatch(who, probe, stand, wanted, fault) for fault in faults]


def _mismatch(who: Principal, probe: Probe, stand: Stand, wanted: str, fault: str) -> Mismatch:
    return Mismatch(who.name, probe.method, probe.route, stand.name, wanted, fault)


def rows(world: World, probe: Probe, rule: Rule) -> list[Stand]:
    """The rows of a door: one for every way of standing to rows, foreign ones and a missing one among them."""
    return [stand for stand in world.stands[rule.about] if stand.is_nested_there or probe.is_nested]


def count(world: World) -> int:
    """How many cells a principal has."""
    return sum(len(rows(world, probe, rule)) for probe, rule in cells())


def knocked(world: World, who: Principal, probe: Probe, rule: Rule, turn: Turn) -> list[Stand]:
    """The rows at which this principal's turn it is: one for every way in which the door answers them.

    Which of the rows to which they stand alike is taken changes from route to route, so that all of them are met.
    Whoever is signed out meets the same door whether the row is there or not; the others must not be able to tell.
    """
    near: dict[Any, list[Stand]] = {}
    for stand in rows(world, probe, rule):
        is_apart = not who.session and stand.is_missing
        near.setdefault((alike.way_at_the_door(who, rule, stand), is_apart), []).append(stand)
    choice = crc32(f"{who.name} {probe.route} {probe.method}".encode())
    chosen = [stands[choice % len(stands)] for stands in near.values()]
    return [stand for stand in chosen if turn.knocks(world.stands, who, probe, rule, stand)]


def _browser(world: World, who: Principal) -> Browser:
    if who.name not in world.people:
        return Browser(raise_request_exception=False)
    browser: Browser = world.people[who.name].client(raise_request_exception=False)
    session, now = browser.session, int(time())
    session.update({"began_at": now, "seen_at": now + 3600})  # else every request would write the session anew
    session.save()
    return browser


def _known(browser: Browser) -> Any:
    """The request in which the portal found out who acts: sessions and memberships are read as they always are."""
    with rolled_back():
        return browser.get("/health/alive/").wsgi_request


def _answer(send: Callable[[], Any], probe: Probe) -> Answer:
    """One answer; everything it did is taken back."""
    written: set[str] = set()
    with transaction.atomic(), connection.execute_wrapper(_listener(written)):
        last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        response = send()
        content = b"".join(response.streaming_content) if response.streaming else response.content
        persons: set[str] = set()
        if "core_auditentry" in written:
            for row in AuditEntry.objects.filter(pk__gt=last).values_list("persons", flat=True):
                persons.update(str(person) for person in row)
        transaction.set_rollback(True)
    return Answer(
        response.status_code,
        _kind(response, probe),
        content.decode("utf-8", "replace"),
        response.get("Cache-Control", ""),
        frozenset(written),
        frozenset(persons),
    )


@contextmanager
def _refusals_once() -> Iterator[None]:
    """A page of refusal is a function of the person and of what it is given: each is rendered once.

    The address asked for stands on it too; it is put back where it stood.
    """
    pages: dict[Any, str] = {}

    def once(request: Any, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        error = context.get("error")
        if template not in _REFUSALS:
            return render(request, template, context, status=status)
        key = template, getattr(error, "detail", ""), tuple(context.get("owners", ())), context.get("back", "")
        path = escape(request.get_full_path())
        if key not in pages:
            pages[key] = render(request, template, context).content.decode().replace(path, _ADDRESS)
        return HttpResponse(pages[key].replace(_ADDRESS, path), status=status)

    with mock.patch("core.pages.render", once), mock.patch("core.policy.render", once):
        yield


def _faults_asked(asker: Asker, probe: Probe, stand: Stand, wanted: str) -> Iterator[str]:
    """Policy, row and act answer as the oracle does, or the view itself is asked: services refuse too."""
    if asker.verdict(probe, stand) in wanted.split("/"):
        return
    answer = _answer(partial(asker.enter, probe, stand), probe)
    if not _is_wanted(answer, wanted):
        yield f"{answer.kind} ({answer.status})"
    extra = _unexpected(probe, answer)
    changed = _changed(partial(asker.enter, probe, stand), extra) if extra else []
    if changed:
        yield f"wrote to {', '.join(changed)}"


def _send(browser: Browser, probe: Probe, stand: Stand) -> Any:
    """One request; no toast of it shows on the next page."""
    response = _request(browser, probe, stand)
    for name in set(browser.cookies) - {settings.SESSION_COOKIE_NAME}:
        del browser.cookies[name]
    return response


def _request(browser: Browser, probe: Probe, stand: Stand) -> Any:
    path, body = probe.path(stand.ids), probe.body(stand.ids)
    if probe.method == "GET":
        return browser.get(path)
    if probe.is_api or probe.method == "PUT":
        data = json.dumps(body)
        return browser.generic(probe.method, path, data, content_type="application/json", headers={"If-Match": "1"})
    return browser.generic(probe.method, path, urlencode(body), content_type="application/x-www-form-urlencoded")


def _listener(written: set[str]) -> Callable[..., Any]:
    def listen(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        found = _WRITE.match(str(sql))
        if found:
            written.add(found[1])
        return execute(sql, params, many, context)

    return listen


def _kind(response: Any, probe: Probe) -> str:
    """The class of an answer; what belongs to no class is named by its number."""
    status = response.status_code
    if status == 401 or (status == 302 and "/account/login/" in response.get("Location", "")):
        return LOGIN
    if status == 403:
        return FORBIDDEN
    if status == 404:
        return NOT_FOUND
    # behind the door: a page may only be posted to or only be read, a state may stand against an act
    if 200 <= status < 400 or status in (405, 409) or (status == 400 and probe.method != "GET"):
        return OK
    if status == 503 and probe.route == "core:health":
        return OK
    return str(status)


def _is_wanted(answer: Answer, wanted: str) -> bool:
    return answer.kind in wanted.split("/") or (answer.status == 405 and wanted != LOGIN)


def _faults(
    world: World, browser: Browser, probe: Probe, stand: Stand, wanted: str, answer: Answer, silence: dict[str, str]
) -> Iterator[str]:
    if not _is_wanted(answer, wanted):
        yield f"{answer.kind} ({answer.status})"
    if "no-store" not in answer.cache:
        yield f"Cache-Control {answer.cache!r}"
    extra = _unexpected(probe, answer)
    changed = _changed(lambda: _send(browser, probe, stand), extra) if extra else []
    if changed:
        yield f"wrote to {', '.join(changed)}"
    yield from _leaks(world, answer)
    if answer.kind == NOT_FOUND and stand.is_nested_there:
        said = _CHANGING.sub("", answer.body).replace(escape(probe.path(stand.ids)), "")
        if silence.setdefault("body", said) != said:
            yield "a 404 that differs from another 404 of the same route"


def _unexpected(probe: Probe, answer: Answer) -> frozenset[str]:
    """Tables written to although a refusal writes nothing but the trail; opening a page neither, but for the listed."""
    allowed = set(ALWAYS_WRITTEN)
    if answer.kind == OK:
        if probe.method != "GET":
            return frozenset()
        allowed |= set(KEPT_ON_OPENING.get(probe.route.partition("[")[0], {}))
    return answer.written - allowed


def _digests(tables: Iterable[str]) -> dict[str, Any]:
    """Each table as it stands."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t")
            found[table] = cursor.fetchone()
    return found


def _changed(send: Callable[[], Any], tables: Iterable[str]) -> list[str]:
    """Which of the tables differ afterwards: what a refusal began to write it took back by itself."""
    with transaction.atomic():
        before = _digests(tables)
        send()
        after = _digests(tables)
        transaction.set_rollback(True)
    return sorted(table for table in before if before[table] != after[table])


def _leaks(world: World, answer: Answer) -> Iterator[str]:
    """Whose words stand in the answer must stand in the trail; a refusal holds nobody's words."""
    if answer.kind != OK:
        yield from (f"a refusal that says {name}" for name in world.listed if name in answer.body)
    for secret in world.secrets:
        words = [word for word in (secret.name, *secret.others) if word in answer.body]
        if words and answer.kind != OK:
            yield f"a refusal that says {words}"
        elif secret.name in words and str(secret.client_id) not in answer.persons:
            yield f"shows {secret.name} without a record of it"


@contextmanager
def rolled_back() -> Iterator[None]:
    """Everything inside is forgotten."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
