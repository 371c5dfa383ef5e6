"""The one FilterSet of the admission list, for the page and the API."""

from __future__ import annotations

from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from core.actor import Actor
from core.filtering import DayFilter, PortalFilterSet
from discharge.models import Admission, SelectionRule

CANDIDATES, REFERRED, DISMISSED, ALL = "candidates", "referred", "dismissed", "all"
VIEWS = [(CANDIDATES, "후보"), (REFERRED, "병동 의뢰"), (DISMISSED, "제외함"), (ALL, "전체")]
WARD_RULE = "0"  # a hit by a ward referral carries this instead of the key of a rule


def in_view(rows: Any, view: str) -> QuerySet[Admission]:
    """The rows of a saved view."""
    views = {CANDIDATES: "candidates", REFERRED: "referred", DISMISSED: "dismissed", ALL: "all"}
    found: QuerySet[Admission] = getattr(rows, views[view])()
    return found


class AdmissionFilter(PortalFilterSet):
    """view, ward, rule that hit, expected discharge, and a search by name, birth date or chart number."""

    q = django_filters.CharFilter(label="이름, 생년월일, 등록번호", method="search")
    view = django_filters.ChoiceFilter(label="보기", choices=VIEWS, method="in_view", empty_label=None)
    ward = django_filters.CharFilter(
        label="병동", field_name="ward", widget=forms.TextInput(attrs={"class": "w-s", "size": 8})
    )
    rule = django_filters.ChoiceFilter(label="걸린 규칙", method="hit_by", empty_label="전체")
    leaves_from = DayFilter(label="퇴원예정일부터", field_name="expected_discharge_on", lookup_expr="gte")
    leaves_to = DayFilter(label="퇴원예정일까지", field_name="expected_discharge_on", lookup_expr="lte")

    wants_actor = True

    class Meta:
        model = Admission
        fields: list[str] = []

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = SelectionRule.objects.filter(hospital_id=actor.institution_id).values_list("pk", "label")
        self.filters["rule"].field.choices = cache(
            lambda: [(WARD_RULE, "병동 의뢰"), *((str(pk), label) for pk, label in rules)]
        )

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.search(value)  # type: ignore[attr-defined]

    def in_view(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return in_view(rows, value)

    def hit_by(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(rule_hits__contains=[{"rule": int(value)}])
