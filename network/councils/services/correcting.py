"""The correction of a report that is out: what may be changed, and how it takes the old one's place everywhere."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone

from core import dates, day_bounds, duties
from core.actor import Actor
from core.errors import Invalid
from core.typed_cells import read_number
from network.councils.access import ACTION, MEETING_ACCESS
from network.councils.models import ActionItem, AgendaItem, Meeting
from network.councils.papers import corrections, report
from network.councils.services import minutes, tables
from network.documents.models import Document
from network.documents.registry import subject_of
from network.documents.services import issuing, lines


def correct(
    *,
    actor: Actor,
    document: Document,
    changes: Sequence[Mapping[str, str]],
    reason: str,
    line: lines.Line,
    save_as: str = "",
) -> Document:
    """A new edition of a report with some of its words or figures changed, sent for approval.

    `changes`: path (`corrections.places`) and the new text. Raises what `issuing.correct` does, Invalid for what cannot
    stand there.
    """
    rewrite = partial(_changed, meeting=subject_of(document), changes=changes)
    return issuing.correct(actor=actor, document=document, change=rewrite, reason=reason, line=line, save_as=save_as)


def _changed(
    facts: Mapping[str, Any], *, meeting: Meeting, changes: Sequence[Mapping[str, str]]
) -> tuple[dict[str, Any], list[list[str]]]:
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
        return found, changed
    _check(facts, found, meeting)
    found = report.derived(found)
    report.report_blocks(found)  # a total over different units is refused here, not at the approval
    return found, changed


def _check(before: Mapping[str, Any], said: Mapping[str, Any], meeting: Meeting) -> None:
    """What the rows that are to say it would refuse, is refused here, and not when it is issued. Raises Invalid."""
    if said["ends_at"] <= said["starts_at"]:
        raise Invalid("끝나는 때는 시작보다 뒤로 적으십시오.")
    met_on = report.read_moment(said["starts_at"]).date().isoformat()
    if any(action["due_on"] < met_on for action in said["actions"]):
        raise Invalid("조치 기한은 회의일 이후 날짜로 적으십시오.")
    for item in said["items"]:
        minutes.check_votes(meeting, item)
    for old, item in zip(before["items"], said["items"], strict=True):
        if old != item and (why := minutes.contradiction(item)):
            raise Invalid(f"{item['title']}: {why} 결정 사항도 고치십시오.")


def _in_words(place: corrections.Place, kept: str) -> str:
    """What stands at a place as the paper writes it: `’26. 12. 10.(목) 14:00`, `’27. 1. 29.`"""
    if place.form == corrections.MOMENT:
        moment = report.read_moment(kept)
        return f"{dates.paper_date(moment)} {dates.seoul_time(moment)}"
    return dates.paper_day(date.fromisoformat(kept)) if place.form == corrections.DAY else kept


def _read(place: corrections.Place, text: str) -> Any:
    """What was typed at a place, as the facts keep it. Raises Invalid, naming the place."""
    if len(text) > place.most:
        raise Invalid(f"{place.words}: {place.most}자까지 적을 수 있습니다.")
    try:
        if place.form == corrections.MOMENT:
            moment = report.read_moment(text)
            return report.typed_moment(_possible(place, moment, "event"))
        if place.form == corrections.DAY:
            return _possible(place, date.fromisoformat(text), "plan").isoformat()
        if place.form == corrections.NUMBER:
            return _read_number(place, text)
    except ValueError as error:
        said = str(error) if place.form == corrections.NUMBER else "없는 날짜이거나 시각입니다."
        raise Invalid(f"{place.words}: {said}") from None
    return text


def _possible(place: corrections.Place, value: Any, meaning: str) -> Any:
    if why := day_bounds.fault(value, meaning):
        raise Invalid(f"{place.words}: {why}")
    return value


def _read_number(place: corrections.Place, text: str) -> Any:
    """Votes are counts of people, cells of a table decimals as they were typed."""
    number = read_number(text)
    if ".votes_" not in place.path:
        return None if number is None else str(number)
    if number is None or number < 0 or number != int(number):
        raise ValueError("표의 수를 적으십시오.")
    return int(number)


def take_over(issued: Document, actor: Actor) -> None:
    """What an issued correction says is from now on what the meeting, its items and its actions say, wherever they are
    shown; what stood there before stays in the paper that it corrects."""
    if issued.corrects is None:
        return
    assert issued.content is not None
    assert issued.corrects.content is not None
    old, new = issued.corrects.content["facts"], issued.content["facts"]
    meeting = MEETING_ACCESS.lock_for(actor, "manage", issued.subject_id)
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
