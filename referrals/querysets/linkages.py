"""Chainable reads of linkages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.access import ScopedQuerySet
from referrals.workflow import LINKAGE

FINAL = LINKAGE.final
# The other side's turn: what is late here is the receiver's.
RECEIVERS_TURN = ("SENT", "RECEIVED", "ACCEPTED", "IN_SERVICE", "ON_HOLD", "CANCEL_REQUESTED")
# A linkage counts as one from its acceptance on, not from its sending (domain 1, 의뢰 / 연계).
ACCEPTED_OR_LATER = ("ACCEPTED", "IN_SERVICE", "REPLIED", "COMPLETED", "STOPPED", "ON_HOLD", "CANCEL_REQUESTED")


class LinkageQuerySet(ScopedQuerySet[Any]):
    def about(self, case_id: UUID) -> LinkageQuerySet:
        return self.filter(about_id=case_id)

    def open(self) -> LinkageQuerySet:
        return self.exclude(status__in=FINAL)

    def sent_out(self) -> LinkageQuerySet:
        return self.filter(sent_at__isnull=False)

    def for_list(self) -> LinkageQuerySet:
        return self.select_related("receiver", "sender", "client")

    def for_page(self) -> LinkageQuerySet:
        """With what the page, the letter and the duties of one linkage show."""
        return self.select_related(
            "receiver", "sender", "client__municipality", "created_by", "sent_by", "suggested_receiver"
        )

    def overdue(self, now: datetime) -> LinkageQuerySet:
        """The limit of the state they rest in has passed."""
        return self.filter(due_at__lte=now)


class AppointmentQuerySet(QuerySet[Any]):
    def open(self) -> AppointmentQuerySet:
        """Still ahead, or past without a result."""
        return self.filter(outcome="")


class ProvisionQuerySet(ScopedQuerySet[Any]):
    def for_list(self) -> ProvisionQuerySet:
        return self.select_related("linkage", "agency_referral", "client", "receiver", "provided_by")
