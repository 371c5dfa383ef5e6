"""Plan-against-actual tables as Korean public hospitals print them (domain 3.2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core import codes
from core.formats import MIXED_UNITS, Number
from core.tables import Entry, Table, build, from_json, read_number, to_json
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
    assert table.caption == "(’26. 12. 10. 기준)"
    assert table.rows == PRINTED


def test_a_total_over_different_units_is_refused() -> None:
    with pytest.raises(ValueError, match=MIXED_UNITS):
        build("B", STORY, totals="LAST")


def test_a_total_stands_first_or_last_and_is_computed_like_any_row() -> None:
    entries = [Entry("가", "CASE", (100, 90)), Entry("나", "CASE", (20, None)), Entry("다", "CASE", (None, 5))]
    last = build("B", entries, totals="LAST")
    assert last.rows[-1] == ["합계", "건", "120", "95", "△25", "△20.8", "79.2", ""]
    assert [line.is_total for line in last.lines] == [False, False, False, True]
    assert build("B", entries, totals="FIRST").rows[0][0] == "합계"


def test_next_years_plan_against_this_years_actual() -> None:
    table = build("A", [Entry("무료간병", "PERSON", (4949, 6215)), Entry("신규", "CASE", (12, 0))], year=2027)
    assert table.columns[2:4] == ("2027년 계획", "2026년 실적")
    assert table.rows == [
        ["무료간병", "명", "4,949", "6,215", "△1,266", "△20.4", ""],
        ["신규", "건", "12", "-", "12", "-", "신규"],
    ]


def test_a_budget_names_its_unit_above() -> None:
    table = build("C", [Entry("운영비", "KRW1M", (7126, 6682))], as_of=date(2026, 12, 31), totals="LAST")
    assert table.caption == "(’26. 12. 31. 기준 / 단위 : 백만원)"
    assert table.rows == [["운영비", "7,126", "6,682", "93.8", "444"], ["합계", "7,126", "6,682", "93.8", "444"]]


def test_yearly_figures_and_grades() -> None:
    stay = Entry("재원일수", "DAY", (None, None, Decimal("9.5"), Decimal("9.1"), 9), decimals=1, group="환자 안전")
    yearly = build("D", [stay], year=2027)
    assert yearly.columns == ("분야", "지표명", "단위", "2023", "2024", "2025", "2026", "2027 (계획)")
    assert yearly.rows == [["환자 안전", "재원일수", "일", "-", "-", "9.5", "9.1", "9.0"]]
    grades = build("E", [Entry("의료 질 평가", words=("1등급", "적합"))], columns=("2025", "2026"))
    assert grades.rows == [["의료 질 평가", "1등급", "적합"]]
    assert grades.text_columns == {0, 1, 2}
    with pytest.raises(ValueError, match="합계"):
        build("E", [Entry("평가", words=("1등급",))], columns=("2026",), totals="LAST")


def test_a_total_of_yearly_figures_adds_each_year() -> None:
    rows = [Entry("초진", "CASE", (1, None), group="외래"), Entry("재진", "CASE", (2, 3), group="외래")]
    table = build("D", rows, columns=("2025", "2026"), totals="LAST")
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


def test_a_printed_table_stays_as_it_was_printed() -> None:
    table = build("B", STORY, as_of=date(2026, 12, 10), title="추진실적")
    assert Table.thawed(table.frozen()) == table


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="종류"):
        build("Z", STORY)
