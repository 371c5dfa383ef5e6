"""L11: a list that leaves rows out by its default says so, and a search says how many lie outside, with the way there.

Every page that has no row of its own and shows a list through a filter is opened by several of those who may. What the
model's own scope gives and the list does not is hidden; the words and the link must stand there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from django.db.models import Model, QuerySet
from django.test import Client as Browser

from core import workdays
from core.access import ScopedQuerySet
from core.actor import Actor
from core.filtering import PortalFilterSet
from tests import make, make_education
from tests.access import world
from tests.access.enumerator import Probe
from tests.laws import doors

pytestmark = pytest.mark.django_db
EACH = 2  # people who open each list
PEOPLE = ("social1", "coordinator1", "health1", "nursing1", "cpo1")
LEAST_LISTS, LEAST_HIDING, LEAST_SEARCHES = 14, 7, 7
# Lists that leave out rows of their model's scope and are no lists of them, each with the reason.
ANOTHER_LIST = {
    "referrals:linkage-list": "what was received has a list of its own, reached from here",
    "referrals:received-list": "what was sent has a list of its own, reached from here",
    "referrals:received-export": "it asks for the purpose; what it takes is what its list shows",
    "referrals:difference-report": "a report on what was sent; drafts are none of it",
    "referrals:received-report": "a report on what was received; what was sent is counted in the one beside it",
    "councils:council-search": "a search alone: it shows nothing before something is looked for",
    "councils:council-public": "public meetings alone, for everybody",
    "councils:decision-list": "items on which something was decided; the others stand in their meetings",
}
WORDS = "보기에 든 것만 보입니다."
OUTSIDE = "더 있습니다."


@pytest.fixture
def rows(ground: world.World) -> world.World:
    """What the matrix lacks: something that has ended, or was left out, in every list."""
    make.case("CLOSED")
    make.linkage(status="CANCELLED")
    make.agency_referral("CANCELLED")
    make_education.request("CLOSED")
    make_education.instructor(name="중지가상", is_active=False)
    make.admission(name="비후보가상", is_candidate=False, admitted_on=workdays.seoul_today() - timedelta(days=3))
    return ground


@dataclass(frozen=True)
class Shown:
    """A list as one person opened it."""

    probe: Probe
    who: str
    actor: Actor
    browser: Browser
    filtered: PortalFilterSet
    context: Any
    content: str

    @property
    def words(self) -> str:
        return f"{self.probe.route} for {self.who}"

    @property
    def missing(self) -> QuerySet[Any]:
        """What the person may know of and the list does not hold."""
        model: type[Model] = self.filtered.queryset.model
        known = model._default_manager.all()
        if isinstance(known, ScopedQuerySet):
            known = known.for_actor(self.actor)
        return known.exclude(pk__in=list(found_by(self).values_list("pk", flat=True)))

    @property
    def hidden(self) -> Any:
        return self.context.get("hidden") if self.context else None


def found_by(one: Shown) -> QuerySet[Any]:
    """What the list shows, on all its pages."""
    rows: QuerySet[Any] = getattr(one.filtered, "found", None)
    return (one.filtered.qs if rows is None else rows).order_by()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[PortalFilterSet]:
    """The filters of a request, in the order in which they are made."""
    found: list[PortalFilterSet] = []
    real = PortalFilterSet.__init__

    def spy(self: Any, *args: Any, **kwargs: Any) -> None:
        real(self, *args, **kwargs)
        found.append(self)

    monkeypatch.setattr(PortalFilterSet, "__init__", spy)
    return found


def opened(probe: Probe, way: doors.Way, actor: Actor, made: list[PortalFilterSet], query: str = "") -> Shown | None:
    made.clear()
    answer = way.browser.get(probe.path(way.stand.ids).partition("?")[0] + query)
    assert answer.status_code < 500 or not made, probe.route
    if answer.status_code != 200 or not made or not answer["Content-Type"].startswith("text/html"):
        return None
    return Shown(probe, way.who.name, actor, way.browser, made[0], answer.context, answer.content.decode())


def is_list(probe: Probe) -> bool:
    return probe.method == "GET" and not probe.is_api and not probe.holes


def lists(rows: world.World, made: list[PortalFilterSet], among: str = "") -> Iterator[tuple[Shown, doors.Way]]:
    """Every list, as it opens for each of some people who may."""
    for probe, found in doors.ways_in(rows, lambda one: among in one.route and is_list(one)):
        for way in islice((one for one in found if one.who.name in PEOPLE), EACH):
            one = opened(probe, way, rows.people[way.who.name].actor, made)
            if one is None:
                break
            yield one, way


def searches(row: Any) -> Iterator[tuple[str, str]]:
    """What somebody would type who looks for this row."""
    for name in ("number", "name", "title", "chart_no", "text"):
        value = getattr(row, name, "")
        if value:
            yield from ((field, str(value)) for field in ("number", "q"))
    if hasattr(row, "client"):
        yield "q", row.client.name


def faults_of(one: Shown, way: doors.Way, made: list[PortalFilterSet]) -> Iterator[str]:
    if one.hidden is None:
        if one.missing.exists() and one.probe.route not in ANOTHER_LIST:
            yield f"{one.words} hides {one.missing.count()} rows and says nothing"
        return
    if WORDS not in one.content or one.hidden.url.replace("&", "&amp;") not in one.content:
        yield f"{one.words} does not say what it hides"
    everything = opened(one.probe, way, one.actor, made, one.hidden.url)
    assert everything is not None
    if everything.hidden is not None:
        yield f"{one.words}: the way to everything shows a part"
    row = found_by(everything).exclude(pk__in=list(found_by(one).values_list("pk", flat=True))).first()
    if row is not None:
        yield from _faults_of_search(one, way, row, made)


def _faults_of_search(one: Shown, way: doors.Way, row: Any, made: list[PortalFilterSet]) -> Iterator[str]:
    """Look for a row that the view leaves out: it is counted, and the link leads to it."""
    for field, value in searches(row):
        if field not in one.filtered.filters:
            continue
        asked = opened(one.probe, way, one.actor, made, f"?{urlencode({field: value})}")
        if asked is None or asked.hidden is None or not asked.hidden.more:
            continue
        there = opened(one.probe, way, one.actor, made, asked.hidden.url)
        if OUTSIDE not in asked.content:
            yield f"{one.words} does not say what the search left out"
        if there is None or not found_by(there).filter(pk=row.pk).exists():
            yield f"{one.words}: the link of {dict(parse_qsl(asked.hidden.url[1:]))} does not show it"
        SEARCHED.add(one.probe.route)
        return
    yield f"{one.words} does not count {row!r} outside of its view"


SEARCHED: set[str] = set()


def test_a_list_says_what_it_hides(rows: world.World, made: list[PortalFilterSet]) -> None:
    faults, seen, hiding = [], set(), set()
    SEARCHED.clear()
    for one, way in lists(rows, made):
        seen.add(one.probe.route)
        hiding |= {one.probe.route} if one.hidden is not None else set()
        faults += list(faults_of(one, way, made))
    assert not faults, "\n".join(faults)
    assert len(seen) >= LEAST_LISTS
    assert len(hiding) >= LEAST_HIDING
    assert len(SEARCHED) >= LEAST_SEARCHES


def test_a_list_that_says_nothing_is_found(
    rows: world.World, made: list[PortalFilterSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discharge.views.cases.hidden", lambda *args, **kwargs: None)
    found = [fault for one, way in lists(rows, made, "case-list") for fault in faults_of(one, way, made)]
    assert found != []
