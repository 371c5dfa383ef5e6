"""Who stands how to a linkage: the sender's care team, the receiver, the sender's coordinator (domain 2.0.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from core.access import Access, Condition
from core.actor import Actor
from referrals.models import Linkage
from referrals.workflow import LINKAGE

PARTNER_ROLES = ("PARTNER_STAFF", "PARTNER_MANAGER", "SOCIAL_WORKER", "NURSE", "COORDINATOR")
SENDER_RELATIONS = ("social_worker", "nurse", "attending", "mh_manager", "coordinator")
CaseIds = Callable[[Actor], "QuerySet[Any] | None"]
_PROGRAMMES: dict[str, dict[str, CaseIds]] = {}


def register_programme(programme: str, relations: dict[str, CaseIds]) -> None:
    """`relations`: sender relation → ids (subquery) of the cases an actor stands to in that way in a programme."""
    _PROGRAMMES[programme] = relations


def _sender_as(relation: str) -> Condition:
    def condition(actor: Actor) -> Q | None:
        found: Q | None = None
        for programme, relations in _PROGRAMMES.items():
            ids = relations[relation](actor) if relation in relations else None
            if ids is not None:
                part = Q(sender_id=actor.institution_id, programme=programme, about_id__in=ids)
                found = part if found is None else found | part
        return found

    return condition


def _receiver(actor: Actor) -> Q | None:
    """The receiving side sees a linkage from its sending on, never after withdrawal."""
    if not actor.holds(*PARTNER_ROLES):
        return None
    return Q(receiver_id=actor.institution_id, sent_at__isnull=False) & ~Q(status="WITHDRAWN")


LINKAGE_ACCESS: Access[Linkage] = Access(
    Linkage,
    relations={**{name: _sender_as(name) for name in SENDER_RELATIONS}, "receiver": _receiver},
    acts={
        "list": (*SENDER_RELATIONS, "receiver"),
        "read": (*SENDER_RELATIONS, "receiver"),
        "edit": ("social_worker", "nurse", "mh_manager"),
        "for_receiver": ("social_worker", "nurse", "mh_manager"),
        "print": SENDER_RELATIONS,
    },
)
LINKAGE.bind(LINKAGE_ACCESS)
