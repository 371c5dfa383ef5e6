"""What member institutions ask to be discussed, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from core import audit, duties, messages, once
from core.actor import Actor
from core.errors import Conflict, Invalid
from network.councils.access import COUNCIL, MEETING_ACCESS, PROPOSAL
from network.councils.models import AgendaItem, Council, Meeting, Proposal
from network.councils.services import planning

Data = Mapping[str, Any]
FIELDS = ("kind", "title", "text", "figures", "request")
Outcome = Proposal.Outcome
_KINDS = {"PROBLEM": "DISCUSSION", "COOPERATION": "COOPERATION", "DIFFICULTY": "DISCUSSION"}


def propose(*, actor: Actor, council: Council, data: Data, idempotency_key: str = "") -> Proposal:
    """A member institution asks for an item. The coordinator owes an answer."""
    values = {name: data.get(name) or "" for name in FIELDS}
    body = {**values, "council": str(council.pk)}

    def make() -> Proposal:
        found = COUNCIL.lock_for(actor, "propose", council.pk)
        assert actor.institution_id is not None
        assert actor.user_id is not None
        row = Proposal.objects.create(
            council=found, institution_id=actor.institution_id, proposed_by_id=actor.user_id, **values
        )
        duties.open_duty("councils.decide_proposal", row, actor=actor)
        audit.record(actor, "council.propose", action="CREATE", about=found, changes={"proposal": row.pk})
        return row

    with transaction.atomic():
        row, _ = once.once(actor, "council.propose", idempotency_key, body, Proposal, make)
    return row


def possible_meetings(proposal: Proposal) -> QuerySet[Meeting]:
    """The meetings of its body that may still take it up, the next one first."""
    rows = Meeting.objects.filter(council=proposal.council_id, status__in=planning.OPEN_TO_PLAN)
    return rows.order_by("starts_at")


def decided(row: Proposal) -> str:
    """Why nothing is decided about it any more; empty while it waits."""
    return "" if row.outcome == Outcome.WAITING else f"이미 검토한 제안입니다: {row.get_outcome_display()}"


def decide(*, actor: Actor, proposal: Proposal, data: Data) -> Proposal:
    """Take it onto the agenda of a meeting, answer it, or say why it is not taken; the proposer is told which.

    Raises Conflict when it was decided already, Invalid without a meeting or without words.
    """
    with transaction.atomic():
        row = PROPOSAL.lock_for(actor, "decide", proposal.pk)
        if why := decided(row):
            raise Conflict(why)
        _check(data)
        row.outcome, row.answer = data["outcome"], data.get("answer") or ""
        row.decided_by_id, row.decided_at = actor.user_id, timezone.now()
        if row.outcome == Outcome.TAKEN:
            row.meeting = _take(row, data["meeting"], actor)
        row.save()
        duties.settle(row, "councils.decide_proposal", actor=actor)
        changes = {"proposal": row.pk, "outcome": row.outcome}
        audit.record(actor, "council.decide_proposal", action="UPDATE", about=row.council, changes=changes)
        _tell(row)
    return row


def _check(data: Data) -> None:
    errors: dict[str, str] = {}
    outcome = data.get("outcome")
    if outcome not in (Outcome.TAKEN, Outcome.ANSWERED, Outcome.NOT_TAKEN):
        errors["outcome"] = "채택, 답변, 채택하지 않음 가운데 고르십시오."
    if outcome == Outcome.TAKEN and data.get("meeting") is None:
        errors["meeting"] = "어느 회의에서 다룰지 고르십시오."
    if outcome in (Outcome.ANSWERED, Outcome.NOT_TAKEN) and not str(data.get("answer") or "").strip():
        errors["answer"] = "답변이나 사유를 적으십시오."
    if errors:
        raise Invalid(errors)


def _take(row: Proposal, meeting: Meeting, actor: Actor) -> Meeting:
    """At the end of the agenda, in the words of who asked."""
    found = MEETING_ACCESS.lock_for(actor, "manage", meeting.pk)
    if found.council_id != row.council_id or found.status not in planning.OPEN_TO_PLAN:
        raise Invalid({"meeting": "이 협의체의 앞으로 열 회의를 고르십시오."})
    last = found.items.aggregate(last=Max("order"))["last"] or 0
    parts = [
        row.text,
        f"근거 수치: {row.figures}" if row.figures else "",
        f"요청: {row.request}" if row.request else "",
    ]
    AgendaItem.objects.create(
        meeting=found,
        order=last + 1,
        kind=_KINDS[row.kind],
        title=row.title,
        presenter=row.institution.short_name,
        paper="\n".join(part for part in parts if part),
        proposal=row,
    )
    return found


def _tell(row: Proposal) -> None:
    url = reverse("councils:proposal-detail", args=[row.pk])
    text = "제안하신 안건의 검토 결과가 나왔습니다."
    messages.notify(f"proposal:{row.pk}", [row.proposed_by_id], text=text, number="안건 제안", url=url)
