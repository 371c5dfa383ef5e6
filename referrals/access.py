"""Who stands how to a linkage: the sender's care team, the receiver, the sender's coordinator (domain 2.0.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core import codes
from core.access import Access, Condition
from core.actor import Actor
from referrals.limits import limit
from referrals.models import AgencyReferral, Linkage, Provision
from referrals.registry import PROGRAMMES
from referrals.services.linkages.templates import allowed_items
from referrals.workflow import AGENCY_REFERRAL, LINKAGE

# PARTNER_STAFF of the data stands for the staff of the other body, whatever it is (domain 2.0).
PARTNER_ROLES = ("PARTNER_STAFF", "PARTNER_MANAGER", "SOCIAL_WORKER", "NURSE", "COORDINATOR")
REFERRALS = "REFERRALS"
TEAM = ("social_worker", "nurse", "mh_manager")
SENDER_RELATIONS = (*TEAM, "attending", "coordinator")


def _sender_as(relation: str) -> Condition:
    def condition(actor: Actor) -> Q | None:
        found: Q | None = None
        for programme in PROGRAMMES.values():
            ids = programme.relations[relation](actor) if relation in programme.relations else None
            if ids is not None:
                part = Q(sender_id=actor.institution_id, programme=programme.code, about_id__in=ids)
                found = part if found is None else found | part
        return found

    return condition


def _addressed(actor: Actor) -> Q | None:
    if not actor.holds(*PARTNER_ROLES):
        return None
    return Q(receiver_id=actor.institution_id, sent_at__isnull=False)


def _content_closed() -> Q:
    """After a refusal, a cancel or a time after the end only the header line stays (domain 0.3)."""
    kept_since = timezone.now() - timedelta(days=limit("details_kept_days"))
    return Q(status__in=("DECLINED", "CANCELLED")) | Q(status__in=("COMPLETED", "STOPPED"), closed_at__lt=kept_since)


def named_to_receiver() -> Q:
    """Whose name stands in the receiver's own list: it was given, the receiver accepted, and the content is not closed."""
    services = [code for code, _ in codes.choices("linkage_service") if "NAME" in allowed_items(code)]
    is_given = Q(shared_items__contains=["NAME"], service__in=services, accepted_at__isnull=False)
    return is_given & ~_content_closed()


def is_content_closed(row: Linkage, now: datetime) -> bool:
    """The same of a row in hand: its receiver knows that it was, and no more of it."""
    kept_since = now - timedelta(days=limit("details_kept_days"))
    is_past = row.status in ("COMPLETED", "STOPPED") and row.closed_at is not None and row.closed_at < kept_since
    return row.status in ("DECLINED", "CANCELLED") or is_past


def _receiver(actor: Actor) -> Q | None:
    """The receiving side sees a linkage from its sending on, never after withdrawal."""
    addressed = _addressed(actor)
    return None if addressed is None else addressed & ~Q(status="WITHDRAWN") & ~_content_closed()


def _past_receiver(actor: Actor) -> Q | None:
    """Knows that there was a linkage, and no more of it."""
    addressed = _addressed(actor)
    return None if addressed is None else addressed & _content_closed()


def _link_holder(actor: Actor) -> Q | None:
    """Somebody at the receiver who holds a one-time link of this very linkage; sees no list and no page but its own."""
    if not actor.key_to:
        return None
    return Q(pk=actor.key_to, sent_at__isnull=False) & ~Q(status="WITHDRAWN") & ~_content_closed()


LINKAGE_ACCESS: Access[Linkage] = Access(
    Linkage,
    relations={
        **{name: _sender_as(name) for name in SENDER_RELATIONS},
        "receiver": _receiver,
        "past_receiver": _past_receiver,
        "link_holder": _link_holder,
    },
    acts={
        "list": (*SENDER_RELATIONS, "receiver", "past_receiver"),
        "follow": SENDER_RELATIONS,
        "read": (*SENDER_RELATIONS, "receiver"),
        "act": (*TEAM, "receiver"),
        "edit": TEAM,
        "for_receiver": (*TEAM, "link_holder"),
        "inbox": ("receiver", "past_receiver"),
        "answer": (*TEAM, "receiver"),
        # what has ended meanwhile is a matter of its state
        "appoint": (*TEAM, "receiver", "past_receiver"),
        "print": (*SENDER_RELATIONS, "receiver"),
    },
)
LINKAGE.bind(LINKAGE_ACCESS)


_WITHDRAWN = Provision.objects.filter(linkage=OuterRef("pk"), withdrawn_at__isnull=False)


def _destroyer(actor: Actor) -> Q | None:
    """Received something whose consent was withdrawn: owes its destruction, sees nothing but the number."""
    addressed = _addressed(actor)
    return None if addressed is None else addressed & Q(Exists(_WITHDRAWN))


DESTROY_ACCESS: Access[Linkage] = Access(
    Linkage,
    relations={**{name: _sender_as(name) for name in TEAM}, "destroyer": _destroyer},
    acts=dict.fromkeys(("list", "read", "confirm_destroyed"), (*TEAM, "destroyer")),
    is_aside=True,
)


