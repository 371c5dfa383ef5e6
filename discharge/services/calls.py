"""Whom a worker calls today, and what they have recorded today: reads of somebody's own cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from core import workdays
from core.actor import Actor
from discharge.models import ContactAttempt, DischargeCase, FollowUp
from discharge.services import cases
from discharge.workflow import CaseStatus, FollowUpStatus


def waiting(actor: Actor) -> QuerySet[FollowUp]:
    """Follow-ups that are to be called by today, by the end of their windows, with their attempts."""
    rows = _planned(actor).filter(action_on__lte=workdays.seoul_today())
    about = rows.select_related("case__client").prefetch_related("attempts")
    found: QuerySet[FollowUp] = cases.with_chart_number(about, "case__hospital_id")
    return found.order_by("window_to", "action_on", "pk")


def made_today(actor: Actor) -> QuerySet[ContactAttempt]:
    """What the person has recorded today, in its order."""
    since = workdays.start_of_day(workdays.seoul_today())
    rows = ContactAttempt.objects.filter(made_by=actor.user_id, contacted_at__gte=since)
    return rows.select_related("follow_up__case__client").order_by("contacted_at", "pk")


def next_day(actor: Actor) -> tuple[date, int] | None:
    """The next day after today on which somebody is to be called, and how many; None where nothing is planned."""
    rows = _planned(actor).filter(action_on__gt=workdays.seoul_today())
    day = rows.order_by("action_on").values_list("action_on", flat=True).first()
    return (day, rows.filter(action_on=day).count()) if day else None


def _planned(actor: Actor) -> QuerySet[Any]:
    own = DischargeCase.objects.filter(status=CaseStatus.FOLLOW_UP).in_charge(actor)
    return FollowUp.objects.filter(case__in=own, status=FollowUpStatus.SCHEDULED)
