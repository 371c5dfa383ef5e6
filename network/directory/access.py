"""Who keeps an entry of the resource directory, and who stands how to a question about room.

An agency with accounts keeps its own entries; those of an agency without any are kept by the coordinator of the
responsible hospital of its catchment area (domain 2.6, "Partners without accounts" 2.0).
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import workdays
from core.access import Access
from core.actor import Actor
from network.directory.models import CapacityQuestion, ServiceOffer
from network.models import Designation, Institution, Membership

# PARTNER_STAFF stands for the staff of the other body; at a hospital its coordinator keeps the entries (domain 2.0).
KEEPERS = ("PARTNER_MANAGER", "PARTNER_STAFF", "COORDINATOR")
ASKERS = ("SOCIAL_WORKER", "NURSE", "MH_MANAGER", "COORDINATOR")


def has_accounts(institution: str) -> Exists:
    """Whether anybody there may keep entries and answer today; `institution` is the column that names it."""
    members = Membership.objects.valid_on(workdays.seoul_today())
    return Exists(members.filter(institution=OuterRef(institution), roles__overlap=list(KEEPERS)))


def _keeper(actor: Actor) -> Q | None:
    return Q(institution=actor.institution_id) if actor.holds(*KEEPERS) else None


def _responsible(actor: Actor, prefix: str = "") -> Q:
    """Institutions in the areas for which the actor's hospital is responsible; those in no area by its region."""
    own = Designation.objects.filter(institution=actor.institution_id or 0, level=Designation.Level.LOCAL)
    near = Q(**{f"{prefix}municipality__catchment__in": own.values("catchment")})
    nowhere = {f"{prefix}municipality__catchment__isnull": True, f"{prefix}region__in": own.values("region")}
    return near | Q(**nowhere)


def _host_coordinator(actor: Actor) -> Q | None:
    """Entries of agencies that have no account."""
    if not actor.holds("COORDINATOR"):
        return None
    return _responsible(actor, "institution__") & ~Q(has_accounts("institution"))


def _reader(actor: Actor) -> Q | None:
    return Q(institution__is_active=True)


OFFER_ACCESS: Access[ServiceOffer] = Access(
    ServiceOffer,
    relations={"keeper": _keeper, "host_coordinator": _host_coordinator, "reader": _reader},
    acts={
        "list": ("reader",),
        "read": ("reader",),
        "keep": ("keeper", "host_coordinator"),
    },
)


def keepable(actor: Actor) -> QuerySet[Institution]:
    """The institutions to whose entries the actor may add one, by name."""
    found = Q(pk=actor.institution_id) if actor.holds(*KEEPERS) else Q(pk__in=[])
    if actor.holds("COORDINATOR"):
        near = Institution.objects.filter(_responsible(actor), ~Q(has_accounts("pk")))
        found |= Q(pk__in=near.values("pk"))
    return Institution.objects.active().filter(found).order_by("name", "pk")


def _asker(actor: Actor) -> Q | None:
    """Whoever asks for a hospital: a question holds no person, so colleagues see it too."""
    return Q(asker_id=actor.institution_id) if actor.holds(*ASKERS) else None


def _agency(actor: Actor) -> Q | None:
    return Q(offer__institution_id=actor.institution_id) if actor.holds(*KEEPERS) else None


QUESTION_ACCESS: Access[CapacityQuestion] = Access(
    CapacityQuestion,
    relations={"asker": _asker, "agency": _agency},
    acts={
        "list": ("asker", "agency"),
        "read": ("asker", "agency"),
        "answer": ("agency",),
        "follow": ("asker",),
    },
)
