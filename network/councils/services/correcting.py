"""What happens to a report that is out: corrected by a new one that takes its place everywhere, or withdrawn."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import dates, duties, messages
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.typed_cells import read_number
from network.councils.access import ACTION, DOCUMENT_ACCESS, MEETING_ACCESS
from network.councils.models import ActionItem, AgendaItem, CouncilDocument, Meeting
from network.councils.papers import corrections, report
from network.councils.services import approving, minutes, moves, tables
from network.councils.workflow import DOCUMENT, DocumentStatus


def correct(
    *, actor: Actor, document: CouncilDocument, changes: Sequence[Mapping[str, str]], line: Sequence[Mapping[str, Any]]
) -> CouncilDocument:
    """A new edition that names the old one, with some of its words or figures changed, sent for approval.

    `changes`: path (`corrections.places`) and the new text. The old one stands until the new one is issued; one
    that was withdrawn stays withdrawn. Raises Conflict for a report that was not issued or is being corrected already,
    Invalid for what cannot be.
    """
    with transaction.atomic():
        row = DOCUMENT_ACCESS.lock_for(actor, "edit", document.pk)
        if row.status not in (DocumentStatus.ISSUED, DocumentStatus.WITHDRAWN):
            raise Conflict(f"지금 상태({row.get_status_display()})에서는 정정할 수 없습니다.")
        made = CouncilDocument.objects.filter(corrects=row).first()
        if made is not None and made.status not in (DocumentStatus.DRAFT, DocumentStatus.RETURNED):
            raise Conflict("이미 정정하고 있는 문서입니다.")
        assert row.content is not None
        assert actor.user_id is not None
        said, changed = _changed(row.content["facts"], changes)
        if made is None:  # one that was pulled back or returned is written anew
            edition = approving.next_edition(row.meeting)
            made = CouncilDocument(meeting=row.meeting, edition=edition, corrects=row, created_by_id=actor.user_id)
        made.correction_note = "; ".join(f"{words}: {old or '-'} → {new or '-'}" for words, old, new in changed)[:500]
        made.content = {"facts": said, "blocks": [], "changes": changed}
        made.save()
        duties.settle(row, "councils.rewrite", actor=actor)
        approving.send_correction(actor=actor, document=made, line=line)
    return made


def _changed(facts: Mapping[str, Any], changes: Sequence[Mapping[str, str]]) -> tuple[dict[str, Any], list[list[str]]]:
    """The facts with the changes, and each of them in words: what, before, after."""
    known = {place.path: place for place in corrections.places(facts)}
    found, changed = dict(facts), []
    for change in changes:
        if change["path"] not in known:
            raise Invalid("고칠 수 없는 곳입니다.")
        place = known[change["path"]]
        value = _read(place, change["text"].strip())
        after = "" if value is None else str(value)
        if after == place.now:
            continue
        found = corrections.replaced(found, place.path, value, copy.deepcopy)
        changed.append([place.words, _in_words(place, place.now), _in_words(place, after)])
    if not changed:
        raise Invalid("달라진 곳이 없습니다.")
    if found["ends_at"] <= found["starts_at"]:
        raise Invalid("끝나는 때는 시작보다 뒤로 적으십시오.")
    found = report.derived(found)
    report.report_blocks(found)  # a total over different units is refused here, not at the approval
    return found, changed


def _in_words(place: corrections.Place, kept: str) -> str:
    """What stands at a place as the paper writes it: `’26. 12. 10.(목) 14:00`, `’27. 1. 29.`"""
    if place.form == corrections.MOMENT:
        moment = report.read_moment(kept)
        return f"{dates.paper_date(moment)} {dates.seoul_time(moment)}"
    return dates.paper_day(date.fromisoformat(kept)) if place.form == corrections.DAY else kept


def _read(place: corrections.Place, text: str) -> Any:
    """What was typed at a place, as the facts keep it. Raises Invalid, naming the place."""
    try:
        if place.form == corrections.MOMENT:
            return report.typed_moment(report.read_moment(text))
        if place.form == corrections.DAY:
            return date.fromisoformat(text).isoformat()
        if place.form == corrections.NUMBER:
            return _read_number(place, text)
    except ValueError as error:
        said = str(error) if place.form == corrections.NUMBER else "없는 날짜이거나 시각입니다."
        raise Invalid(f"{place.words}: {said}") from None
    return text


def _read_number(place: corrections.Place, text: str) -> Any:
    """Votes are counts of people, cells of a table decimals as they were typed."""
    number = read_number(text)
    if ".votes_" not in place.path:
        return None if number is None else str(number)
    if number is None or number < 0 or number != int(number):
        raise ValueError("표의 수를 적으십시오.")
    return int(number)


def issue_correction(*, actor: Actor, document: CouncilDocument, version: int | None = None) -> CouncilDocument:
    """Issue an approved correction; the document that it names is superseded in the same moment."""
    with transaction.atomic():
        issued: CouncilDocument = DOCUMENT.fire(document, "issue", actor=actor, version=version)
        assert issued.corrects is not None
        if issued.corrects.status == DocumentStatus.ISSUED:
            DOCUMENT.fire(issued.corrects, "correct", actor=actor)
        take_over(issued, actor)
    return issued


def take_over(issued: CouncilDocument, actor: Actor) -> None:
    """What an issued correction says is from now on what the meeting, its items and its actions say, wherever they are
    shown; what stood there before stays in the paper that it corrects."""
    assert issued.content is not None
    assert issued.corrects is not None
    assert issued.corrects.content is not None
    old, new = issued.corrects.content["facts"], issued.content["facts"]
    meeting = MEETING_ACCESS.lock_for(actor, "manage", issued.meeting_id)
    meeting.starts_at, meeting.ends_at = report.read_moment(new["starts_at"]), report.read_moment(new["ends_at"])
    meeting.place, meeting.withdrawn_at, meeting.version = new["place"], None, meeting.version + 1
    meeting.save(update_fields=["starts_at", "ends_at", "place", "withdrawn_at", "version"])
    for before, after in zip(old["items"], new["items"], strict=True):
        _take_over_item(before, after, actor)
    for before, after in zip(old["actions"], new["actions"], strict=True):
        _take_over_action(before, after, actor)


_NOTES = ("paper", "discussion", "decision", *minutes.VOTES)


def _take_over_item(before: Mapping[str, Any], after: Mapping[str, Any], actor: Actor) -> None:
    changed = {name: after[name] for name in _NOTES if after[name] != before[name]}
    item = AgendaItem.objects.select_for_update().filter(pk=after["pk"]).first()
    if item is None:
        return
    has_other_figures = tables.take_over(item, before["tables"], after["tables"])
    if not changed and not has_other_figures:
        return
    for name, value in changed.items():
        setattr(item, name, value)
    item.corrected_at, item.version = timezone.now(), item.version + 1
    item.save()
    minutes.keep(item, actor)


def _take_over_action(before: Mapping[str, Any], after: Mapping[str, Any], actor: Actor) -> None:
    """Who owes it is a name on the paper; the row keeps its institution."""
    is_there = ActionItem.objects.filter(pk=after["pk"]).exists()
    if not is_there or (after["text"], after["due_on"]) == (before["text"], before["due_on"]):
        return
    action = ACTION.lock_for(actor, "edit", after["pk"], ActionItem.objects.for_list())
    action.text, action.due_on = after["text"], date.fromisoformat(after["due_on"])
    action.save(update_fields=["text", "due_on"])
    if not action.is_over:
        duties.open_duty("councils.do_action", action, actor=actor, is_clock=True)


@DOCUMENT.guard("withdraw")
def _is_not_being_corrected(row: CouncilDocument, data: Mapping[str, Any], actor: Actor) -> str | None:
    return (
        "정정하고 있는 문서입니다. 정정을 먼저 마치십시오."
        if CouncilDocument.objects.filter(corrects=row).exists()
        else None
    )


@DOCUMENT.after("withdraw")
def _tell_of_withdrawal(row: CouncilDocument, data: Mapping[str, Any], actor: Actor) -> None:
    """Members and those who had signed it are told; the coordinator owes the report anew."""
    text, event = "회의 결과보고의 시행이 취소되었습니다.", f":withdrawn:{row.edition}"
    moves.tell_members(row.meeting, text, actor, event=event)
    signers = row.approvals.exclude(person_id=actor.user_id).values_list("person_id", flat=True)
    url = reverse("councils:meeting-detail", args=[row.meeting_id])
    key = f"meeting:{row.meeting_id}:signers{event}"
    messages.notify(key, sorted(set(signers)), text=text, number=row.meeting.number, url=url)
    duties.open_duty("councils.rewrite", row, actor=actor)
    Meeting.objects.filter(pk=row.meeting_id).update(withdrawn_at=timezone.now())


def withdraw(*, actor: Actor, document: CouncilDocument, reason: str, version: int | None = None) -> CouncilDocument:
    """Take back an issued report: whoever got it is told, and wherever it is shown it says so (시행 취소)."""
    fired: CouncilDocument = DOCUMENT.fire(document, "withdraw", actor=actor, reason=reason, version=version)
    return fired
