"""Chainable reads of discharge care."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from core.access import Access, ScopedQuerySet

if TYPE_CHECKING:
    from discharge.models import Admission, DischargeCase, FollowUp  # noqa: F401  (the bases below name them)

ENDED = ("INELIGIBLE", "CONSENT_REFUSED", "CLOSED", "VOID")


class CaseQuerySet(ScopedQuerySet["DischargeCase"]):
    @classmethod
    def access(cls) -> Access[Any]:
        from discharge.access import CASE

        return CASE

    def open(self) -> CaseQuerySet:
        return self.exclude(status__in=ENDED)

    def counted(self) -> CaseQuerySet:
        """Cases that count in figures: VOID never does."""
        return self.exclude(status="VOID")

    def for_page(self) -> CaseQuerySet:
        """With what the identity bar and the team panel show."""
        return self.select_related("client__municipality", "hospital", "social_worker", "nurse", "attending")


class AdmissionQuerySet(ScopedQuerySet["Admission"]):
    @classmethod
    def access(cls) -> Access[Any]:
        from discharge.access import ADMISSION

        return ADMISSION

    def candidates(self) -> AdmissionQuerySet:
        """Hit by a rule or referred by the ward, and not decided yet."""
        return self.filter(is_candidate=True, case__isnull=True, dismissed_at__isnull=True)

    def to_destroy(self, before: date) -> AdmissionQuerySet:
        """Never selected, and discharged before the day."""
        return self.filter(case__isnull=True, discharged_on__lt=before)


class FollowUpQuerySet(ScopedQuerySet["FollowUp"]):
    @classmethod
    def access(cls) -> Access[Any]:
        from discharge.access import FOLLOWUP_ACCESS

        return FOLLOWUP_ACCESS

    def open(self) -> FollowUpQuerySet:
        return self.filter(status__in=("SCHEDULED", "SUSPENDED"))

    def window_closed(self, on: date) -> FollowUpQuerySet:
        return self.filter(status="SCHEDULED", window_to__lt=on)
