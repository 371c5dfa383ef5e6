"""Every route × every principal × every row: the portal answers as the oracle says.

Every cell is asked in process; over HTTP knocks one principal of each group of those alike, the next one tomorrow.
`IEUM_MATRIX` names the turn again (a number) or lets everybody knock (`all`, as `./ieum campaign matrix` does).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests import cast as standing
from tests import no_pictures
from tests.access import alike, matrix, oracle, world
from tests.access.alike import Turn
from tests.access.enumerator import Probe
from tests.access.oracle import Rule

pytestmark = pytest.mark.django_db
PRINCIPALS = oracle.principals()
LEAST_CELLS = 120_000
LEAST_KNOCKS = 5_000


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[world.World]:
    """The rows, made once for all principals of this process; every request is taken back."""
    with django_db_blocker.unblock(), matrix.rolled_back():
        yield world.build(standing.current())


@pytest.fixture
def rows(ground: world.World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> world.World:
    """The rows with their files. Whether one may print or read the schema is asked here, not how they look."""
    monkeypatch.setattr("core.reports.render_pdf", lambda html: b"%PDF-1.7")
    monkeypatch.setattr("core.hwpx.Sheet.content", lambda *args: b"PK")  # typed all the same, but not packed
    no_pictures.install(monkeypatch)
    monkeypatch.setattr("drf_spectacular.generators.SchemaGenerator.get_schema", lambda *args, **kwargs: {})
    world.lay_papers(settings.MEDIA_ROOT)
    return ground


@pytest.mark.parametrize("name", PRINCIPALS)
def test_the_portal_answers_as_the_oracle_says(
    name: str, rows: world.World, record_property: Callable[[str, Any], None]
) -> None:
    turn = Turn(alike.turn_of_today())
    outcome = matrix.run(rows, PRINCIPALS[name], turn=turn)
    record_property("matrix", {"cells": outcome.cells, "knocks": outcome.knocks, "turn": turn.value})
    assert not outcome.mismatches, outcome.table()


def test_the_matrix_has_many_cells(rows: world.World) -> None:
    """Everybody is asked at every row of every door."""
    assert matrix.count(rows) > len(oracle.doors())
    assert matrix.count(rows) * len(PRINCIPALS) >= LEAST_CELLS


def test_of_those_alike_one_knocks_and_everybody_in_turn(rows: world.World) -> None:
    """Each way of standing to a door's rows is knocked every day; after some days by everybody who stands so."""
    doors = list(matrix.cells())[::25]
    ways = {
        (probe, alike.way_at_the_door(who, rule, stand))
        for probe, rule in doors
        for who in PRINCIPALS.values()
        for stand in matrix.rows(rows, probe, rule)
    }
    one_day, all_days, everybody = _knocks(rows, doors, "7"), set(), _knocks(rows, doors, alike.EVERYBODY)
    for day in range(len(PRINCIPALS)):
        all_days |= _knocks(rows, doors, str(day))
    assert {(probe, way) for probe, way, _ in one_day} == ways
    assert len(one_day) == len(ways), "two who are alike knocked at the same door"
    assert all_days == everybody


def test_nobody_stays_at_home(rows: world.World) -> None:
    """Every principal knocks somewhere every day, so that a session that goes wrong is met on the first."""
    knocks = {who.name: 0 for who in PRINCIPALS.values()}
    for _, _, name in _knocks(rows, list(matrix.cells()), alike.turn_of_today()):
        knocks[name] += 1
    assert min(knocks.values()) > 20, knocks
    assert sum(knocks.values()) > LEAST_KNOCKS, knocks


def _knocks(rows: world.World, doors: list[tuple[Probe, Rule]], turn: str) -> set[tuple[Probe, alike.Way, str]]:
    """Who knocks at which door, and how they stand to the row behind it."""
    return {
        (probe, alike.way_at_the_door(who, rule, stand), who.name)
        for probe, rule in doors
        for who in PRINCIPALS.values()
        for stand in matrix.knocked(rows, who, probe, rule, Turn(turn))
    }


def test_the_principals_are_the_cast_and_those_the_world_adds(rows: world.World) -> None:
    assert set(PRINCIPALS) - {"nobody"} == set(rows.people)
    for name, member in rows.people.items():
        told, held = PRINCIPALS[name], member.membership
        assert told.place == member.institution.code, name
        assert (told.roles, told.programmes) == (frozenset(held.roles), frozenset(held.programmes)), name
