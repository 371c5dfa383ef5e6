"""The matrix sees what it is there to see: with a guard taken away it reports the cells that opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Q

from core import policy
from core.actor import Actor
from core.policy import SignedIn
from discharge.access import CASE
from discharge.api.cases import CaseViewSet
from referrals.access import LINKAGE_ACCESS
from tests import cast as standing
from tests.access import matrix, oracle, world

pytestmark = pytest.mark.django_db
PRINCIPALS = oracle.principals()


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[world.World]:
    with django_db_blocker.unblock(), matrix.rolled_back():
        yield world.build(standing.current())


def _opened(rows: world.World, name: str, route: str) -> list[tuple[str, str, str]]:
    """What differs for one principal at one route."""
    outcome = matrix.run(rows, PRINCIPALS[name], lambda probe: probe.route == route)
    return [(one.stand, one.wanted, one.got) for one in outcome.mismatches]


def test_colleagues_of_every_hospital(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hospital is forgotten in one relation: somebody else's case answers 403 where nothing may be known of it."""
    assert _opened(rows, "transferred", "discharge:case-detail") == []

    def anywhere(actor: Actor) -> Q | None:
        return Q() if actor.holds("SOCIAL_WORKER", "NURSE") and actor.works_in("DISCHARGE") else None

    monkeypatch.setitem(CASE.relations, "colleague", anywhere)
    assert any(
        wanted == "404" and got.startswith("403")
        for _, wanted, got in _opened(rows, "transferred", "discharge:case-detail")
    )


def test_a_coordinator_of_every_hospital(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CASE.relations, "coordinator", lambda actor: Q() if actor.holds("COORDINATOR") else None)
    assert any(
        wanted == "404" and got.startswith("OK")
        for _, wanted, got in _opened(rows, "regional1", "discharge:case-detail")
    )


def test_a_list_without_its_policy(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _opened(rows, "edstaff1", "api:discharge-case-list") == []
    monkeypatch.setitem(CaseViewSet.policies, "list", SignedIn())
    assert ("-", "403", "OK (200)") in _opened(rows, "edstaff1", "api:discharge-case-list")


def test_a_receiver_who_keeps_what_was_closed(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    def for_ever(actor: Actor) -> Q | None:
        return Q(receiver_id=actor.institution_id)

    assert _opened(rows, "health1", "api:linkage-detail") == []
    monkeypatch.setitem(LINKAGE_ACCESS.relations, "receiver", for_ever)
    assert _opened(rows, "health1", "api:linkage-detail")


def test_a_page_that_is_not_recorded(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _opened(rows, "social1", "discharge:case-log") == []
    monkeypatch.setattr(policy, "record_view", lambda *args: None)
    assert any("without a record" in got for _, _, got in _opened(rows, "social1", "discharge:case-log"))
