"""Acts of the system that time brings about: each app registers what must happen when a moment has passed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from core.models import Heartbeat

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


def beat(job: str) -> None:
    """Write down that a periodic job has just finished."""
    Heartbeat.objects.update_or_create(job=job, defaults={"at": timezone.now()})
