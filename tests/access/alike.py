"""Who knocks over HTTP: of the principals who stand alike to a door's rows, one a day, another the next day.

Every cell is asked in process (`asking.py`). What only a request shows (sessions, middleware, the page that comes) is
the same for everybody of whom the oracle says the same, so one of them knocks for all.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from zlib import crc32

from core import workdays
from tests.access import oracle
from tests.access.enumerator import Probe
from tests.access.oracle import Principal, Rule
from tests.access.stands import Stand

ENVIRONMENT = "IEUM_MATRIX"  # a number: the turn; "all": everybody knocks everywhere
EVERYBODY = "all"


@dataclass(frozen=True)
class Way:
    """How one stands to a row, and what follows. A foreign row and none at all are one way: told apart by nothing."""

    session: str
    wanted: str
    near: frozenset[str]
    received: str
    is_nested_there: bool


def near(who: Principal, rule: Rule, stand: Stand) -> frozenset[str]:
    """The relations of a principal to a row; nobody has any without a session that counts."""
    relate: Callable[..., set[str]] | None = oracle.RELATIONS.get(rule.about)
    if relate is None or stand.facts is None or who.session:
        return frozenset()
    return frozenset(relate(who, stand.facts))


def received(who: Principal, stand: Stand) -> str:
    """The stage of what lies at the principal's place."""
    return getattr(stand.facts, "stage", "") if getattr(stand.facts, "receiver", "-") == who.place else ""


def way(who: Principal, rule: Rule, stand: Stand) -> Way:
    wanted = oracle.expected(who, rule, stand.facts, is_nested_there=stand.is_nested_there)
    return Way(who.session, wanted, near(who, rule, stand), received(who, stand), stand.is_nested_there)


def way_at_the_door(who: Principal, rule: Rule, stand: Stand) -> Way:
    """The way as a request shows it: where nothing may be known of a row, the answer knows nothing of it either."""
    whole = way(who, rule, stand)
    return replace(whole, near=frozenset(), received="") if whole.wanted == oracle.NOT_FOUND else whole


def turn_of_today() -> str:
    """The turn as given, or the day's number, so that each day the next one of every group knocks."""
    return os.environ.get(ENVIRONMENT, "") or str(workdays.seoul_today().toordinal())


@dataclass(frozen=True)
class Turn:
    """Who knocks in one run."""

    value: str

    @property
    def is_everybody(self) -> bool:
        return self.value == EVERYBODY

    def knocks(self, stands: dict[str, list[Stand]], who: Principal, probe: Probe, rule: Rule, stand: Stand) -> bool:
        """Whether this principal is the one of their group for this door."""
        if self.is_everybody:
            return True
        one = way_at_the_door(who, rule, stand)
        group = _groups(_Rows(stands), rule, probe.is_nested)[one]
        place = int(self.value) + crc32(f"{probe.route} {probe.method} {sorted(one.near)}".encode())
        return group[place % len(group)] == who.name


class _Rows:
    """The stands of one world, as a key that stays the same."""

    def __init__(self, stands: dict[str, list[Stand]]) -> None:
        self.stands = stands

    def __hash__(self) -> int:
        return id(self.stands)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rows) and other.stands is self.stands


@cache
def _groups(rows: _Rows, rule: Rule, is_nested: bool) -> dict[Way, list[str]]:
    """Those alike, by the way in which they stand to a row."""
    found: dict[Way, Any] = {}
    for who in oracle.principals().values():
        for stand in rows.stands[rule.about]:
            if stand.is_nested_there or is_nested:
                found.setdefault(way_at_the_door(who, rule, stand), {})[who.name] = None
    return {one: list(names) for one, names in found.items()}
