"""The one FilterSet of cases, for the page and the API."""

from __future__ import annotations

from functools import cache
from typing import Any

import django_filters
from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.utils import timezone

from core import codes
from core.actor import Actor
from core.filtering import DayFilter, FigureFilter, PortalFilterSet
from core.identifiers import numbers_ending, parse_case_number
from core.search import last_digits, masked_name, query_initials
from discharge.access import CASE
from discharge.models import DischargeCase
from discharge.workflow import SERIES, CaseStatus
from network.models import Client, HospitalProfile

SEES_CASES = "SOCIAL_WORKER NURSE PHYSICIAN COORDINATOR"
ORDERS = {
    "due": ("next_due_at", "pk"),
    "new": ("-created_at", "-pk"),
    "old": ("created_at", "pk"),
    "no": ("-number", "-pk"),
}
USUAL_ORDER = "due"

OPEN = "OPEN"
STATES = [(OPEN, "진행 중 전체"), *CaseStatus.choices]
WHOSE = [("me", "나"), ("team", "우리 팀 전체")]


class _IsAnyOf(Func):
    """`value = ANY(array)`."""

    template, arg_joiner, arity = "%(expressions)s)", " = ANY(", 2
    output_field = BooleanField()


class CaseFilter(PortalFilterSet):
    """state, ward, condition, whose, overdue, discharge dates, and a search by name, birth date or case number."""

    q = django_filters.CharFilter(label="이름·초성, 생년월일, 사례번호, 전화", method="search")
    state = django_filters.ChoiceFilter(label="상태", choices=STATES, method="in_state", empty_label="전체")
    ward = django_filters.ChoiceFilter(label="병동", field_name="ward", empty_label="전체")
    group = django_filters.ChoiceFilter(
        label="대상군", field_name="target_group", choices=codes.choices("target_group"), empty_label="전체"
    )
    assigned = django_filters.ChoiceFilter(label="담당", choices=WHOSE, method="whose", empty_label="전체")
    overdue = django_filters.BooleanFilter(label="지난 일만", method="late", widget=forms.CheckboxInput)
    leaves_from = DayFilter(
        label="퇴원예정일(부터)", field_name="expected_discharge_on", lookup_expr="gte", widget=forms.HiddenInput
    )
    leaves_to = DayFilter(
        label="퇴원예정일(까지)", field_name="expected_discharge_on", lookup_expr="lte", widget=forms.HiddenInput
    )
    figure = FigureFilter()

    wants_actor = True

    class Meta:
        model = DischargeCase
        fields: list[str] = []

    def __init__(self, *args: Any, actor: Actor, wards: list[str] | None = None, **kwargs: Any) -> None:
        """`wards`: the hospital's own list where the caller has it; otherwise it is read when it is asked for."""
        self.actor = actor
        super().__init__(*args, **kwargs)
        read = self._wards if wards is None else lambda: wards
        self.filters["ward"].field.choices = cache(lambda: [(ward, ward) for ward in read()])

    def _wards(self) -> list[str]:
        profile = HospitalProfile.objects.filter(institution=self.actor.institution_id or 0).first()
        return profile.wards if profile else []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A case number or its last digits, a birth date in any usual way of writing, part of a name; of cases that this
        person may read also by what is known of the one on the telephone (`ClientQuerySet.hinted`)."""
        text = value.strip()
        number = parse_case_number(text)
        if number is not None:
            return rows.filter(number=str(number))
        ends = last_digits(text, 5)
        found = Q(number__in=numbers_ending(SERIES, ends)) if ends else self._cases_of(Client.objects.named(text))
        if query_initials(text) or masked_name(text) or any(map(str.isdigit, text)):
            known = Client.objects.hinted(text, self.actor.institution_id or 0)
            found |= self._cases_of(known) & CASE.scope(self.actor, "read")
        return rows.filter(found)

    @staticmethod
    def _cases_of(people: QuerySet[Client]) -> Q:
        """Cases of these people. An array, so that the people are found first: joined, every case would be looked at."""
        return Q(_IsAnyOf(F("client_id"), ArraySubquery(people.values("pk"))))

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.open() if value == OPEN else rows.filter(status=value)  # type: ignore[attr-defined]

    def whose(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.in_charge(self.actor) if value == "me" else rows  # type: ignore[attr-defined]

    def late(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(next_due_at__lte=timezone.now()) if value else rows
