"""A state that stands against an act is told before what was typed is looked at, at both doors, for every act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from core.acts import Act, Acts, Standing
from core.errors import Conflict, Forbidden
from tests import cast as standing
from tests.access import matrix, world
from tests.cast import Member
from tests.laws import registered
from tests.laws.test_l6_one_shape import BY_HAND, Document

pytestmark = pytest.mark.django_db
WHY = "지금은 할 수 없는 까닭"
LEAST = 50


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[world.World]:
    with django_db_blocker.unblock(), matrix.rolled_back():
        yield world.build(standing.current())


def who_may(rows: world.World, board: Acts, act: Act) -> tuple[Any, Member]:
    """A row, and somebody whose act it is."""
    access = board.door.access
    found = board.door.rows() if board.door.rows else access.model._default_manager.all()
    for who in (one for one in rows.people.values() if one.user.is_active):
        for row in access.related(found, who.actor):
            row.relations = access.read_relations(row)
            if access.allows(board.door.act, row.relations) and _may(board, act, row):
                return row, who
    raise AssertionError(f"{board.name}.{act.name}: nobody of the test world may do it")


def _may(board: Acts, act: Act, row: Any) -> bool:
    try:
        board.demand(act, row, row.relations)
    except Forbidden:
        return False
    return True


def _late(*_: Any, **__: Any) -> None:
    raise Conflict(WHY)


@contextmanager
def impossible(board: Acts, act: Act) -> Iterator[None]:
    """As if no state allowed it: what the act says of the row, and what the machine says of a move."""
    state = act.state
    if state is not None:
        object.__setattr__(act, "state", lambda row: WHY)
    else:
        board.machine.permitted = _late  # type: ignore[union-attr,method-assign,assignment]
    try:
        yield
    finally:
        object.__setattr__(act, "state", state)
        if state is None:
            del board.machine.permitted  # type: ignore[union-attr]


def faults_of(rows: world.World, board: Acts, act: Act, path: str) -> Iterator[str]:
    """Everything is missing that could be typed; nothing of it is mentioned."""
    row, who = who_may(rows, board, act)
    with impossible(board, act):
        answers = [who.client().get(board.url(act, row)), who.client().post(board.url(act, row), {})]
        if path:
            address = re.sub(r"{(\w+)}", lambda found: str(getattr(row, found[1], row.pk)), path)
            answers.append(who.api().post(address, {}, format="json"))
        offered = {one.name for one, _ in board.offered(Standing(row, row.relations, who.actor)) if one.state}
    for answer in answers:
        if answer.status_code != 409 or WHY not in answer.content.decode():
            yield f"{board.name}.{act.name}: {answer.status_code} {answer.request['PATH_INFO']}"
    if act.name in offered:
        yield f"{board.name}.{act.name} is offered all the same"


def test_a_state_is_told_before_the_form_is_judged(rows: world.World) -> None:
    paths = Document().paths
    found = [
        (board, act, f"{board.name}.{act.name}")
        for board, act in registered.acts()
        if act.state is not None or (board.machine is not None and not (act.access or act.move))
    ]
    faults = [
        fault
        for board, act, name in found
        for fault in faults_of(rows, board, act, "" if name in BY_HAND else paths[name])
    ]
    assert faults == []
    assert len(found) >= LEAST
