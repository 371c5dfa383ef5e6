"""A written meeting: members answer about each item until a limit; votes are counted from what they answered, and no
answer is absence (domain 2.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, duties, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid
from network.councils.models import AgendaItem, Attendee, Meeting, WrittenAnswer
from network.councils.services import answers, minutes

Data = Mapping[str, Any]
Vote = WrittenAnswer.Vote
NEEDS_VOTE = "DECISION"


def answer(*, actor: Actor, attendee: Attendee, rows: Sequence[Data], told_by: str = "") -> Attendee:
    """A vote or an opinion about the items; what is to be decided needs a vote. May be changed until the limit.

    Raises Conflict when no answer is asked any more, Invalid for an item that needs a vote and has none.
    """
    with transaction.atomic():
        meeting, row = answers.lock_invitation(actor, attendee)
        _demand_asked(meeting, row)
        given = _given(meeting, rows)
        answers.note_answer(row, Attendee.Answer.COMES, told_by, actor)
        for pk, values in given.items():
            WrittenAnswer.objects.update_or_create(attendee=row, item_id=pk, defaults=values)
        duties.settle(row, "councils.answer", actor=actor)
        changes = {"attendee": row.pk, "items": sorted(given), "told_by": row.told_by}
        audit.record(actor, "meeting.answer", action="UPDATE", about=meeting, changes=changes)
    row.shown_written = list(row.written.all())
    return row


def _demand_asked(meeting: Meeting, row: Attendee) -> None:
    if not meeting.is_by_answers:
        raise Conflict("서면 회의가 아닙니다. 참석 여부를 회신하십시오.")
    if not row.has_vote:
        raise Conflict("의결권이 없는 참석자는 회신하지 않습니다.")
    if meeting.answer_until is not None and workdays.seoul_today() > meeting.answer_until:
        raise Conflict("회신 기한이 지났습니다.")


def _given(meeting: Meeting, rows: Sequence[Data]) -> dict[int, dict[str, str]]:
    known = {item.pk: item for item in meeting.items.all()}
    given = {one["item"]: {"vote": one.get("vote") or "", "opinion": one.get("opinion") or ""} for one in rows}
    if set(given) - set(known):
        raise Invalid("이 회의의 안건이 아닙니다.")
    if any(values["vote"] not in ("", *Vote.values) for values in given.values()):
        raise Invalid("찬성, 반대, 기권 가운데 고르십시오.")
    lacking = [
        item.title for pk, item in known.items() if item.kind == NEEDS_VOTE and not given.get(pk, {}).get("vote")
    ]
    if lacking:
        raise Invalid(f"찬성, 반대, 기권 가운데 고르지 않은 안건이 있습니다: {', '.join(lacking)}")
    if not any(value for values in given.values() for value in values.values()):
        raise Invalid("찬반이나 의견을 하나 이상 적으십시오.")
    return given


def stored(meeting: Meeting, row: Attendee) -> list[dict[str, Any]]:
    """Every item with what this member answered about it so far."""
    given = {one.item_id: one for one in row.written.all()}
    return [
        {
            "item": item.pk,
            "vote": given[item.pk].vote if item.pk in given else "",
            "opinion": given[item.pk].opinion if item.pk in given else "",
        }
        for item in meeting.items.all()
    ]


def forget(meeting: Meeting) -> None:
    """Everybody is asked anew."""
    WrittenAnswer.objects.filter(item__meeting=meeting).delete()


def count(meeting: Meeting, actor: Actor) -> None:
    """The votes of every item as they were answered, and the opinions as what was said about it."""
    for item in meeting.items.prefetch_related("written__attendee"):
        found = [one for one in item.written.all() if one.attendee.has_vote]
        votes = [one.vote for one in found]
        if any(votes):
            item.way = AgendaItem.Way.VOTE
            item.votes_for, item.votes_against = votes.count(Vote.FOR), votes.count(Vote.AGAINST)
            item.votes_abstained = votes.count(Vote.ABSTAINED)
        said = [f"({one.attendee.institution_name}) {one.opinion}" for one in found if one.opinion]
        item.discussion = item.discussion or "\n".join(said) or "의견 없음"
        item.version += 1
        item.noted_by_id, item.noted_at = actor.user_id, timezone.now()
        item.save()
        minutes.keep(item, actor)
