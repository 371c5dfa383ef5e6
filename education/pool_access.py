"""Who stands how to the people of the pool: the coordinator of the host keeps them, an instructor sees themself."""

from __future__ import annotations

from django.db.models import Q

from core.access import Access
from core.actor import Actor
from education.access import runs
from education.models import Instructor


def _host(actor: Actor) -> Q | None:
    return Q(host_id=actor.institution_id) if runs(actor) else None


def _self(actor: Actor) -> Q | None:
    return Q(user_id=actor.user_id or 0, is_active=True) if actor.holds("INSTRUCTOR") else None


INSTRUCTOR: Access[Instructor] = Access(
    Instructor,
    relations={"coordinator": _host, "self": _self},
    acts={
        "list": ("coordinator", "self"),
        "read": ("coordinator",),
        "keep": ("coordinator",),
        "absence": ("coordinator", "self"),
    },
)
