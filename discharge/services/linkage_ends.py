"""What becomes of the linkages of a case that has ended by itself."""

from __future__ import annotations

from core.actor import SYSTEM
from discharge.models import DischargeCase
from referrals.models import Linkage
from referrals.workflow import LINKAGE

_NOT_ACCEPTED = ("DRAFT", "SENT", "RECEIVED", "RETURNED", "NO_RESPONSE")
_UNDER_WAY = ("ACCEPTED", "IN_SERVICE", "ON_HOLD")
_CANCEL = {"DECEASED": "DECEASED", "CLIENT_REFUSED": "NOT_WISHED", "MOVED": "MOVED"}
_STOP = {"DECEASED": "DECEASED", "CLIENT_REFUSED": "CLIENT_REFUSED", "MOVED": "MOVED"}


def end_linkages(case: DischargeCase, close_reason: str) -> int:
    """Every open linkage ends as STOPPED, CANCELLED or COMPLETED, with a reason that fits the end of the case.

    Rows are locked first: nobody moves them meanwhile, so that this cannot fail. Returns how many ended.
    """
    rows = Linkage.objects.select_for_update(of=("self",)).about(case.pk).open().order_by("pk")
    for linkage in rows:
        move, data = _end_of(linkage, close_reason)
        LINKAGE.fire(linkage, move, actor=SYSTEM, data=data)
    return len(rows)


def _end_of(linkage: Linkage, close_reason: str) -> tuple[str, dict[str, str]]:
    if linkage.status in _NOT_ACCEPTED:
        return "cancel", {"cancel_reason": _CANCEL.get(close_reason, "CASE_CLOSED")}
    if linkage.status in _UNDER_WAY:
        return "stop", {"stop_reason": _STOP.get(close_reason, "CASE_CLOSED")}
    return ("confirm_cancel", {}) if linkage.status == "CANCEL_REQUESTED" else ("confirm", {})
