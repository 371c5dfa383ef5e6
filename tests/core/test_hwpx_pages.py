"""A paper that a template lays out, typed from its page: every word, the spans of its tables, room to write."""

from __future__ import annotations

import pytest

from core import hwpx
from core.hwpx import pages
from tests.core.hwpx_file import HP, MM, File, cells_of, text_of, width_of
from tests.paper_words import words_of

PAGE = """<html><body><main id="main"><article class="paper">
<div class="pf"><span class="no">L-2026-1</span><span class="by">정가상 출력</span></div>
<p class="mark">작성 중</p><p class="warn-line">개인정보 포함 – 업무 목적 외 사용 금지</p>
<div class="hd"><div class="ttl mid"><h1>의뢰서<br>(사본) <span class="mock">(가상)</span></h1></div></div>
<table class="kv-table even"><colgroup><col class="key"><col><col class="key"><col></colgroup><tbody>
<tr><th scope="row">문서번호</th><td>L-2026-1</td><th scope="row">의뢰일</th><td>2026. 12. 10.(목) <b>(긴급)</b></td></tr>
<tr><th scope="row">사유</th><td colspan="3">가 &amp; 나<br>다</td></tr></tbody></table>
<h2>1. 내용</h2>
<div class="l1"><span>○</span><span>야간 전원</span></div>
<table class="fit t105"><caption>(단위 : 명)</caption><colgroup><col class="p40"><col class="p60"></colgroup>
<thead><tr><th>구분</th><th>수</th></tr></thead><tbody><tr><td>가</td><td class="n">1,266</td></tr></tbody></table>
<table class="signs"><tbody><tr><th rowspan="2">확인</th><td class="write">가</td></tr><tr><td class="write tall"></td></tr></tbody></table>
<p class="nt">※ 목적 외 이용 금지</p><p>그냥 적은 글</p>
<div><p>안에 적은 글</p></div>
<p class="sign-line"><span>작성자</span><span class="blank"></span><span>(서명)</span></p>
<p class="end">붙임&nbsp;&nbsp;회신서 1부.&nbsp;&nbsp;끝.</p>
</article><article class="paper"><div class="pf"><span class="no">L-2026-1</span></div>
<p class="warn-line">개인정보 포함 – 업무 목적 외 사용 금지</p>
<div class="hd"><div class="ttl mid"><h2 class="title">회신서</h2></div></div><p>회신합니다.</p></article></main></body></html>"""


@pytest.fixture
def file() -> File:
    return File(hwpx.render(pages.read(PAGE, "가상의료원"), "L-2026-1"))


def test_every_word_of_the_page_stands_in_the_file_in_its_order(file: File) -> None:
    assert file.words() == words_of(PAGE.replace('<span class="mock">(가상)</span>', ""))
    assert file.frame("header") == "L-2026-1\t작성 중"


def test_tables_keep_their_spans_and_widths(file: File) -> None:
    first, fitted, signs = file.tables
    spans = {
        (row, column): (span.get("colSpan"), span.get("rowSpan"))
        for table in (first, signs)
        for row, column, cell in cells_of(table)
        for span in cell.findall(f"{HP}cellSpan")
        if span.attrib != {"colSpan": "1", "rowSpan": "1"}
    }
    assert spans == {(1, 1): ("3", "1"), (0, 0): ("1", "2")}
    assert [round(width_of(cell), 1) for row, _, cell in cells_of(first) if row == 0] == [30, 57.5, 30, 57.5]
    assert [round(width_of(cell)) for row, _, cell in cells_of(fitted) if row == 0] == [70, 105]
    assert {text_of(cell) for _, _, cell in cells_of(first)} >= {"가 & 나\n다", "2026. 12. 10.(목) (긴급)"}
    assert (first.get("repeatHeader"), fitted.get("repeatHeader")) == ("0", "1")
    number = next(cell for row, column, cell in cells_of(fitted) if (row, column) == (1, 1))
    assert file.align(next(number.iter(f"{HP}p"))) == "RIGHT"


