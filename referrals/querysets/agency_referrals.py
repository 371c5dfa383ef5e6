"""Chainable reads of referrals that agencies send to the hospital."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.access import ScopedQuerySet
from referrals.workflow import AGENCY_REFERRAL

AGENCY_FINAL = AGENCY_REFERRAL.final
# Whose turn it is in a referral of an agency.
HOSPITALS_TURN = ("SUBMITTED", "RECEIVED", "ACCEPTED", "ASSIGNED", "IN_PROGRESS", "CANCEL_REQUESTED")
AGENCYS_TURN = ("DRAFT", "SUPPLEMENT", "REPLIED")


class AgencyReferralQuerySet(ScopedQuerySet[Any]):
    def open(self) -> AgencyReferralQuerySet:
        return self.exclude(status__in=AGENCY_FINAL)

    def for_list(self) -> AgencyReferralQuerySet:
        return self.select_related("receiver", "sender", "client", "worker")

    def for_page(self) -> AgencyReferralQuerySet:
        """With what the page, the papers and the duties of one referral show."""
        return self.select_related("receiver", "sender", "client__municipality", "worker", "created_by", "submitted_by")

    def overdue(self, now: datetime) -> AgencyReferralQuerySet:
        """The limit of the state they rest in has passed."""
        return self.filter(due_at__lte=now)
