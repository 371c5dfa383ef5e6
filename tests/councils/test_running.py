"""The page on which a meeting is held: who is there by one press, notes, votes, actions, and the end of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.errors import Conflict
from core.models import Draft, Duty
from network.councils.models import AgendaItem, CouncilMember, Meeting
from network.councils.services import actions, answers, bodies, minutes, running
from tests.councils.house import NOTICE_ON, STARTS, House, at, report_of

DURING = at(12, 10, 14, 40)
SAID = "(가상소방서) 당직표를 미리 알면 재문의가 줄 것임"


@pytest.fixture
def called(home: House, clock: Any) -> Meeting:
    """A meeting to which everybody was called, on its day, forty minutes after it began."""
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    clock.move_to(DURING)
    return Meeting.objects.for_page().get(pk=meeting.pk)


def _url(meeting: Meeting, item: AgendaItem | None = None, name: str = "run") -> str:
    return f"/councils/meetings/{meeting.pk}/{name}/" + (f"?item={item.pk}" if item else "")


def _items(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.items.order_by("order"))


def _press(home: House, meeting: Meeting, mark: str, **headers: str) -> Any:
    return home.cast.coordinator1.client().post(_url(meeting, name="run/mark"), {"mark": mark}, headers=headers)


def _marks(meeting: Meeting) -> dict[str, str]:
    return dict(meeting.attendees.values_list("name", "attendance"))


def _keep(home: House, meeting: Meeting, item: AgendaItem, do: str = "stay", **typed: Any) -> Any:
    form = {"version": item.version, "discussion": item.discussion, "decision": item.decision, "do": do} | typed
    return home.cast.coordinator1.client().post(_url(meeting, item), form)


# --- who is there ----------------------------------------------------------------------------------------------------


def test_one_press_after_the_other_goes_round_and_a_proxy_comes_where_one_is_known(
    home: House, called: Meeting
) -> None:
    known, other = home.person(called, "배가상"), home.person(called, "임가상")
    known.member.delegate_name, known.member.delegate_position = "라가상", "주무관"
    known.member.save()
    seen = []
    for _ in range(4):
        page = home.cast.coordinator1.client().get(_url(called)).content.decode()
        mark = page.split(f'id="mark-{known.pk}" name="mark" value="{known.pk}:', 1)[1].split('"', 1)[0]
        _press(home, called, f"{known.pk}:{mark}")
        seen.append(mark)
    assert seen == ["ATTENDED", "PROXY", "ABSENT", "ATTENDED"]
    known.refresh_from_db()
    assert (known.proxy_name, known.proxy_position) == ("라가상", "주무관")
    _press(home, called, f"{other.pk}:ATTENDED")
    assert running.next_mark(home.person(called, "임가상")) == "ABSENT", "nobody is known to stand in"


def test_everybody_is_marked_as_they_answered_and_else_as_present(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    for name, answer in (("남가상", {"answer": "DECLINES"}), ("배가상", {"answer": "SENDS", "proxy_name": "라가상"})):
        answers.answer(actor=home.coordinator, attendee=home.person(meeting, name), data=answer | {"told_by": "사무실"})
    clock.move_to(DURING)
    _press(home, meeting, f"{home.person(meeting, '임가상').pk}:ABSENT")
    assert _press(home, meeting, "all").status_code == 302
    assert _marks(meeting) == {"정가상": "ATTENDED", "남가상": "EXCUSED", "배가상": "PROXY", "임가상": "ABSENT"}


def test_a_press_answers_a_script_with_the_roll_alone(home: House, called: Meeting) -> None:
    answer = _press(home, called, "all", **{"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-present="4"' in page
    assert "의결할 수 있음" in page
    assert "<html" not in page


def test_nobody_is_marked_before_the_day_and_nobody_who_was_not_asked(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    assert _press(home, meeting, "all").status_code == 409
    assert "모두 참석" not in home.cast.coordinator1.client().get(_url(meeting)).content.decode()
    clock.move_to(DURING)
    assert _press(home, meeting, "999999:ATTENDED").status_code == 400
    assert set(_marks(meeting).values()) == {""}


def test_the_secretary_writes_and_sees_who_is_there_but_marks_nobody_and_ends_nothing(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    bodies.change_member(
        actor=home.coordinator, member=CouncilMember.objects.get(name="임가상"), data={"role": "SECRETARY"}
    )
    meeting = home.called()
    clock.move_to(DURING)
    home.attend(meeting)
    writes, item = home.cast.fire1.client(), _items(meeting)[0]
    page = writes.get(_url(meeting)).content.decode()
    assert "논의 내용" in page
    assert not any(words in page for words in ("모두 참석", "회의 마치기", "무엇을"))
    assert writes.post(_url(meeting, name="run/mark"), {"mark": "all"}).status_code == 403
    typed = {"version": 1, "discussion": SAID, "decision": "", "do": "end"}
    assert writes.post(_url(meeting, item), typed).status_code == 403
    item.refresh_from_db()
    assert item.discussion == "", "what goes with an end that is refused is not stored either"
    assert writes.post(_url(meeting, item), typed | {"do": "stay"}).status_code == 302
    item.refresh_from_db()
    assert item.discussion == SAID


# --- what is said ----------------------------------------------------------------------------------------------------


def test_notes_are_written_from_the_hour_of_the_meeting_on(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    item = _items(meeting)[0]
    item.meeting = meeting
    clock.move_to(at(12, 10, 13, 59))
    with pytest.raises(Conflict, match="개최 알림 발송"):
        home.write(item)
    with pytest.raises(Conflict, match="개최 알림 발송"):
        home.action(meeting, home.cast.health1.institution, date(2027, 1, 29))
    refused = _keep(home, meeting, item, discussion=SAID)
    assert refused.status_code == 409
    assert SAID in refused.content.decode(), "what was typed is not lost"
    clock.move_to(STARTS)
    assert home.write(item).discussion
    assert home.action(meeting, home.cast.health1.institution, date(2027, 1, 29)).pk


def test_a_written_meeting_is_noted_when_its_answers_are_counted(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called(mode="WRITTEN", place="", ends_at=at(12, 11, 18))
    clock.move_to(DURING)
    assert minutes.closed(meeting)
    page = home.cast.coordinator1.client().get(_url(meeting)).content.decode()
    assert "서면 회의입니다" in page
    assert "모두 참석" not in page


def test_what_is_pressed_stores_what_was_typed_and_leads_on(home: House, called: Meeting) -> None:
    first, second = _items(called)[:2]
    answer = _keep(home, called, first, f"go:{second.pk}", discussion=SAID, decision="원안대로 접수")
    assert answer.url == _url(called, second)
    first.refresh_from_db()
    assert (first.discussion, first.decision, first.version) == (SAID, "원안대로 접수", 2)
    again = _keep(home, called, first, f"go:{second.pk}")
    first.refresh_from_db()
    assert (again.status_code, first.version) == (302, 2), "nothing was typed: no version is made of it"
    assert _keep(home, called, second, f"go:{first.pk}").url == _url(called, first), "an empty item may wait"
    assert _keep(home, called, second, "go:999999").status_code == 404


def test_notes_that_were_begun_say_what_was_discussed(home: House, called: Meeting) -> None:
    item = _items(called)[0]
    refused = _keep(home, called, item, decision="원안대로 접수")
    assert refused.status_code == 400
    assert "원안대로 접수" in refused.content.decode()


def test_votes_are_no_more_than_were_there_and_a_missed_quorum_is_said(home: House, called: Meeting) -> None:
    item = called.items.get(kind="DECISION")
    home.attend(called, 배가상="ABSENT", 임가상="ABSENT", 남가상="ABSENT")
    page = home.cast.coordinator1.client().get(_url(called, item)).content.decode()
    assert "의결정족수 미달(참석 1명, 정족수 3명)" in page
    votes = {"way": "VOTE", "votes_for": 2, "votes_against": 0, "votes_abstained": 0}
    refused = _keep(home, called, item, discussion=SAID, decision="원안 의결", **votes)
    assert refused.status_code == 400
    assert "참석한 위원(1명)보다 많습니다" in refused.content.decode()


def test_an_action_is_added_in_one_line_with_the_notes_or_both_wait(home: House, called: Meeting) -> None:
    item, place = _items(called)[1], home.cast.health1.institution
    line = {"act_text": "야간 당직표 공유", "act_owner": place.pk, "act_due_on": "2026-12-24"}
    refused = _keep(home, called, item, discussion=SAID, **(line | {"act_due_on": "2026-12-01"}))
    assert refused.status_code == 400
    assert "회의일 이후" in refused.content.decode()
    half = _keep(home, called, item, discussion=SAID, act_text="야간 당직표 공유")
    assert half.status_code == 400
    item.refresh_from_db()
    assert (item.discussion, called.actions.count()) == ("", 0)
    assert _keep(home, called, item, discussion=SAID, **line).status_code == 302
    item.refresh_from_db()
    row = called.actions.get()
    assert (item.discussion, row.item_id, row.text, row.owner, row.due_on) == (
        SAID, item.pk, "야간 당직표 공유", place, date(2026, 12, 24)
    )  # fmt: skip
    assert "야간 당직표 공유" in home.cast.coordinator1.client().get(_url(called, item)).content.decode()


def test_who_typed_nothing_passes_by_what_another_stored_and_who_did_sees_both(home: House, called: Meeting) -> None:
    item = _items(called)[0]
    item.meeting = called
    home.write(item, "먼저 정한 것", discussion="먼저 들은 말")
    assert _keep(home, called, item, discussion="", decision="").status_code == 302
    both = _keep(home, called, item, discussion="나중에 들은 말")
    text = both.content.decode()
    assert both.status_code == 409
    assert all(words in text for words in ("먼저 들은 말", "나중에 들은 말"))
    item.refresh_from_db()
    assert item.discussion == "먼저 들은 말"


@pytest.mark.parametrize("page", ["run", "notes"])
def test_what_was_typed_comes_back_with_the_version_it_began_with(home: House, called: Meeting, page: str) -> None:
    item, writes = _items(called)[0], home.cast.coordinator1.client()
    url = _url(called, item) if page == "run" else _url(called, name=f"items/{item.pk}/notes")
    opened = writes.get(url).content.decode()
    address = opened.split('data-draft-url="', 1)[1].split('"', 1)[0]
    typed = {"discussion": "적다 만 말", "base_version": "1"}
    assert writes.put(address, typed, content_type="application/json").status_code in (200, 204)
    item.meeting = called
    home.write(item, "그 사이에 정한 것")
    again = writes.get(url).content.decode()
    assert "적다 만 말" in again
    assert "임시저장됨" in again
    assert 'name="version" value="1"' in again
    saved = {"discussion": "적다 만 말", "decision": "그 사이에 정한 것", "version": 2}
    assert writes.post(url, saved).status_code == 302
    assert not Draft.objects.exists()


# --- the end ---------------------------------------------------------------------------------------------------------


def test_the_end_waits_for_everybody_to_be_marked_and_keeps_what_was_typed(home: House, called: Meeting) -> None:
    item = _items(called)[-1]
    refused = _keep(home, called, item, "end", discussion=SAID)
    text = refused.content.decode()
    assert refused.status_code == 400
    assert "출석을 모두 적으십시오." in text
    assert SAID in text
    item.refresh_from_db()
    assert item.discussion == "", "all of it or nothing"


def test_the_end_leads_to_what_is_unwritten_and_then_to_the_line_of_last_time(home: House, called: Meeting) -> None:
    running.press_rest(actor=home.coordinator, meeting=called)
    *others, last = _items(called)
    answer = _keep(home, called, last, "end", discussion=SAID, decision="협조하기로 함")
    called.refresh_from_db()
    assert (called.status, answer.url) == ("MINUTES_DRAFT", _url(called, others[0]))
    assert Duty.objects.open().filter(kind="councils.report").exists()
    for item in others[:-1]:
        _keep(home, called, item, discussion=SAID)
    to = _keep(home, called, others[-1], "end", discussion=SAID, decision="원안 의결").url
    assert to == f"/councils/meetings/{called.pk}/act/submit/"
    page = home.cast.coordinator1.client().get(to).content.decode()
    assert "3. 2027년 운영계획(안): 원안 의결" in page
    assert "위원 4명 가운데 4명" in page


def test_a_meeting_whose_report_is_with_the_director_is_read_and_not_written(home: House, called: Meeting) -> None:
    running.press_rest(actor=home.coordinator, meeting=called)
    for item in _items(called):
        item.meeting = called
        home.write(item)
    running.end(actor=home.coordinator, meeting=called)
    home.submit(called)
    page = home.cast.coordinator1.client().get(_url(called)).content.decode()
    assert report_of(called).status == "IN_APPROVAL"
    assert "지금 상태(결재 중)에서는 기록을 고칠 수 없습니다." in page
    assert "<textarea" not in page
    assert SAID in page
    assert _keep(home, called, _items(called)[0], "end", discussion="몰래 고친 것").status_code == 409


def test_the_page_of_the_meeting_leads_there_from_its_day_on(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    page = f"/councils/meetings/{meeting.pk}/"
    assert "회의 진행" not in home.cast.coordinator1.client().get(page).content.decode()
    clock.move_to(DURING)
    assert _url(meeting) in home.cast.coordinator1.client().get(page).content.decode()
    assert _url(meeting) not in home.cast.health1.client().get(page).content.decode()
    assert home.cast.health1.client().get(_url(meeting)).status_code == 403


def test_an_action_of_a_meeting_that_goes_on_is_owed_by_nobody_yet(home: House, called: Meeting) -> None:
    item = _items(called)[0]
    item.meeting = called
    data = {"text": "공유", "owner": home.cast.health1.institution, "due_on": date(2026, 12, 24)}
    actions.add(actor=home.coordinator, item=item, data=data)
    assert not Duty.objects.open().filter(kind="councils.do_action").exists()
