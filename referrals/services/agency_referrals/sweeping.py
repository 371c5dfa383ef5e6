"""What time brings about by itself: replies nobody confirmed, cancels nobody answered, supplements nobody sent.

Each row is asked again under its lock; running a sweep again does nothing more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from core import duties, sweeps
from core.actor import SYSTEM
from referrals.limits import limit
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import notices
from referrals.workflow import AGENCY_REFERRAL

_BY_TIME = {"REPLIED": "confirm", "CANCEL_REQUESTED": "confirm_cancel"}
_WATCHED = ("SUBMITTED", "RECEIVED", "ACCEPTED", "ASSIGNED", "IN_PROGRESS")
_SILENT = "referrals.agency_silent"
_LATE = "병원의 답이 기한을 지났습니다."


def move_on(now: datetime) -> int:
    """Reply not confirmed → CLOSED; cancel not answered → CANCELLED."""
    late = AgencyReferral.objects.overdue(now).filter(status__in=_BY_TIME).order_by("due_at", "pk")
    return sweeps.each_still(
        "referrals.agency_move_on", late, lambda row: AGENCY_REFERRAL.fire(row, _BY_TIME[row.status], actor=SYSTEM)
    )


def watch_silent(now: datetime) -> int:
    """No supplement for the whole wait: the coordinator is asked to decide (and may decline from now on)."""
    since = now - timedelta(days=limit("supplement_wait") + 1)
    waiting = AgencyReferral.objects.filter(
        ~duties.is_owed(AgencyReferral, _SILENT), status="SUPPLEMENT", paused_at__lte=since
    )
    return sweeps.each_still(
        "referrals.agency_watch_silent",
        waiting.for_page().order_by("paused_at", "pk"),
        partial(duties.open_duty, _SILENT, actor=SYSTEM),
    )


def tell_late(now: datetime) -> int:
    """The hospital has just become late: the agency is told as well, once for every state of the row."""
    late = AgencyReferral.objects.overdue(now).filter(status__in=_WATCHED, due_at__gt=now - timedelta(days=1))
    return sweeps.each_still(
        "referrals.agency_tell_late",
        late.for_page().order_by("due_at", "pk"),
        lambda row: notices.to_agency(row, _LATE, SYSTEM, event=":late"),
    )
