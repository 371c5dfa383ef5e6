"""The notes of a meeting: every saved version stays, and of two people who write nobody loses a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import audit, codes
from core.actor import Actor
from core.errors import Conflict, Invalid, NotVisible
from network.councils.access import MEETING_ACCESS
from network.councils.models import AgendaItem, AgendaNote, Meeting
from network.councils.services import counting
from network.councils.services.search import readable_notes
from network.councils.workflow import MeetingStatus

Data = Mapping[str, Any]
VOTES = ("votes_for", "votes_against", "votes_abstained")
TEXTS = ("discussion", "decision")
FIELDS = (*TEXTS, "way", *VOTES)
ASKED = "결정 사항을 '부결' 등으로 고치거나, 맞으면 '표결과 다른 결정 확인'에 표시하십시오."
_WRITABLE = (MeetingStatus.HELD, MeetingStatus.MINUTES_DRAFT)


def closed(meeting: Meeting) -> str:
    """Why nothing can be noted about a meeting now: not before it begins, not after its report went for approval.

    Of a written one that was called nothing is noted before its answers are counted.
    """
    is_on = meeting.status == MeetingStatus.NOTIFIED and meeting.starts_at <= timezone.now()
    if meeting.status in _WRITABLE or (is_on and not meeting.is_by_answers):
        return ""
    return f"지금 상태({meeting.get_status_display()})에서는 기록을 고칠 수 없습니다."


def item_of(meeting: Meeting, pk: int) -> AgendaItem:
    """An item of this meeting. Raises NotVisible."""
    item = meeting.items.filter(pk=pk).first()
    if item is None:
        raise NotVisible
    item.meeting = meeting
    return item


def write(*, actor: Actor, item: AgendaItem, data: Data, version: int | None) -> AgendaItem:
    """Save what was said and decided about an item. A stale version raises Conflict with both texts.

    A vote needs its three numbers, and no more of them than voting members were there. A decision that its own vote
    does not carry is asked about first (`is_confirmed`).
    """
    with transaction.atomic():
        meeting = MEETING_ACCESS.lock_for(actor, "write", item.meeting_id)
        if reason := closed(meeting):
            raise Conflict(reason)
        row = AgendaItem.objects.select_for_update().filter(pk=item.pk).first()
        if row is None:  # taken off the agenda meanwhile
            raise NotVisible
        fields = TEXTS if is_counted(row) else FIELDS
        values = {name: data[name] for name in fields if name in data}
        if version is None or row.version != version:
            raise Conflict.between(row, values)
        noted = {name: values.get(name, getattr(row, name)) for name in FIELDS}
        check_votes(meeting, noted)
        if not data.get("is_confirmed") and (why := contradiction(noted)):
            raise Invalid({"decision": f"{why} {ASKED}"})
        for name, value in values.items():
            setattr(row, name, value)
        if row.way != AgendaItem.Way.VOTE:
            row.votes_for = row.votes_against = row.votes_abstained = None
        row.version += 1
        row.noted_by_id, row.noted_at = actor.user_id, timezone.now()
        row.save()
        keep(row, actor)
        changes = {"item": row.pk, "version": row.version, "fields": sorted(values)}
        audit.record(actor, "meeting.write_notes", action="UPDATE", about=meeting, changes=changes)
    row.meeting = meeting
    return row


def is_counted(row: AgendaItem) -> bool:
    """Its votes were answered in writing: nobody notes others."""
    return row.written.exclude(vote="").exists()


def keep(row: AgendaItem, actor: Actor) -> AgendaNote:
    """This version, as it was saved."""
    assert actor.user_id is not None
    return AgendaNote.objects.create(
        item=row,
        version=row.version,
        discussion=row.discussion,
        decision=row.decision,
        votes=vote_words(row),
        written_by_id=actor.user_id,
    )


def check_votes(meeting: Meeting, values: Data) -> None:
    """A vote has its three numbers, and no more of them than voting members were there. Raises Invalid."""
    way = values.get("way") or ""
    if way and way not in AgendaItem.Way.values:
        raise Invalid({"way": "목록에서 고르십시오."})
    if way != AgendaItem.Way.VOTE:
        return
    votes = {name: values.get(name) for name in VOTES}
    missing = {name: "표결에서는 수를 적으십시오." for name, value in votes.items() if value is None}
    if missing:
        raise Invalid(missing)
    present = counting.turnout(meeting.council, meeting.attendees.all()).present
    if sum(value or 0 for value in votes.values()) > present:
        raise Invalid({"votes_for": f"표의 합이 참석한 위원({present}명)보다 많습니다."})


_CARRIED = re.compile("의결|가결|승인|채택|통과|확정")
_NOT_CARRIED = re.compile("부결|보류|유보|재상정|재심|재논의|철회|폐기|않|못|다시|없음|미의결|미달")


def contradiction(values: Data) -> str:
    """Why a decision does not follow from its vote: less than half of the votes were for what is noted as carried."""
    decision = str(values.get("decision") or "")
    if values.get("way") != AgendaItem.Way.VOTE or not _CARRIED.search(decision) or _NOT_CARRIED.search(decision):
        return ""
    votes = [values.get(name) or 0 for name in VOTES]
    if 2 * votes[0] > sum(votes):
        return ""
    return f"{votes_in_words('VOTE', *votes)}이면 찬성이 과반수가 아닙니다."


def vote_words(row: AgendaItem) -> str:
    return votes_in_words(row.way, row.votes_for, row.votes_against, row.votes_abstained)


def votes_in_words(way: str, in_favour: int | None, against: int | None, abstained: int | None) -> str:
    """`찬성 14, 반대 0, 기권 0`; empty where nothing was voted on."""
    return f"찬성 {in_favour}, 반대 {against}, 기권 {abstained}" if way == AgendaItem.Way.VOTE else ""


def decision_words(row: AgendaItem) -> str:
    """What was decided, the votes before it: `찬성 14, 반대 0, 기권 0 → 원안 의결` (domain 4.3)."""
    return " → ".join(part for part in (vote_words(row), row.decision) if part)


def label_of(row: AgendaItem) -> str:
    return codes.label("agenda_kind", row.kind)


def decided(actor: Actor) -> QuerySet[AgendaItem]:
    """Items with a decision that this person may read: the house's own, and those whose report is out."""
    meetings = Meeting.objects.for_actor(actor).values("pk")
    return AgendaItem.objects.filter(readable_notes(actor), meeting__in=meetings, noted_at__isnull=False).exclude(
        decision=""
    )


def reads_notes(meeting: Meeting, relations: Iterable[str]) -> bool:
    """Members read what was said once the report is out; the house that writes it always."""
    return MEETING_ACCESS.allows("read_drafts", frozenset(relations)) or meeting.status == "DISTRIBUTED"
