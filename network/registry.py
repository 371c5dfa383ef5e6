"""Where upper apps register what the network must tell them."""

from __future__ import annotations

from collections.abc import Callable
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


# death(client, actor) · destroy(client, actor)
client_events = Events("death", "destroy")
# granted(consent, actor) · withdrawn(consent, actor) · expired(consent, actor)
consent_events = Events("granted", "refused", "withdrawn", "expired")
