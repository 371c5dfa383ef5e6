"""How the papers of a meeting look to whoever opens them: typed signs, long words, feet, copies (domain 4.1 to 4.4)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from network.councils.models import AgendaItem, Meeting
from network.councils.papers import agenda, report
from network.councils.services import moves, planning, reports
from network.models import HospitalProfile
from tests import boxes, make
from tests.core.hwpx_file import File
from tests.councils.house import NOTICE_ON, House, at
from tests.discharge.pdfs import text_of

DISCUSSED = """○ 현황
- 60분 초과 12건
※ 자료: 종합상황판
○ - 병상 없음
1. 원인
가. 야간 인력
1) 당직 1명
구분\t계획\t실적\t증감률(%)
전원 의뢰\t120\t131\t9.2
거절\t40\t38\t△5.0
□ 대책"""
LONG = "가나다라마바사아자차카타파하" * 12


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were made into PDFs, newest last."""
    from core import reports

    made: list[str] = []
    real = reports.render_pdf
    monkeypatch.setattr(reports, "render_pdf", lambda html: made.append(html) or real(html))  # type: ignore[func-returns-value]
    return made


def _held(home: House, clock: Any) -> Meeting:
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    clock.move_to(at(12, 10, 15))
    home.attend(meeting)
    return home.step("hold", meeting)


def _noted(home: House, meeting: Meeting, discussion: str) -> AgendaItem:
    """The coordinator writes down what was said, on the page of an item."""
    item = meeting.items.order_by("order").first()
    assert item is not None
    url = f"/councils/meetings/{meeting.pk}/items/{item.pk}/notes/"
    form = {"discussion": discussion, "decision": "- 월 1회 공유", "version": item.version}
    answer = home.cast.coordinator1.client().post(url, form)
    assert answer.status_code == 302, answer.content.decode()
    item.refresh_from_db()
    return item


def _paper(home: House, meeting: Meeting, kind: str = "report") -> str:
    return home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/papers/{kind}/").content.decode()


def _pdf(home: House, meeting: Meeting, kind: str = "report") -> str:
    answer = home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/papers/{kind}.pdf")
    assert answer.status_code == 200
    return text_of(answer.content)


def test_what_the_coordinator_types_is_printed_as_the_levels_it_means(home: House, clock: Any) -> None:
    meeting = _held(home, clock)
    _noted(home, meeting, DISCUSSED)
    text = _pdf(home, meeting)
    for line in (
        "○ 현황",
        "- 60분 초과 12건",
        "※ 자료: 종합상황판",
        "- 병상 없음",
        "1. 원인",
        "가. 야간 인력",
        "1) 당직 1명",
        "□ 대책",
        "- 월 1회 공유",
    ):
        assert line in text
    assert not re.search(r"○ ?(○|□|-|※|\d\.|[가-하]\.|\d\))", text)
    assert "구분 계획 실적 증감률(%) 전원 의뢰 120 131 9.2 거절 40 38 △5.0" in text
    page = _paper(home, meeting)
    assert len(re.findall(r'<div class="l4(?: leads)?"><span>-</span>', page)) == 3
    assert 'remark"><span>※</span>' in page
    assert '<th scope="col">증감률(%)</th>' in page


def test_a_long_word_stays_inside_the_table_and_on_the_page_of_the_meeting(
    home: House, clock: Any, printed: list[str]
) -> None:
    meeting = _held(home, clock)
    home.write_all(meeting)
    home.action(meeting, home.cast.health1.institution, date(2027, 1, 29), LONG)
    _pdf(home, meeting)
    pages = boxes.pages_of(printed[-1])
    assert [boxes.over_the_edge(page) for page in pages] == [[] for _ in pages]
    assert [boxes.outside_their_cells(page) for page in pages] == [[] for _ in pages]
    assert LONG in "".join(boxes.words(box) for page in pages for box in boxes.boxes(page, "TableCellBox"))


def test_nothing_unseen_is_copied_from_a_preview_or_a_pdf(home: House, clock: Any) -> None:
    meeting = _held(home, clock)
    _noted(home, meeting, DISCUSSED)
    for kind in ("notice", "agenda", "signs", "report"):
        assert not re.search(
            "[\u200b-\u200f\u2060-\u2064\ufeff]", _paper(home, meeting, kind) + _pdf(home, meeting, kind)
        ), kind


def test_a_notice_that_went_out_does_not_say_who_printed_it_and_a_draft_of_the_report_does(
    home: House, clock: Any
) -> None:
    meeting = _held(home, clock)
    assert "출력" not in _pdf(home, meeting, "notice")
    assert re.search(r"정가상 · 2026\. 12\. 10\.\(목\) 15:00 출력", _pdf(home, meeting))


