"""Figures of the home page: every app may register what it counts for the person who acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.actor import Actor


@dataclass(frozen=True)
class Figure:
    """One number with its unit and label; `url` leads to the rows behind it."""

    label: str
    value: str
    unit: str = "건"
    url: str = ""


Count = Callable[[Actor], list[Figure]]
_COUNTS: list[Count] = []


def register(count: Count) -> None:
    """`count(actor)` answers in one query at most, and with an empty list for whom it does not concern."""
    if count not in _COUNTS:
        _COUNTS.append(count)


def for_actor(actor: Actor) -> list[Figure]:
    """The figures of everything the actor works in, in order of registration."""
    return [figure for count in _COUNTS for figure in count(actor)]
