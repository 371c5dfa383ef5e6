"""A body, a meeting, its answers and notes, as the people of the cast bring them about through their pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.errors import Conflict, Invalid
from core.models import AuditEntry, Duty, Message
from network.councils.models import AgendaItem, Attendee, Council, CouncilMember, Meeting, Proposal
from network.councils.services import actions, answers, bodies, counting, minutes, planning, proposals, rosters
from tests import make
from tests.cast import Cast
from tests.councils.house import NOTICE_ON, SINCE, STARTS, House, at

# --- bodies ----------------------------------------------------------------------------------------------------------


def test_the_coordinator_makes_a_body_and_gives_seats(cast: Cast) -> None:
    browser = cast.coordinator1.client()
    form = {
        "name": "정신건강 분과",
        "meeting_type": "WORKING",
        "level": "LOCAL",
        "field": "MENTAL",
        "quorum_rule": "NUMBER",
        "meetings_per_year": "4",
        "is_active": "on",
        "idempotency_key": "k1",
    }
    refused = browser.post("/councils/new/", form)
    assert refused.status_code == 400
    assert "정한 인원을 적으십시오." in refused.content.decode()
    assert 'value="정신건강 분과"' in refused.content.decode()
    made = browser.post("/councils/new/", form | {"quorum_number": "3"})
    council = Council.objects.get()
    assert made.headers["Location"] == f"/councils/{council.pk}/"
    browser.post("/councils/new/", form | {"quorum_number": "3"})  # pressed twice
    assert Council.objects.count() == 1
    seat = {
        "institution": cast.mhcenter1.institution.pk,
        "position": "팀장",
        "name": "유가상",
        "role": "MEMBER",
        "user": cast.mhcenter1.pk,
        "valid_from": "2026-01-05",
    }
    browser.post(f"/councils/{council.pk}/members/new/", seat)
    assert council.members.get().user == cast.mhcenter1.user
    page = browser.get(f"/councils/{council.pk}/").content.decode()
    assert "유가상" in page
    wrong = browser.post(f"/councils/{council.pk}/members/new/", seat | {"name": "남가상", "user": cast.health1.pk})
    assert wrong.status_code == 400
    assert "그 기관에 소속된 계정" in wrong.content.decode()


def test_a_seat_corrected_into_one_that_exists_is_refused_with_the_reason(home: House) -> None:
    place = home.cast.welfare1.institution
    home.seat(place, "사가상", position="사무국장")
    seat = CouncilMember.objects.get(name="배가상")
    with pytest.raises(Invalid, match="같은 날 같은 자리"):
        bodies.change_member(actor=home.coordinator, member=seat, data={"name": "사가상"})
    seat.refresh_from_db()
    assert (seat.name, seat.version) == ("배가상", 1)


def test_who_has_left_an_institution_gets_no_seat_and_no_task_for_it(home: House, clock: Any) -> None:
    place = home.cast.welfare1.institution
    left = make.member(institution=place, roles="COORDINATOR", programmes="NETWORK")
    held = home.seat(place, "사가상", user=left.user)
    left.membership.valid_to = date(2026, 11, 10)
    left.membership.save()
    with pytest.raises(Invalid, match="그 기관에 소속된 계정"):
        home.seat(place, "사가상", position="사무국장", user=left.user)
    meeting = home.called()
    clock.move_to(STARTS)
    item = home.step("hold", home.attend(meeting)).items.first()
    assert item is not None
    data = {"text": "공유", "owner": place, "due_on": date(2026, 12, 20), "user": left.user}
    with pytest.raises(Invalid, match="담당 기관에 소속된 계정"):
        actions.add(actor=home.coordinator, item=item, data=data)
    ended = bodies.change_member(
        actor=home.coordinator, member=held, data={"user": left.user, "valid_to": date(2026, 11, 10)}
    )
    assert ended.valid_to == date(2026, 11, 10)


def test_the_roster_of_any_day_can_be_read(home: House) -> None:
    """A seat changes hands: the old holder stays on the roster of the old days."""
    seat = CouncilMember.objects.get(name="배가상")
    bodies.change_member(
        actor=home.coordinator, member=seat, data={"valid_to": date(2026, 6, 30), "end_reason": "전보"}
    )
    home.seat(home.cast.welfare1.institution, "사가상", position="사무국장", valid_from=date(2026, 7, 1))
    names = [
        [row.name for row in rosters.roster(home.council, day)]
        for day in (date(2026, 6, 30), date(2026, 7, 1), date(2025, 1, 1))
    ]
    assert ("배가상" in names[0], "사가상" in names[0]) == (True, False)
    assert ("배가상" in names[1], "사가상" in names[1]) == (False, True)
    assert names[2] == []
    page = home.cast.coordinator1.client().get(f"/councils/{home.council.pk}/?on=2026-06-30").content.decode()
    assert "배가상" in page
    assert "사가상" not in page


@pytest.mark.parametrize(
    ("rule", "number", "voters", "needed"),
    [
        ("MAJORITY", None, 18, 10),
        ("MAJORITY", None, 17, 9),
        ("MAJORITY", None, 1, 1),
        ("MAJORITY", None, 0, 0),
        ("TWO_THIRDS", None, 18, 12),
        ("TWO_THIRDS", None, 17, 12),
        ("NUMBER", 5, 18, 5),
        ("NONE", None, 18, 0),
    ],
)
def test_how_many_must_come(rule: str, number: int | None, voters: int, needed: int) -> None:
    assert Council(quorum_rule=rule, quorum_number=number).quorum_of(voters) == needed


def test_a_body_that_somebody_changed_meanwhile_comes_back_with_both_texts(home: House) -> None:
    bodies.change(actor=home.coordinator, council=home.council, data={"purpose": "먼저 적은 목적"}, version=1)
    browser = home.cast.coordinator1.client()
    form = {
        "name": home.council.name,
        "meeting_type": "WORKING",
        "level": "LOCAL",
        "field": "ESSENTIAL_CARE",
        "quorum_rule": "MAJORITY",
        "meetings_per_year": "4",
        "is_active": "on",
        "purpose": "나중에 적은 목적",
        "version": "1",
    }
    answer = browser.post(f"/councils/{home.council.pk}/edit/", form)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "먼저 적은 목적" in text
    assert "나중에 적은 목적" in text


# --- who sees what ---------------------------------------------------------------------------------------------------


def test_a_member_institution_sees_only_the_bodies_in_which_it_sits(home: House) -> None:
    other = bodies.create(
        actor=home.coordinator, data={"name": "감염 분과", "meeting_type": "WORKING", "field": "INFECTION"}
    )
    page = home.cast.health1.client().get("/councils/").content.decode()
    assert home.council.name in page
    assert other.name not in page
    assert home.cast.health1.client().get(f"/councils/{other.pk}/").status_code == 404
    assert home.cast.town1.client().get(f"/councils/{home.council.pk}/").status_code == 404
    assert home.cast.social1.client().get(f"/councils/{home.council.pk}/").status_code == 404
    assert home.cast.fire1.client().get(f"/councils/{home.council.pk}/").status_code == 200


def test_members_know_of_a_meeting_from_its_notice_on_and_read_notes_when_the_report_is_out(
    home: House, clock: Any
) -> None:
    meeting = home.agenda(home.plan())
    url, member = f"/councils/meetings/{meeting.pk}/", home.cast.health1
    assert member.client().get(url).status_code == 404
    clock.move_to(NOTICE_ON)
    home.step("notify", meeting)
    assert member.client().get(url).status_code == 200
    clock.move_to(at(12, 10, 15))
    home.attend(meeting)
    home.step("hold", meeting)
    home.write_all(meeting)
    said = "당직표를 미리 알면"
    item = meeting.items.first()
    assert item is not None
    pages = [url, f"{url}items/{item.pk}/", f"/api/v1/council-meetings/{meeting.pk}/"]
    assert all(said not in member.client().get(page).content.decode() for page in pages)
    assert "원안대로 접수" not in member.client().get("/councils/decisions/").content.decode()
    home.step("draft", meeting)
    home.sign(home.submit(meeting))
    home.distribute(meeting)
    assert said in member.client().get(pages[1]).content.decode()
    assert said in member.client().get(pages[2]).content.decode()
    assert "원안대로 접수" in member.client().get("/councils/decisions/").content.decode()


# --- planning --------------------------------------------------------------------------------------------------------


def test_meetings_are_numbered_by_body_and_year(home: House) -> None:
    first, second = home.plan(at(3, 12, 14, year=2027)), home.plan(at(6, 11, 14, year=2027))
    next_year = home.plan(at(3, 12, 14, year=2028))
    assert [(row.year, row.ordinal) for row in (first, second, next_year)] == [(2027, 1), (2027, 2), (2028, 1)]
    assert second.title == "2027년 제2차 필수보건의료 실무협의체"
    moved = planning.change(
        actor=home.coordinator,
        meeting=second,
        data={"starts_at": at(1, 13, 14, year=2028), "ends_at": at(1, 13, 16, year=2028)},
    )
    assert (moved.year, moved.ordinal) == (2028, 2)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"ends_at": STARTS}, "ends_at"),
        ({"place": ""}, "place"),
        ({"mode": "ONLINE"}, "link"),
        ({"mode": "HYBRID"}, "link"),
        ({"answer_until": date(2026, 12, 11)}, "answer_until"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_its_field(home: House, data: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        home.plan(**data)
    assert set(refused.value.errors) == {field}


def test_the_agenda_is_written_on_one_page_and_put_in_order(home: House) -> None:
    meeting = home.plan()
    browser, url = home.cast.coordinator1.client(), f"/councils/meetings/{meeting.pk}/agenda/"

    def rows(*given: tuple[str, str, str, int]) -> dict[str, Any]:
        form: dict[str, Any] = {"items-TOTAL_FORMS": len(given), "items-INITIAL_FORMS": 0, "version": ""}
        for place, (pk, kind, title, order) in enumerate(given):
            form |= {f"items-{place}-id": pk, f"items-{place}-kind": kind, f"items-{place}-title": title}
            form |= {f"items-{place}-place": order}
        return form

    assert browser.post(url, rows(("", "REPORT", "실적", 2), ("", "DECISION", "계획", 1))).status_code == 302
    items = list(meeting.items.all())
    assert [(item.order, item.title) for item in items] == [(1, "계획"), (2, "실적")]
    again = rows((str(items[1].pk), "REPORT", "3분기 실적", 1), (str(items[0].pk), "DECISION", "계획", 2))
    assert browser.post(url, again).status_code == 302
    assert [(item.pk, item.title) for item in meeting.items.all()] == [
        (items[1].pk, "3분기 실적"),
        (items[0].pk, "계획"),
    ]
    empty = browser.post(url, rows())
    assert empty.status_code == 400
    assert "안건을 하나 이상" in empty.content.decode()


def test_an_item_of_another_meeting_cannot_be_named(home: House) -> None:
    other = home.agenda(home.plan(at(12, 17, 14)))
    foreign = other.items.first()
    assert foreign is not None
    with pytest.raises(Invalid, match="이 회의의 안건"):
        planning.set_agenda(
            actor=home.coordinator,
            meeting=home.plan(),
            rows=[{"id": foreign.pk, "kind": "REPORT", "title": "남의 안건"}],
        )


def test_members_whose_dates_collide_are_shown(home: House, clock: Any) -> None:
    """By account or by name and place; another hospital's meeting is not named, a put-off one does not count."""
    home.called(at(12, 10, 15))
    meeting = home.plan()
    found = {row["name"]: row["title"] for row in planning.clashes(meeting)}
    assert set(found) == {"정가상", "남가상", "배가상", "임가상"}
    assert set(found.values()) == {"2026년 제1차 필수보건의료 실무협의체"}
    foreign = Council.objects.create(
        host=home.cast.hospital2.institution,
        name="다른 협의체",
        meeting_type="WORKING",
        field="OTHER",
        created_by=home.cast.hospital2.user,
    )
    theirs = make_meeting(foreign, home.cast, at(12, 22, 14))
    Attendee.objects.create(
        meeting=theirs,
        institution=home.cast.fire1.institution,
        institution_name="가상소방서",
        position="구급팀장",
        name="임가상",
    )
    later = home.plan(at(12, 22, 15))
    assert [(row["name"], row["title"]) for row in planning.clashes(later)] == [("임가상", "다른 기관의 회의")]
    page = home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/").content.decode()
    assert "같은 시간에 다른 회의가 있는 위원" in page


