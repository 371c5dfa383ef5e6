"""Until when a linkage may rest in its state (domain 0.4): working days for answers, days for replies.

A limit ends at 24:00 of its last day and is kept on the row as 00:00 of the next (`due_at`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone

from core import workdays
from referrals.limits import limit
from referrals.models import AgencyReferral, Linkage
from referrals.querysets.linkages import RECEIVERS_TURN


def receive_by(row: Linkage) -> datetime:
    """Until when a linkage has to be received: business days from its (last) sending."""
    name = "receive_urgent" if row.urgency == "URGENT" else "receive"
    return workdays.in_working_days(limit(name), row.resent_at or row.sent_at or timezone.now())


def _reply(row: Linkage) -> datetime:
    """The limit counted from acceptance; a question asked back when it has (nearly) passed gets days of its own."""
    due = workdays.end_of_day(row.reply_due_on) if row.reply_due_on else timezone.now()
    if row.replied_at is None:
        return due
    return max(due, workdays.in_working_days(limit("answer_question"), timezone.now()))


_OF_STATE: dict[str, Callable[[Linkage], datetime]] = {
    "SENT": receive_by,
    "RECEIVED": lambda row: workdays.in_working_days(limit("decide"), row.received_at or timezone.now()),
    "RETURNED": lambda row: workdays.in_working_days(limit("supplement"), timezone.now()),
    "NO_RESPONSE": lambda row: workdays.in_working_days(limit("chase"), timezone.now()),
    "ACCEPTED": lambda row: workdays.in_days(limit("first_contact"), row.accepted_at or timezone.now()),
    "IN_SERVICE": _reply,
    # counted from when it was recorded: only then could the sender know of it
    "REPLIED": lambda row: workdays.in_days(limit("confirm_reply"), timezone.now()),
    "ON_HOLD": lambda row: workdays.end_of_day(row.hold_until or workdays.seoul_today()),
    "CANCEL_REQUESTED": lambda row: workdays.in_working_days(limit("answer_cancel"), timezone.now()),
}


def due_at(row: Linkage) -> datetime | None:
    """The limit of the state in which the row now is; None where nobody owes anything."""
    clock = _OF_STATE.get(row.status)
    return clock(row) if clock else None


def of_receiver(row: Linkage) -> datetime | None:
    """Until when the receiver owes something; None while it is the other side's turn.

    Silence does not move it: a receipt is owed by its first limit, although the sender has one of its own by then.
    """
    if row.status == "NO_RESPONSE":
        return receive_by(row)
    return row.due_at if row.status in RECEIVERS_TURN else None


def reply_due_on(since: datetime) -> date:
    """Last day for the final reply: 14 days after acceptance (of an agency's referral: receipt), which is day 0."""
    return workdays.seoul_date(since) + timedelta(days=limit("final_reply"))


def paused_days(row: Linkage | AgencyReferral, until: datetime) -> int:
    """Days for which the reply clock stood still: on hold, or waiting for a supplement."""
    if row.paused_at is None:
        return 0
    return max((workdays.seoul_date(until) - workdays.seoul_date(row.paused_at)).days, 0)
