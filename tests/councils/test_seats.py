"""A seat that changes hands after the notice, the secretary who writes, the order of names, an agenda that stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.errors import Forbidden, Invalid, NotVisible
from core.models import Duty
from network.councils.models import AgendaItem, CouncilMember, Meeting
from network.councils.services import answers, bodies, minutes, planning, rosters
from tests import make
from tests.councils.house import NOTICE_ON, STARTS, House, at


def _leave(home: House, name: str) -> CouncilMember:
    seat = CouncilMember.objects.get(name=name)
    data = {"valid_to": date(2026, 12, 4), "end_reason": "전보"}
    return bodies.change_member(actor=home.coordinator, member=seat, data=data)


def _owed(meeting: Meeting) -> set[int | None]:
    return set(Duty.objects.open().filter(kind="councils.answer").values_list("person_id", flat=True))


def test_who_takes_a_seat_over_takes_the_invitation_and_the_answer(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    row = home.person(meeting, "남가상")
    answers.answer(actor=home.cast.health1.actor, attendee=row, data={"answer": "COMES", "opinion": "오전이 좋음"})
    clock.move_to(at(12, 4))
    place = home.cast.health1.institution
    _leave(home, "남가상")
    next_one = make.member(institution=place, roles="PARTNER_STAFF")
    seat = home.seat(place, "도가상", position="건강증진팀장", user=next_one.user, valid_from=date(2026, 12, 5))
    row.refresh_from_db()
    assert (row.member, row.name, row.user, row.answer, row.opinion) == (
        seat, "도가상", next_one.user, "COMES", "오전이 좋음",
    )  # fmt: skip
    assert set(meeting.attendees.values_list("name", flat=True)) == {"정가상", "도가상", "배가상", "임가상"}
    page = next_one.client().get(f"/councils/meetings/{meeting.pk}/").content.decode()
    assert "도가상" in page
    clock.move_to(STARTS)
    home.step("hold", home.attend(meeting))
    assert Meeting.objects.get(pk=meeting.pk).attendees.filter(attendance="ATTENDED").count() == 4


def test_an_answer_that_is_still_owed_is_owed_by_the_new_member(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    place = home.cast.fire1.institution
    assert home.cast.fire1.pk in _owed(meeting)
    clock.move_to(at(12, 4))
    next_one = make.member(institution=place, roles="PARTNER_STAFF")
    home.seat(place, "도가상", position="구급팀장", user=next_one.user, valid_from=date(2026, 12, 5))
    assert home.person(meeting, "임가상").user == home.cast.fire1.user  # both sit there as yet
    _leave(home, "임가상")
    assert meeting.attendees.filter(name="도가상", user=next_one.user).exists()
    assert (home.cast.fire1.pk in _owed(meeting), next_one.user.pk in _owed(meeting)) == (False, True)


def test_who_was_given_a_seat_after_the_plan_is_called_with_the_others(home: House, clock: Any) -> None:
    meeting = home.agenda(home.plan())
    home.seat(home.cast.town1.institution, "도가상", valid_from=date(2026, 11, 23))
    clock.move_to(NOTICE_ON)
    home.step("notify", meeting)
    assert meeting.attendees.filter(name="도가상").exists()


def test_the_secretary_of_a_body_writes_its_minutes_and_nothing_else(home: House, clock: Any) -> None:
    seat = CouncilMember.objects.get(name="임가상")
    bodies.change_member(actor=home.coordinator, member=seat, data={"role": "SECRETARY"})
    meeting, secretary = home.agenda(home.plan()), home.cast.fire1
    url = f"/councils/meetings/{meeting.pk}/"
    assert secretary.client().get(url).status_code == 404  # nobody was called yet
    clock.move_to(NOTICE_ON)
    home.step("notify", meeting)
    clock.move_to(at(12, 10, 15))
    home.step("hold", home.attend(meeting))
    item = meeting.items.get(kind="DECISION")
    browser, notes = secretary.client(), f"{url}items/{item.pk}/notes/"
    page = browser.get(url).content.decode()
    assert "기록하기" in page
    assert "조치 추가" not in page
    form = {"discussion": "(가상소방서) 날짜를 맞출 것", "decision": "합의함", "way": "CONSENSUS", "version": "1"}
    assert browser.post(notes, form).status_code == 302
    assert secretary.api().get(f"/api/v1/council-meetings/{meeting.pk}/items/{item.pk}/versions/").status_code == 200
    item.refresh_from_db()
    assert (item.decision, item.noted_by) == ("합의함", secretary.user)
    assert "합의함" in browser.get(f"{url}papers/report/").content.decode()
    for path in ("edit/", "attendance/", "agenda/", f"items/{item.pk}/actions/new/", "act/draft/"):
        assert browser.get(f"{url}{path}").status_code == 403, path
    member = home.cast.health1
    assert member.client().get(notes).status_code == 403
    item.meeting = meeting
    with pytest.raises(Forbidden):
        minutes.write(actor=member.actor, item=item, data={"decision": "아님"}, version=item.version)
    with pytest.raises(NotVisible):
        minutes.write(actor=home.cast.hospital2.actor, item=item, data={"decision": "아님"}, version=item.version)
    data = {"valid_to": date(2026, 12, 9)}
    bodies.change_member(actor=home.coordinator, member=CouncilMember.objects.get(name="임가상"), data=data)
    assert browser.get(notes).status_code in (403, 404)  # not the secretary any more


def test_names_stand_in_one_order_on_the_roster_and_on_the_list_of_a_meeting(home: House, clock: Any) -> None:
    home.seat(home.cast.health1.institution, "가가상", role="MEMBER")
    home.seat(home.cast.health1.institution, "하가상", role="SECRETARY")
    home.seat(home.cast.host, "나가상", role="OBSERVER")
    meeting = home.plan()
    seats = [row.name for row in rosters.roster(home.council, STARTS.date())]
    asked = [row.name for row in answers.people_of(meeting)]
    assert seats == asked
    assert (asked[0], asked[-1]) == ("정가상", "나가상")
    assert asked.index("하가상") < asked.index("가가상")


def test_nothing_goes_from_the_agenda_of_a_meeting_that_was_held_and_nothing_is_renamed(
    home: House, clock: Any
) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    clock.move_to(at(12, 10, 15))
    meeting = home.step("hold", home.attend(meeting))
    rows = [{"id": item.pk, "kind": item.kind, "title": item.title} for item in meeting.items.all()]
    with pytest.raises(Invalid, match="지울 수 없습니다: 퇴원 통보 담당자 지정"):
        planning.set_agenda(actor=home.coordinator, meeting=meeting, rows=rows[:-1])
    renamed = [rows[0] | {"title": "다른 안건"}, *rows[1:]]
    with pytest.raises(Invalid, match="바꿀 수 없습니다: 3분기 추진실적"):
        planning.set_agenda(actor=home.coordinator, meeting=meeting, rows=renamed)
    assert not AgendaItem.objects.filter(title="다른 안건").exists()
    added = [rows[0] | {"paper": "고친 내용"}, *rows[1:], {"kind": "OTHER", "title": "기타 안건"}]
    planning.set_agenda(actor=home.coordinator, meeting=meeting, rows=added)
    assert meeting.items.count() == 5


def test_an_answer_for_somebody_who_was_taken_off_the_list_finds_nobody(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    row = home.person(meeting, "남가상")
    meeting.attendees.filter(pk=row.pk).delete()
    with pytest.raises(NotVisible):
        answers.answer(actor=home.cast.health1.actor, attendee=row, data={"answer": "COMES"})
