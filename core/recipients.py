"""How the kernel finds people: the app that knows them registers itself here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Recipient:
    """A person who may be told something; `email` is empty when they take no mail."""

    id: int
    email: str = ""


Finder = Callable[[int, str, str, int | None], list[Recipient]]
_finder: Finder | None = None


def register_finder(finder: Finder) -> None:
    """`finder(institution_id, role, programme, person_id)`: the named person, else active holders of the role."""
    global _finder
    _finder = finder


def owners(institution_id: int, role: str, person_id: int | None, programme: str) -> list[Recipient]:
    """The people a duty's messages go to."""
    return _finder(institution_id, role, programme, person_id) if _finder else []
