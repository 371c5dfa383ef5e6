"""What time brings about by itself: replies nobody confirmed, cancels nobody answered, supplements nobody sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from core import duties
from core.actor import SYSTEM
from core.errors import DomainError
from core.models import Duty
from referrals.limits import limit
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import notices
from referrals.services.linkages.sweeping import BATCH
from referrals.workflow import AGENCY_REFERRAL

_BY_TIME = {"REPLIED": "confirm", "CANCEL_REQUESTED": "confirm_cancel"}
_WATCHED = ("SUBMITTED", "RECEIVED", "ACCEPTED", "ASSIGNED", "IN_PROGRESS")


def move_on(now: datetime) -> int:
    """Reply not confirmed → CLOSED; cancel not answered → CANCELLED. Running it again does nothing more."""
    late = AgencyReferral.objects.overdue(now).filter(status__in=_BY_TIME).order_by("due_at", "pk")[:BATCH]
    return sum(_fire(row) for row in late)


def _fire(row: AgencyReferral) -> int:
    """A row that moved on meanwhile is no longer ours to move."""
    try:
        AGENCY_REFERRAL.fire(row, _BY_TIME[row.status], actor=SYSTEM, version=row.version)
    except DomainError:
        return 0
    return 1


def watch_silent(now: datetime) -> int:
    """No supplement for the whole wait: the coordinator is asked to decide (and may decline from now on)."""
    since = now - timedelta(days=limit("supplement_wait") + 1)
    waiting = AgencyReferral.objects.filter(~_asked("referrals.agency_silent"), status="SUPPLEMENT")
    rows = list(waiting.filter(paused_at__lte=since).for_page().order_by("paused_at", "pk")[:BATCH])
    for row in rows:
        duties.open_duty("referrals.agency_silent", row, actor=SYSTEM)
    return len(rows)


def _asked(kind: str) -> Exists:
    about = {"object_kind": AgencyReferral._meta.label_lower, "object_id": Cast(OuterRef("pk"), CharField())}
    return Exists(Duty.objects.open().filter(kind=kind, **about))


def tell_late(now: datetime) -> int:
    """The hospital has just become late: the agency is told as well, once for every state of the row."""
    late = AgencyReferral.objects.overdue(now).filter(status__in=_WATCHED, due_at__gt=now - timedelta(days=1))
    rows = list(late.for_page().order_by("due_at", "pk")[:BATCH])
    for row in rows:
        notices.to_agency(row, "병원의 답이 기한을 지났습니다.", SYSTEM, event=":late")
    return len(rows)
