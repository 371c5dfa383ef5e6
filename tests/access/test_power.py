"""The matrix sees what it is there to see: with a guard taken away it reports the cells that opened.

On the cheap path, whoever's turn it is: the fault shows for the named principal, who is asked in process.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Q
from django.http import HttpResponse

from core import pages, policy
from core.actor import Actor
from core.policy import SignedIn
from core.workflow import Workflow
from discharge.access import CASE
from discharge.api.cases import CaseViewSet
from discharge.models import DischargeCase
from referrals.access import LINKAGE_ACCESS
from tests import cast as standing
from tests.access import matrix, oracle, world
from tests.access.alike import EVERYBODY, Turn

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
    """Whoever of the care team knocks today shows it."""
    assert not _knocked(rows, "discharge:case-log", "0")
    monkeypatch.setattr(policy, "record_view", lambda *args: None)
    for turn in range(1, 3):
        assert any("without a record" in got for got in _knocked(rows, "discharge:case-log", str(turn)))
    assert any("without a record" in got for _, _, got in _opened(rows, "social1", "discharge:case-log", EVERYBODY))


def _knocked(rows: world.World, route: str, turn: str) -> list[str]:
    """What differs for anybody at one route."""
    return [got for name in PRINCIPALS for _, _, got in _opened(rows, name, route, turn)]


def test_a_page_that_only_a_knock_shows(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of refusal names the patient to colleagues: of those who could take a free post and of those who could
    not, whoever knocks today sees it, nobody else does."""
    refuse = pages.refusal_page

    def tell(request: Any, error: Any) -> Any:
        response = refuse(request, error)
        client = getattr(getattr(error, "about", None), "client", None)
        return HttpResponse(response.content + (client.name if client else "").encode(), status=response.status_code)

    monkeypatch.setattr(pages, "refusal_page", tell)
    opened = {str(turn): _who_sees(rows, "discharge:case-detail", str(turn)) for turn in range(2)}
    for seen in opened.values():
        assert len(seen) == 2, opened
        assert all(_is_somewhere_a_colleague(rows, PRINCIPALS[name]) for name in seen)
    assert set(opened["0"]).isdisjoint(opened["1"]), "the next day it is somebody else"


def _who_sees(rows: world.World, route: str, turn: str) -> list[str]:
    """Whom a fault of one page shows itself to."""
    doors = {
        name: matrix.run(rows, who, lambda probe: (probe.route, probe.method) == (route, "GET"), Turn(turn))
        for name, who in PRINCIPALS.items()
    }
    return [name for name, outcome in doors.items() if outcome.mismatches]


def _is_somewhere_a_colleague(rows: world.World, who: oracle.Principal) -> bool:
    """And nothing more than that: such a case answers 403 to its page."""
    found = [oracle.to_case(who, stand.facts) for stand in rows.stands["case"] if stand.facts]
    return any("colleague" in one and one <= {"colleague", "free_post"} for one in found)


def test_a_door_that_forgets_its_row(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy says no, the endpoint reads the row all the same: nobody is asked there, so one has to knock."""
    monkeypatch.setattr(CaseViewSet, "row", lambda self: DischargeCase.objects.get(pk=self.kwargs["case_id"]))
    assert any(got.startswith("OK") for got in _knocked(rows, "api:discharge-case-detail", "0"))


def test_a_service_that_lets_everybody(rows: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row's page is open to the receiver, the act is the sender's: the workflow no longer asks who does it."""
    route = "referrals:linkage-act[send]"
    assert _opened(rows, "health1", route) == []
    demand = Workflow.demand

    def anybody(self: Workflow, row: Any, name: str, relations: frozenset[str], *args: Any) -> Any:
        return demand(self, row, name, frozenset(self._bound().relations), *args)

    monkeypatch.setattr(Workflow, "demand", anybody)
    assert any(wanted == "403" and got.startswith("OK") for _, wanted, got in _opened(rows, "health1", route))
