"""Chainable reads of linkages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.access import Access, ScopedQuerySet

if TYPE_CHECKING:
    from referrals.models import Linkage  # noqa: F401  (the bases below name them)

FINAL = ("COMPLETED", "DECLINED", "CANCELLED", "STOPPED", "WITHDRAWN")
# A linkage counts as one from its acceptance on, not from its sending (domain 1, 의뢰 / 연계).
ACCEPTED_OR_LATER = ("ACCEPTED", "IN_SERVICE", "REPLIED", "COMPLETED", "STOPPED", "ON_HOLD", "CANCEL_REQUESTED")


class LinkageQuerySet(ScopedQuerySet["Linkage"]):
    @classmethod
    def access(cls) -> Access[Any]:
        from referrals.access import LINKAGE_ACCESS

        return LINKAGE_ACCESS

    def about(self, case_id: UUID) -> LinkageQuerySet:
        return self.filter(about_id=case_id)

    def open(self) -> LinkageQuerySet:
        return self.exclude(status__in=FINAL)

    def sent_out(self) -> LinkageQuerySet:
        return self.filter(sent_at__isnull=False)

    def for_list(self) -> LinkageQuerySet:
        return self.select_related("receiver", "sender", "client")