def make_meeting(council: Council, cast: Cast, starts: Any) -> Meeting:
    return Meeting.objects.create(
        council=council,
        meeting_type="WORKING",
        mode="FACE",
        year=2026,
        ordinal=9,
        title="다른 회의",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        status="NOTIFIED",
        created_by=cast.coordinator1.user,
    )


def test_short_notice_is_said_and_owed_the_same_day(home: House, clock: Any) -> None:
    clock.move_to(at(12, 5))
    meeting = home.agenda(home.plan())
    assert Duty.objects.open().get(kind="councils.notify").due_at == at(12, 6, 0)
    page = home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/").content.decode()
    assert "회의 7일 전이 지났습니다" in page


# --- answers ---------------------------------------------------------------------------------------------------------


def test_a_member_answers_for_itself_and_the_coordinator_enters_what_others_told(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    mine = home.person(meeting, "남가상")
    url = f"/councils/meetings/{meeting.pk}/answers/{mine.pk}/"
    duty = Duty.objects.open().get(kind="councils.answer", person_id=home.cast.health1.pk)
    assert duty.url == url
    browser = home.cast.health1.client()
    assert "회신" in browser.get("/").content.decode()
    refused = browser.post(url, {"answer": "SENDS"})
    assert refused.status_code == 400
    assert "대리인의 성명" in refused.content.decode()
    assert browser.post(url, {"answer": "SENDS", "proxy_name": "라가상", "proxy_position": "주무관"}).status_code == 302
    mine.refresh_from_db()
    assert (mine.answer, mine.proxy_name, mine.told_by) == ("SENDS", "라가상", "")
    assert not Duty.objects.open().filter(kind="councils.answer", person_id=home.cast.health1.pk).exists()
    others = home.person(meeting, "배가상")
    theirs = f"/councils/meetings/{meeting.pk}/answers/{others.pk}/"
    assert browser.get(theirs).status_code == 404
    coordinator = home.cast.coordinator1.client()
    assert coordinator.post(theirs, {"answer": "DECLINES"}).status_code == 400  # who said so?
    assert coordinator.post(theirs, {"answer": "DECLINES", "told_by": "배가상 사무국장"}).status_code == 302
    others.refresh_from_db()
    assert (others.answer, others.told_by) == ("DECLINES", "배가상 사무국장")
    assert AuditEntry.objects.filter(verb="meeting.answer").count() == 2


def test_members_are_told_without_a_name(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    told = Message.objects.filter(template="notice")
    who = {home.cast.health1.pk, home.cast.welfare1.pk, home.cast.fire1.pk}
    assert set(told.values_list("recipient_id", flat=True)) == who
    assert {row.values["number"] for row in told} == {"2026년 제1차"}
    assert all(row.url == f"/councils/meetings/{meeting.pk}/" for row in told)


def test_nobody_answers_after_the_meeting(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    clock.move_to(at(12, 10, 15))
    home.attend(meeting)
    row = home.person(meeting, "남가상")
    with pytest.raises(Conflict, match="출석"):
        answers.answer(actor=home.cast.health1.actor, attendee=row, data={"answer": "COMES"})
    home.step("hold", meeting)
    with pytest.raises(Conflict):
        answers.answer(actor=home.cast.health1.actor, attendee=row, data={"answer": "COMES"})


def test_whose_turn_it_is_finds_the_signature_open_on_the_page(home: House, clock: Any) -> None:
    """Nobody else is offered it, and after the signature nobody at all."""
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    clock.move_to(at(12, 10, 15))
    home.attend(meeting)
    home.step("hold", meeting)
    home.write_all(meeting)
    document = home.submit(home.step("draft", meeting))
    url, director = f"/councils/meetings/{meeting.pk}/", home.cast.director1
    offered = {one["name"]: one["blocked_reason"] for one in director.client().get(url).context["next_actions"]}
    assert offered == {"sign": ""}
    words = "읽고 결재"
    assert words in director.client().get(url).content.decode()
    assert "act/approve/" in director.client().get(f"/documents/{document.pk}/").content.decode()
    assert words not in home.cast.coordinator1.client().get(url).content.decode()
    home.sign(document)
    assert words not in director.client().get(url).content.decode()


# --- in the meeting --------------------------------------------------------------------------------------------------


def test_attendance_counts_proxies_and_not_observers(home: House, clock: Any) -> None:
    home.seat(home.cast.monitor1.institution, "고가상", role="OBSERVER")
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    with pytest.raises(Conflict, match="회의일부터"):
        home.attend(meeting)
    clock.move_to(at(12, 10, 14))
    meeting = home.attend(meeting, 남가상="PROXY", 배가상="EXCUSED", 임가상="ABSENT", 고가상="OBSERVER")
    turnout = counting.turnout(home.council, meeting.attendees.all())
    assert (turnout.members, turnout.present, turnout.absent, turnout.quorum) == (4, 2, 2, 3)
    assert (turnout.has_quorum, str(turnout.rate)) == (False, "50.0")
    guest = answers.add_guest(
        actor=home.coordinator,
        meeting=meeting,
        data={"institution": home.cast.town1.institution, "position": "주무관", "name": "노가상"},
    )
    assert not guest.has_vote
    assert counting.turnout(home.council, meeting.attendees.all()).members == 4


def test_a_proxy_needs_a_name_on_the_page_too(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    clock.move_to(at(12, 10, 14))
    browser, url = home.cast.coordinator1.client(), f"/councils/meetings/{meeting.pk}/attendance/"
    people = list(meeting.attendees.all())
    form: dict[str, Any] = {"rows-TOTAL_FORMS": len(people), "rows-INITIAL_FORMS": len(people)}
    form |= {"groups-TOTAL_FORMS": 0, "groups-INITIAL_FORMS": 0}
    for place, row in enumerate(people):
        form |= {f"rows-{place}-id": row.pk, f"rows-{place}-attendance": "ATTENDED"}
    refused = browser.post(url, form | {"rows-1-attendance": "PROXY"})
    assert refused.status_code == 400
    assert "대리인 성명을 적으십시오" in refused.content.decode()
    assert browser.post(url, form | {"rows-1-attendance": "PROXY", "rows-1-proxy_name": "라가상"}).status_code == 302
    assert sorted(meeting.attendees.values_list("attendance", flat=True)) == ["ATTENDED"] * 3 + ["PROXY"]


def _held(home: House, clock: Any) -> Meeting:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    clock.move_to(at(12, 10, 15))
    home.attend(meeting)
    return home.step("hold", meeting)


def test_two_who_take_notes_lose_nothing(home: House, clock: Any) -> None:
    """The second to save gets 409 with both texts, keeps what they typed, and may save on from there."""
    meeting = _held(home, clock)
    item = meeting.items.first()
    assert item is not None
    item.meeting = meeting
    url = f"/councils/meetings/{meeting.pk}/items/{item.pk}/notes/"
    colleague = make.member(roles="COORDINATOR", programmes="NETWORK")
    home.write(item, "먼저 정한 것", discussion="먼저 들은 말")
    late = {"discussion": "나중에 들은 말", "decision": "나중에 정한 것", "version": "1"}
    answer = colleague.client().post(url, late)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in text for words in ("먼저 들은 말", "나중에 들은 말", "먼저 정한 것", "나중에 정한 것"))
    again = colleague.client().post(url, late | {"version": "2", "discussion": "먼저 들은 말\n나중에 들은 말"})
    assert again.status_code == 302
    versions = [(row.version, row.discussion, row.written_by_id) for row in item.notes.order_by("version")]
    assert versions == [
        (2, "먼저 들은 말", home.cast.coordinator1.pk),
        (3, "먼저 들은 말\n나중에 들은 말", colleague.pk),
    ]
    page = colleague.client().get(f"/councils/meetings/{meeting.pk}/items/{item.pk}/").content.decode()
    assert "2판" in page
    assert "정가상" in page


def test_a_vote_has_three_numbers_and_no_more_of_them_than_were_there(home: House, clock: Any) -> None:
    meeting = _held(home, clock)
    item = meeting.items.get(kind="DECISION")
    item.meeting = meeting
    with pytest.raises(Invalid) as missing:
        home.write(item, "원안 의결", way="VOTE", votes_for=4)
    assert set(missing.value.errors) == {"votes_against", "votes_abstained"}
    with pytest.raises(Invalid, match="4명"):
        home.write(item, "원안 의결", way="VOTE", votes_for=4, votes_against=1, votes_abstained=0)
    done = home.write(item, "원안 의결", way="VOTE", votes_for=4, votes_against=0, votes_abstained=0)
    assert minutes.decision_words(done) == "찬성 4, 반대 0, 기권 0 → 원안 의결"


def test_notes_are_closed_once_the_report_is_submitted(home: House, clock: Any) -> None:
    meeting = _held(home, clock)
    home.write_all(meeting)
    meeting = home.step("draft", meeting)
    home.submit(meeting)
    item = AgendaItem.objects.filter(meeting=meeting)[0]
    item.meeting = meeting
    with pytest.raises(Conflict, match="결재 중"):
        home.write(item, "몰래 고친 것")


# --- proposals -------------------------------------------------------------------------------------------------------


def test_a_member_proposes_and_sees_what_became_of_it(home: House, clock: Any) -> None:
    browser = home.cast.welfare1.client()
    form = {
        "kind": "COOPERATION",
        "title": "주말 퇴원 환자의 도시락 연계",
        "text": "금요일 오후 의뢰가 늦습니다.",
        "figures": "14건 가운데 9건",
        "idempotency_key": "p1",
    }
    made = browser.post(f"/councils/{home.council.pk}/proposals/new/", form)
    row = Proposal.objects.get()
    assert made.headers["Location"] == f"/councils/proposals/{row.pk}/"
    duty = Duty.objects.open().get(kind="councils.decide_proposal")
    assert (duty.institution_id, duty.role, duty.due_at) == (home.cast.host.pk, "COORDINATOR", at(11, 28, 0))
    assert home.cast.health1.client().get(f"/councils/proposals/{row.pk}/").status_code == 404
    assert "검토 중" in browser.get(f"/councils/proposals/{row.pk}/").content.decode()
    meeting = home.plan()
    coordinator, decide = home.cast.coordinator1.client(), f"/councils/proposals/{row.pk}/act/decide/"
    assert coordinator.post(decide, {"outcome": "NOT_TAKEN"}).status_code == 400
    assert coordinator.post(decide, {"outcome": "TAKEN", "meeting": str(meeting.pk)}).status_code == 302
    item = meeting.items.get()
    assert (item.kind, item.title, item.proposal_id) == ("COOPERATION", form["title"], row.pk)
    assert "근거 수치: 14건 가운데 9건" in item.paper
    assert "안건 채택" in browser.get(f"/councils/proposals/{row.pk}/").content.decode()
    assert Message.objects.filter(recipient_id=home.cast.welfare1.pk, template="notice").exists()
    assert not Duty.objects.open().filter(kind="councils.decide_proposal").exists()
    with pytest.raises(Conflict):
        proposals.decide(actor=home.coordinator, proposal=row, data={"outcome": "ANSWERED", "answer": "답"})


def test_a_proposal_that_is_not_taken_says_why(home: House) -> None:
    row = proposals.propose(
        actor=home.cast.health1.actor,
        council=home.council,
        data={"kind": "DIFFICULTY", "title": "인력 부족", "text": "방문 인력이 부족합니다."},
    )
    proposals.decide(actor=home.coordinator, proposal=row, data={"outcome": "NOT_TAKEN", "answer": "시의 소관입니다."})
    page = home.cast.health1.client().get(f"/councils/proposals/{row.pk}/").content.decode()
    assert "채택하지 않음" in page
    assert "시의 소관입니다." in page


def test_a_resident_number_is_refused_in_notes_and_proposals(home: House) -> None:
    form = {"kind": "PROBLEM", "title": "제목", "text": "900101-1234567 환자의 일"}
    answer = home.cast.health1.client().post(f"/councils/{home.council.pk}/proposals/new/", form)
    assert answer.status_code == 400
    assert not Proposal.objects.exists()


# --- registers -------------------------------------------------------------------------------------------------------


def test_the_registers_are_searched_by_state_and_words(home: House, clock: Any) -> None:
    meeting = _held(home, clock)
    home.write_all(meeting)
    home.action(meeting, home.cast.health1.institution, date(2027, 1, 29), "야간 거절 사유 공유")
    home.action(meeting, home.cast.fire1.institution, date(2027, 1, 15), "당직표 갱신")
    browser = home.cast.coordinator1.client()
    page = browser.get("/councils/actions/?q=당직표").content.decode()
    assert "당직표 갱신" in page
    assert "야간 거절 사유 공유" not in page
    assert "당직표 갱신" not in browser.get("/councils/actions/?status=DONE").content.decode()
    found = browser.get("/councils/decisions/?q=야간 당직표").content.decode()
    assert "야간 전원 거절 사유와 개선방안" in found
    assert "2027년 운영계획(안)" not in found
    assert SINCE.year == 2026
