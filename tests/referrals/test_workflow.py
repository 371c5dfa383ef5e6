"""The linkage machine: the table is the data's, and every move belongs to its side."""

from __future__ import annotations

from typing import Any

import pytest

from core import states
from core.access import Access
from core.errors import Conflict, DomainError, Forbidden, NotVisible
from core.workflow import carried_rows
from referrals.access import LINKAGE_ACCESS
from referrals.workflow import LINKAGE, LinkageStatus
from tests.referrals.conftest import World

# A role of the data becomes a relation of the app; PARTNER_STAFF is the staff of whoever was asked.
RELATION = {
    "SOCIAL_WORKER": "social_worker",
    "NURSE": "nurse",
    "MH_MANAGER": "mh_manager",
    "PARTNER_STAFF": "receiver",
    "system": "system",
}
MOVES = sorted({row.name for row in LINKAGE.transitions})
STATES = [state for state in LinkageStatus.values if state not in ("NO_RESPONSE", "WITHDRAWN")]


def carried() -> dict[str, tuple[Any, ...]]:
    return {
        row["action"]: (
            frozenset(row["from_states"].split()),
            row["to_state"],
            row["action_ko"],
            row["side"],
            frozenset(RELATION[role] for role in row["who"].split()),
        )
        for row in carried_rows()
        if row["machine"] == "LINKAGE"
    }


def test_the_table_is_the_carried_one_both_ways() -> None:
    table = {row.name: (row.sources, row.target, row.label, row.side, row.by) for row in LINKAGE.transitions}
    assert table == carried()


def test_states_and_labels_are_the_carried_ones() -> None:
    assert list(LinkageStatus.choices) == states.choices("LINKAGE")


def test_every_open_state_has_a_clock_or_a_reason() -> None:
    assert set(LINKAGE.clocks) == set(LinkageStatus.values) - LINKAGE.final


@pytest.mark.parametrize("relation", [*LINKAGE_ACCESS.relations, "system"])
def test_a_relation_has_only_the_moves_of_its_side(relation: str) -> None:
    expected = {name for name, row in carried().items() if relation in row[4]}
    assert {row.name for row in LINKAGE.transitions if relation in row.by} == expected


@pytest.fixture
def standing_as(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stand in exactly one relation to every linkage."""

    def stand(relation: str) -> None:
        relations = frozenset({relation}) if relation else frozenset()
        lock = Access.lock

        def locked_as(self: Access[Any], actor: Any, pk: Any) -> Any:
            return lock(self, actor, pk)[0], relations

        monkeypatch.setattr(Access, "lock", locked_as)

    return stand


@pytest.mark.parametrize("state", STATES)
def test_every_move_by_every_relation_from_every_state(world: World, standing_as: Any, state: str) -> None:
    linkage = world.at_state(state)
    for relation in [*LINKAGE_ACCESS.relations, "system", ""]:
        standing_as(relation)
        for name in MOVES:
            (row,) = LINKAGE.named(name)
            if relation in row.by and state in row.sources:
                continue  # what it then does is told by the story tests
            is_late = relation == "past_receiver" and state in LINKAGE.final and "receiver" in row.by
            may = relation in row.by or is_late  # the row ended while the receiver was acting
            expected = NotVisible if not relation else Conflict if may else Forbidden
            with pytest.raises(DomainError) as answer:
                LINKAGE.fire(linkage, name, actor=world.worker)
            assert type(answer.value) is expected, (relation, name, state)
    linkage.refresh_from_db()
    assert linkage.status == state


def test_a_button_pressed_twice_moves_once(world: World) -> None:
    linkage = world.sent()
    world.proxy(linkage, "receive", linkage.sent_at)
    with pytest.raises(Conflict, match="접수"):
        world.proxy(linkage, "receive", linkage.sent_at)
    linkage.refresh_from_db()
    assert linkage.version == 3
