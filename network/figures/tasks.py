"""Doors for the worker. The work is found in the database; the message is only a bell."""

from celery import shared_task

from network.figures.services import kept


@shared_task
def count_wanted() -> int:
    """Count what was asked for and takes long."""
    return kept.count_wanted()
