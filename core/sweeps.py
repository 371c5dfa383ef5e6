"""Acts of the system that time brings about: each app registers what must happen when a moment has passed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from core.access import access_of
from core.actor import SYSTEM
from core.errors import DomainError
from core.models import Heartbeat

T = TypeVar("T")
M = TypeVar("M", bound=Model)
AT_ONCE = 500  # rows of one run; the next run takes the rest
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


def each_still(name: str, rows: QuerySet[M], deed: Callable[[M], Any]) -> int:
    """Do what is due to each row that is still due once it is locked, in a transaction each. Returns how many.

    `rows`: what is due, in its order; asked again of every row under its lock, since somebody may just have moved it.
    """
    access = access_of(rows.model)

    def still(pk: Any) -> M | None:
        with transaction.atomic():
            row, _ = access.lock(SYSTEM, pk, rows)
            if row is not None:
                deed(row)
        return row

    return each(name, list(rows.values_list("pk", flat=True)[:AT_ONCE]), still)


def beat(job: str) -> None:
    """Write down that a periodic job has just finished."""
    Heartbeat.objects.update_or_create(job=job, defaults={"at": timezone.now()})
