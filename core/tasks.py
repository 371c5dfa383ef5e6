"""Doors for the worker. Every task finds its work in the database, so a lost message in Redis loses nothing."""

from celery import shared_task
from django.utils import timezone

from core import audit, delivery, sweeps


@shared_task
def tick() -> int:
    """Show and send what is due."""
    now = timezone.now()
    count = delivery.show_due(now)
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
