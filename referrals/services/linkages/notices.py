"""Neutral notices about a linkage: its number and what happened, nothing of the person (domain 0.4)."""

from __future__ import annotations

from django.urls import reverse

from core import messages, recipients
from core.actor import Actor
from core.duties import Owner
from referrals.duties import linkages as duties
from referrals.models import Linkage


def to_receiver(row: Linkage, text: str, actor: Actor, event: str = "") -> None:
    """To those who answer at the receiving institution; an institution without accounts has nobody here."""
    _tell(row, duties.receiver(row), text, actor, event)


def to_team(row: Linkage, text: str, actor: Actor, event: str = "") -> None:
    """To the sender's worker in charge. `event` tells apart what happens within one version of the row."""
    _tell(row, duties.team(row), text, actor, event)


def _tell(row: Linkage, owner: Owner, text: str, actor: Actor, event: str) -> None:
    found = recipients.owners(owner.institution_id, owner.role, owner.person_id, owner.programme)
    others = [person.id for person in found if person.id != actor.user_id]
    url = reverse("referrals:linkage-detail", args=[row.pk])
    messages.notify(f"linkage:{row.pk}:{row.version}{event}", others, text=text, number=row.number, url=url)
