"""The matrix sees what it is there to see: with a guard taken away it reports the cells that opened.

On the cheap path, whoever's turn it is: the fault shows for the named principal, who is asked in process.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.db.models import Q
from django.http import HttpResponse

from core import pages, policy
from core.actor import Actor
from core.policy import OnRow, SignedIn
from discharge.access import CASE
from discharge.api.cases import CaseViewSet
from referrals.access import LINKAGE_ACCESS
from tests import cast as standing
from tests.access import asking, matrix, oracle, world
from tests.access.alike import Turn

pytestmark = pytest.mark.django_db
PRINCIPALS = oracle.principals()


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[world.World]:
    with django_db_blocker.unblock(), matrix.rolled_back():
        yield world.build(standing.current())


def _opened(rows: world.World, name: str, route: str, turn: str = "0") -> list[tuple[str, str, str]]:
    """What differs for one principal at one route."""
    outcome = matrix.run(rows, PRINCIPALS[name], lambda probe: probe.route == route, Turn(turn))
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


def test_a_page_that_only_a_knock_shows(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of refusal names the patient to colleagues: whoever of them knocks today sees it, nobody else does."""
    refuse = pages.answer

    def tell(request: Any, error: Any) -> Any:
        response = refuse(request, error)
        client = getattr(getattr(error, "about", None), "client", None)
        return HttpResponse(response.content + (client.name if client else "").encode(), status=response.status_code)

    monkeypatch.setattr(pages, "answer", tell)
    opened = {str(turn): _who_sees(rows, "discharge:case-detail", str(turn)) for turn in range(5)}
    for seen in opened.values():
        assert len(seen) == 1, opened
        assert "colleague" in oracle.to_case(PRINCIPALS[seen[0]], _case_facts(rows))
    assert len({seen[0] for seen in opened.values()}) > 1, "the next day it is somebody else"


def _who_sees(rows: world.World, route: str, turn: str) -> list[str]:
    """Whom a fault of one page shows itself to."""
    doors = {
        name: matrix.run(rows, who, lambda probe: (probe.route, probe.method) == (route, "GET"), Turn(turn))
        for name, who in PRINCIPALS.items()
    }
    return [name for name, outcome in doors.items() if outcome.mismatches]


def _case_facts(rows: world.World) -> Any:
    return next(stand.facts for stand in rows.stands["case"] if stand.name == "own")


def test_a_door_that_forgets_its_row(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Policy and row say no, the view is entered all the same: one of those alike meets it at the door."""

    def anybody(self: Any, actor: Actor, value: Any) -> Any:
        return self.access.model._default_manager.get(pk=value)

    real = asking.Asker.refusal
    monkeypatch.setattr(asking.Asker, "refusal", lambda self, *args: _as_declared(real, self, *args))
    monkeypatch.setattr(OnRow, "row", anybody)
    assert any(_opened(rows, name, "api:discharge-case-detail") for name in PRINCIPALS)


_declared = OnRow.row


def _as_declared(real: Any, asker: Any, *args: Any) -> Any:
    """What the policy object answers, whatever the door does with it."""
    with mock.patch.object(OnRow, "row", _declared):
        return real(asker, *args)
