"""Who stands how to a person's record, to a consent, to an institution.

Nobody is related to a person in general: the programmes are. Each programme app registers, in its `ready`, which
clients an actor works with and as what.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from core.access import Access, Condition
from core.actor import Actor
from core.models import AuditEntry
from network.models import Client, Consent, Institution, Phrase, SavedView
from network.workflow import CONSENT

ClientIds = Callable[[Actor], "QuerySet[Any] | None"]
_PROGRAMMES: dict[str, dict[str, ClientIds]] = {}

WORKERS = ("social_worker", "nurse", "attending", "mh_manager", "coordinator")


def register_programme(programme: str, relations: dict[str, ClientIds]) -> None:
    """`relations`: one of WORKERS → ids (subquery) of the clients with whom the actor works that way in a programme."""
    _PROGRAMMES[programme] = relations


def _clients_as(relation: str) -> Condition:
    def condition(actor: Actor) -> Q | None:
        found: Q | None = None
        for relations in _PROGRAMMES.values():
            ids = relations[relation](actor) if relation in relations else None
            if ids is not None:
                found = Q(pk__in=ids) if found is None else found | Q(pk__in=ids)
        return found

    return condition


def _consents_as(relation: str) -> Condition:
    def condition(actor: Actor) -> Q | None:
        found: Q | None = None
        for programme, relations in _PROGRAMMES.items():
            ids = relations[relation](actor) if relation in relations else None
            if ids is not None:
                part = Q(programme=programme, client_id__in=ids)
                found = part if found is None else found | part
        return found

    return condition


def _privacy_officer(actor: Actor) -> Q | None:
    return Q(institution_id=actor.institution_id) if actor.holds("CPO") else None


CLIENT: Access[Client] = Access(
    Client,
    relations={name: _clients_as(name) for name in WORKERS},
    acts={
        "list": WORKERS,
        "read": WORKERS,
        "edit": ("social_worker", "nurse", "mh_manager", "coordinator"),
    },
)

CONSENT_ACCESS: Access[Consent] = Access(
    Consent,
    relations={**{name: _consents_as(name) for name in WORKERS}, "cpo": _privacy_officer},
    acts={
        "list": (*WORKERS, "cpo"),
        "read": (*WORKERS, "cpo"),
        "answer": ("social_worker", "nurse", "mh_manager"),
        "by_law": ("coordinator", "cpo"),
        "withdraw": ("social_worker", "nurse", "mh_manager", "coordinator", "cpo"),
        "correct": ("social_worker", "nurse", "mh_manager", "coordinator"),
    },
)
CONSENT.bind(CONSENT_ACCESS)


def _own(actor: Actor) -> Q | None:
    return Q(pk=actor.institution_id)


def _anybody(actor: Actor) -> Q | None:
    return Q(is_active=True)


INSTITUTION: Access[Institution] = Access(
    Institution,
    relations={
        "member": _own,
        "system_admin": lambda actor: Q() if actor.holds("SYS_ADMIN") else None,
        "visitor": _anybody,
    },
    acts={"list": ("visitor", "system_admin"), "read": ("visitor", "system_admin"), "edit": ("system_admin",)},
)


AUDIT: Access[AuditEntry] = Access(
    AuditEntry,
    relations={"privacy_officer": _privacy_officer},
    acts={"list": ("privacy_officer",), "read": ("privacy_officer",)},
)


def _writer(actor: Actor) -> Q | None:
    return Q(owner_id=actor.user_id) if actor.user_id is not None else None


SAVED_VIEW: Access[SavedView] = Access(
    SavedView,
    relations={"owner": _writer},
    acts={"list": ("owner",), "read": ("owner",), "edit": ("owner",)},
)

PHRASE: Access[Phrase] = Access(
    Phrase,
    relations={"owner": _writer},
    acts={"list": ("owner",), "read": ("owner",), "edit": ("owner",)},
)
