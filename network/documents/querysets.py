"""Chainable reads of papers that need approval."""

from __future__ import annotations

from typing import Any

from core.access import ScopedQuerySet


class DocumentQuerySet(ScopedQuerySet[Any]):
    def about(self, kind: str, subject_id: Any) -> DocumentQuerySet:
        return self.filter(kind=kind, subject_id=subject_id)

    def for_page(self) -> DocumentQuerySet:
        return self.select_related("host", "created_by", "corrects").prefetch_related("approvals__person")

    def issued(self) -> DocumentQuerySet:
        """Also those that were corrected or withdrawn afterwards."""
        return self.filter(issued_at__isnull=False)

    def first_editions(self) -> DocumentQuerySet:
        return self.filter(corrects__isnull=True)
