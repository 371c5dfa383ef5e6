"""The figures of referrals that agencies send to a hospital, R12 and R13 (domain 3.1)."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q

from core import workdays
from core.indicators import Counting, Hospitals, Measured, register, shared
from network.registry.figures import Programme
from referrals.models import AgencyReferral

OPENS = "referrals:agency-received-list?view=all"


@register("R12", opens=OPENS)
def replied(hospitals: Hospitals, first: date, last: date) -> Counting:
    """Replied within the limit among those whose limit has passed, by the day of the limit; what the agency took back is
    left out."""
    today = workdays.seoul_today()
    rows = AgencyReferral.objects.filter(receiver_id__in=hospitals, reply_due_on__range=(first, last))
    rows = rows.filter(reply_due_on__lt=today).exclude(status__in=("CANCELLED", "WITHDRAWN"))
    return shared(rows, Q(replied_at__date__lte=F("reply_due_on")), {"hospital": "receiver_id"})


@register("R13", opens=OPENS, is_about_people=False)
def received(hospitals: Hospitals, first: date, last: date) -> Measured:
    """Mean business days from submission to receipt, by the day of receipt."""
    span = {"received_at__gte": workdays.start_of_day(first), "received_at__lt": workdays.end_of_day(last)}
    rows = AgencyReferral.objects.filter(receiver_id__in=hospitals, submitted_at__isnull=False, **span)
    between, day = workdays.calendar().working_days_between, workdays.seoul_date
    found = rows.values_list("receiver_id", "submitted_at", "received_at")
    days = [(place, max(0, between(day(sent), day(taken)))) for place, sent, taken in found if sent and taken]
    return Measured([({"hospital": place}, number, 1) for place, number in days], rows)


FIGURES = Programme(
    slug="referrals",
    code="REFERRALS",
    label="기관 대상자 의뢰",
    app="referrals",
    workers=frozenset({"SOCIAL_WORKER", "NURSE", "MH_MANAGER"}),
    trend="R12",
)
