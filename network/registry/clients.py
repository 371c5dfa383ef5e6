"""Where upper apps register what the network must tell them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any


class Events:
    """Named moments and the callables to run at them, inside the same transaction, in order of registration."""

    def __init__(self, *names: str) -> None:
        self._listeners: dict[str, list[Callable[..., None]]] = {name: [] for name in names}

    def register(self, name: str, listener: Callable[..., None]) -> None:
        if listener not in self._listeners[name]:
            self._listeners[name].append(listener)

    def fire(self, name: str, **facts: Any) -> None:
        for listener in self._listeners[name]:
            listener(**facts)


# death(client, actor) · alive(client, actor): the death that was recorded is not true · destroy(client, actor)
client_events = Events("death", "alive", "destroy")
# granted, refused, not_required, withdrawn, expired: each (consent, actor)
consent_events = Events("granted", "refused", "not_required", "withdrawn", "expired")

# What is known of a person on a day on which they lived: (day, in words).
_LIVED: list[Callable[[Any], Iterable[tuple[date, str]]]] = []


def register_lived(finder: Callable[[Any], Iterable[tuple[date, str]]]) -> None:
    """`finder(client)` → days on which the person lived, each with what it was in words (`입원일`)."""
    _LIVED.append(finder)


def last_lived(client: Any) -> tuple[date, str] | None:
    """The last day on which somebody saw or heard the person; None where nobody did."""
    return max((found for finder in _LIVED for found in finder(client)), default=None)


# Finders of a person by a case number; each takes the number and answers with the client's id or None.
_BY_NUMBER: list[Callable[[str], Any]] = []


def register_number(finder: Callable[[str], Any]) -> None:
    """`finder("D-2026-00012")` → id of the client whom that case is about, or None."""
    _BY_NUMBER.append(finder)


def client_of_number(number: str) -> Any:
    """The person a case number belongs to, whatever programme gave it; None when nobody."""
    return next((found for finder in _BY_NUMBER if (found := finder(number)) is not None), None)
