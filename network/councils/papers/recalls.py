"""개최 취소 알림, 개최 연기 알림: the letter that takes back a notice."""

from __future__ import annotations

from core import dates
from core.blocks import GAP, Block, line
from core.outlines import lettered
from core.reports import Paper
from network.councils.models import MeetingRecall
from network.councils.papers.report import where_words

RECALL = Paper("council_recall", "회의 개최 변경 알림", "letter.html", is_issued=True)
ONWARD = {
    MeetingRecall.Move.POSTPONED: "새 일시를 정하는 대로 다시 알려 드림",
    MeetingRecall.Move.CANCELLED: "새로 개최하게 되면 다시 알려 드림",
}


def subject_of(row: MeetingRecall) -> str:
    return f"{row.meeting.title} 개최 {row.get_move_display()} 알림"


def _called(row: MeetingRecall) -> tuple[str, str]:
    """For when and where it was called; a written meeting for which days."""
    if row.meeting.mode == "WRITTEN":
        first, last = dates.kdate(row.starts_at), dates.kdate(row.ends_at)
        return f"당초 기간: {first}~{last}", "방식: 서면"
    return (
        f"당초 일시: {dates.letter_span(row.starts_at, row.ends_at)}",
        f"장소: {where_words(row.meeting.mode, row.meeting.place)}",
    )


def recall_blocks(row: MeetingRecall, contact: str) -> list[Block]:
    """What was called, what becomes of it, and why."""
    word, meeting = row.get_move_display(), row.meeting
    called = f"{row.notice_number}({dates.plain(row.notified_at)})호로" if row.notice_number else "앞서"
    told = (
        f"회의명: {meeting.title}",
        *_called(row),
        f"{word} 사유: {row.reason}",
        f"앞으로의 일정: {ONWARD[MeetingRecall.Move(row.move)]}",
        f"문의: {contact}{GAP}끝.",
    )
    return [
        line(1, "1.", "귀 기관의 무궁한 발전을 기원합니다."),
        line(1, "2.", f"{called} 알려 드린 회의의 개최를 다음과 같이 {word}하니, 널리 양해하여 주시기 바랍니다."),
        *(line(2, lettered(place), text) for place, text in enumerate(told, start=1)),
    ]