def test_there_is_room_where_somebody_writes(file: File) -> None:
    heights = [
        int(size.get("height", "")) / MM
        for row, column, cell in cells_of(file.tables[2])
        if column
        for size in cell.findall(f"{HP}cellSz")
    ]
    assert [round(height) for height in heights] == [9, 22]
    assert "작성자\u00a0" in " ".join(hwpx.read(hwpx.render(pages.read(PAGE), "1"))[0])


def test_chapters_levels_and_notes_take_their_styles(file: File) -> None:
    looks = {
        "1. 내용": "장 제목",
        "○ 야간 전원": "본문 1수준",
        "※ 목적 외 이용 금지": "주석",
        "그냥 적은 글": "바탕글",
        "(단위 : 명)": "표 단위",
    }
    assert {text: file.style(file.paragraph(text)) for text in looks} == looks


def test_the_second_sheet_begins_on_a_new_page_with_its_own_warning(file: File) -> None:
    broken = [one for one in file.body if one.get("pageBreak") == "1"]
    assert len(broken) == 1
    assert file.style(broken[0]) == "개인정보 경고"
    assert file.style(file.paragraph("회신서")) == "문서 제목"


def test_a_long_name_of_a_fact_is_not_broken() -> None:
    page = PAGE.replace("문서번호", "대리인 직위·성명 및 연락처")
    first = File(hwpx.render(pages.read(page), "1")).tables[0]
    widths = [width_of(cell) for row, _, cell in cells_of(first) if row == 0]
    assert widths[0] > 48
    assert round(sum(widths)) == 175


SHEET = """<html><body><main id="main"><article class="paper letter footed">
<div class="hd"><div class="ttl mid"><h1>가상의료원</h1></div></div>
<div class="letter-head"><p class="hang"><span class="k">수신&nbsp;&nbsp;</span>수신자 참조</p><p>(경유)</p>
<p class="hang subject"><span class="k">제목&nbsp;&nbsp;</span>개최 알림</p></div>
<table class="signs fit t95"><colgroup><col class="p20"><col class="p80"></colgroup><thead><tr><th>연번</th><th>서명</th></tr></thead>
<tbody><tr><td class="c">1</td><td></td></tr></tbody><tbody><tr><td class="c">2</td><td></td></tr></tbody></table>
<p class="stamp spaced">가상 <span class="nw spaced">의료원<span class="sealed spaced">장<span class="seal-place">(직인)</span></span></span></p>
<div class="letter-to"><p class="hang"><span class="k">수신자&nbsp;&nbsp;</span>가상시 보건소장</p></div><div class="letter-room"></div>
<div class="letter-foot"><p>기안자 담당 정가상</p><p>협조자</p><p>시행</p></div>
<p class="sign-date">20<span class="gapline"></span>. <span class="gapline"></span>.</p></article></main></body></html>"""


def test_a_sheet_to_sign_keeps_its_type_its_repeated_head_and_room_to_sign() -> None:
    (table,) = File(hwpx.render(pages.read(SHEET), "1")).tables
    assert table.get("repeatHeader") == "1"
    cells = list(cells_of(table))
    assert [round(width_of(cell)) for row, _, cell in cells if row == 0] == [35, 140]
    sizes = [size for row, _, cell in cells if row for size in cell.findall(f"{HP}cellSz")]
    assert [round(int(size.get("height", "")) / MM, 1) for size in sizes] == [12.0] * 4


def test_a_letter_is_typed_with_hanging_heads_its_seal_and_the_rule_above_its_people() -> None:
    file = File(hwpx.render(pages.read(SHEET), "1"))
    assert file.words() == words_of(SHEET)
    assert file.margin(file.paragraph("제목\u00a0\u00a0개최 알림"), "intent") < 0
    assert file.style(file.paragraph("가상 의료원장 (직인)")) == "발신 명의"
    looks = [
        file.style(file.paragraph(text))
        for text in ("수신자\u00a0\u00a0가상시 보건소장", "기안자 담당 정가상", "협조자")
    ]
    assert looks == ["결문", "결문 첫 줄", "결문"]
    assert "20\u00a0" in " ".join(hwpx.read(hwpx.render(pages.read(SHEET), "1"))[0]), "room for the date"
