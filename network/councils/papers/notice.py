"""개최 알림: the official letter by which a meeting is called (domain 4.1)."""

from __future__ import annotations

from collections.abc import Sequence

from core import codes, dates
from core.blocks import GAP, Block, attached, line
from core.outlines import lettered
from core.particles import with_particle
from core.reports import Paper
from network.councils.models import AgendaItem, Attendee, Meeting
from network.councils.papers.blocks import kind_word
from network.councils.papers.report import where_words
from network.services.letterheads import Reply, sender_of

WRITTEN = "WRITTEN"
_PLEAS = {True: "서면으로 개최하니, 안건마다 의견을 회신하여", False: "개최하니, 참석하여"}
NOTICE = Paper("council_notice", "회의 개최 알림", "letter.html", is_issued=True)


def receivers_of(meeting: Meeting, people: Sequence[Attendee]) -> list[str]:
    """The heads of the institutions that were asked, each once."""
    others = [row for row in people if row.institution_id != meeting.council.host_id]
    return list(dict.fromkeys(sender_of(row.institution_name, row.institution.kind) for row in others))


def subject_of(meeting: Meeting) -> str:
    return f"{meeting.title} {'서면 회의 회신 요청' if meeting.mode == WRITTEN else '개최 알림'}"


def sheet_of(meeting: Meeting) -> str:
    return "서면 회의 회신서" if meeting.mode == WRITTEN else "참석 여부 회신서"


def notice_blocks(
    meeting: Meeting, people: Sequence[Attendee], items: Sequence[AgendaItem], contact: str
) -> list[Block]:
    """The lines of 개최 알림 (domain 4.2)."""
    online = "접속 주소 별도 안내" if meeting.mode in ("ONLINE", "HYBRID") else ""
    where = f"{where_words(meeting.mode, meeting.place)}{'  ※ ' + online if online else ''}"
    is_written = meeting.mode == WRITTEN
    told = [
        f"{'기간' if is_written else '일시'}: {meeting.when}",
        f"{'방식' if is_written else '장소'}: {where}",
        f"대상: 협의체 위원 {sum(row.has_vote for row in people)}명",
        "안건",
    ]
    if meeting.answer_until:
        asked = "안건별 의견(의결 안건은 찬반)을" if is_written else "참석 여부를"
        told.append(f"협조사항: {asked} {dates.kdate(meeting.answer_until)}까지 회신({contact})")
    agenda = [
        line(3, f"{place})", f"({codes.label('agenda_kind', item.kind)}) {item.title}")
        for place, item in enumerate(items, start=1)
    ]
    lines = [line(2, lettered(place), text, leads=text == "안건") for place, text in enumerate(told, start=1)]
    return [
        line(1, "1.", "귀 기관의 무궁한 발전을 기원합니다."),
        line(1, "2.", f"{with_particle(meeting.title, '을/를')} 다음과 같이 {_PLEAS[is_written]} 주시기 바랍니다."),
        *lines[:4],
        *agenda,
        *lines[4:],
        attached(["회의자료", sheet_of(meeting)]),
    ]


def reply_sheet(meeting: Meeting, items: Sequence[AgendaItem], contact: str, fax: str) -> Reply:
    """회신서: what is known of the meeting, and room for the answer."""
    until = dates.kdate(meeting.answer_until) if meeting.answer_until else ""
    rows = (
        ("회의명", meeting.title, ""),
        ("기간" if meeting.mode == WRITTEN else "일시", meeting.when, ""),
        ("회신 기한", until, ""),
        ("기관명", "", "write"),
        ("위원 직위·성명", "", "write"),
        *_asked_rows(meeting, items),
        ("의견", "", "write tall"),
    )
    return Reply(sheet_of(meeting), rows, "작성자", f"회신할 곳: {contact}{f' · 팩스 {fax}' if fax else ''}")


def _asked_rows(meeting: Meeting, items: Sequence[AgendaItem]) -> list[tuple[str, str, str]]:
    """Whether somebody comes; of a written meeting what they say to each item."""
    if meeting.mode == WRITTEN:
        return [
            (f"안건 {place}", f"{kind_word(item.kind)}{item.title}\n{_choices(item)}\n사유:", "")
            for place, item in enumerate(items, start=1)
        ]
    comes = ("참석(대면)", "참석(비대면)") if meeting.mode == "HYBRID" else ("참석",)
    return [
        ("참석 여부", GAP.join(f"□ {one}" for one in (*comes, "불참", "대리참석")), ""),
        ("대리인 직위·성명", "", "write"),
    ]


def _choices(item: AgendaItem) -> str:
    """What is to be decided is voted on; of the rest nobody needs to say more than that there is nothing to say."""
    answers = ("찬성", "반대", "기권") if item.kind == "DECISION" else ("의견 없음", "의견 있음(아래에 적음)")
    return GAP.join(f"□ {one}" for one in answers)
