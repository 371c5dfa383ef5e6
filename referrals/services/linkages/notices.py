"""Neutral notices about a linkage: its number and what happened, nothing of the person (domain 0.4)."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from core import messages, recipients
from core.actor import Actor
from core.duties import Owner
from referrals.access import is_content_closed
from referrals.duties import linkages as duties
from referrals.models import Linkage


def to_receiver(row: Linkage, text: str, actor: Actor, event: str = "") -> None:
    """To those who answer at the receiving institution; an institution without accounts has nobody here.

    What they may not read any more opens in their list.
    """
    detail = reverse("referrals:linkage-detail", args=[row.pk])
    inbox = f"{reverse('referrals:received-list')}?view=all&q={row.number}"
    is_closed = row.status == "WITHDRAWN" or is_content_closed(row, timezone.now())
    _tell(row, duties.receiver(row), text, actor, event, inbox if is_closed else detail)


def reaches_receiver(row: Linkage) -> bool:
    """Whether anybody at the receiving institution reads what is sent to it here."""
    owner = duties.receiver(row)
    return bool(recipients.owners(owner.institution_id, owner.role, owner.person_id, owner.programme))


def to_team(row: Linkage, text: str, actor: Actor, event: str = "") -> None:
    """To the sender's worker in charge. `event` tells apart what happens within one version of the row."""
    _tell(row, duties.team(row), text, actor, event, reverse("referrals:linkage-detail", args=[row.pk]))


def _tell(row: Linkage, owner: Owner, text: str, actor: Actor, event: str, url: str) -> None:
    found = recipients.owners(owner.institution_id, owner.role, owner.person_id, owner.programme)
    others = [person.id for person in found if person.id != actor.user_id]
    messages.notify(f"linkage:{row.pk}:{row.version}{event}", others, text=text, number=row.number, url=url)
