"""What a hospital offers to teach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from core import audit
from core.actor import Actor
from core.errors import Forbidden, Refused
from education.access import runs
from education.models import Topic

Data = Mapping[str, Any]


def add_topic(*, actor: Actor, data: Data) -> Topic:
    """A topic that agencies may choose. Raises Forbidden, Refused for a title that is there."""
    _demand(actor)
    try:
        with transaction.atomic():
            row = Topic.objects.create(host_id=actor.institution_id, **data)  # type: ignore[misc]
            audit.record(actor, "education.add_topic", action="CREATE", about=row)
    except IntegrityError:
        raise Refused({"title": "같은 이름의 주제가 있습니다."}) from None
    return row


def _demand(actor: Actor) -> None:
    if not runs(actor):
        raise Forbidden
