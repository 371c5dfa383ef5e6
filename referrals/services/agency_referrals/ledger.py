"""Lines of the ledger of provision for referrals of agencies: what was sent, and what the hospital answered."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from core.actor import Actor
from network.models import Institution
from referrals.models import AgencyReferral, Provision
from referrals.services.agency_referrals.snapshots import basis


def enter(
    row: AgencyReferral, *, giver: Institution, taker: Institution, purpose: str, items: Iterable[str], actor: Actor
) -> Provision:
    """One line (domain 4.12). What the hospital answers leaves the house as well and stands in its own ledger."""
    assert actor.user_id is not None
    return Provision.objects.create(
        agency_referral=row,
        client=row.client,
        case_number=row.number,
        sender=giver,
        receiver=taker,
        receiver_name=taker.name,
        purpose=purpose,
        items=list(items),
        basis=basis(row),
        provided_by_id=actor.user_id,
        provided_at=timezone.now(),
    )
