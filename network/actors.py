"""Building the actor of a request, and finding the people who hold a role."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from core import workdays
from core.actor import Actor
from core.recipients import Recipient
from network.models import Institution, Membership, User
from network.querysets import INCLUDED


def valid_memberships(user: User) -> list[Membership]:
    """The person's memberships that hold today, the one held longest first; one query."""
    return list(Membership.objects.filter(user=user).to_act_in(workdays.seoul_today()))


def actor_for(membership: Membership, user: User) -> Actor:
    """The frozen actor of one membership: never a union of several."""
    return Actor(
        user_id=user.pk,
        institution_id=membership.institution_id,
        membership_id=membership.pk,
        roles=with_included(membership.roles),
        programmes=frozenset(membership.programmes),
        marks=frozenset(membership.marks),
        name=user.name,
    )


def with_included(roles: Iterable[str]) -> frozenset[str]:
    """The roles held, and those they include: PARTNER_MANAGER and EMS_CREW may do whatever PARTNER_STAFF may."""
    return frozenset(roles) | {INCLUDED[role] for role in roles if role in INCLUDED}


def find_recipients(institution_id: int, role: str, programme: str, person_id: int | None) -> list[Recipient]:
    """Whom the outbox tells: the named person, else everybody who holds the role in the programme today.

    A named person who has left the institution is told nothing; those who hold the role are told in their place.
    """
    members = Membership.objects.filter(institution_id=institution_id).valid_on(workdays.seoul_today())
    if person_id is not None:
        found = _recipients(members.filter(user=person_id))
        if found:
            return found
    holders = Membership.objects.holding(institution_id, role, programme).valid_on(workdays.seoul_today())
    return _recipients(holders)


def find_telephone(institution_id: int) -> str:
    """The mobile that an institution named for its new requests and its late answers."""
    return Institution.objects.filter(pk=institution_id).values_list("duty_phone", flat=True).first() or ""


def _recipients(members: QuerySet[Membership]) -> list[Recipient]:
    """Whose memberships these are, everybody once."""
    rows = members.order_by("user_id").values_list("user_id", "user__email", "user__wants_email").distinct()
    return [Recipient(pk, email if wants else "") for pk, email, wants in rows]


def colleagues(institution_id: int, role: str, programme: str) -> list[User]:
    """Active people who hold the role at the institution in the programme, for drop-downs."""
    members = Membership.objects.holding(institution_id, role, programme).valid_on(workdays.seoul_today())
    return list(User.objects.filter(pk__in=members.values("user_id")).order_by("name", "pk"))
