"""Finding what councils dealt with, what of it is public, and the lists in bounded statements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from network.councils.models import AgendaItem, Council, Meeting
from network.councils.services import moves
from tests import make
from tests.councils.house import NOTICE_ON, PLANNED_ON, STARTS, House, at
from tests.queries import count_queries


def held(home: House, clock: Any, *, is_out: bool) -> Meeting:
    """A meeting with what was said about each item; with its report out, or not yet."""
    meeting = home.called()
    clock.move_to(STARTS + timedelta(hours=3))
    home.attend(meeting)
    meeting = home.step("hold", meeting)
    home.write_all(meeting)
    meeting = home.step("draft", meeting)
    if is_out:
        home.sign(home.submit(meeting))
        home.distribute(Meeting.objects.get(pk=meeting.pk))
    return Meeting.objects.get(pk=meeting.pk)


def found(who: Any, words: str, **query: str) -> str:
    response = who.client().get("/councils/search/", {"q": words, **query})
    assert response.status_code == 200
    page = response.content.decode()
    return str(page[page.index('id="result"') :])


def test_words_are_found_in_agenda_notes_and_decisions(home: House, clock: Any) -> None:
    held(home, clock, is_out=True)
    health = home.cast.health1
    assert "야간 전원 거절 사유와 개선방안" in found(health, "전원 거절")
    said = found(health, "당직표")
    assert "논의 내용" in said
    assert "<mark>당직표</mark>" in said
    assert "결정 사항" in found(health, "원안대로")
    assert "찾는 말이 있는 회의가 없습니다" in found(health, "당직표 코로나"), "every word must stand somewhere"
    assert "두 글자 이상 적으십시오" in found(health, "당")
    assert "찾을 말을 적으십시오" in found(health, "")


def test_what_was_said_is_found_only_where_it_may_be_read(home: House, clock: Any) -> None:
    held(home, clock, is_out=False)
    assert "<mark>당직표</mark>" in found(home.cast.coordinator1, "당직표")
    assert "찾는 말이 있는 회의가 없습니다" in found(home.cast.health1, "당직표"), "the report is not out"
    agenda = found(home.cast.health1, "야간 전원")
    assert "야간 전원 거절" in agenda
    assert "당직표" not in agenda
    for stranger in (home.cast.nursing1, home.cast.hospital2, home.cast.regional1):
        assert "찾는 말이 있는 회의가 없습니다" in found(stranger, "야간 전원")


def test_a_seat_alone_opens_no_draft_whatever_the_role(home: House, clock: Any) -> None:
    """A director outside the approval line and a coordinator of another programme sit in the body, and no more."""
    director = make.member(institution=home.cast.host, roles="DIRECTOR", programmes="")
    elsewhere = make.member(institution=home.cast.host, roles="COORDINATOR", programmes="EDUCATION")
    for place, who in enumerate((director, elsewhere)):
        home.seat(home.cast.host, f"자리{place}", user=who.user)
    held(home, clock, is_out=False)
    for who in (director, elsewhere):
        assert "야간 전원" in found(who, "야간 전원"), "the agenda was sent to every member"
        assert "찾는 말이 있는 회의가 없습니다" in found(who, "당직표")
        assert "당직표" not in who.client().get("/api/v1/council-search/?q=당직표").content.decode()
        assert "원안대로" not in who.client().get("/councils/decisions/").content.decode()
        assert "원안대로" not in who.client().get("/api/v1/council-decisions/").content.decode()
    assert "<mark>당직표</mark>" in found(home.cast.coordinator1, "당직표")


def test_a_planned_meeting_is_nothing_that_members_find(home: House) -> None:
    home.agenda(home.plan())
    assert "야간 전원" in found(home.cast.coordinator1, "야간 전원")
    assert "찾는 말이 있는 회의가 없습니다" in found(home.cast.health1, "야간 전원")


def test_the_search_is_narrowed_by_body_kind_and_year(home: House, clock: Any) -> None:
    held(home, clock, is_out=True)
    who = home.cast.coordinator1
    assert "2027년 운영계획" in found(who, "운영계획", kind="DECISION", year="2026", council=str(home.council.pk))
    assert "없습니다" in found(who, "운영계획", kind="REPORT")
    assert "없습니다" in found(who, "운영계획", year="2025")
    other = Council.objects.exclude(pk=home.council.pk).first()
    assert other is None
    refused = who.client().get("/councils/search/", {"q": "운영계획", "council": "not-a-body"})
    assert refused.status_code in (200, 400)


def test_letters_of_a_pattern_are_letters(home: House, clock: Any) -> None:
    meeting = held(home, clock, is_out=True)
    AgendaItem.objects.filter(meeting=meeting, kind="REPORT").update(title="달성률 100%_보고")
    assert "달성률" in found(home.cast.coordinator1, "100%")
    assert "없습니다" in found(home.cast.coordinator1, "1%0")
    assert "<script>" not in found(home.cast.coordinator1, "<script>alert(1)</script>")


def test_the_public_page_shows_what_the_coordinator_marked(home: House, clock: Any, client: Any) -> None:
    meeting = held(home, clock, is_out=True)
    assert "공개한 회의가 없습니다" in client.get("/councils/public/").content.decode()
    Meeting.objects.filter(pk=meeting.pk).update(is_public=True)
    page = client.get("/councils/public/").content.decode()
    assert meeting.title in page
    assert "야간 전원 거절 사유와 개선방안" in page
    assert "원안대로 접수" in page
    for secret in ("당직표", "남가상", "배가상", "정가상"):
        assert secret not in page, "what was said and who sits there is not public"
    assert "공개한 회의가 없습니다" in client.get("/councils/public/?year=2020").content.decode()


def test_a_public_meeting_waits_for_its_report(home: House, clock: Any, client: Any) -> None:
    meeting = held(home, clock, is_out=False)
    Meeting.objects.filter(pk=meeting.pk).update(is_public=True)
    assert meeting.title not in client.get("/councils/public/").content.decode()


def test_the_lists_cost_the_same_with_few_and_many_rows(home: House, clock: Any, client: Any) -> None:
    browser = home.cast.coordinator1.client()
    browser.get("/")
    for month in (1, 2):
        clock.move_to(PLANNED_ON)
        for count in range(2 * month):
            meeting = home.called(at(12, 10 + count, 8 + month))
            Meeting.objects.filter(pk=meeting.pk).update(is_public=True, status="DISTRIBUTED")
            for item in meeting.items.all():
                AgendaItem.objects.filter(pk=item.pk).update(decision="원안대로", noted_at=NOTICE_ON)
        for name, path in (
            ("council list page", "/councils/"),
            ("action list page", "/councils/actions/"),
            ("decision list page", "/councils/decisions/"),
            ("council search page", "/councils/search/?q=운영계획"),
        ):
            with count_queries(name):
                assert browser.get(path).status_code == 200
        with count_queries("council public page"):
            assert client.get("/councils/public/").status_code == 200


def test_the_move_of_a_cancelled_meeting_leaves_it_findable(home: House) -> None:
    meeting = home.called()
    moves.step("cancel", actor=home.coordinator, meeting=meeting, data={"reason": "폭설"})
    assert "야간 전원" in found(home.cast.health1, "야간 전원")
