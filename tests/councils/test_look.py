"""How the papers of a meeting look to whoever opens them: typed signs, long words, feet, copies (domain 4.1 to 4.4)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from network.councils.models import AgendaItem, Meeting
from network.councils.services import planning
from tests import boxes
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
    assert page.count('<div class="l4"><span>-</span>') == 3
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
    assert "2026. 12. 10. 발행" in _pdf(home, meeting)
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
    text = _pdf(home, meeting, "agenda")
    assert "⑳ (논의) 안건 20 ㉑ (논의) 안건 21" in text.replace("  ", " ")
    assert "(21)" not in text


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
