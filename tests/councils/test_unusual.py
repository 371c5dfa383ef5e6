"""Meetings that are not as the others: entered late, without decisions, over several days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.errors import Conflict, Invalid, NotVisible
from core.models import Duty, Message
from network.councils.calendar import entry_of
from network.councils.models import GuestGroup, Meeting, WrittenAnswer
from network.councils.services import answers, correcting, minutes, papers, past, planning, reports, written
from tests.councils.house import NOTICE_ON, STARTS, House, at, meeting_of, report_of, shown
from tests.discharge.pdfs import text_of

JOINT = {
    "kind": "EXTRA",
    "mode": "FACE",
    "title": "지역사회 통합돌봄 선도사업 간담회",
    "starts_at": at(4, 18, 14, year=2019),
    "ends_at": at(4, 18, 16, 30, year=2019),
    "place": "정부세종청사 10동 보건복지부 대회의실",
}
JOINT_AGENDA = (
    ("REPORT", "선도사업 추진 주요 일정계획(지자체 관계자 교육 등)"),
    ("COOPERATION", "선도사업 추진을 위한 상호 협조 요청사항 공유"),
    ("DISCUSSION", "빅데이터를 활용한 집중형 건강관리모델(안)"),
    ("DISCUSSION", "지자체 및 국민건강보험공단 지사의 의견 수렴 등"),
)


def _told(home: House) -> set[str]:
    """Who of the members was told anything."""
    people = {home.cast.health1.pk: "health1", home.cast.fire1.pk: "fire1"}
    return {people[pk] for pk in Message.objects.values_list("recipient_id", flat=True) if pk in people}


def _words(document: Any) -> str:
    return repr(shown(document)["blocks"])


def test_the_joint_meeting_of_2019_goes_its_whole_way_with_its_papers(home: House) -> None:
    """Entered when it was long over; nobody hears of it before the report is sent round."""
    meeting = past.enter(actor=home.coordinator, council=home.council, data=JOINT)
    assert (meeting.status, meeting.year, meeting.ordinal) == ("HELD", 2019, 1)
    assert meeting.held_at == JOINT["ends_at"]
    assert _told(home) == set()
    assert Duty.objects.open().get(kind="councils.report").due_at == at(12, 5, 0)  # 14 days from its entry
    assert home.cast.health1.client().get(f"/councils/meetings/{meeting.pk}/").status_code == 404
    meeting = home.agenda(meeting, JOINT_AGENDA)
    groups = [
        {"affiliation": "8개 선도사업 지자체 추진단장 및 보건소장", "number": 16, "is_about": False},
        {"affiliation": "가상시청 등", "number": 80, "is_about": True},
    ]
    answers.record_attendance(actor=home.coordinator, meeting=meeting, rows=[], groups=groups)
    home.write_all(meeting)
    assert JOINT["title"] in papers.show(actor=home.coordinator, meeting=meeting, kind="agenda", frame={})
    for kind in ("notice", "signs"):  # nobody was called, and nobody sat in the body then
        with pytest.raises(NotVisible):
            papers.show(actor=home.coordinator, meeting=meeting, kind=kind, frame={})
    home.step("draft", meeting)
    document = home.submit(meeting)
    home.sign(document)
    home.distribute(meeting)
    assert meeting_of(document).status == "DISTRIBUTED"
    said = _words(document)
    assert "’19. 4. 18.(목) 14:00~16:30" in said
    assert "가상시청 등 80여 명" in said
    assert "96여 명" in said
    assert "그 밖" not in said  # there are no others
    assert "참석자 명부" not in said
    printed, content = papers.print_paper(actor=home.coordinator, meeting=meeting_of(document), kind="report")
    assert printed.number == report_of(meeting).number
    assert content.startswith(b"%PDF")


def test_members_see_a_meeting_that_was_entered_once_its_report_is_out(home: House) -> None:
    meeting = past.enter(actor=home.coordinator, council=home.council, data=JOINT | _SPRING)
    names = {row.name for row in meeting.attendees.all()}
    assert names == {"정가상", "남가상", "배가상", "임가상"}
    home.attend(meeting, 배가상="")
    home.write_all(home.agenda(meeting))
    home.step("draft", meeting)
    document = home.submit(meeting)
    browser = home.cast.health1.client()
    assert browser.get(f"/councils/meetings/{meeting.pk}/").status_code == 404
    assert _told(home) == set()
    home.sign(document)
    home.distribute(meeting)
    page = browser.get(f"/councils/meetings/{meeting.pk}/").content.decode()
    assert JOINT["title"] in page
    assert "개최 알림" not in page
    assert _told(home) == {"health1", "fire1"}
    assert "3명 / 위원 4명(확인된 3명의 참석률 100.0%, 확인되지 않음 1명)" in _words(document)


_SPRING = {"starts_at": at(4, 16, 14), "ends_at": at(4, 16, 16), "place": ""}


def test_what_is_not_known_of_a_past_meeting_may_be_left(home: House) -> None:
    meeting = past.enter(actor=home.coordinator, council=home.council, data=JOINT | _SPRING)
    assert meeting.was_entered
    facts = reports.facts_of(meeting)
    assert (facts["present"], facts["where"], facts["groups"]) == ("확인되지 않음", "확인되지 않음", [])
    with pytest.raises(Invalid, match="안건을 먼저"):
        home.submit(home.step("draft", meeting))


def test_a_meeting_that_is_not_over_is_planned_and_not_entered(home: House) -> None:
    data = JOINT | {"starts_at": at(11, 20, 8), "ends_at": at(11, 20, 10)}  # it is nine o'clock of that day
    with pytest.raises(Invalid, match="아직 끝나지 않은 회의"):
        past.enter(actor=home.coordinator, council=home.council, data=data)
    assert not Meeting.objects.exists()


def test_the_coordinator_enters_a_past_meeting_through_the_page_and_the_api(home: House) -> None:
    browser = home.cast.coordinator1.client()
    form = {"kind": "EXTRA", "mode": "FACE", "starts_at": "2019-04-18T14:00", "ends_at": "2019-04-18T16:30"}
    url = f"/councils/{home.council.pk}/meetings/past/"
    made = browser.post(url, form | {"idempotency_key": "k1"})
    browser.post(url, form | {"idempotency_key": "k1"})  # pressed twice
    meeting = Meeting.objects.get()
    assert made.headers["Location"] == f"/councils/meetings/{meeting.pk}/agenda/"
    assert meeting.status == "HELD"
    assert meeting.title == "2019년 제1차 필수보건의료 실무협의체"
    rows = {"rows-TOTAL_FORMS": 0, "rows-INITIAL_FORMS": 0, "groups-TOTAL_FORMS": 1, "groups-INITIAL_FORMS": 0}
    typed = {"groups-0-affiliation": "가상시청 등", "groups-0-number": "80", "groups-0-is_about": "on"}
    url = f"/councils/meetings/{meeting.pk}/attendance/"
    assert browser.post(url, rows | typed | {"groups-0-number": "0"}).status_code == 400
    assert browser.post(url, rows | typed).status_code == 302
    assert str(GuestGroup.objects.get()) == "가상시청 등 80여 명"
    assert "가상시청 등 80여 명" in browser.get(f"/councils/meetings/{meeting.pk}/").content.decode()
    client, api = home.cast.coordinator1.api(), f"/api/v1/councils/{home.council.pk}/past-meetings/"
    sent = client.post(api, form | {"starts_at": "2019-05-18T14:00:00+09:00"}, format="json")
    assert sent.status_code == 400  # it would have ended before it began
    sent = client.post(
        api,
        form | {"starts_at": "2019-05-18T14:00:00+09:00", "ends_at": "2019-05-18T16:00:00+09:00"},
        format="json",
    )
    assert sent.status_code == 201, sent.content
    assert (sent.json()["ordinal"], sent.json()["status"]["code"]) == (2, "HELD")
    url = f"/api/v1/council-meetings/{sent.json()['id']}/attendance/"
    body = {"rows": [], "groups": [{"affiliation": "가상시청 등", "number": 80, "is_about": True}]}
    answer = client.post(url, body, format="json")
    assert answer.json()["guests"] == [{"affiliation": "가상시청 등", "number": 80, "is_about": True}]


def _noticed(home: House, meeting: Meeting) -> str:
    return papers.show(
        actor=home.coordinator, meeting=Meeting.objects.for_page().get(pk=meeting.pk), kind="notice", frame={}
    )


def test_an_issued_notice_stays_as_it_was_sent_and_members_are_told_of_what_changed(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    Message.objects.all().delete()
    planning.change(
        actor=home.coordinator,
        meeting=meeting,
        data={"place": "별관 소회의실", "mode": "HYBRID", "link": "https://a.example.invalid"},
    )
    home.agenda(meeting, [("REPORT", "나중에 더한 안건")])
    assert _told(home) == {"health1", "fire1"}
    text = Message.objects.filter(recipient=home.cast.health1.user).get().values["text"]
    assert "장소: 본관 5층 대회의실 → 별관 소회의실" in text
    assert "방식: 대면 → 대면·비대면 병행" in text
    assert "a.example" not in text
    shown_paper = _noticed(home, meeting)
    assert "본관 5층 대회의실" in shown_paper
    assert "별관 소회의실" not in shown_paper
    assert "나중에 더한 안건" not in shown_paper
    row = Meeting.objects.for_page().get(pk=meeting.pk)
    _, pdf = papers.print_paper(actor=home.coordinator, meeting=row, kind="notice")  # composed now, of the kept words
    assert "본관 5층 대회의실" in text_of(pdf)
    page = home.cast.health1.client().get(f"/councils/meetings/{meeting.pk}/").content.decode()
    assert "장소: 본관 5층 대회의실 → 별관 소회의실" in page
    assert "별관 소회의실" in page


def test_a_notice_sent_anew_says_what_stands_then(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    planning.change(actor=home.coordinator, meeting=meeting, data={"place": "별관 소회의실"})
    home.step("postpone", meeting, reason="폭설")
    home.step("renotify", meeting, starts_at=at(12, 22, 14), ends_at=at(12, 22, 16))
    found = _noticed(home, meeting)
    assert "별관 소회의실" in found
    assert "2026. 12. 22.(화)" in found
    page = home.cast.health1.client().get(f"/councils/meetings/{meeting.pk}/").content.decode()
    assert "알림을 보낸 뒤 바뀌었습니다" not in page


def test_what_a_notice_does_not_tell_may_change_in_silence(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    Message.objects.all().delete()
    planning.change(actor=home.coordinator, meeting=meeting, data={"plan_note": "현장 점검", "place": meeting.place})
    assert _told(home) == set()


def _met(
    home: House, clock: Any, *, starts: Any = STARTS, marks: dict[str, str] | None = None, **values: Any
) -> Meeting:
    """Held an hour after it began; who is not named was there."""
    clock.move_to(starts - timedelta(days=8))
    meeting = home.called(starts, **values)
    clock.move_to(values.get("ends_at", starts + timedelta(hours=1)))
    return home.step("hold", home.attend(meeting, **(marks or {})))


ALONE = {"남가상": "ABSENT", "배가상": "ABSENT", "임가상": "EXCUSED"}


def test_a_missed_quorum_is_said_before_a_decision_is_noted_and_printed(home: House, clock: Any) -> None:
    meeting = _met(home, clock, marks=ALONE)
    item = meeting.items.get(kind="DECISION")
    browser = home.cast.coordinator1.client()
    page = browser.get(f"/councils/meetings/{meeting.pk}/items/{item.pk}/notes/").content.decode()
    assert "의결정족수 미달(참석 1명, 정족수 3명)" in page
    home.write_all(meeting)
    home.step("draft", meeting)
    document = home.submit(meeting)
    assert (
        _words(document).count("의결정족수 미달(참석 1명, 정족수 3명)") == 2
    )  # above and under what was to be decided


def test_where_enough_came_nothing_is_said_of_a_missed_quorum(home: House, clock: Any) -> None:
    meeting = _met(home, clock, marks={"임가상": "ABSENT"})
    item = meeting.items.get(kind="DECISION")
    page = home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/items/{item.pk}/notes/")
    assert "미달" not in page.content.decode()
    home.write_all(meeting)
    home.step("draft", meeting)
    assert "미달" not in _words(home.submit(meeting))


LOST = {"way": "VOTE", "votes_for": 1, "votes_against": 3, "votes_abstained": 0}


def test_a_lost_vote_becomes_no_decision_in_favour_unasked(home: House, clock: Any) -> None:
    meeting = _met(home, clock)
    item = meeting.items.get(kind="DECISION")
    item.meeting = meeting
    with pytest.raises(Invalid, match="찬성 1, 반대 3, 기권 0이면 찬성이 과반수가 아닙니다") as refused:
        home.write(item, "원안 의결", **LOST)
    assert "decision" in refused.value.errors
    assert home.write(item, "부결", **LOST).decision == "부결"
    browser = home.cast.coordinator1.client()
    form = {"discussion": "논의", "decision": "원안 의결", "version": "2", **LOST}
    url = f"/councils/meetings/{meeting.pk}/items/{item.pk}/notes/"
    assert "표결과 다른 결정 확인" in browser.post(url, form).content.decode()
    assert browser.post(url, form | {"is_confirmed": "on"}).status_code == 302
    item.refresh_from_db()
    assert item.decision == "원안 의결"


@pytest.mark.parametrize(
    ("decision", "votes", "is_asked"),
    [
        ("원안 의결", (3, 8, 0), True),
        ("수정 가결", (5, 4, 5), True),
        ("원안 의결", (7, 7, 0), True),
        ("원안 의결", (8, 3, 0), False),
        ("부결", (3, 8, 0), False),
        ("의결을 보류함", (3, 8, 0), False),
        ("다음 회의에서 다시 논의", (3, 8, 0), False),
    ],
)
def test_which_decisions_a_vote_does_not_carry(decision: str, votes: tuple[int, int, int], is_asked: bool) -> None:
    noted = {"way": "VOTE", "decision": decision, **dict(zip(minutes.VOTES, votes, strict=True))}
    assert bool(minutes.contradiction(noted)) is is_asked
    assert not minutes.contradiction(noted | {"way": "CONSENSUS"})


def test_a_correction_of_a_vote_asks_for_its_decision_as_well(home: House, clock: Any) -> None:
    meeting = _met(home, clock)
    home.write_all(meeting)
    item = meeting.items.get(kind="DECISION")
    item.meeting = meeting
    home.write(item, "원안 의결", way="VOTE", votes_for=4, votes_against=0, votes_abstained=0)
    home.step("draft", meeting)
    document = home.submit(meeting)
    home.sign(document)
    home.distribute(meeting)
    line = [{"title": "원장", "person": home.cast.director1.user}]
    changes = [{"path": "items.2.votes_for", "text": "1"}, {"path": "items.2.votes_against", "text": "3"}]
    with pytest.raises(Invalid, match="결정 사항도 고치십시오"):
        correcting.correct(
            actor=home.coordinator, document=report_of(meeting), changes=changes, reason="잘못 적음", line=line
        )
    changes.append({"path": "items.2.decision", "text": "부결"})
    made = correcting.correct(
        actor=home.coordinator, document=report_of(meeting), changes=changes, reason="잘못 적음", line=line
    )
    assert "찬성 1, 반대 3, 기권 0 → 부결" in _words(made)


def test_a_meeting_is_reported_without_a_decision(home: House, clock: Any) -> None:
    meeting = _met(home, clock)
    with pytest.raises(Invalid, match="논의 내용을 적지 않은 안건이 4건"):
        home.submit(home.step("draft", meeting))
    for item in meeting.items.all():
        item.meeting = meeting
        home.write(item, "")
    document = home.submit(meeting)
    assert _words(document).count("결정 없음") == 4
    home.sign(document)
    home.distribute(meeting)
    assert not minutes.decided(home.coordinator).exists()


def test_a_meeting_over_midnight_names_both_days_everywhere(home: House, clock: Any) -> None:
    ends = at(12, 11, 1)
    clock.move_to(NOTICE_ON)
    meeting = home.called(at(12, 10, 22), ends_at=ends)
    both = "2026. 12. 10.(목) 22:00~2026. 12. 11.(금) 01:00"
    assert both in home.cast.health1.client().get(f"/councils/meetings/{meeting.pk}/").content.decode()
    assert both in _noticed(home, meeting)
    assert Duty.objects.open().get(kind="councils.hold").due_at == at(12, 12, 0)
    entry = entry_of(meeting)
    assert (entry.first_day, entry.last_day) == (date(2026, 12, 10), date(2026, 12, 11))
    clock.move_to(ends)
    home.step("hold", home.attend(meeting))
    assert Duty.objects.open().get(kind="councils.report").due_at == at(12, 26, 0)  # 14 days from the 11th
    assert reports.facts_of(meeting)["when"] == "’26. 12. 10.(목) 22:00~’26. 12. 11.(금) 01:00"


def test_a_meeting_that_ends_at_midnight_ends_on_its_day(home: House, clock: Any) -> None:
    meeting = _met(home, clock, starts=at(12, 10, 22), ends_at=at(12, 11, 0))
    assert Duty.objects.open().get(kind="councils.report").due_at == at(12, 25, 0)
    assert meeting.last_day == date(2026, 12, 10)


# --- a written meeting -----------------------------------------------------------------------------------------------


def _asked(home: House, **values: Any) -> Meeting:
    return home.called(at(12, 7, 9), mode="WRITTEN", ends_at=at(12, 9, 18), place="", **values)


def _answer(home: House, meeting: Meeting, who: Any, name: str, vote: str, opinion: str = "", **told: str) -> Any:
    items = list(meeting.items.all())
    rows = [{"item": item.pk, "vote": vote if item.kind == "DECISION" else "", "opinion": ""} for item in items]
    rows[0]["opinion"] = opinion
    return written.answer(actor=who.actor, attendee=home.person(meeting, name), rows=rows, **told)


def test_the_votes_of_a_written_meeting_are_counted_from_its_answers(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = _asked(home)
    cast = home.cast
    with pytest.raises(Conflict, match="안건마다"):
        answers.answer(actor=cast.health1.actor, attendee=home.person(meeting, "남가상"), data={"answer": "COMES"})
    with pytest.raises(Invalid, match="고르지 않은 안건이 있습니다: 2027년 운영계획"):
        _answer(home, meeting, cast.health1, "남가상", "")
    with pytest.raises(Invalid, match="알린 사람"):
        _answer(home, meeting, cast.coordinator1, "배가상", "FOR")
    with pytest.raises(NotVisible):
        _answer(home, meeting, cast.fire1, "남가상", "FOR")
    _answer(home, meeting, cast.health1, "남가상", "FOR")
    assert not Duty.objects.open().filter(kind="councils.answer", person_id=cast.health1.pk).exists()
    _answer(home, meeting, cast.health1, "남가상", "AGAINST", "예산을 다시 볼 것")  # changed within the limit
    _answer(home, meeting, cast.coordinator1, "정가상", "FOR")
    _answer(home, meeting, cast.coordinator1, "배가상", "FOR", told_by="배가상 사무국장")
    with pytest.raises(Conflict, match="출석을 따로 적지 않습니다"):
        home.attend(meeting)
    clock.move_to(at(12, 10, 9))
    with pytest.raises(Conflict, match="회신 기한이 지났습니다"):
        _answer(home, meeting, cast.fire1, "임가상", "FOR")
    meeting = home.step("hold", meeting)
    marks = dict(meeting.attendees.values_list("name", "attendance"))
    assert marks == {"정가상": "ATTENDED", "남가상": "ATTENDED", "배가상": "ATTENDED", "임가상": "ABSENT"}
    item = meeting.items.get(kind="DECISION")
    assert (item.way, item.votes_for, item.votes_against, item.votes_abstained) == ("VOTE", 2, 1, 0)
    first = meeting.items.first()
    assert first is not None
    assert first.discussion == "(가상시 보건소) 예산을 다시 볼 것"
    assert item.discussion == "의견 없음"
    for one in meeting.items.all():
        one.meeting = meeting
        home.write(one, "원안 의결" if one.kind == "DECISION" else "", votes_for=4)  # nobody notes other votes
    home.step("draft", meeting)
    said = _words(home.submit(meeting))
    assert "찬성 2, 반대 1, 기권 0 → 원안 의결" in said
    assert "회신 3명 / 위원 4명(회신율 75.0%)" in said
    assert "(미회신)" in said
    assert "서면 회의 회신서" in said
    assert "참석자 명부" not in said
    assert "(주재)" not in said
    assert "’26. 12. 7.(월)~’26. 12. 9.(수)" in said


def test_a_member_answers_a_written_meeting_on_the_page_and_by_the_api(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = _asked(home)
    row, items = home.person(meeting, "남가상"), list(meeting.items.all())
    url = f"/councils/meetings/{meeting.pk}/answers/{row.pk}/"
    browser = home.cast.health1.client()
    page = browser.get(url).content.decode()
    assert "서면 회신" in page
    assert page.count("찬성") == len(items)
    assert "대리인" not in page
    form: dict[str, Any] = {"items-TOTAL_FORMS": len(items), "items-INITIAL_FORMS": len(items)}
    for place, item in enumerate(items):
        form |= {f"items-{place}-item": item.pk, f"items-{place}-opinion": ""}
    assert browser.post(url, form).status_code == 400
    assert browser.post(url, form | {"items-2-vote": "FOR", "items-2-opinion": "이의 없음"}).status_code == 302
    assert str(WrittenAnswer.objects.get(item=items[2])) == "찬성 이의 없음"
    assert "회신함" in browser.get(f"/councils/meetings/{meeting.pk}/").content.decode()
    other, api = home.person(meeting, "임가상"), home.cast.fire1.api()
    body = {"rows": [{"item": items[2].pk, "vote": "AGAINST", "opinion": "예산 부족"}]}
    url = f"/api/v1/council-meetings/{meeting.pk}/answers/"
    sent = api.post(f"{url}{other.pk}/", body, format="json")
    assert sent.status_code == 200, sent.content
    assert sent.json()["written"] == [{"item": items[2].pk, "vote": "AGAINST", "opinion": "예산 부족"}]
    assert api.post(f"{url}{row.pk}/", body, format="json").status_code == 404
    seen = {
        one["name"]: one["written"] for one in api.get(f"/api/v1/council-meetings/{meeting.pk}/").json()["attendees"]
    }
    assert (len(seen["임가상"]), seen["남가상"]) == (1, [])  # another member's vote is nobody's business
    page = home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/items/{items[2].pk}/").content.decode()
    assert "예산 부족" in page
    assert "이의 없음" in page
    assert "예산 부족" not in browser.get(f"/councils/meetings/{meeting.pk}/items/{items[2].pk}/").content.decode()


def test_a_written_meeting_takes_nobodys_time_and_its_notice_asks_for_answers(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = _asked(home)
    gathering = home.called(at(12, 8, 14))
    assert planning.clashes(meeting) == planning.clashes(gathering) == []
    said = _noticed(home, meeting)
    assert "서면 회의 회신 요청" in said
    assert "안건별 의견(의결 안건은 찬반)을 2026. 12. 9.(수)까지 회신" in said
    assert "□ 의견 없음" in said
    assert said.count("□ 찬성") == sum(item.kind == "DECISION" for item in meeting.items.all())
    assert "참석 여부" not in said
    told = Message.objects.filter(recipient=home.cast.health1.user, template="notice").values_list("values", flat=True)
    assert "서면 회의입니다. 안건마다 찬반과 의견을 회신하십시오." in {one["text"] for one in told}


def test_a_written_meeting_that_is_called_anew_asks_anew(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = _asked(home)
    _answer(home, meeting, home.cast.health1, "남가상", "FOR")
    home.step("postpone", meeting, reason="자료 보완")
    home.step("renotify", meeting, starts_at=at(12, 14, 9), ends_at=at(12, 16, 18))
    assert not WrittenAnswer.objects.exists()


def test_who_was_asked_to_come_is_not_asked_in_writing_without_a_new_notice(home: House, clock: Any) -> None:
    """Else who said that they would come would count as having answered."""
    clock.move_to(NOTICE_ON)
    gathering, asked = home.called(), _asked(home)
    for meeting, mode in ((gathering, "WRITTEN"), (asked, "FACE")):
        with pytest.raises(Invalid, match="바꿀 수 없습니다"):
            planning.change(actor=home.coordinator, meeting=meeting, data={"mode": mode, "place": "회의실"})
    put_off = home.step("postpone", gathering, reason="폭설")
    planning.change(actor=home.coordinator, meeting=put_off, data={"mode": "WRITTEN"})
    home.step("renotify", put_off, starts_at=at(12, 14, 9), ends_at=at(12, 16, 18))
    assert "서면 회의 회신 요청" in _noticed(home, put_off)


def test_a_past_meeting_that_was_entered_under_a_wrong_year_is_put_right(home: House) -> None:
    meeting = past.enter(actor=home.coordinator, council=home.council, data=JOINT)
    assert not meeting.attendees.exists()
    meeting = planning.change(actor=home.coordinator, meeting=meeting, data=dict(_SPRING))
    assert (meeting.year, meeting.ordinal, meeting.status) == (2026, 1, "HELD")
    assert meeting.attendees.count() == 4
