"""Where the current request came from, for audit entries written deep inside a service."""

from __future__ import annotations

import logging
from contextvars import ContextVar

from core.actor import Place

_place: ContextVar[Place | None] = ContextVar("place", default=None)


def enter(place: Place) -> object:
    return _place.set(place)


def leave(token: object) -> None:
    _place.reset(token)  # type: ignore[arg-type]


def place() -> Place:
    return _place.get() or Place()


class RequestIdFilter(logging.Filter):
    """Puts the request's number on every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = place().request_id or "-"
        return True
