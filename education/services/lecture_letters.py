"""The letters by which instructors are asked: numbered with the request, kept, handed out as they went out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.actor import Actor
from core.models import PrintedDocument
from core.reports import Final, KeptPapers, Paper, give_number, preview, print_out, type_page, write_page
from education import duties as owed
from education.models import InstructorBooking, LectureLetter
from education.papers import bookings as paper
from education.workflow import INSTRUCTOR_BOOKING
from network.services.letterheads import Signer, letterhead_of


@INSTRUCTOR_BOOKING.after("invite")
def _issue(row: InstructorBooking, data: Mapping[str, Any], actor: Actor) -> None:
    assert actor.user_id is not None
    LectureLetter.objects.create(booking=row, issued_at=row.invited_at or timezone.now(), issued_by_id=actor.user_id)
    give_number(paper_of(row), row)


def paper_of(row: InstructorBooking) -> Paper:
    return replace(paper.LECTURE_REQUEST, office=letterhead_of(row.session.request.host).signature)


def letter_of(row: InstructorBooking) -> LectureLetter | None:
    """None for a candidate, and for whoever was asked before letters were kept."""
    return LectureLetter.objects.filter(booking=row).select_related("issued_by").first()


def context(row: InstructorBooking, drafter: Signer, decider: Signer | None = None) -> dict[str, Any]:
    moment = row.invited_at or timezone.now()
    found = paper.context(row, drafter, moment, owed.working("answer_booking", moment), decider)
    return found | {"is_issued": row.invited_at is not None}


def show(*, actor: Actor, booking: InstructorBooking, frame: Mapping[str, Any]) -> str:
    """The letter as a page; `frame` carries the addresses of its tools."""
    return preview(paper_of(booking), booking, {**_context(booking, actor), **frame}, actor)


def print_letter(*, actor: Actor, booking: InstructorBooking) -> tuple[PrintedDocument, bytes]:
    """The PDF: of a letter that went out the kept file, byte for byte."""
    sent = letter_of(booking)
    if sent is not None:
        return LETTERS.hand_out(sent.pk, booking, actor)
    return print_out(paper_of(booking), booking, _context(booking, actor), actor)


def type_letter(*, actor: Actor, booking: InstructorBooking) -> tuple[str, bytes]:
    """The same as HWPX."""
    sent = letter_of(booking)
    if sent is not None:
        return LETTERS.hand_out_typed(sent.pk, booking, actor)
    return type_page(paper_of(booking), booking, _context(booking, actor), actor)


def _context(booking: InstructorBooking, actor: Actor) -> dict[str, Any]:
    sent = letter_of(booking)
    if sent is not None:
        return _as_sent(sent, booking)
    return context(booking, Signer.acting(actor))


def _as_sent(sent: LectureLetter, row: InstructorBooking) -> dict[str, Any]:
    """Whoever asks drafts the letter and decides on it."""
    who = Signer.of(sent.issued_by)
    return context(row, who, decider=who)


def _final(sent: LectureLetter) -> Final:
    row = sent.booking
    found, it = _as_sent(sent, row), paper_of(row)
    return Final(it, row, found, it.office, sent.issued_by_id, write_page(it, found, sent.issued_at))


def _rows() -> QuerySet[LectureLetter]:
    return LectureLetter.objects.select_related(
        "issued_by", "booking__instructor", "booking__session__request__host", "booking__session__request__topic"
    )


LETTERS = KeptPapers(_rows, "issued_at", _final)
