"""Until when an agency's referral may rest in its state (domain 0.4, 2.2.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from core import workdays
from referrals.limits import limit
from referrals.models import AgencyReferral


def _receive(row: AgencyReferral) -> datetime:
    name = "receive_urgent" if row.urgency == "URGENT" else "receive"
    return workdays.in_working_days(limit(name), row.resubmitted_at or row.submitted_at or timezone.now())


def _reply(row: AgencyReferral) -> datetime:
    """Counted from receipt; a question asked back when the limit has (nearly) passed gets days of its own."""
    due = reply_limit(row)
    if row.replied_at is None:
        return due
    return max(due, workdays.in_working_days(limit("answer_question"), timezone.now()))


def reply_limit(row: AgencyReferral) -> datetime:
    return workdays.end_of_day(row.reply_due_on) if row.reply_due_on else timezone.now()


_OF_STATE: dict[str, Callable[[AgencyReferral], datetime]] = {
    "SUBMITTED": _receive,
    "RECEIVED": lambda row: workdays.in_working_days(limit("decide"), timezone.now()),
    "SUPPLEMENT": lambda row: workdays.in_working_days(limit("supplement"), timezone.now()),
    "ACCEPTED": lambda row: workdays.in_working_days(limit("assign"), timezone.now()),
    "ASSIGNED": lambda row: workdays.in_days(limit("first_contact"), row.accepted_at or timezone.now()),
    "IN_PROGRESS": _reply,
    # counted from when it was recorded: only then could the agency know of it
    "REPLIED": lambda row: workdays.in_days(limit("confirm_reply"), timezone.now()),
    "CANCEL_REQUESTED": lambda row: workdays.in_working_days(limit("answer_cancel"), timezone.now()),
}


def due_at(row: AgencyReferral) -> datetime | None:
    """The limit of the state in which the row now is; None where nobody owes anything."""
    clock = _OF_STATE.get(row.status)
    return clock(row) if clock else None
