"""Plan-against-actual tables as Korean public hospitals print them (domain 3.2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core import codes, pasted
from core.formats import MIXED_UNITS, Number
from core.tables import HEADING, NO_SUM_OF_PERCENTS, SUM, Entry, build, from_json, to_json
from core.typed_cells import Typed, read_cell, read_number
from tests.vectors import Row, rows

UNITS = {label: code for code, label in codes.choices("unit")}


def _entry(row: Row) -> Entry:
    return Entry(row["item"], UNITS[row["unit"]], (read_number(row["plan"]), read_number(row["actual"])))


@pytest.mark.parametrize("row", rows("format_vectors"), ids=lambda row: f"{row['table_type']}-{row['item']}")
def test_every_row_of_the_vectors_prints_through_the_table(row: Row) -> None:
    """Kept as JSON and read back first, as a report keeps it."""
    table = build(row["table_type"], [from_json(to_json(_entry(row)))], year=2027)
    (printed,) = table.rows
    wanted = [
        row["item"],
        row["unit"],
        row["plan_printed"],
        row["actual_printed"],
        row["diff_printed"],
        row["rate_printed"],
    ]
    if row["table_type"] == "B":
        wanted.append(row["achievement_printed"])
    assert printed[: len(wanted)] == wanted
    if "신규" in row["note"]:
        assert printed[-1] == "신규"


ALL = Entry("합계", role=SUM)
STORY = (
    Entry("협의체 회의", "TIME", (4, 4)),
    Entry("퇴원환자 연계", "CASE", (120, 131)),
    Entry("교육 수료", "PERSON", (600, 548)),
    Entry("감염관리 컨설팅", "PLACE", (12, 10)),
    Entry("자살시도자 연계", "PERSON", (45, 45)),
    Entry("소아 협력모형 개발", "CASE", (None, None), note="ONGOING", remark="신규"),
)
PRINTED = [
    ["협의체 회의", "회", "4", "4", "-", "-", "100.0", ""],
    ["퇴원환자 연계", "건", "120", "131", "11", "9.2", "109.2", ""],
    ["교육 수료", "명", "600", "548", "△52", "△8.7", "91.3", ""],
    ["감염관리 컨설팅", "개소", "12", "10", "△2", "△16.7", "83.3", ""],
    ["자살시도자 연계", "명", "45", "45", "-", "-", "100.0", ""],
    ["소아 협력모형 개발", "건", "-", "진행 중", "-", "-", "-", "신규"],
]


def test_the_table_of_the_story_cell_by_cell() -> None:
    table = build("B", STORY, as_of=date(2026, 12, 10))
    assert table.columns == ("구분", "단위", "계획", "실적", "증감", "증감률(%)", "달성률(%)", "비고")
    assert table.caption == "(’26. 12. 10. 기준 / 단위 : 회, 건, 명, 개소)"
    assert table.rows == PRINTED


def test_a_total_over_different_units_is_refused() -> None:
    with pytest.raises(ValueError, match=MIXED_UNITS):
        build("B", [*STORY, ALL])


def test_a_total_stands_first_or_last_and_is_computed_like_any_row() -> None:
    entries = [Entry("가", "CASE", (100, 90)), Entry("나", "CASE", (20, None)), Entry("다", "CASE", (None, 5))]
    last = build("B", [*entries, ALL])
    assert last.rows[-1] == ["합계", "건", "120", "95", "△25", "△20.8", "79.2", ""]
    assert [line.role for line in last.lines] == ["", "", "", SUM]
    assert build("B", [ALL, *entries]).rows[0] == last.rows[-1]


def test_next_years_plan_against_this_years_actual() -> None:
    table = build("A", [Entry("무료간병", "PERSON", (4949, 6215)), Entry("신규", "CASE", (12, 0))], year=2027)
    assert table.columns[2:4] == ("2027년 계획", "2026년 실적")
    assert table.rows == [
        ["무료간병", "명", "4,949", "6,215", "△1,266", "△20.4", ""],
        ["신규", "건", "12", "-", "12", "-", "신규"],
    ]


def test_a_budget_names_its_unit_above() -> None:
    table = build("C", [Entry("운영비", "KRW1M", (7126, 6682)), ALL], as_of=date(2026, 12, 31))
    assert table.caption == "(’26. 12. 31. 기준 / 단위 : 백만원)"
    assert table.rows == [["운영비", "7,126", "6,682", "93.8", "444"], ["합계", "7,126", "6,682", "93.8", "444"]]


def test_yearly_figures_and_grades() -> None:
    stay = Entry("재원일수", "DAY", (None, None, Decimal("9.5"), Decimal("9.1"), 9), group="환자 안전")
    yearly = build("D", [stay], year=2027)
    assert yearly.columns == ("분야", "지표명", "단위", "2023", "2024", "2025", "2026", "2027 (계획)")
    assert yearly.rows == [["환자 안전", "재원일수", "일", "-", "-", "9.5", "9.1", "9.0"]]
    grades = build("E", [Entry("의료 질 평가", words=("1등급", "적합"))], columns=("2025", "2026"))
    assert grades.rows == [["의료 질 평가", "1등급", "적합"]]
    assert grades.text_columns == {0, 1, 2}
    with pytest.raises(ValueError, match="합계"):
        build("E", [Entry("평가", words=("1등급",)), ALL], columns=("2026",))


def test_a_total_of_yearly_figures_adds_each_year() -> None:
    rows = [Entry("초진", "CASE", (1, None), group="외래"), Entry("재진", "CASE", (2, 3), group="외래")]
    table = build("D", [*rows, ALL], columns=("2025", "2026"))
    assert table.rows[-1] == ["합계", "", "건", "3", "3"]


def test_what_is_not_applicable_prints_strokes_and_says_so() -> None:
    (row,) = build("B", [Entry("분만", "CASE", (5, 3), note="NA")]).rows
    assert row == ["분만", "건", "-", "-", "-", "-", "-", "해당 없음"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("128,585", 128585),
        ("△1,266", -1266),
        ("-52", -52),
        ("20.4", Decimal("20.4")),
        ("", None),
        (" - ", None),
        ("4.0", 4),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, read: Number | None) -> None:
    assert read_number(typed) == read


@pytest.mark.parametrize("typed", ["많음", "1.2.3", "NaN", "Infinity", "1e20", "9" * 40])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="숫자"):
        read_number(typed)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="종류"):
        build("Z", STORY)


# --- sums, steps, words ----------------------------------------------------------------------------------------------


def test_a_sum_adds_what_stands_under_its_heading_and_the_last_one_everything_once() -> None:
    """Three steps: a heading, rows under it, parts of a row under that."""
    rows = [
        Entry("지역사회 연계", role=HEADING),
        Entry("퇴원환자 연계", "CASE", (280, 301), level=1),
        Entry("재가 방문", "CASE", (96, 104), level=2),
        Entry("소계", level=1, role=SUM),
        Entry("교육", role=HEADING),
        Entry("방문 교육", "CASE", (20, 30), level=1),
        ALL,
    ]
    table = build("B", rows)
    assert [(line.name, line.level, line.cells[1].text) for line in table.lines] == [
        ("지역사회 연계", 0, ""),
        ("퇴원환자 연계", 1, "280"),
        ("재가 방문", 2, "96"),
        ("소계", 1, "280"),
        ("교육", 0, ""),
        ("방문 교육", 1, "20"),
        ("합계", 0, "300"),
    ]
    assert table.rows[0] == ["지역사회 연계", "", "", "", "", "", "", ""]


def test_percentages_and_figures_counted_in_different_ways_are_not_added() -> None:
    with pytest.raises(ValueError, match=NO_SUM_OF_PERCENTS):
        build("B", [Entry("동의율", "PERCENT", (85, 86)), ALL])
    ways = [
        Entry("교육", "PERSON", (200, 1), words=("(연인원)",)),
        Entry("회의", "PERSON", (120, 1), words=("(실인원)",)),
    ]
    with pytest.raises(ValueError, match=MIXED_UNITS):
        build("B", [*ways, ALL])


def test_figures_counted_in_different_ways_are_not_compared() -> None:
    (row,) = build("A", [Entry("수강", "PERSON", (200, 120), words=("(연인원)", "(실인원)"))], year=2027).rows
    assert row == ["수강", "명", "200(연인원)", "120(실인원)", "-", "-", ""]
    (row,) = build("A", [Entry("연수", "TIME", (2, 1), words=("(7일)", "(7일)"))], year=2027).rows
    assert row[4:6] == ["1", "100.0"]


def test_a_count_below_zero_is_refused_and_money_may_fall() -> None:
    with pytest.raises(ValueError, match="음수"):
        build("B", [Entry("교육", "PERSON", (600, -3))])
    (row,) = build("B", [Entry("손익", "KRW1M", (-20, 5))]).rows
    assert row[2:5] == ["△20", "5", "25"]


def test_the_state_of_a_row_stands_where_it_has_no_figure_yet() -> None:
    rows = [Entry("모형", "CASE", (3, None), note="STOPPED"), Entry("평가", "CASE", (3, None), note="DONE")]
    assert [row[3] for row in build("B", rows).rows] == ["중단", "완료"]


def test_budgets_of_two_years_and_twelve_months() -> None:
    budgets = build("Y", [Entry("예산", "KRW1000", (622962, 889228))], year=2020)
    assert budgets.columns == ("구분", "2020년 예산", "2019년 예산", "증감", "증감률(%)")
    assert budgets.caption == "(단위 : 천원)"
    assert budgets.rows == [["예산", "622,962", "889,228", "△266,266", "△29.9"]]
    months = build("M", [Entry("동의율", "PERCENT", (85, *range(80, 92)))])
    assert len(months.columns) == 17
    assert months.rows[0][-2:] == ["-", "-"], "percentages of months are not added up"


@pytest.mark.parametrize(
    ("stated", "printed"),
    [("3.0", "3.0"), ("3", "3.0"), ("3.3", "3.0※"), ("-", "3.0※"), ("", "3.0"), ("증가", "3.0"), ("1,23", "3.0※")],
)
def test_what_a_source_computed_otherwise_is_marked(stated: str, printed: str) -> None:
    entry = Entry("진료비 지원 결정", "KRW1000", (1668421, 1619827), stated=("48,594", stated))
    table = build("A", [from_json(to_json(entry))], year=2020)
    assert table.rows[0][5] == printed
    assert list(table.notes) == [f"진료비 지원 결정 증감률(%): 출처에는 {stated}, 계산하면 3.0" for _ in printed[3:]]


def test_a_stated_sum_is_held_against_ours() -> None:
    rows = [Entry("가", "CASE", (1, 2)), Entry("나", "CASE", (3, 4)), Entry("합계", role=SUM, stated=("4", "7", "2"))]
    table = build("B", rows)
    assert table.rows[-1][2:5] == ["4", "6※", "2"]
    assert table.notes == ("합계 실적: 출처에는 7, 계산하면 6",)


# --- what is typed and pasted ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("4.50", Typed(Decimal("4.50"))),
        ("124,215명", Typed(124215, unit="PERSON")),
        ("68,240 천원", Typed(68240, unit="KRW1000")),
        ("86.1%", Typed(Decimal("86.1"), unit="PERCENT")),
        ("200명(연인원)", Typed(200, unit="PERSON_TOTAL")),
        ("200\n(연인원)", Typed(200, "(연인원)")),
        ("１，２００", Typed(1200)),
        ("▲3", Typed(-3)),
        ("상반기 중\n\n구축", Typed(word="상반기 중 구축")),
        ("진 행 중", Typed(word="진행중")),
        ("평가기간(‘20.1.~’20.12.)", Typed(word="평가기간(‘20.1.~’20.12.)")),
        ("－", Typed()),
    ],
)
def test_a_cell_is_read_as_a_number_its_unit_and_how_it_was_counted_or_as_words(typed: str, read: Typed) -> None:
    assert read_cell(typed) == read


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1,23", "쉼표의 자리"),
        ("1,234,56", "쉼표의 자리"),
        ("1.234,5", "쉼표와 소수점"),
        ("1.234.567", "소수점이 둘"),
        ("1,2OO", "영문 O"),
        ("l2", "영문 l"),
        ("5~10", "숫자를"),
    ],
)
def test_separators_and_letters_that_do_not_fit_are_said(typed: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_cell(typed)


def test_a_block_is_parted_into_cells_as_spreadsheets_copy_them() -> None:
    block = '"가\r\n나"\t"""다"" 라"\t\r\n"마\t바\r\n\t\t\r\n\u3000사\t1'
    assert pasted.split(block) == [["가\n나", '"다" 라', ""], ['"마', "바"], [" 사", "1"]]


