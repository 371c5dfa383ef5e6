"""Who keeps a topic of the catalogue: the coordinator of the hospital that offers it."""

from __future__ import annotations

from django.db.models import Q

from core.access import Access
from core.actor import Actor
from education.access import runs
from education.models import Topic


def _host(actor: Actor) -> Q | None:
    return Q(host_id=actor.institution_id) if runs(actor) else None


TOPIC: Access[Topic] = Access(
    Topic, relations={"coordinator": _host}, acts={"list": ("coordinator",), "keep": ("coordinator",)}
)
