"""Chainable reads of the network."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from core.access import ScopedQuerySet

# A role that may do whatever another may (domain 0.3).
INCLUDED = {"PARTNER_MANAGER": "PARTNER_STAFF"}


class InstitutionQuerySet(QuerySet[Any]):
    def active(self) -> InstitutionQuerySet:
        return self.filter(is_active=True)

    def for_list(self) -> InstitutionQuerySet:
        """With what a line of the directory shows."""
        return self.select_related("municipality", "region").prefetch_related("phones")

    def for_page(self) -> InstitutionQuerySet:
        """With everything that the public page prints."""
        return self.for_list().prefetch_related(
            "hours", "serves", "designations__region", "designations__catchment__municipalities"
        )

    def serving(self, municipality_id: int | None) -> InstitutionQuerySet:
        """Institutions that serve this municipality, or name no area at all."""
        return self.filter(Q(serves=municipality_id) | Q(serves__isnull=True)).distinct()


class MembershipQuerySet(QuerySet[Any]):
    def valid_on(self, day: date) -> MembershipQuerySet:
        still = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(still, valid_from__lte=day, user__is_active=True, institution__is_active=True)

    def to_act_in(self, day: date) -> MembershipQuerySet:
        """Those that hold on the day, with what a request shows of them; the one held longest first."""
        return self.valid_on(day).select_related("institution__profile").order_by("valid_from", "pk")

    def holding(self, institution_id: int, role: str, programme: str = "") -> MembershipQuerySet:
        """Who holds the role there, or one that includes it; in a programme, where one is named."""
        wider = [name for name, part in INCLUDED.items() if part == role]
        held = Q(roles__contains=[role])
        for name in wider:
            held |= Q(roles__contains=[name])
        rows = self.filter(held, institution_id=institution_id)
        return rows.filter(programmes__contains=[programme]) if programme else rows


class ClientQuerySet(ScopedQuerySet[Any]):
    """People who are cared for."""


class ConsentQuerySet(ScopedQuerySet[Any]):
    def held(self, client_id: Any, day: date) -> ConsentQuerySet:
        """Consents of a person in force on a day (granted, or not required by law)."""
        still = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.filter(still, client_id=client_id, status__in=["GRANTED", "NOT_REQUIRED"])
