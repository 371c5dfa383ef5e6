"""Tables fit the page whatever their columns: measured in the boxes of every page that the engine sets (domain 4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string

from core import blocks, reports, typesetting

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
MM = 96 / 25.4  # of a pixel of the engine


def _table(columns: int, rows: int = 6) -> blocks.Block:
    heads = [f"{HEADS[place % len(HEADS)]}" for place in range(columns)]
    cells = [
        [
            f"{1_234_567_890 * (place + row)}" if place % 4 == 3 else WORDS[(place + row) % len(WORDS)]
            for place in range(columns)
        ]
        for row in range(rows)
    ]
    numbers = [place for place in range(columns) if place % 4 == 3]
    return blocks.table(heads, cells, numbers=numbers, left=[0, 1], title="표 1", caption="(단위 : 명, 건)")


def _pages(found: list[blocks.Block], **more: Any) -> list[Any]:
    paper = {"title": "시험", "number": "가-1", "is_screen": False, "printed_by": "가"}
    context = {"paper": paper, "heading": "시험", "blocks": found, **more}
    html = render_to_string("councils/papers/blocks.html", context)
    return list(typesetting.laid_out(typesetting.keep_words(html), reports.lay_out).pages)


def over_the_edge(page: Any) -> list[str]:
    """Lines of text and cells that stand over the margins of a page."""
    area = page._page_box
    left, right = area.content_box_x(), area.content_box_x() + area.width
    found = []
    for box in area.children[0].descendants():
        if type(box).__name__ not in ("TableCellBox", "TextBox", "TableBox", "LineBox"):
            continue
        start, end = box.position_x, box.position_x + box.width
        if start < left - 0.6 * MM or end > right + 0.6 * MM:
            found.append(
                f"{type(box).__name__} {(start - left) / MM:.1f}..{(end - left) / MM:.1f} mm: {_words(box)[:30]}"
            )
    return found


def outside_their_cells(page: Any) -> list[str]:
    """Text that is wider than the cell it stands in."""
    found = []
    for cell in _cells(page):
        left, right = cell.position_x, cell.position_x + cell.border_width()
        for box in cell.descendants():
            if type(box).__name__ == "TextBox" and (
                box.position_x < left - 0.5 or box.position_x + box.width > right + 0.5
            ):
                found.append(box.text)
    return found


def _cells(page: Any) -> Iterator[Any]:
    return (box for box in page._page_box.children[0].descendants() if type(box).__name__ == "TableCellBox")


def _words(box: Any) -> str:
    if type(box).__name__ == "TextBox":
        return str(box.text)
    return "".join(one.text for one in box.descendants() if type(one).__name__ == "TextBox")


def _broken_heads(page: Any) -> list[str]:
    """Lines of heads that end inside a word."""
    found = []
    for cell in _cells(page):
        if cell.element.tag != "th":
            continue
        lines = ["".join(one.text for one in line.descendants() if type(one).__name__ == "TextBox") for line in cell.descendants() if type(line).__name__ == "LineBox"]  # fmt: skip
        plain = [line.replace(typesetting.JOINER, "").strip() for line in lines]
        whole = {piece for text in HEADS for piece in typesetting.pieces(text)}
        found += [
            line
            for line in plain
            if any(word not in whole for word in re.sub(r"(?<=[가-힣])(?=\()", " ", line).split())
        ]
    return found


@pytest.mark.parametrize("columns", range(3, 17))
def test_no_table_stands_over_an_edge_and_no_head_breaks_inside_a_word(columns: int) -> None:
    pages = _pages([blocks.chapter("Ⅰ. 표"), _table(columns)])
    assert [over_the_edge(page) for page in pages] == [[] for _ in pages]
    assert [outside_their_cells(page) for page in pages] == [[] for _ in pages]
    assert [_broken_heads(page) for page in pages] == [[] for _ in pages]
    assert sum(1 for page in pages for _ in _cells(page)) >= columns * 7
