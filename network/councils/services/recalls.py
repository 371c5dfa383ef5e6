"""Notices that were taken back: the letter of it, numbered in the same moment, kept, handed out as it went out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core import workdays
from core.actor import Actor
from core.reports import Final, KeptPapers, Paper, give_number, write_page
from network.councils.models import Meeting, MeetingRecall
from network.councils.papers import notice
from network.councils.papers import recalls as paper
from network.councils.services import answers
from network.services.letterheads import Signer, letter, letterhead_of


def issue(meeting: Meeting, notice_number: str, actor: Actor) -> MeetingRecall:
    """Write and number the letter. Call inside the move that takes the notice back."""
    assert actor.user_id is not None
    assert meeting.notified_at is not None
    row = MeetingRecall.objects.create(
        meeting=meeting,
        move=meeting.status,
        reason=meeting.reason,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        notice_number=notice_number,
        notified_at=meeting.notified_at,
        issued_at=timezone.now(),
        issued_by_id=actor.user_id,
    )
    give_number(paper_of(row), meeting)
    return row


def last_of(meeting: Meeting) -> MeetingRecall | None:
    return _rows().filter(meeting=meeting).order_by("-issued_at", "-pk").first()


def paper_of(row: MeetingRecall) -> Paper:
    """Every letter is one of its own: a meeting may be put off more than once."""
    office = letterhead_of(row.meeting.council.host).signature
    return replace(paper.RECALL, office=office, edition=str(row.pk))


def context(row: MeetingRecall) -> dict[str, Any]:
    house = letterhead_of(row.meeting.council.host)
    contact = f"담당 {row.issued_by.name}{f' ☎ {house.phone}' if house.phone else ''}"
    found = letter(
        house,
        paper.subject_of(row),
        paper.recall_blocks(row, contact),
        drafter=Signer.of(row.issued_by),
        decider=Signer.of(row.issued_by),
        day=workdays.seoul_date(row.issued_at),
        receivers=notice.receivers_of(row.meeting, answers.people_of(row.meeting)),
    )
    return found | {"is_issued": True}


def _final(row: MeetingRecall) -> Final:
    it, found = paper_of(row), context(row)
    return Final(it, row.meeting, found, it.office, row.issued_by_id, write_page(it, found, row.issued_at))


def _rows() -> QuerySet[MeetingRecall]:
    return MeetingRecall.objects.select_related("issued_by", "meeting__council__host", "meeting__created_by")


RECALLS = KeptPapers(_rows, "issued_at", _final)
