"""A case that begins with an agency's referral: the person is carried over, the link is kept, the origin is shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from core.actor import Actor
from core.errors import Conflict
from discharge.models import DischargeCase
from discharge.workflow import PROGRAMME
from referrals import registry
from referrals.access import AGENCY_ACCESS
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import opening

AGENCY = "AGENCY"  # of the list `referred_by`


def find(actor: Actor, pk: Any) -> AgencyReferral:
    """The referral from which the actor may open a discharge case. Raises NotVisible, Forbidden or Conflict."""
    return opening.find(actor, pk, PROGRAMME)


def demand_unopened(referral: AgencyReferral) -> None:
    """Nobody begins a form that cannot be sent. Raises Conflict."""
    if why := opening.blocked(referral):
        raise Conflict(why)


def prefilled(referral: AgencyReferral) -> dict[str, Any]:
    """What the screening form begins with: the person as sent, and who referred them."""
    return {**opening.person(referral), "referred_by": AGENCY}


def origin(case: DischargeCase, actor: Actor) -> dict[str, str] | None:
    """From which agency's referral the case came: number, agency, and its page for whoever may open it."""
    if case.referred_by != AGENCY:
        return None
    row = opening.origin_of(case.pk)
    if row is None:
        return None
    may_open = AGENCY_ACCESS.allows("read", AGENCY_ACCESS.relations_of(actor, row))
    url = reverse("referrals:agency-referral-detail", args=[row.pk]) if may_open else ""
    return {"number": row.number, "agency": row.sender.name, "url": url}


def _case_url(pk: UUID) -> str:
    return reverse("discharge:case-detail", args=[pk])


def _new_url(referral: AgencyReferral) -> str:
    return f"{reverse('discharge:case-new')}?referral={referral.pk}"


def register() -> None:
    """Enter discharge care as a programme that opens cases from referrals."""
    registry.register_opener(
        registry.Opener(code=PROGRAMME, label="선별 등록으로 사례 열기", new_url=_new_url, case_url=_case_url)
    )
