"""A state that stands against an act is told before what was typed is looked at, at both doors, for every act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from core.acts import Act, Acts, Standing
from tests import cast as standing
from tests.access import matrix, world
from tests.cast import Member
from tests.laws import registered
from tests.laws.test_l6_one_shape import BY_HAND, Document

pytestmark = pytest.mark.django_db
WHY = "지금은 할 수 없는 까닭"
LEAST = 8


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
            if access.allows(board.door.act, row.relations) and access.allows(act.access, row.relations):
                return row, who
    raise AssertionError(f"{board.name}.{act.name}: nobody of the test world may do it")


@contextmanager
def impossible(act: Act) -> Iterator[None]:
    """As if no state allowed it."""
    state = act.state
    object.__setattr__(act, "state", lambda row: WHY)
    try:
        yield
    finally:
        object.__setattr__(act, "state", state)


def faults_of(rows: world.World, board: Acts, act: Act, path: str) -> Iterator[str]:
    """Everything is missing that could be typed; nothing of it is mentioned."""
    row, who = who_may(rows, board, act)
    with impossible(act):
        answers = [who.client().get(board.url(act, row)), who.client().post(board.url(act, row), {})]
        if path:
            answers.append(who.api().post(re.sub(r"{\w+}", str(row.pk), path), {}, format="json"))
        offered = {one.name for one, _ in board.offered(Standing(row, row.relations, who.actor))}
    for answer in answers:
        if answer.status_code != 409 or WHY not in answer.content.decode():
            yield f"{board.name}.{act.name}: {answer.status_code} {answer.request['PATH_INFO']}"
    if act.name in offered:
        yield f"{board.name}.{act.name} is offered all the same"


def test_a_state_is_told_before_the_form_is_judged(rows: world.World) -> None:
    paths = Document().paths
    found = [(board, act, f"{board.name}.{act.name}") for board, act in registered.acts() if act.state is not None]
    faults = [
        fault
        for board, act, name in found
        for fault in faults_of(rows, board, act, "" if name in BY_HAND else paths[name])
    ]
    assert faults == []
    assert len(found) >= LEAST