def test_indented_names_and_names_over_two_columns_become_steps() -> None:
    block = [["구분", "계획", "실적"], ["가", "1", "1"], ["  나", "1", "1"], ["    - 다", "1", "1"], ["라", "1", "1"]]
    assert [(row["name"], row["level"]) for row in pasted.read_block("B", block, 2).rows] == [
        ("가", 0),
        ("나", 1),
        ("다", 2),
        ("라", 0),
    ]
    block = [
        ["구분", "사업", "계획"],
        ["가", "나", "1"],
        ["가", "다", "1"],
        ["", "라", "1"],
        ["마", "", "1"],
        ["가", "바", "1"],
    ]
    found = pasted.read_block("B", block, 2).rows
    assert [(row["name"], row["level"], row["role"]) for row in found] == [
        ("가", 0, HEADING),
        ("나", 1, ""),
        ("다", 1, ""),
        ("라", 1, ""),
        ("마", 0, ""),
        ("가", 0, HEADING),
        ("바", 1, ""),
    ]


@pytest.mark.parametrize(
    ("kind", "heads", "columns", "cells"),
    [
        ("A", ["사업명", "단위", "2027년 목표", "2026년 실적"], [], ["7", "8"]),
        ("C", ["구분", "집행액", "예산액", "집행률(%)", "잔액"], [], ["7", "8"]),
        ("Y", ["구분", "2020년 예산", "2019년 예산"], [], ["7", "8"]),
        ("E", ["구분", "2025", "2026"], ["2025", "2026"], ["7", "8"]),
        ("D", ["분야", "지표명", "2025", "2026"], ["2025", "2026"], ["7", "8"]),
    ],
)
def test_headings_say_which_column_is_which(kind: str, heads: list[str], columns: list[str], cells: list[str]) -> None:
    numbers = {
        "집행액": "8",
        "2019년 예산": "8",
        "2026": "8",
        "2026년 실적": "8",
        "단위": "건",
        "분야": "가",
        "지표명": "나",
    }
    body = [numbers.get(head, "가" if head in ("구분", "사업명") else "7") for head in heads]
    found = pasted.read_block(kind, [heads, body], 2)
    assert (found.columns, found.rows[0]["cells"]) == (columns, cells)
