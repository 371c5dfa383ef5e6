"""What the page of a meeting shows while it is held: who is there, the agenda, one item of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from network.councils.models import AgendaItem, Attendee, Meeting
from network.councils.panels import meetings
from network.councils.panels.minutes import DRAFT
from network.councils.services import answers, counting, minutes, minutes_templates, running
from network.councils.services.counting import Turnout

WIDTH = 180  # of the bar that shows the quorum
# How decisions about an item of this kind are mostly worded; one press puts the words in.
DECISIONS = {
    "REPORT": ("원안대로 접수",),
    "DISCUSSION": ("논의한 대로 추진", "다음 회의에서 다시 논의"),
    "DECISION": ("원안 의결", "수정 의결", "부결", "보류"),
    "COOPERATION": ("협조하기로 함",),
}
# By mark: the word on its button, the icon. A mark of away is drawn with a broken edge.
_MARKS = {
    "ATTENDED": ("참석", "okc"),
    "PROXY": ("대리", "swap"),
    "OBSERVER": ("배석", "okc"),
    "ABSENT": ("불참", "xc"),
    "EXCUSED": ("불참", "xc"),
    "": ("미확인", "ring"),
}
_AWAY = ("", "ABSENT", "EXCUSED")


def page(meeting: Meeting, item: AgendaItem | None) -> dict[str, Any]:
    """Context of the page, but for the form of the item."""
    items = meetings.agenda(meeting, reads=True)
    return {
        "meeting": meeting,
        "item": item,
        "items": items,
        "done": sum(row.is_done for row in items),
        "is_on": meeting.status == "NOTIFIED" and not minutes.closed(meeting),
        "closed": minutes.closed(meeting),
        **roll(meeting),
        **(_of_item(items, item) if item is not None else {}),
    }


def roll(meeting: Meeting) -> dict[str, Any]:
    """Who is there, and whether they are enough; pressed by whoever runs the meeting."""
    people = answers.people_of(meeting)
    turnout = counting.turnout(meeting.council, people)
    runs = "coordinator" in meeting.relations  # type: ignore[attr-defined]
    return {
        "meeting": meeting,
        "runs": runs,
        "may_press": runs and running.is_open(meeting) and not meeting.is_by_answers,
        "people": [_shown(row) for row in people],
        "turnout": turnout,
        "bar": _bar(turnout),
        "is_by_answers": meeting.is_by_answers,
    }


def _shown(row: Attendee) -> dict[str, Any]:
    word, icon = _MARKS[row.attendance]
    following = running.next_mark(row)
    return {
        "row": row,
        "word": word,
        "icon": icon,
        "is_away": row.attendance in _AWAY,
        "press": f"{row.pk}:{following}",
        "proxy": row.proxy_name if row.attendance == "PROXY" else "",
    }


def _bar(turnout: Turnout) -> dict[str, int]:
    """How far the bar is filled, and where the quorum stands on it."""
    whole = max(turnout.members, 1)
    return {
        "width": WIDTH,
        "present": WIDTH * turnout.present // whole,
        "quorum": WIDTH * min(turnout.quorum, whole) // whole,
    }


def _of_item(items: Sequence[AgendaItem], item: AgendaItem) -> dict[str, Any]:
    """The item in focus, what stands before and after it, and what is offered for it."""
    at = next(place for place, row in enumerate(items) if row.pk == item.pk)
    shown = items[at]
    return {
        "shown": shown,
        "before": items[at - 1] if at else None,
        "after": items[at + 1] if at + 1 < len(items) else None,
        "decisions": DECISIONS.get(item.kind, ()),
        "words": minutes_templates.offered(item),
        "votes": minutes.vote_words(item) if minutes.is_counted(item) else "",
        "draft_url": reverse("core:draft-save-object", args=[DRAFT, item.pk]),
    }
