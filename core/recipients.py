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
_telephone: Callable[[int], str] | None = None


def register_finder(finder: Finder) -> None:
    """`finder(institution_id, role, programme, person_id)`: the named person, else active holders of the role."""
    global _finder
    _finder = finder


def register_telephones(finder: Callable[[int], str]) -> None:
    """`finder(institution_id)`: the mobile on which an institution wishes to be told, empty where it does not."""
    global _telephone
    _telephone = finder


def telephone(institution_id: int) -> str:
    """Where an institution wishes a text besides what its people read here."""
    return _telephone(institution_id) if _telephone else ""


def owners(institution_id: int, role: str, person_id: int | None, programme: str) -> list[Recipient]:
    """The people a duty's messages go to."""
    return _finder(institution_id, role, programme, person_id) if _finder else []
