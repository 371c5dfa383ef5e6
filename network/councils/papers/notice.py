"""개최 알림: the official letter by which a meeting is called (domain 4.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core import codes, dates
from core.blocks import GAP, Block, attached, line
from core.hwpx import Typed
from core.hwpx.parts import Part, facts, new_page, words
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


# --- as it is typed --------------------------------------------------------------------------------------------------


def typed(found: Mapping[str, Any], number: str) -> Typed:
    """The letter and the slip by which it is answered, from the context of the page."""
    blocks = [*_letter(found), *_foot(found, number), *_slip(found)]
    return Typed([found["house"].name], blocks, office=found["house"].name)


def _letter(found: Mapping[str, Any]) -> list[Block | Part]:
    said = found["notice"]
    parts = [f"일시: {said['when']}", f"장소: {said['where']}", f"대상: {said['who']}", "안건"]
    asked = f"협조사항: 참석 여부를 {said['until']}까지 회신({found['contact']})"
    return [
        words(f"수신{GAP}수신자 참조", "letter"),
        words("(경유)", "letter"),
        words(f"제목{GAP}{said['title']} 개최 알림", "subject"),
        line(1, "1.", "귀 기관의 무궁한 발전을 기원합니다."),
        line(1, "2.", f"{said['object']} 다음과 같이 개최하니, 참석하여 주시기 바랍니다."),
        *(line(2, f"{letter}.", part) for letter, part in zip("가나다라", parts, strict=True)),
        *(line(3, f"{place})", item) for place, item in enumerate(said["items"], start=1)),
        *([line(2, "마.", asked)] if said["until"] else []),
        attached(["회의자료", "참석 여부 회신서"]),
        words(f"{found['house'].sender} (직인)", "stamp"),
    ]


def _foot(found: Mapping[str, Any], number: str) -> list[Part]:
    house, day = found["house"], found["day"]
    issued = f"시행 {number} ({day.year}. {day.month}. {day.day}.)"
    home = f"{GAP}/{GAP}{house.homepage}" if house.homepage else ""
    fax = f"{GAP}팩스 {house.fax}" if house.fax else ""
    mail = f"{GAP}/{GAP}{house.email}" if house.email else ""
    return [
        words(f"수신자{GAP}{', '.join(found['notice']['receivers'])}", "foot-first"),
        words(f"기안자 {found['drafter']}{GAP}검토자{GAP * 3}결재권자", "foot"),
        words("협조자", "foot"),
        words(f"{issued}{GAP * 2}접수{GAP * 3}({GAP * 3})", "foot"),
        *([words(f"우 {house.postcode}{GAP}{house.address}{home}", "foot")] if house.address else []),
        words(f"전화 {house.phone}{fax}{mail}{GAP}/{GAP}대국민 공개", "foot"),
    ]


def _slip(found: Mapping[str, Any]) -> list[Part]:
    said, fax = found["notice"], found["house"].fax
    rows = [
        ("회의명", said["title"]),
        ("일시", said["when"]),
        ("회신 기한", said["until"]),
        ("기관명", ""),
        ("위원 직위·성명", ""),
        ("참석 여부", f"□ 참석{GAP}□ 불참{GAP}□ 대리참석"),
        ("대리인 직위·성명", ""),
        ("의견", ""),
    ]
    return [
        new_page("참석 여부 회신서"),
        facts(rows, (9, 9, 9, 9, 9, 9, 9, 22)),
        words(f"20{GAP * 2}.{GAP * 2}.{GAP * 2}.", "day"),
        words(f"작성자{GAP * 10}(서명)", "sign"),
        words(f"※ 회신할 곳: {found['contact']}{f' · 팩스 {fax}' if fax else ''}", "note"),
    ]
