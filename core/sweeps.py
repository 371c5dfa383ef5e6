"""Acts of the system that time brings about: each app registers what must happen when a moment has passed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.utils import timezone

from core.errors import DomainError
from core.models import Heartbeat

T = TypeVar("T")
log = logging.getLogger(__name__)
Sweep = Callable[[datetime], int]
SWEEPS: dict[str, Sweep] = {}


def register(name: str, sweep: Sweep) -> None:
    """`sweep(now)` does what is due and returns how many rows it touched; running it again does nothing more."""
    SWEEPS[name] = sweep


def run_all(now: datetime | None = None) -> dict[str, int]:
    """Run every sweep. One that fails is logged and does not keep the others from running."""
    moment = now or timezone.now()
    done: dict[str, int] = {}
    for name, sweep in SWEEPS.items():
        try:
            done[name] = sweep(moment)
        except Exception:
            log.exception("sweep %s failed", name)
    beat("sweep")
    return done


def each(name: str, rows: Iterable[T], deed: Callable[[T], Any]) -> int:
    """Do what is due to each row. `deed` is a service with a transaction of its own and answers None for nothing done.

    A row that moved meanwhile is left as it is, one that fails is logged; neither holds up the others. Returns how many
    were done.
    """
    done = 0
    for row in rows:
        try:
            done += deed(row) is not None
        except DomainError as error:
            log.warning("%s leaves %s: %s", name, getattr(row, "pk", row), type(error).__name__)
        except Exception:
            log.exception("%s failed for %s", name, getattr(row, "pk", row))
    return done


def beat(job: str) -> None:
    """Write down that a periodic job has just finished."""
    Heartbeat.objects.update_or_create(job=job, defaults={"at": timezone.now()})
