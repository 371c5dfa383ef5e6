"""Every route × every principal × every relationship: the portal answers as the oracle says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest

from tests import cast as standing
from tests.access import matrix, oracle, world

pytestmark = pytest.mark.django_db
PRINCIPALS = oracle.principals()
LEAST_CELLS = 20_000
SHARES = 3


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[world.World]:
    """The rows, made once for all principals of this process; every request is taken back."""
    with django_db_blocker.unblock(), matrix.rolled_back():
        yield world.build(standing.current())


@pytest.fixture
def rows(ground: world.World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> world.World:
    """The rows with their files. Whether one may print or read the schema is asked here, not how they look."""
    monkeypatch.setattr("core.reports.render_pdf", lambda html: b"%PDF-1.7")
    monkeypatch.setattr("drf_spectacular.generators.SchemaGenerator.get_schema", lambda *args, **kwargs: {})
    world.lay_papers(settings.MEDIA_ROOT)
    return ground


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("name", PRINCIPALS)
def test_the_portal_answers_as_the_oracle_says(name: str, share: int, rows: world.World) -> None:
    """Every principal in several shares of the routes, so that both processes end at about the same time."""
    outcome = matrix.run(rows, PRINCIPALS[name], lambda probe: crc32(probe.route.encode()) % SHARES == share)
    assert not outcome.mismatches, outcome.table()


def test_the_matrix_has_many_cells_and_shrinks_for_nobody(rows: world.World) -> None:
    counts = {name: matrix.count(rows, who) for name, who in PRINCIPALS.items()}
    assert sum(counts.values()) >= LEAST_CELLS, counts
    assert min(counts.values()) > len(oracle.doors()), counts


def test_the_principals_are_the_cast_and_those_the_world_adds(rows: world.World) -> None:
    assert set(PRINCIPALS) - {"nobody"} == set(rows.people)
    for name, member in rows.people.items():
        told, held = PRINCIPALS[name], member.membership
        assert told.place == member.institution.code, name
        assert (told.roles, told.programmes) == (frozenset(held.roles), frozenset(held.programmes)), name
