"""Every door of the test world with everybody who may come in, as the access matrix knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.test import Client as Browser

from tests.access import matrix, oracle, world
from tests.access.enumerator import Probe
from tests.access.stands import Stand


@dataclass(frozen=True)
class Way:
    """Somebody whom a door lets in to a row."""

    who: oracle.Principal
    browser: Browser
    stand: Stand


def ways_in(rows: world.World, wanted: Callable[[Probe], bool]) -> Iterator[tuple[Probe, Iterator[Way]]]:
    """Each way to knock, and everybody who is let in there."""
    browsers: dict[str, Browser] = {}
    for probe, rule in matrix.cells(wanted):
        yield probe, _let_in(rows, rule, browsers)


def _let_in(rows: world.World, rule: oracle.Rule, browsers: dict[str, Browser]) -> Iterator[Way]:
    for who in oracle.principals().values():
        if who.session or who.name not in rows.people:
            continue
        for stand in rows.stands[rule.about]:
            is_there = stand.is_nested_there
            if is_there and oracle.expected(who, rule, stand.facts, is_nested_there=True) == oracle.OK:
                if who.name not in browsers:
                    browsers[who.name] = matrix._browser(rows, who)
                yield Way(who, browsers[who.name], stand)
