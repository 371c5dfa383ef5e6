"""Filters of the network's lists; page and API share them."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from core import codes
from core.filtering import PortalFilterSet
from network.directory.querysets import offering
from network.models import Institution, Municipality
from network.querysets import InstitutionQuerySet

KINDS = codes.choices("org_type")


def cities(request: Any) -> QuerySet[Municipality]:
    """The cities and counties, without the districts inside a city."""
    return Municipality.objects.filter(city=None).order_by("name")


class InstitutionFilter(PortalFilterSet):
    """Find an institution by name, kind, the area it serves, a service it gives."""

    q = filters.CharFilter(label="기관명", method="by_name")
    kind = filters.ChoiceFilter(label="기관 구분", choices=KINDS, empty_label="모두")
    municipality = filters.ModelChoiceFilter(
        label="시·군", queryset=cities, method="by_area", to_field_name="code", empty_label="모두"
    )
    service = filters.ChoiceFilter(
        label="제공 서비스", choices=codes.choices("linkage_service"), method="by_service", empty_label="모두"
    )

    class Meta:
        model = Institution
        fields: tuple[str, ...] = ()

    def by_name(self, rows: InstitutionQuerySet, name: str, value: str) -> QuerySet[Institution]:
        text = " ".join(value.split())
        return rows.filter(Q(name__contains=text) | Q(short_name__contains=text)) if text else rows

    def by_service(self, rows: InstitutionQuerySet, name: str, value: str) -> QuerySet[Institution]:
        return offering(rows, value)

    def by_area(self, rows: InstitutionQuerySet, name: str, value: Municipality) -> QuerySet[Institution]:
        return rows.serving(value.pk)
