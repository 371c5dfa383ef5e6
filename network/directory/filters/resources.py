"""Filters of the resource directory; page and API share them."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet

from core import codes, workdays
from core.actor import Actor
from core.filtering import PortalFilterSet
from network.directory.access import OFFER_ACCESS
from network.directory.filters.institutions import KINDS, cities
from network.directory.models import ServiceOffer
from network.directory.querysets import ServiceOfferQuerySet
from network.models import Municipality

AGE = forms.NumberInput(attrs={"class": "w-xs"})


class ResourceFilter(PortalFilterSet):
    """Find a service for somebody: where they live, what they need, how old they are; what fits comes first."""

    wants_actor = True

    q = filters.CharFilter(label="찾는 말", method="by_words")
    municipality = filters.ModelChoiceFilter(
        label="사는 시·군", queryset=cities, method="by_area", to_field_name="code", empty_label="모두"
    )
    need = filters.ChoiceFilter(label="욕구", choices=codes.choices("need_area"), method="by_need", empty_label="모두")
    age = filters.NumberFilter(label="나이", method="by_age", min_value=0, max_value=120, widget=AGE)
    service = filters.ChoiceFilter(label="서비스", choices=codes.choices("linkage_service"), empty_label="모두")
    kind = filters.ChoiceFilter(label="기관 구분", choices=KINDS, field_name="institution__kind", empty_label="모두")
    unverified = filters.BooleanFilter(
        label="확인할 때가 지난 것만", method="only_unverified", widget=forms.CheckboxInput
    )
    mine = filters.BooleanFilter(label="내가 고치는 것만", method="only_mine", widget=forms.CheckboxInput)

    class Meta:
        model = ServiceOffer
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, actor: Actor | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    @property
    def ranked(self) -> Any:
        """What the filters found, with `rank`."""
        rows: ServiceOfferQuerySet = self.qs
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        town, age = chosen.get("municipality"), chosen.get("age")
        return rows.ranked(
            need=chosen.get("need") or "",
            municipality_id=town.pk if town else None,
            age=int(age) if age is not None else None,
        )

    def by_words(self, rows: ServiceOfferQuerySet, name: str, value: str) -> QuerySet[ServiceOffer]:
        return rows.matching(value)

    def by_area(self, rows: ServiceOfferQuerySet, name: str, value: Municipality) -> QuerySet[ServiceOffer]:
        return rows.serving(value.pk)

    def by_need(self, rows: ServiceOfferQuerySet, name: str, value: str) -> QuerySet[ServiceOffer]:
        return rows.for_need(value)

    def by_age(self, rows: ServiceOfferQuerySet, name: str, value: int) -> QuerySet[ServiceOffer]:
        return rows.for_age(int(value))

    def only_unverified(self, rows: ServiceOfferQuerySet, name: str, value: bool) -> QuerySet[ServiceOffer]:
        return rows.unverified(workdays.seoul_today()) if value else rows

    def only_mine(self, rows: ServiceOfferQuerySet, name: str, value: bool) -> QuerySet[ServiceOffer]:
        return rows.filter(OFFER_ACCESS.scope(self.actor, "keep")) if value and self.actor else rows
