"""Signing in at the door of a meeting: a QR address that holds around the meeting, one row for each seat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, secret_links
from core.actor import Actor
from core.errors import Conflict, Invalid, NotVisible
from network.councils.access import MEETING_ACCESS
from network.councils.models import Attendee, Meeting
from network.councils.services import answers
from network.councils.workflow import MeetingStatus

BEFORE, AFTER = timedelta(hours=1), timedelta(hours=1)
LINK = secret_links.SecretLink("meeting", "councils:meeting-sign-in", "sign_in_key", is_kept=True)
OPEN = (MeetingStatus.NOTIFIED, MeetingStatus.HELD)


def open_door(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Give the meeting its secret; the same one when it has one. Raises Conflict in a state without a door."""
    with transaction.atomic():
        row = MEETING_ACCESS.lock_for(actor, "manage", meeting.pk)
        if row.status not in OPEN:
            raise Conflict(f"지금 상태({row.get_status_display()})에서는 출석 확인을 열 수 없습니다.")
        if row.mode == "WRITTEN":
            raise Conflict("서면 회의에는 출석 확인이 없습니다.")
        if not row.sign_in_key:
            row.sign_in_key = secret_links.random_key()
            row.save(update_fields=["sign_in_key"])
            audit.record(actor, "meeting.open_door", action="UPDATE", about=row)
    return row


def close_door(*, actor: Actor, meeting: Meeting) -> Meeting:
    """The address answers no more; the next opening makes another."""
    with transaction.atomic():
        row = MEETING_ACCESS.lock_for(actor, "manage", meeting.pk)
        if row.sign_in_key:
            row.sign_in_key = ""
            row.save(update_fields=["sign_in_key"])
            audit.record(actor, "meeting.close_door", action="UPDATE", about=row)
    return row


def url_of(meeting: Meeting) -> str:
    return LINK.url(meeting.sign_in_key)


def meeting_of(key: str) -> Meeting:
    """The meeting behind an address. Raises NotVisible for one that was never made or is closed."""
    row = LINK.find(Meeting.objects.filter(status__in=OPEN).select_related("council"), key)
    if row is None:
        raise NotVisible
    return row


def is_on(meeting: Meeting) -> bool:
    """From an hour before the beginning until an hour after the end."""
    return meeting.starts_at - BEFORE <= timezone.now() <= meeting.ends_at + AFTER


def seats_of(actor: Actor, meeting: Meeting) -> list[Attendee]:
    """The rows for which this person may sign: their own first, then those of the institution they answer for."""
    rows = meeting.attendees.filter(institution_id=actor.institution_id or 0).select_related("institution")
    own = [row for row in rows if answers.is_own(actor, row)]
    return sorted(own, key=lambda row: (row.user_id != actor.user_id, row.name))


def sign(*, actor: Actor, key: str, seat_id: int, proxy_name: str = "") -> Attendee:
    """Mark one seat as present, or as represented by somebody named. Signing twice changes nothing.

    Raises NotVisible for an address or a seat that is not theirs, Invalid outside the time of the meeting.
    """
    meeting = meeting_of(key)
    if not is_on(meeting):
        raise Invalid("출석 확인은 회의 시작 1시간 전부터 끝난 뒤 1시간까지 됩니다.")
    with transaction.atomic():
        row: Any = meeting.attendees.select_for_update(of=("self",)).filter(pk=seat_id).first()
        if row is None or not answers.is_own(actor, row):
            raise NotVisible
        if row.signed_in_at is not None:
            return row
        row.attendance = "OBSERVER" if not row.has_vote else "PROXY" if proxy_name else "ATTENDED"
        row.proxy_name = proxy_name or row.proxy_name
        row.signed_in_at = timezone.now()
        row.save(update_fields=["attendance", "proxy_name", "signed_in_at"])
        changes = {"attendee": row.pk, "attendance": row.attendance}
        audit.record(actor, "meeting.sign_in", action="UPDATE", about=meeting, changes=changes)
    return row
