"""Filters of linkages and of the ledger, the same for pages and the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from core import codes, states, workdays
from core.filtering import DayFilter, FigureFilter, NumberFilter, PortalFilterSet
from core.identifiers import parse_case_number
from network.models import Client, Institution
from referrals.access import named_to_receiver
from referrals.models import Linkage, Provision
from referrals.querysets.linkages import FINAL, RECEIVERS_TURN
from referrals.querysets.outcomes import OUTCOMES, outcome_condition
from referrals.registry import PROGRAMMES

# Saved views: what a name of the list stands for.
VIEWS: dict[str, tuple[str, Q]] = {
    "waiting": ("답을 기다리는", Q(status__in=RECEIVERS_TURN)),
    "silent": ("무응답", Q(status="NO_RESPONSE")),
    "replied": ("회신 확인", Q(status="REPLIED")),
    "all": ("전체", Q()),
}


def received_views(now: datetime) -> dict[str, tuple[str, Q]]:
    """Saved views of the inbox, the first is the default: what is open, by what the receiver has to do."""
    late = Q(status__in=RECEIVERS_TURN, due_at__lte=now) | Q(status="NO_RESPONSE")
    return {
        "open": ("진행 중", ~Q(status__in=FINAL)),
        "unread": ("안 읽음", Q(first_read_at__isnull=True) & ~Q(status__in=FINAL)),
        "new": ("접수 전", Q(status__in=("SENT", "NO_RESPONSE"))),
        "owed": ("회신 필요", Q(status__in=("ACCEPTED", "IN_SERVICE", "CANCEL_REQUESTED"))),
        "late": ("기한 지남", late),
        "ended": ("끝난 의뢰", Q(status__in=FINAL)),
        "all": ("전체", Q()),
    }


def _programmes() -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in PROGRAMMES.values()]


_SENT_STATES = [choice for choice in states.choices("LINKAGE") if choice[0] != "DRAFT"]


class LinkageFilter(PortalFilterSet):
    """Filters of the list page and of `/api/v1/linkages/`."""

    number = NumberFilter(label="연계번호")
    status = filters.ChoiceFilter(label="상태", choices=states.choices("LINKAGE"), empty_label="전체")
    service = filters.ChoiceFilter(label="서비스", choices=codes.choices("linkage_service"), empty_label="전체")
    receiver = filters.ModelChoiceFilter(label="수신 기관", queryset=Institution.objects.none(), empty_label="전체")
    urgency = filters.ChoiceFilter(label="긴급도", choices=codes.choices("urgency"), empty_label="전체")
    since = DayFilter(label="발송일부터", field_name="sent_at", lookup_expr="date__gte")
    until = DayFilter(label="발송일까지", field_name="sent_at", lookup_expr="date__lte")
    outcome = filters.ChoiceFilter(label="결과", choices=OUTCOMES, empty_label="전체", method="with_outcome")
    overdue = filters.BooleanFilter(label="지난 일만", method="only_overdue", widget=forms.CheckboxInput)
    figure = FigureFilter()

    class Meta:
        model = Linkage
        fields = ("number", "status", "service", "receiver", "urgency", "since", "until", "outcome", "overdue")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # only institutions to which rows of this very list went: the choices name nothing that the rows do not
        asked = self.queryset.order_by().values("receiver")
        self.filters["receiver"].queryset = Institution.objects.filter(pk__in=asked)

    def only_overdue(self, rows: QuerySet[Linkage], name: str, value: bool) -> QuerySet[Linkage]:
        return rows.filter(due_at__lte=timezone.now()) if value else rows

    def with_outcome(self, rows: QuerySet[Linkage], name: str, value: str) -> QuerySet[Linkage]:
        return rows.filter(outcome_condition(value))


class DifferenceFilter(PortalFilterSet):
    """The period (by sending) and the programme of the difference report."""

    since = DayFilter(label="발송일부터", field_name="sent_at", lookup_expr="date__gte")
    until = DayFilter(label="발송일까지", field_name="sent_at", lookup_expr="date__lte")
    programme = filters.ChoiceFilter(label="사업", choices=_programmes, empty_label="전체")

    class Meta:
        model = Linkage
        fields = ("since", "until", "programme")


class ReceivedFilter(PortalFilterSet):
    """Filters of the inbox page and of `/api/v1/received-linkages/`."""

    q = filters.CharFilter(label="이름, 연계번호, 우리 번호", method="search")
    status = filters.ChoiceFilter(label="상태", choices=_SENT_STATES, empty_label="전체")
    service = filters.ChoiceFilter(label="서비스", choices=codes.choices("linkage_service"), empty_label="전체")
    sender = filters.ModelChoiceFilter(label="보낸 곳", queryset=Institution.objects.none(), empty_label="전체")
    urgency = filters.ChoiceFilter(label="긴급도", choices=codes.choices("urgency"), empty_label="전체")
    due = DayFilter(label="기한이 이 날까지", method="due_until")

    class Meta:
        model = Linkage
        fields = ("status", "service", "sender", "urgency", "due")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.queryset.order_by().values("sender")
        self.filters["sender"].queryset = Institution.objects.filter(pk__in=asked)

    def search(self, rows: QuerySet[Linkage], name: str, value: str) -> QuerySet[Linkage]:
        """A number of either side, or part of a name that this agency was given and may still read: a search tells no more
        than the line that it finds."""
        words = value.strip()
        number = parse_case_number(words)
        if number is not None:
            return rows.filter(Q(number=str(number)) | Q(receiver_number__iexact=words))
        known = Q(client__in=Client.objects.named(words)) & named_to_receiver()
        return rows.filter(Q(receiver_number__iexact=words) | known)

    def due_until(self, rows: QuerySet[Linkage], name: str, value: date) -> QuerySet[Linkage]:
        return rows.filter(status__in=RECEIVERS_TURN, due_at__lte=workdays.end_of_day(value))


class ProvisionFilter(PortalFilterSet):
    """Filters of the ledger of provision."""

    since = DayFilter(label="제공일부터", field_name="provided_at", lookup_expr="date__gte")
    until = DayFilter(label="제공일까지", field_name="provided_at", lookup_expr="date__lte")
    case_number = NumberFilter(label="사례번호")
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
