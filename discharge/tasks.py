"""Doors for the worker. The work is found in the database; the message is only a bell."""

from celery import shared_task
from django.utils import timezone

from discharge.services import papers


@shared_task
def freeze_plans() -> int:
    """Keep the papers of approved plans that have none."""
    return papers.PLANS.keep_due(timezone.now())
