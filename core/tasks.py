"""Doors for the worker. Every task finds its work in the database, so a lost message in Redis loses nothing."""

from celery import shared_task
from django.utils import timezone

from core import audit, delivery, duties, sweeps


@shared_task
def tick() -> int:
    """Send what is due, resolve what a dead worker left, escalate what is late."""
    now = timezone.now()
    duties.escalate_late(now)
    delivery.resolve_stranded(now)
    count = 0
    while batch := delivery.deliver_due(now):
        count += batch
    sweeps.beat("tick")
    return count


@shared_task
def sweep() -> dict[str, int]:
    return sweeps.run_all()


@shared_task
def seal_audit() -> int:
    count = 0
    while batch := audit.seal():
        count += batch
    sweeps.beat("seal")
    return count
