"""What time brings about by itself: silence, replies nobody confirmed, cancels nobody answered, answers that are late.

Each sweep locks its rows one by one and skips what somebody else is just moving; running it again does nothing more.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from core import duties
from core.actor import SYSTEM
from core.errors import DomainError
from core.models import Duty
from referrals.models import Linkage
from referrals.workflow import LINKAGE

BATCH = 500
_BY_TIME = {"SENT": "time_out", "REPLIED": "confirm", "CANCEL_REQUESTED": "confirm_cancel"}
_WATCHED = ("RECEIVED", "ACCEPTED", "IN_SERVICE", "ON_HOLD")


def move_on(now: datetime) -> int:
    """No receipt → NO_RESPONSE; reply not confirmed → COMPLETED; cancel not answered → CANCELLED."""
    late = Linkage.objects.overdue(now).filter(status__in=_BY_TIME).order_by("due_at", "pk")[:BATCH]
    return sum(_fire(row) for row in late)


def _fire(row: Linkage) -> int:
    """A row that moved on meanwhile is no longer ours to move."""
    try:
        LINKAGE.fire(row, _BY_TIME[row.status], actor=SYSTEM, version=row.version)
    except DomainError:
        return 0
    return 1


def watch_late(now: datetime) -> int:
    """The receiver owes and is late: the sender's team gets the duty to ask."""
    asked = Duty.objects.open().filter(
        kind="referrals.late_reply",
        object_kind=Linkage._meta.label_lower,
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    late = Linkage.objects.overdue(now).filter(~Exists(asked), status__in=_WATCHED).for_page().order_by("due_at", "pk")
    rows = list(late[:BATCH])
    for row in rows:
        duties.open_duty("referrals.late_reply", row, actor=SYSTEM)
    return len(rows)
