"""Figures of the home page: every app may register what it counts for the person who acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.actor import Actor
from core.paging import COUNT_CAP


@dataclass(frozen=True)
class Figure:
    """One number with its unit and label; `url` leads to the rows behind it."""

    label: str
    value: str
    unit: str = "건"
    url: str = ""


def counted(label: str, count: int, *, url: str = "") -> Figure:
    """A count that `core.paging.count_parts` made, which counts no further than its cap."""
    if count > COUNT_CAP:
        return Figure(label, f"{COUNT_CAP + 1:,}", unit="건 이상", url=url)
    return Figure(label, f"{count:,}", url=url)


Count = Callable[[Actor], list[Figure]]
_COUNTS: list[Count] = []


def register(count: Count) -> None:
    """`count(actor)` answers in one query at most, and with an empty list for whom it does not concern."""
    if count not in _COUNTS:
        _COUNTS.append(count)


def for_actor(actor: Actor) -> list[Figure]:
    """The figures of everything the actor works in, in order of registration."""
    return [figure for count in _COUNTS for figure in count(actor)]
