"""Neutral notices about an agency's referral: its number and what happened, nothing of the person (domain 0.4)."""

from __future__ import annotations

from django.urls import reverse

from core import messages, recipients
from core.actor import Actor
from core.duties import Owner
from referrals.duties import agency_referrals as duties
from referrals.models import AgencyReferral


def to_agency(row: AgencyReferral, text: str, actor: Actor, event: str = "") -> None:
    """To the staff of the agency. `event` tells apart what happens within one version of the row."""
    _tell(row, duties.agency(row), text, actor, event)


def to_coordinator(row: AgencyReferral, text: str, actor: Actor, event: str = "") -> None:
    _tell(row, duties.coordinator(row), text, actor, event)


def to_worker(row: AgencyReferral, text: str, actor: Actor, event: str = "") -> None:
    """To the worker who got it, before that to the coordinator."""
    _tell(row, duties.worker(row), text, actor, event)


def _tell(row: AgencyReferral, owner: Owner, text: str, actor: Actor, event: str) -> None:
    found = recipients.owners(owner.institution_id, owner.role, owner.person_id, owner.programme)
    others = [person.id for person in found if person.id != actor.user_id]
    url = reverse("referrals:agency-referral-detail", args=[row.pk])
    messages.notify(f"agency:{row.pk}:{row.version}{event}", others, text=text, number=row.number, url=url)
