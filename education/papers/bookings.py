"""강의 요청서: the official letter by which an instructor is asked for a lesson, and the sheet of their answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core import codes, dates
from core.blocks import GAP, attached, line
from core.formats import won_in_letters
from core.outlines import lettered
from core.reports import Paper
from education.models import InstructorBooking
from education.services import reports
from network.services.letterheads import Reply, Signer, letter, letterhead_of

LECTURE_REQUEST = Paper("lecture_request", "강의 요청서", "letter.html", is_issued=True)
OPENNESS = "부분공개(6)"  # it names a person and their fee
GREETING = "귀하의 건승을 기원합니다."
ASKED = "우리 기관에서 실시하는 교육의 강의를 다음과 같이 요청하니, 승낙 여부를 알려 주시기 바랍니다."


def context(
    row: InstructorBooking, drafter: Signer, day: datetime, until: datetime, decider: Signer | None = None
) -> dict[str, Any]:
    """The letter of a booking. `until`: when the answer is due; `decider`: who sent it."""
    course, who = row.session.request, row.instructor
    house = letterhead_of(course.host)
    told = _told(row)
    lines = [*told, ("강사료", won_in_letters(row.fee) if row.fee is not None else "내부 기준에 따름")]
    lines.append(
        ("회신 기한", f"{dates.kdate(until)}(담당 {drafter.name}{f' ☎ {house.phone}' if house.phone else ''})")
    )
    blocks = [
        line(1, "1.", GREETING),
        line(1, "2.", ASKED),
        *(line(2, lettered(place), f"{label}: {text}") for place, (label, text) in enumerate(lines, start=1)),
        attached(["강의 승낙서"]),
    ]
    to = f"{who.name} 강사({who.affiliation})" if who.affiliation else f"{who.name} 강사"
    back = f"보낼 곳: {house.signature}{f' ☎ {house.phone}' if house.phone else ''}"
    reply = Reply(
        "강의 승낙서", _reply_rows(told), "강사", f"{back}{f' · 팩스 {house.fax}' if house.fax else ''}", who.name
    )
    subject = f"「{course.course}」 강의 요청"
    people: dict[str, Any] = {"drafter": drafter, "decider": decider, "to": to, "reply": reply}
    return letter(house, subject, blocks, day=dates.seoul_date(day), openness=OPENNESS, **people)


def _told(row: InstructorBooking) -> list[tuple[str, str]]:
    """What is asked for, in the letter and on the sheet of the answer."""
    course, lesson = row.session.request, row.session
    span = f"{dates.letter_span(lesson.starts_at, lesson.ends_at)}({reports.length_words(lesson.minutes)})"
    return [
        ("과정명", course.course),
        ("일시", span),
        ("장소", _place_of(row)),
        ("대상", f"{codes.label('education_audience', course.audience)} {course.capacity or course.expected_count}명"),
        ("방법", codes.label("education_method", course.method)),
    ]


def _place_of(row: InstructorBooking) -> str:
    """Where to go: a lesson at the house of whoever asked for it says whose house that is."""
    course, place = row.session.request, row.session.place_or_link
    host = course.requester.name if course.method == "VISIT" and course.requester else ""
    return place if not host or host in place else f"{host} {place}"


def _reply_rows(told: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [
        *((label, text, "") for label, text in told[:3]),
        ("승낙 여부", f"□ 승낙함{GAP}□ 승낙하지 않음", ""),
        ("소속·직위", "", "write"),
        ("연락처", "", "write"),
        ("승낙하지 않는 사유", "", "write mid-tall"),
        ("강의 자료", f"□ 미리 보냄{GAP}□ 당일 가져옴{GAP}□ 없음", ""),
        ("필요한 장비·준비물", "", "write mid-tall"),
    ]
