"""An instructor without an account answers through a secret address (security PR6).

The address belongs to one request for one lesson as it stands: the first answer, a move of the office, a new date or
the end of the limit closes it. It names nobody; who answers writes the name that the office asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, contacts, messages, throttle
from core.actor import Actor
from core.errors import Conflict, Invalid, NotVisible
from core.secret_links import SecretLink, same
from education import duties as owed
from education.access import BOOKING
from education.models import InstructorBooking
from education.services import bookings
from education.workflow import BookingStatus
from network.services.letterheads import named

TEMPLATE = "education.booking"
LINK = SecretLink("booking", "education:booking-answer", "link_hash")
OPEN_COURSE = ("SCHEDULING", "CONFIRMED")
TRIES = throttle.Limit(5, 3600)  # of names for one address
WRONG = "성명이 다릅니다. 병원이 섭외를 요청한 분의 성명을 적으십시오."
TOO_OFTEN = "성명을 너무 여러 번 틀렸습니다. 한 시간 뒤에 다시 하거나 병원에 전화하십시오."
TOLD_BY = "강사 본인(주소)"


def issue(*, actor: Actor, booking: InstructorBooking, send: bool = False) -> str:
    """The address for an instructor who is asked and has no account; sent to them as well when asked for.

    Raises Conflict, Invalid.
    """
    with transaction.atomic():
        row = BOOKING.lock_for(actor, "manage", booking.pk, InstructorBooking.objects.for_page())
        if row.status != BookingStatus.INVITED:
            raise Conflict("섭외를 요청하고 답을 기다리는 동안에만 주소를 만듭니다.")
        if row.instructor.user_id is not None:
            raise Invalid("계정이 있는 강사입니다. 강사가 로그인하여 답합니다.")
        row.link_hash = LINK.stored(key_of(row))
        row.save(update_fields=["link_hash"])
        if send:
            _send_link(row)
        audit.record(actor, "education.booking_link", action="UPDATE", about=row, changes={"sent": send})
    return url_of(row)


def _send_link(row: InstructorBooking) -> None:
    contact = row.instructor.email or row.instructor.phone
    try:
        channel, address = contacts.normal(contact)
    except Invalid:
        raise Invalid("강사의 전자우편이나 휴대전화 번호가 없습니다. 주소를 복사하여 전하십시오.") from None
    values = {"number": row.session.request.number, "booking": str(row.pk)}
    key = f"booking:{row.pk}:{row.version}:link:{timezone.now():%Y%m%d%H%M}"
    messages.plan(key, channel=channel, template=TEMPLATE, values=values, address=address)


def key_of(row: InstructorBooking) -> str:
    """Worked out of the row as it stands and of its lesson: what moves makes it another one."""
    begins = int(row.session.starts_at.timestamp())  # the same moment in every time zone
    return LINK.derived(row.pk, row.version, begins)


def url_of(row: InstructorBooking) -> str:
    return LINK.url(key_of(row))


def open_booking(key: str) -> InstructorBooking | None:
    """What the address asks about, while it is open."""
    row = LINK.find(InstructorBooking.objects.for_page(), key)
    return row if row is not None and is_open(row) else None


def ticket(row: InstructorBooking) -> str:
    """What a browser keeps of the address it came by: the booking, and which address it was."""
    return f"{row.pk}:{row.link_hash}"


def held(kept: str) -> InstructorBooking | None:
    """What an address asked about; nothing where another address was made since somebody came by it."""
    pk, _, link_hash = kept.partition(":")
    row = InstructorBooking.objects.for_page().filter(pk=pk).first() if pk else None
    return row if row is not None and same(row.link_hash, link_hash) else None


def is_open(row: InstructorBooking) -> bool:
    """Whether the address that was made last still asks."""
    return _is_asked(row) and same(LINK.stored(key_of(row)), row.link_hash)


def is_answered(row: InstructorBooking) -> bool:
    """Whether the instructor has answered by the address."""
    return row.told_by == TOLD_BY


def _is_asked(row: InstructorBooking) -> bool:
    if row.status != BookingStatus.INVITED or row.session.request.status not in OPEN_COURSE:
        return False
    return timezone.now() < min(owed.working("answer_booking", row.invited_at or row.created_at), row.session.starts_at)


def answer(*, booking: InstructorBooking, choice: str, name: str, reason: str = "") -> InstructorBooking:
    """The instructor's own move. Raises NotVisible when the address is closed by now, Invalid."""
    row = InstructorBooking.objects.for_page().filter(pk=booking.pk).first()
    if row is None or not is_open(row) or choice not in ("accept", "decline"):
        raise NotVisible
    _demand_name(row, name)
    holder = Actor(None, None, name=TOLD_BY, key_to=str(row.pk), key_from=row.session.request.host_id)
    try:
        return bookings.act(actor=holder, booking=row, name=choice, data={"reason": reason, "told_by": TOLD_BY})
    except Conflict:
        raise NotVisible from None


def _demand_name(row: InstructorBooking, name: str) -> None:
    bucket = f"booking-name:{row.pk}"
    same = "".join(name.split()) == "".join(row.instructor.name.split())
    if throttle.is_too_often((bucket, TRIES)):
        raise Invalid({"name": TOO_OFTEN})
    if not same:
        raise Invalid({"name": WRONG})


def _link_while_open(values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    row = InstructorBooking.objects.for_page().filter(pk=values["booking"]).first()
    return {"link": url_of(row), **named(row.session.request.host)} if row is not None and _is_asked(row) else None


messages.register(
    TEMPLATE,
    messages.Template(
        "[{host}] 강의 요청",
        "[{host}] 강의를 부탁드립니다. 교육번호 {number}. 답하기: {link}{asks}",
        fill=_link_while_open,
    ),
)
