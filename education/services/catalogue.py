"""What a hospital offers to teach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from core import audit
from core.actor import Actor
from core.errors import Conflict, Forbidden, Invalid
from education.access import TOPIC, runs
from education.models import Topic

Data = Mapping[str, Any]
TWICE = "같은 이름의 주제가 있습니다."


def add_topic(*, actor: Actor, data: Data) -> Topic:
    """A topic that agencies may choose. Raises Forbidden, Invalid for a title that is there."""
    _demand(actor)
    try:
        with transaction.atomic():
            row = Topic.objects.create(host_id=actor.institution_id, **data)  # type: ignore[misc]
            audit.record(actor, "education.add_topic", action="CREATE", about=row)
    except IntegrityError:
        raise Invalid({"title": TWICE}) from None
    return row


def edit_topic(*, actor: Actor, topic: Topic, data: Data, version: int | None = None) -> Topic:
    """What was asked for under it stays as it was asked. Raises Conflict with both texts, Invalid."""
    with transaction.atomic():
        row = TOPIC.lock_for(actor, "keep", topic.pk)
        if version is not None and row.version != version:
            raise Conflict.between(row, data)
        for name, value in data.items():
            setattr(row, name, value)
        row.version += 1
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Invalid({"title": TWICE}) from None
        audit.record(actor, "education.edit_topic", action="UPDATE", about=row)
    return row


def _demand(actor: Actor) -> None:
    if not runs(actor):
        raise Forbidden
