"""What people type becomes the outline it means, and what they paste from a table becomes a table (domain 4.1)."""

from __future__ import annotations

import pytest

from core import outlines
from core.blocks import Block, attached
from core.text import fold

Shape = tuple[int, str, str]


def shapes(text: str, level: int = 3) -> list[Shape]:
    return [(one["level"], one["sign"], one["text"]) for one in outlines.read(text, level)]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("야간 거절 사유\n60분 초과", [(3, "○", "야간 거절 사유"), (3, "○", "60분 초과")]),
        ("○ 현황\n- 60분 초과\n- 병상 없음\n○ 대책", [(3, "○", "현황"), (4, "-", "60분 초과"), (4, "-", "병상 없음"), (3, "○", "대책")]),
        ("현황\n- 60분 초과\n대책", [(3, "○", "현황"), (4, "-", "60분 초과"), (3, "○", "대책")]),
        ("- 60분 초과\n- 병상 없음", [(4, "-", "60분 초과"), (4, "-", "병상 없음")]),
        ("□ 개요\n○ 일시\n- 오후\nㆍ 2시\n□ 결과", [(3, "□", "개요"), (4, "○", "일시"), (5, "-", "오후"), (6, "ㆍ", "2시"), (3, "□", "결과")]),
        ("ㅇ 현황\n o 대책\n• 기타", [(3, "○", "현황"), (3, "○", "대책"), (3, "○", "기타")]),
        ("○ - 60분 초과", [(4, "-", "60분 초과")]),
        ("1. 원인\n가. 인력\n1) 야간\n가) 간호\n2. 대책", [(3, "1.", "원인"), (4, "가.", "인력"), (5, "1)", "야간"), (6, "가)", "간호"), (3, "2.", "대책")]),
        ("가. 원인\n야간 인력\n나. 대책", [(3, "가.", "원인"), (4, "○", "야간 인력"), (3, "나.", "대책")]),
        ("1.현황\n2. 2027년 계획", [(3, "1.", "현황"), (3, "2.", "2027년 계획")]),
        ("① 접수\n② 심의", [(3, "①", "접수"), (3, "②", "심의")]),
        ("○ 방법\n1) 전화\n2) 방문\n○ 기한", [(3, "○", "방법"), (4, "1)", "전화"), (4, "2)", "방문"), (3, "○", "기한")]),
    ],
)  # fmt: skip
def test_a_typed_sign_is_the_level_it_means(typed: str, printed: list[Shape]) -> None:
    assert shapes(typed) == printed


@pytest.mark.parametrize(
    "text",
    [
        "○○병원과 협의",
        "1.5배 증가",
        "12. 10.(목) 다시 논의",
        "2026. 12. 10. 개최",
        "-5% 감소",
        "(보건소) 동의함",
        "(사) 한국복지협회",
        "80여 명)",
    ],
)
def test_what_only_looks_like_a_sign_is_text(text: str) -> None:
    assert shapes(text) == [(3, "○", text)]


def test_a_remark_stands_under_its_paragraph() -> None:
    found = outlines.read("○ 현황*\n* 2026년 누계\n- 세부\n※ 자료: 상황실\n○ 대책")
    assert [(one["level"], one["sign"], one.get("note", False)) for one in found] == [
        (3, "○", False),
        (3, "*", True),
        (4, "-", False),
        (4, "※", True),
        (3, "○", False),
    ]


def _table(text: str) -> Block:
    (found,) = [one for one in outlines.read(text) if one["kind"] == "table"]
    return found


def test_cells_pasted_from_a_table_are_a_table_between_the_lines() -> None:
    kinds = [one["kind"] for one in outlines.read("○ 현황\n구분\t계획\t실적\n전원\t600\t△548\n교육\t1,200\t-\n○ 대책")]
    assert kinds == ["line", "table", "line"]
    found = _table("구분\t계획\t실적\n전원\t600\t△548\n교육\t1,200")
    assert found["columns"] == ["구분", "계획", "실적"]
    assert found["rows"] == [["전원", "600", "△548"], ["교육", "1,200", ""]]
    assert found["numbers"] == [1, 2]


def test_a_pasted_cell_of_several_lines_stays_one_cell() -> None:
    found = _table('구분\t내용\n전원\t"첫째 줄\n둘째 줄"\n교육\t한 줄')
    assert found["rows"] == [["전원", "첫째 줄\n둘째 줄"], ["교육", "한 줄"]]
    assert _table('품목\t수\n5" 모니터\t3\n책상\t2')["rows"] == [['5" 모니터', "3"], ["책상", "2"]]


def test_one_line_with_a_tab_is_a_line() -> None:
    assert shapes("전원\t600건") == [(3, "○", "전원 600건")]


def test_tabs_are_kept_where_they_part_cells_and_are_blanks_elsewhere() -> None:
    assert fold("가\t나\n다\t라") == "가\t나\n다\t라"
    assert fold("김\t가상") == "김 가상"


@pytest.mark.parametrize(
    ("order", "sign"), [(1, "①"), (20, "⑳"), (21, "㉑"), (35, "㉟"), (36, "㊱"), (50, "㊿"), (51, "(51)")]
)
def test_items_beyond_twenty_keep_their_form(order: int, sign: str) -> None:
    assert outlines.circled(order) == sign


def test_attachments_count_their_copies_once() -> None:
    assert attached(["회의 사진 1부", "명단 2매.", "회의자료", "규정 제3장"])["lines"] == [
        "1. 회의 사진 1부.",
        "2. 명단 2매.",
        "3. 회의자료 1부.",
        "4. 규정 제3장 1부.\u00a0\u00a0끝.",
    ]
