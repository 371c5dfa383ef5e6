"""What time brings about by itself: silence, replies nobody confirmed, cancels nobody answered, answers that are late.

Each row is asked again under its lock; running a sweep again does nothing more.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from core import duties, sweeps
from core.actor import SYSTEM
from referrals.models import Linkage
from referrals.workflow import LINKAGE

_BY_TIME = {"SENT": "time_out", "REPLIED": "confirm", "CANCEL_REQUESTED": "confirm_cancel"}
_WATCHED = ("RECEIVED", "ACCEPTED", "IN_SERVICE", "ON_HOLD")
_LATE = "referrals.late_reply"


def move_on(now: datetime) -> int:
    """No receipt → NO_RESPONSE; reply not confirmed → COMPLETED; cancel not answered → CANCELLED."""
    late = Linkage.objects.overdue(now).filter(status__in=_BY_TIME).order_by("due_at", "pk")
    return sweeps.each_still(
        "referrals.move_on", late, lambda row: LINKAGE.fire(row, _BY_TIME[row.status], actor=SYSTEM)
    )


def watch_late(now: datetime) -> int:
    """The receiver owes and is late: the sender's team gets the duty to ask."""
    late = Linkage.objects.overdue(now).filter(~duties.is_owed(Linkage, _LATE), status__in=_WATCHED)
    return sweeps.each_still(
        "referrals.watch_late",
        late.for_page().order_by("due_at", "pk"),
        partial(duties.open_duty, _LATE, actor=SYSTEM),
    )
