"""The council of the 의정부권 as the hospital's leaflet names its members: a meeting held and sent round, one to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from config.demo import clock
from core import workdays
from core.actor import Actor
from network.actors import actor_for, valid_memberships
from network.councils.models import AgendaItem, Attendee, Council, Meeting
from network.councils.services import actions, answers, bodies, minutes, moves, planning, proposals, reports
from network.documents.services import approving
from network.models import Institution, User

SINCE = date(2026, 1, 5)
# institution, position, name, account, role: everybody is fictional (가상)
SEATS = (
    ("uijeongbu", "공공보건의료사업실장", "정가상", "coordinator1", "CHAIR"),
    ("uijeongbu", "진료부장", "최가상", "doctor1", "MEMBER"),
    ("uijeongbu", "의료사회복지팀장", "박가상", "social1", "SECRETARY"),
    ("bundang", "공공의료팀장", "신가상", "regional1", "MEMBER"),
    ("gyeonggi-support", "사업팀장", "고가상", "", "MEMBER"),
    ("fictional-health-center", "건강증진팀장", "남가상", "health1", "MEMBER"),
    ("fictional-health-center-2", "보건의료원장", "도가상", "", "MEMBER"),
    ("fictional-city-hall", "통합돌봄팀장", "다가상", "", "MEMBER"),
    ("fictional-town", "복지팀장", "노가상", "town1", "MEMBER"),
    ("fictional-nhis", "과장", "마가상", "", "MEMBER"),
    ("fictional-ltc-hospital", "간호부장", "라가상", "", "MEMBER"),
    ("fictional-rehab-hospital", "재활팀장", "소가상", "", "MEMBER"),
    ("fictional-clinic", "원장", "주가상", "", "MEMBER"),
    ("fictional-welfare", "사무국장", "배가상", "welfare1", "MEMBER"),
    ("fictional-nursing-home", "원장", "하가상", "nursing1", "MEMBER"),
    ("fictional-mh-center", "팀장", "유가상", "mhcenter1", "MEMBER"),
    ("fictional-addiction-center", "팀장", "표가상", "", "MEMBER"),
    ("fictional-fire", "구급팀장", "임가상", "fire1", "MEMBER"),
)
PROXY, ABSENT = "fictional-city-hall", ("fictional-nursing-home", "fictional-clinic", "fictional-addiction-center")
PAST_AGENDA = (
    ("REPORT", "상반기 추진실적", "정가상", 20, "퇴원환자 연계와 교육 실적을 보고함"),
    (
        "DISCUSSION",
        "야간 전원 거절 사유와 개선방안",
        "임가상",
        40,
        "22시 이후 거절 38건 가운데 19건이 당직 전문의 부재",
    ),
    ("DECISION", "2027년 운영계획(안)", "정가상", 20, "정기회의 4회, 실무반 2개 운영"),
)
NEXT_AGENDA = (
    ("REPORT", "3분기 추진실적", "정가상", 20, ""),
    ("COOPERATION", "퇴원 통보 담당자 지정", "박가상", 20, "기관마다 담당자와 연락처를 정하여 주시기 바람"),
)


def load() -> str:
    coordinator, director = _actor("coordinator1"), _actor("director1")
    with clock.on(SINCE, 10):
        council = _council(coordinator)
    past = _past(council, coordinator, director)
    coming = _coming(council, coordinator)
    _proposed(council)
    return f"협의체 {Council.objects.count()}곳, 회의 {past.number}(배포), {coming.number}(알림)"


def _actor(username: str) -> Actor:
    user = User.objects.get(username=username)
    return actor_for(valid_memberships(user)[0], user)


def _council(actor: Actor) -> Council:
    data: dict[str, Any] = {
        "name": "의정부권 필수보건의료 실무협의체",
        "meeting_type": "WORKING",
        "field": "ESSENTIAL_CARE",
        "purpose": "의정부·양주·동두천·연천의 필수보건의료 문제를 찾고 기관 사이의 협력을 조정함",
        "term_from": SINCE,
        "term_until": date(2027, 12, 31),
        "meetings_per_year": 4,
    }
    council = bodies.create(actor=actor, data=data)
    heads = {
        **data,
        "name": "의정부권 필수보건의료 대표협의체",
        "meeting_type": "REPRESENTATIVE",
        "meetings_per_year": 2,
    }
    bodies.create(actor=actor, data=heads)
    branch = {**data, "name": "퇴원환자 연계 분과", "field": "DISCHARGE", "parent": council}
    bodies.create(actor=actor, data=branch)
    places = {row.code: row for row in Institution.objects.all()}
    users = {row.username: row for row in User.objects.all()}
    for code, position, name, username, role in SEATS:
        seat = {
            "institution": places[code],
            "position": position,
            "name": name,
            "user": users.get(username),
            "role": role,
            "valid_from": SINCE,
        }
        bodies.add_member(actor=actor, council=council, data=seat)
    return council


def _planned(council: Council, actor: Actor, day: date, agenda: tuple[Any, ...]) -> Meeting:
    data = {
        "kind": "REGULAR",
        "mode": "HYBRID",
        "starts_at": _at(day, 14),
        "ends_at": _at(day, 16),
        "place": "본관 5층 대회의실",
        "link": "https://meet.example.invalid/council",
        "is_public": agenda is PAST_AGENDA,
    }
    meeting = planning.plan(actor=actor, council=council, data=data)
    kept = [{"id": item.pk, "kind": item.kind, "title": item.title} for item in meeting.items.all()]
    names = ("kind", "title", "presenter", "minutes", "paper")
    rows = [*kept, *(dict(zip(names, row, strict=True)) for row in agenda)]
    return planning.set_agenda(actor=actor, meeting=meeting, rows=rows)


def _at(day: date, hour: int) -> datetime:
    return workdays.start_of_day(day) + timedelta(hours=hour)


def _answered(meeting: Meeting, actor: Actor) -> None:
    """Those with accounts answered themselves, some told the coordinator."""
    for row in meeting.attendees.select_related("institution", "user"):
        row.meeting = meeting
        code = row.institution.code
        answer = "SENDS" if code == PROXY else "DECLINES" if code in ABSENT else "COMES"
        data = {"answer": answer, "proxy_name": "차가상" if code == PROXY else "", "proxy_position": "주무관"}
        who = _actor(row.user.username) if row.user else actor
        told_by = "" if answers.is_own(who, row) else f"{row.name} {row.position}"
        answers.answer(actor=who, attendee=row, data={**data, "told_by": told_by})


def _past(council: Council, actor: Actor, director: Actor) -> Meeting:
    """Held some weeks ago, its report approved by delegation and sent round; one action is late by now."""
    day = clock.ago(40)
    with clock.on(day - timedelta(days=9), 10):
        meeting = moves.step("notify", actor=actor, meeting=_planned(council, actor, day, PAST_AGENDA), data={})
    with clock.on(day - timedelta(days=3), 11):
        _answered(meeting, actor)
    with clock.on(day, 16):
        _hold(meeting, actor)
        _write(meeting, actor)
    with clock.on(day + timedelta(days=1), 10):
        drafted = moves.step("draft", actor=actor, meeting=meeting, data={})
        person = User.objects.get(username="director1")
        document = reports.submit(actor=actor, meeting=drafted, line=[{"title": "원장", "person": person}])
    with clock.on(workdays.calendar().next_working_day(day + timedelta(days=3)), 10):
        approving.sign(actor=director, document=document)
        done = reports.distribute(actor=actor, meeting=meeting)
    actions.mark_late()
    return done


def _hold(meeting: Meeting, actor: Actor) -> None:
    marks = {"COMES": "ATTENDED", "SENDS": "PROXY", "DECLINES": "EXCUSED"}
    rows = [{"id": row.pk, "attendance": marks[row.answer]} for row in Attendee.objects.filter(meeting=meeting)]
    answers.record_attendance(actor=actor, meeting=meeting, rows=rows)
    moves.step("hold", actor=actor, meeting=meeting, data={})


def _write(meeting: Meeting, actor: Actor) -> None:
    said: dict[str, tuple[str, str, dict[str, Any]]] = {
        "상반기 추진실적": ("(가상시 보건소) 방문건강관리 회신이 평균 12일로 줄었음", "원안 접수", {}),
        "야간 전원 거절 사유와 개선방안": (
            "(가상소방서) 당직표를 미리 알면 재문의가 줄 것임\n(의정부병원) 매달 첫 근무일에 당직표를 공유하겠음",
            "거절 사유를 월 1회 공유하기로 함",
            {"way": "CONSENSUS"},
        ),
        "2027년 운영계획(안)": (
            "(가상시청) 통합돌봄 회의와 날짜를 맞출 것",
            "원안 의결",
            {"way": "VOTE", "votes_for": 15, "votes_against": 0, "votes_abstained": 0},
        ),
    }
    for item in AgendaItem.objects.filter(meeting=meeting):
        discussion, decision, vote = said[item.title]
        item.meeting = meeting
        data: dict[str, Any] = {"discussion": discussion, "decision": decision, **vote}
        minutes.write(actor=actor, item=item, data=data, version=item.version)
    night = meeting.items.get(title="야간 전원 거절 사유와 개선방안")
    places = {row.code: row for row in Institution.objects.all()}
    today = workdays.seoul_date(meeting.starts_at)
    for text, code, days in (
        ("야간 전원 거절 사유 월 1회 공유", "fictional-fire", 90),
        ("응급실 당직 연락처 갱신", "uijeongbu", 60),
        ("보건소 접수 담당자 지정", "fictional-health-center", 30),
    ):
        deed: dict[str, Any] = {"text": text, "owner": places[code], "due_on": today + timedelta(days=days)}
        night.meeting = meeting
        actions.add(actor=actor, item=night, data=deed)


def _coming(council: Council, actor: Actor) -> Meeting:
    """Called and not yet answered by everybody."""
    day = workdays.calendar().next_working_day(workdays.seoul_today() + timedelta(days=9))
    meeting = _planned(council, actor, day, NEXT_AGENDA)
    return moves.step("notify", actor=actor, meeting=meeting, data={})


def _proposed(council: Council) -> None:
    proposals.propose(
        actor=_actor("welfare1"),
        council=council,
        data={
            "kind": "COOPERATION",
            "title": "주말 퇴원 환자의 도시락 연계",
            "text": "주말에 퇴원하는 환자의 도시락 신청이 월요일에야 접수됩니다.",
            "figures": "2026년 상반기 금요일 오후 이후 퇴원 의뢰 14건 가운데 9건",
            "request": "금요일 오전까지 의뢰하여 주시기 바랍니다.",
        },
    )
