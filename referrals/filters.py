"""Filters of linkages and of the ledger, the same for pages and the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from core import codes, states
from core.forms import DateField
from network.models import Institution
from referrals.models import Linkage, Provision
from referrals.querysets import RECEIVERS_TURN

# Saved views: what a name of the list stands for.
VIEWS: dict[str, tuple[str, Q]] = {
    "waiting": ("답을 기다리는", Q(status__in=RECEIVERS_TURN)),
    "silent": ("무응답", Q(status="NO_RESPONSE")),
    "replied": ("회신 확인", Q(status="REPLIED")),
    "all": ("전체", Q()),
}


class _DateFilter(filters.DateFilter):
    field_class = DateField


class LinkageFilter(filters.FilterSet):
    """Filters of the list page and of `/api/v1/linkages/`."""

    number = filters.CharFilter(label="연계번호", field_name="number", lookup_expr="iexact")
    status = filters.ChoiceFilter(label="상태", choices=states.choices("LINKAGE"), empty_label="전체")
    service = filters.ChoiceFilter(label="서비스", choices=codes.choices("linkage_service"), empty_label="전체")
    receiver = filters.ModelChoiceFilter(label="수신 기관", queryset=Institution.objects.none(), empty_label="전체")
    overdue = filters.BooleanFilter(label="지난 일만", method="only_overdue", widget=forms.CheckboxInput)

    class Meta:
        model = Linkage
        fields = ("number", "status", "service", "receiver", "overdue")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # only institutions to which rows of this very list went: the choices name nothing that the rows do not
        asked = self.queryset.order_by().values("receiver")
        self.filters["receiver"].queryset = Institution.objects.filter(pk__in=asked)

    def only_overdue(self, rows: QuerySet[Linkage], name: str, value: bool) -> QuerySet[Linkage]:
        return rows.filter(due_at__lte=timezone.now()) if value else rows


class ProvisionFilter(filters.FilterSet):
    """Filters of the ledger of provision."""

    since = _DateFilter(label="제공일부터", field_name="provided_at", lookup_expr="date__gte")
    until = _DateFilter(label="제공일까지", field_name="provided_at", lookup_expr="date__lte")
    case_number = filters.CharFilter(label="사례번호", lookup_expr="iexact")
    receiver = filters.ModelChoiceFilter(label="제공받는 자", queryset=Institution.objects.none(), empty_label="전체")
    withdrawn = filters.BooleanFilter(label="철회된 것만", method="only_withdrawn", widget=forms.CheckboxInput)

    class Meta:
        model = Provision
        fields = ("since", "until", "case_number", "receiver", "withdrawn")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.queryset.order_by().values("receiver")
        self.filters["receiver"].queryset = Institution.objects.filter(pk__in=asked)

    def only_withdrawn(self, rows: QuerySet[Provision], name: str, value: bool) -> QuerySet[Provision]:
        return rows.filter(withdrawn_at__isnull=False) if value else rows