def test_the_foot_of_an_issued_report_is_one_line(home: House, clock: Any, printed: list[str]) -> None:
    meeting = _held(home, clock)
    home.write_all(meeting)
    home.sign(home.submit(home.step("draft", meeting)))
    home.distribute(Meeting.objects.get(pk=meeting.pk))
    assert "2026. 12. 10. 시행" in _pdf(home, meeting)
    feet = [box for page in boxes.pages_of(printed[-1]) for box in page._page_box.children if getattr(box, "at_keyword", "").startswith("@bottom")]  # fmt: skip
    lines = [sum(type(one).__name__ == "LineBox" for one in foot.descendants()) for foot in feet]
    assert set(lines) == {1}


def test_attachments_that_were_typed_with_their_number_of_copies_say_it_once(home: House, clock: Any) -> None:
    meeting = _held(home, clock)
    planning.change(actor=home.coordinator, meeting=meeting, data={"extra_papers": ["회의 사진 1부", "명단 2매"]})
    assert re.search(r"3\. 회의 사진 1부\. 4\. 명단 2매\.\s+끝\.", _pdf(home, meeting))


def test_items_beyond_twenty_keep_their_circles(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.agenda(home.plan(), [("DISCUSSION", f"{number}. 안건 {number}") for number in range(1, 24)])
    said = reports.facts_of(meeting)
    signs = [one["sign"] for one in report.report_blocks(said) if one["kind"] == "line" and "안건 2" in one["text"]]
    assert signs == ["②", *"⑳㉑㉒㉓"]
    text = _pdf(home, meeting, "agenda")
    assert "20 논의 안건 20 정가상 21 논의 안건 21" in text.replace("  ", " ")


def test_the_agenda_stands_once_with_what_is_to_be_read_under_its_item(home: House, clock: Any) -> None:
    """Each item has its heading, and where there is nothing to read it says so; what is open of earlier meetings stands
    under the item that checks it."""
    clock.move_to(NOTICE_ON)
    meeting = home.agenda(home.plan(), [("DISCUSSION", "야간 전원"), ("REPORT", "조치사항 점검")])
    first, standing = reports.facts_of(meeting)["items"]
    standing |= {"is_standing": True}
    facts = reports.facts_of(meeting) | {"items": [first | {"paper": ""}, standing | {"paper": ""}]}
    facts["earlier"] = [{"text": "당직표 갱신", "owner": "가상의료원", "due": "’26. 12. 20.", "state": "추진 중"}]
    blocks = agenda.agenda_blocks(facts)
    words = [one["text"] for one in blocks if one["kind"] == "chapter"]
    assert words == ["안건 1. (논의) 야간 전원", "안건 2. (보고) 조치사항 점검"]
    assert [one["text"] for one in blocks if one["kind"] == "line"][-1:] == [agenda.TOLD]
    apart = agenda.agenda_blocks(facts, "가상의료원 공공보건의료사업실", {str(first["pk"])})
    assert [one["text"] for one in apart if one["kind"] == "line"][-1:] == [agenda.APART]
    assert "가상의료원 공공보건의료사업실" in [one.get("text") for one in apart]
    assert [one["columns"][0] for one in blocks if one["kind"] == "table"] == ["연번", "연번"]
    assert blocks[-1]["rows"][0][1] == "당직표 갱신"


def test_an_action_names_the_item_that_it_follows_from(home: House, clock: Any) -> None:
    meeting = _held(home, clock)
    home.action(meeting, home.cast.fire1.institution, date(2027, 1, 29))
    table = [one for one in report.report_blocks(reports.facts_of(meeting)) if one["kind"] == "table"][-1]
    assert list(table["columns"])[:3] == ["연번", "안건", "조치 내용"]
    assert table["rows"][0][1] == str(meeting.items.count())


def test_whoever_answers_on_paper_says_whether_they_come_or_join_from_afar(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    far = " ".join(_pdf(home, home.called(mode="HYBRID", link="https://meet.example.org/1"), "notice").split())
    assert "□ 참석(대면) □ 참석(비대면) □ 불참 □ 대리참석" in far
    near = " ".join(_pdf(home, home.called(at(12, 20, 14), mode="FACE"), "notice").split())
    assert "□ 참석 □ 불참 □ 대리참석" in near


def test_the_year_tells_what_came_of_a_meeting_once_its_report_is_out(home: House, clock: Any) -> None:
    meeting = _held(home, clock)
    _noted(home, meeting, DISCUSSED)
    home.write_all(meeting)
    browser, url = home.cast.coordinator1.client(), reverse("councils:council-year", args=[2026])
    before = browser.get(url).content.decode()
    assert "1회(’26. 12. 10.)" in before
    assert "원안대로 접수" not in before
    home.sign(home.submit(home.step("draft", meeting)))
    home.distribute(Meeting.objects.get(pk=meeting.pk))
    after = browser.get(url).content.decode()
    assert "- 3분기 추진실적: 원안대로 접수<br>- 야간 전원 거절 사유와 개선방안: 원안대로 접수" in after


# --- the letter ------------------------------------------------------------------------------------------------------


def _box_of(page: Any, text: str) -> Any:
    """The last box of text that says this."""
    return [box for box in boxes.boxes(page, "TextBox") if boxes.words(box).strip() == text][-1]


def _middle(box: Any) -> tuple[float, float]:
    return box.position_x + box.width / 2, box.position_y + box.height / 2


def test_the_foot_of_a_letter_names_who_drafted_it_and_who_decided_on_it_by_delegation(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    meeting = home.agenda(home.plan())
    before = " ".join(_pdf(home, meeting, "notice").split())
    assert "기안자 담당 정가상 협조자 시행 (시행 전)" in before, "nobody has decided yet"
    chief = make.member(institution=home.cast.host, roles="COORDINATOR", programmes="NETWORK")
    moves.step("notify", actor=chief.actor, meeting=meeting, data={})
    after = " ".join(_pdf(home, meeting, "notice").split())
    assert f"기안자 담당 정가상 결재권자 공공보건의료사업실장 {chief.user.name} (전결 12. 3.) 협조자 시행" in after
    assert "(2026. 12. 3.) 접수" in after
    HospitalProfile.objects.filter(institution=home.cast.host).update(deciding_title="진료부장")
    again = " ".join(_pdf(home, home.called(at(12, 17, 14)), "notice").split())
    assert "기안자·결재권자 진료부장 정가상 (전결 12. 3.)" in again, "one person did both"


def test_the_middle_of_the_seal_is_the_last_letter_of_the_sender(home: House, clock: Any, printed: list[str]) -> None:
    clock.move_to(NOTICE_ON)
    _pdf(home, home.called(), "notice")
    page = boxes.pages_of(printed[-1])[0]
    letter, words = _box_of(page, "장"), _box_of(page, "(직인)")
    (square,) = [box for box in boxes.boxes(page, "BlockBox") if box.element.get("class") == "seal-place"]
    corner, side = (square.position_x, square.position_y + square.margin_top), 22 * boxes.MM
    middle = (corner[0] + square.margin_left + side / 2, corner[1] + side / 2)
    assert [abs(seal - sender) < boxes.MM for seal, sender in zip(middle, _middle(letter), strict=True)] == [True] * 2
    assert abs(_middle(words)[0] - _middle(letter)[0]) < 2 * boxes.MM


def test_a_house_that_omits_the_seal_says_so_in_every_form(home: House, clock: Any) -> None:
    clock.move_to(NOTICE_ON)
    HospitalProfile.objects.filter(institution=home.cast.host).update(seal_is_omitted=True)
    meeting = home.called()
    text = _pdf(home, meeting, "notice")
    assert "직인생략" in text
    assert "(직인)" not in text
    typed = home.cast.coordinator1.client().get(f"/councils/meetings/{meeting.pk}/papers/notice.hwpx")
    assert "가상의료원장직인생략" in File(typed.content).words()


def test_a_subject_of_two_lines_hangs_under_its_words_and_the_foot_stands_at_the_foot_of_the_page(
    home: House, clock: Any, printed: list[str]
) -> None:
    clock.move_to(NOTICE_ON)
    long = "2026년 제4차 필수보건의료 실무협의체와 퇴원환자 지역사회 연계 분과 합동 회의 및 야간 전원 개선방안 설명회"
    _pdf(home, home.called(title=long), "notice")
    page = boxes.pages_of(printed[-1])[0]
    first, second, *_ = [box for box in boxes.boxes(page, "LineBox") if box.element.get("class") == "hang subject"]
    start = next(box for box in first.descendants() if type(box).__name__ == "TextBox" and "2026" in boxes.words(box))
    assert abs(start.position_x - second.children[0].position_x) < boxes.MM
    area, last = page._page_box, boxes.last_line(page)
    assert 0 <= (area.content_box_y() + area.height - last.position_y - last.height) / boxes.MM < 5


def test_the_sheet_to_sign_keeps_long_titles_whole_and_leaves_room_to_sign(
    home: House, clock: Any, printed: list[str]
) -> None:
    long = "정신건강복지센터장"
    home.seat(home.cast.mhcenter1.institution, "유가상", position=long)
    clock.move_to(NOTICE_ON)
    meeting = home.called()
    _pdf(home, meeting, "signs")
    page = boxes.pages_of(printed[-1])[0]
    assert long in [boxes.words(box).strip() for box in boxes.boxes(page, "LineBox")]
    (head,) = [box for box in boxes.boxes(page, "TableCellBox") if boxes.words(box) == "서명"]
    assert head.border_width() >= 31 * boxes.MM
    assert boxes.over_the_edge(page) == []