def _privacy_officer(actor: Actor) -> Q | None:
    return Q(sender_id=actor.institution_id) if actor.holds("CPO") else None


def _coordinator(actor: Actor) -> Q | None:
    """The ledger of the coordinator's own programmes; nobody else learns that a person is in another one."""
    if not actor.holds("COORDINATOR"):
        return None
    own = Q(linkage__programme__in=actor.programmes)
    if actor.works_in(REFERRALS):
        own |= Q(agency_referral__isnull=False)
    return Q(sender_id=actor.institution_id) & own


PROVISION_ACCESS: Access[Provision] = Access(
    Provision,
    relations={"cpo": _privacy_officer, "coordinator": _coordinator},
    acts=dict.fromkeys(("list", "read", "export"), ("cpo", "coordinator")),
)


def side_of(relations: Any) -> str:
    """From which side the actor looks: the sender's, unless they stand on the receiver's alone."""
    return "sender" if set(SENDER_RELATIONS) & set(relations) else "receiver"


# --- referrals of agencies (domain 2.2.4) ----------------------------------------------------------------------------

AGENCY_STAFF = ("PARTNER_STAFF", "PARTNER_MANAGER")


def _agency(actor: Actor) -> Q | None:
    """The agency that refers: its staff see their own referrals in every state."""
    return Q(sender_id=actor.institution_id) if actor.holds(*AGENCY_STAFF) else None


def _hospital_coordinator(actor: Actor) -> Q | None:
    if not (actor.holds("COORDINATOR") and actor.works_in(REFERRALS)):
        return None
    return Q(receiver_id=actor.institution_id, submitted_at__isnull=False)


def _assigned(role: str) -> Condition:
    """The worker to whom the coordinator gave it, in the role in which they got it."""

    def condition(actor: Actor) -> Q | None:
        if not actor.holds(role):
            return None
        return Q(receiver_id=actor.institution_id, worker_id=actor.user_id, worker_role=role)

    return condition


def _is_past() -> Q:
    """After a refusal, a cancel or a time after the end only the header line stays, unless a result is still owed."""
    kept_since = timezone.now() - timedelta(days=limit("details_kept_days"))
    return Q(status__in=("DECLINED", "CANCELLED")) | Q(status="CLOSED", closed_at__lt=kept_since, owes_result=False)


def _live(who: Condition) -> Condition:
    def condition(actor: Actor) -> Q | None:
        found = who(actor)
        return None if found is None else found & Q(withdrawn_at__isnull=True) & ~_is_past()

    return condition


_HOSPITAL: dict[str, Condition] = {
    "coordinator": _hospital_coordinator,
    "social_worker": _assigned("SOCIAL_WORKER"),
    "nurse": _assigned("NURSE"),
    "mh_manager": _assigned("MH_MANAGER"),
}


def _any_of_the_hospital(actor: Actor) -> Q | None:
    found: Q | None = None
    for who in _HOSPITAL.values():
        part = who(actor)
        if part is not None:
            found = part if found is None else found | part
    return found


def _past_hospital(actor: Actor) -> Q | None:
    """Knows that there was a referral, and no more of it."""
    found = _any_of_the_hospital(actor)
    return None if found is None else found & Q(withdrawn_at__isnull=True) & _is_past()


HOSPITAL_RELATIONS = ("coordinator", *TEAM)
AGENCY_ACCESS: Access[AgencyReferral] = Access(
    AgencyReferral,
    relations={
        "sender": _agency,
        **{name: _live(who) for name, who in _HOSPITAL.items()},
        "past_receiver": _past_hospital,
    },
    acts={
        "list": ("sender", *HOSPITAL_RELATIONS, "past_receiver"),
        "sent": ("sender",),
        "received": (*HOSPITAL_RELATIONS, "past_receiver"),
        "read": ("sender", *HOSPITAL_RELATIONS),
        "act": ("sender", *HOSPITAL_RELATIONS),
        "edit": ("sender",),
        "print": ("sender", *HOSPITAL_RELATIONS),
        "work": TEAM,
        "reassign": ("coordinator",),
    },
)
AGENCY_REFERRAL.bind(AGENCY_ACCESS)


def _agency_destroyer(actor: Actor) -> Q | None:
    """Got something whose consent was withdrawn: owes its destruction, sees nothing but the number."""
    found = _any_of_the_hospital(actor)
    return None if found is None else found & Q(withdrawn_at__isnull=False)


AGENCY_DESTROY_ACCESS: Access[AgencyReferral] = Access(
    AgencyReferral,
    relations={"destroyer": _agency_destroyer},
    acts=dict.fromkeys(("list", "read", "confirm_destroyed"), ("destroyer",)),
    is_aside=True,
)


def agency_side_of(relations: Any) -> str:
    """From which side the actor looks at a referral of an agency."""
    return "sender" if "sender" in relations else "receiver"
