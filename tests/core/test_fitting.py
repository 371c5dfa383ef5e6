"""Tables fit the page whatever their columns, and titles stay with what follows: measured in the boxes of every page that
the engine sets (domain 4.1)."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string

from core import blocks, fitting, typesetting
from tests import boxes

WORDS = (
    "의정부시 보건소 건강증진과 방문보건팀",
    "지역사회통합건강증진사업 추진실적(2026년 누계)과 응급의료기관 전원 거절 사유 분석 결과",
    "퇴원환자 지역사회 연계, 심뇌혈관질환 예방관리, 감염관리 컨설팅",
    "https://www.example.org/very/long/address/without/any/blank?and=more&of=it&until=the&end=of",
    "가나다라마바사아자차카타파하" * 4,
    "해당 없음",
)
HEADS = (
    "구분",
    "2020년 계획(단위: 백만원)",
    "공공보건의료 협력체계 구축·운영",
    "대리인 직위·성명",
    "단위",
    "전년 대비 증감률(%)",
    "의료취약지 순회진료 참여기관 수",
    "비고",
)
WHOLE = {piece for head in HEADS for piece in typesetting.pieces(head)}


def table(columns: int, rows: int = 6) -> blocks.Block:
    """Every fourth column holds figures of ten digits and more, the others long Korean text, a word and an address."""
    cells = [
        [
            f"{1_234_567_890 * (place + row)}" if place % 4 == 3 else WORDS[(place + row) % len(WORDS)]
            for place in range(columns)
        ]
        for row in range(rows)
    ]
    heads = [HEADS[place % len(HEADS)] for place in range(columns)]
    numbers = [place for place in range(columns) if place % 4 == 3]
    return blocks.table(heads, cells, numbers=numbers, left=[0, 1], title="표 1", caption="(단위 : 명, 건)")


def pages_of(found: list[blocks.Block], **more: Any) -> list[Any]:
    paper = {"title": "시험", "number": "가-1", "is_screen": False}
    context = {"paper": paper, "heading": "시험", "blocks": found, **more}
    return boxes.pages_of(render_to_string("paper_blocks.html", context))


@pytest.mark.parametrize("columns", range(3, 17))
def test_no_table_stands_over_an_edge_and_no_head_breaks_inside_a_word(columns: int) -> None:
    pages = pages_of([blocks.chapter("Ⅰ. 표"), table(columns)])
    assert [boxes.over_the_edge(page) for page in pages] == [[] for _ in pages]
    assert [boxes.outside_their_cells(page) for page in pages] == [[] for _ in pages]
    heads = [line for page in pages for line in boxes.lines_of_heads(page)]
    assert [line for line in heads if not set(typesetting.pieces(line)) <= WHOLE] == []
    shown = [boxes.words(box) for page in pages for box in boxes.boxes(page, "TableCellBox")]
    wanted = [cell for row in table(columns)["rows"] for cell in row]
    assert {cell.replace(" ", "") for cell in wanted} <= {cell.replace(" ", "") for cell in shown}


LYING = """{% extends "paper.html" %}{% block paper_class %}wide{% endblock %}
{% block content %}{% include "parts/_paper_blocks.html" with lies=True %}{% endblock %}"""


@pytest.mark.parametrize("columns", [6, 10, 16])
def test_a_paper_that_lies_as_a_whole_holds_its_tables(columns: int) -> None:
    paper = {"title": "시험", "number": "가-1", "is_screen": False}
    context = {"paper": paper, "heading": "시험", "blocks": [table(columns, 20)]}
    pages = boxes.pages_of(Template(LYING).render(Context(context)))
    assert {round(page.width / boxes.MM) for page in pages} == {297}
    assert [boxes.over_the_edge(page) for page in pages] == [[] for _ in pages]


def _numbered(count: int) -> list[blocks.Block]:
    return [blocks.line(2, "○", f"{place}번째 줄") for place in range(count)]


def _rows(before: int, rows: int) -> list[int]:
    """How many rows of a table of so many stand on each page, with lines before it and after it."""
    table = blocks.table(("연번", "조치"), [[str(place), "조치"] for place in range(rows)])
    pages = pages_of([*_numbered(before), table, *_numbered(20)])
    return [count for page in pages for count in boxes.rows_by_table(page)]


@pytest.mark.parametrize("before", range(20, 38, 2))
def test_a_short_table_stays_whole_and_a_long_one_leaves_no_row_alone(before: int) -> None:
    assert _rows(before, 6) == [6]
    assert 1 not in _rows(before, 9)


@pytest.mark.parametrize("before", range(18, 36, 3))
def test_a_table_of_one_row_takes_nothing_along_to_the_next_page(before: int) -> None:
    table = blocks.table(("서비스", "기관"), [["방문 간호", "보건소"]])
    ends = [blocks.chapter("6. 목표"), *_numbered(2), blocks.chapter("7. 서명"), *_numbered(30)]
    first, *_ = pages_of([*_numbered(before), blocks.chapter("5. 서비스"), table, *ends])
    area, last = first._page_box, boxes.last_line(first)
    assert (area.content_box_y() + area.height - last.position_y - last.height) / boxes.MM < 30


def test_a_line_under_which_another_stands_deeper_leads_it() -> None:
    rows = [(1, "□", "현황"), (2, "○", "가"), (2, "○", "나"), (1, "□", "끝")]
    (section,) = fitting.sections([blocks.line(*row) for row in rows])
    assert [bool(block.get("leads")) for block in section.blocks] == [True, False, False, False]


def test_a_row_as_high_as_a_page_goes_on_over_its_break() -> None:
    tall = blocks.table(("이름", "내용"), [["협의체", "\n".join(f"- 안건 {place}" for place in range(70))]], left=[1])
    assert boxes.rows_by_table(pages_of([tall])[0]) == [1], "no page holds a title alone"


def test_few_columns_stand_upright_in_full_type_and_many_make_the_type_smaller_then_turn_then_part() -> None:
    def laid(columns: int) -> tuple[bool, int]:
        parts = fitting.fit(blocks.table(["구분"] * columns, [["지역사회연계"] * columns]))
        return parts[0].is_turned, len(parts)

    assert fitting.fit(blocks.table(["구분", "비고"], [["가", "나"]]))[0].size == fitting.SIZES[0]
    sizes = [fitting.fit(blocks.table(["구분"] * n, [["지역사회연계"] * n]))[0].size for n in range(2, 8)]
    assert sizes == sorted(sizes, reverse=True)
    assert [laid(columns) for columns in (4, 11, 20)] == [(False, 1), (True, 1), (True, 2)]


def test_the_shares_of_a_table_fill_the_page_and_the_first_column_comes_again_in_every_part() -> None:
    parts = fitting.fit(table(16))
    assert [sum(part.shares) for part in parts] == [100] * len(parts)
    assert {part.heads[0] for part in parts} == {"구분"}
    assert [head for part in parts for head in part.heads[1:]] == table(16)["columns"][1:]
    assert [part.title for part in parts] == [f"표 1 ({order}/{len(parts)})" for order in range(1, len(parts) + 1)]


def test_a_turned_table_takes_its_titles_along_and_the_end_of_the_paper() -> None:
    wide, text = table(16), blocks.line(1, "○", "글")
    titles = [blocks.chapter("Ⅱ"), blocks.heading("1."), blocks.line(2, "가.", "내용", leads=True)]
    found = fitting.sections([text, *titles, wide, *[text] * 6, wide, blocks.attached(["자료"])])
    assert [section.is_turned for section in found] == [False, True, False, True]
    assert found[0].blocks == [text]
    assert found[1].blocks[:3] == titles
    assert found[3].blocks[-1]["kind"] == "attached"


@pytest.mark.parametrize("filler", range(24, 40))
def test_no_page_ends_in_a_title_and_no_row_stands_alone(filler: int) -> None:
    """Wherever the page happens to end: between titles, before a table, in a table, before the last lines."""
    rows = [[f"{place}", "조치 내용", "의정부시 보건소"] for place in range(9)]
    found = [
        *_numbered(filler),
        blocks.heading("2. 야간 전원 거절 사유"),
        blocks.line(2, "가.", "주요 내용", leads=True),
        blocks.line(3, "□", "현황"),
        blocks.line(4, "○", "거절 사유를 공유함"),
        blocks.chapter("Ⅲ. 조치"),
        blocks.table(("연번", "조치", "담당"), rows, caption="(단위 : 건)"),
        blocks.attached(["자료"]),
    ]
    pages = pages_of(found)
    ends = [boxes.last_line(page) for page in pages]
    assert [boxes.words(line) for line in ends[:-1] if boxes.is_title(line)] == []
    assert 1 not in [rows for page in pages for rows in boxes.rows_by_table(page)]
    assert len(list(boxes.boxes(pages[-1], "LineBox"))) >= 4


def test_a_table_laid_out_by_hand_stays_upright_keeps_names_whole_and_leaves_room_to_write() -> None:
    name = "의정부시정신건강복지센터"
    heads, rows = ["연번", "기관", "목적", "서명"], [["1", name, "퇴원 후 지역사회 서비스 제공", ""]]
    laid = fitting.upright(blocks.table(heads, rows, left=[1, 2], rooms={3: 40.0}, scales={1: 1.3}))
    widths = [fitting.UPRIGHT * share / 100 for share in laid.shares]
    assert (laid.is_turned, sum(laid.shares)) == (False, 100)
    assert widths[1] > typesetting.width_of(name) * 1.3 * laid.size * fitting.MM
    assert widths[3] >= 40
    crowded = fitting.upright(blocks.table([f"{place}월" for place in range(20)], [["지역사회연계협의체"] * 20]))
    assert (crowded.is_turned, crowded.parts, crowded.size, sum(crowded.shares)) == (False, 1, fitting.SIZES[-1], 100)
