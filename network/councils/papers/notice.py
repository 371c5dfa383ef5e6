"""개최 알림: the official letter by which a meeting is called (domain 4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core import codes, dates
from core.reports import Paper
from network.councils.models import AgendaItem, Attendee, Meeting
from network.councils.papers.report import where_words

NOTICE = Paper("council_notice", "회의 개최 알림", "councils/papers/notice.html", is_issued=True)


def head_of(name: str, kind: str) -> str:
    """To whom an official letter goes: `가상시 보건소장`, `가상시장`."""
    return f"{name.removesuffix('청')}장" if kind == "LOCAL_GOV" and name.endswith("청") else f"{name}장"


def with_object(text: str) -> str:
    """`협의체를`, `워크숍을`: the particle follows the last letter's final consonant."""
    last = ord(text[-1]) - 0xAC00
    is_open = not (0 <= last < 11172) or last % 28 == 0
    return f"{text}{'를' if is_open else '을'}"


def notice_facts(meeting: Meeting, people: Sequence[Attendee], items: Sequence[AgendaItem]) -> dict[str, Any]:
    """The lines of 개최 알림 (domain 4.2)."""
    start, end = meeting.starts_at, meeting.ends_at
    receivers = dict.fromkeys(
        head_of(row.institution_name, row.institution.kind)
        for row in people
        if row.institution_id != meeting.council.host_id
    )
    voters = sum(row.has_vote for row in people)
    online = "접속 주소 별도 안내" if meeting.mode in ("ONLINE", "HYBRID") else ""
    return {
        "title": meeting.title,
        "object": with_object(meeting.title),
        "when": f"{dates.kdate(start)} {dates.seoul_time(start)}~{dates.seoul_time(end)}",
        "where": f"{where_words(meeting.mode, meeting.place)}{'  ※ ' + online if online else ''}",
        "who": f"협의체 위원 {voters}명",
        "items": [f"({codes.label('agenda_kind', item.kind)}) {item.title}" for item in items],
        "until": dates.kdate(meeting.answer_until) if meeting.answer_until else "",
        "receivers": list(receivers),
    }
