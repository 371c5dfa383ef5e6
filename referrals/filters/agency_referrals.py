"""Filters of agencies' referrals, the same for both sides' pages and the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from core import codes, states
from core.filtering import FigureFilter, NumberFilter, PortalFilterSet
from network.models import Institution
from referrals.models import AgencyReferral
from referrals.querysets.agency_referrals import AGENCY_FINAL, AGENCYS_TURN, HOSPITALS_TURN

Views = dict[str, tuple[str, Q]]
# Saved views: what a name of the list stands for.
SENT_VIEWS: Views = {
    "mine": ("내 차례", Q(status__in=AGENCYS_TURN)),
    "waiting": ("병원 차례", Q(status__in=HOSPITALS_TURN)),
    "closed": ("끝난 의뢰", Q(status__in=AGENCY_FINAL)),
    "all": ("전체", Q()),
}
RECEIVED_VIEWS: Views = {
    "mine": ("병원 차례", Q(status__in=HOSPITALS_TURN)),
    "new": ("접수 전", Q(status="SUBMITTED")),
    "waiting": ("기관 차례", Q(status__in=("SUPPLEMENT", "REPLIED"))),
    "all": ("전체", Q()),
}


class AgencyReferralFilter(PortalFilterSet):
    """Filters of the list pages and of `/api/v1/agency-referrals/`."""

    number = NumberFilter(label="의뢰번호")
    status = filters.ChoiceFilter(label="상태", choices=states.choices("AGENCY_REFERRAL"), empty_label="전체")
    urgency = filters.ChoiceFilter(
        label="긴급도", choices=[one for one in codes.choices("urgency") if one[0] != "EMERGENCY"], empty_label="전체"
    )
    sender = filters.ModelChoiceFilter(label="의뢰기관", queryset=Institution.objects.none(), empty_label="전체")
    overdue = filters.BooleanFilter(label="지난 일만", method="only_overdue", widget=forms.CheckboxInput)
    figure = FigureFilter()

    class Meta:
        model = AgencyReferral
        fields = ("number", "status", "urgency", "sender", "overdue")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # only institutions from which rows of this very list came: the choices name nothing that the rows do not
        asked = self.queryset.order_by().values("sender")
        self.filters["sender"].queryset = Institution.objects.filter(pk__in=asked)

    def only_overdue(self, rows: QuerySet[AgencyReferral], name: str, value: bool) -> QuerySet[AgencyReferral]:
        return rows.filter(due_at__lte=timezone.now()) if value else rows


class SentFilter(AgencyReferralFilter):
    """The agency's own list: everything in it came from one sender."""

    sender = None

    class Meta:
        model = AgencyReferral
        fields = ("number", "status", "urgency", "overdue")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        PortalFilterSet.__init__(self, *args, **kwargs)
