"""Numbers print as Korean public hospitals print them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import formats
from core.formats import Cell
from tests.vectors import Row, rows

ROW_OF = {"A": formats.next_plan_row, "B": formats.achievement_row}


@pytest.mark.parametrize("row", rows("format_vectors"), ids=lambda row: f"{row['table_type']}-{row['item']}")
def test_every_table_row_prints_as_written(row: Row) -> None:
    printed = ROW_OF[row["table_type"]](int(row["plan"]), int(row["actual"]))
    assert (printed.plan.text, printed.actual.text) == (row["plan_printed"], row["actual_printed"])
    assert (printed.change.text, printed.rate.text) == (row["diff_printed"], row["rate_printed"])
    assert printed.achievement.text == (row["achievement_printed"] or "-")


def test_something_planned_on_a_base_of_nothing_is_new() -> None:
    assert formats.next_plan_row(12, 0).remark == "신규"
    assert formats.next_plan_row(0, 0).remark == ""
    assert formats.achievement_row(12, 0).remark == ""


def test_words_stand_where_there_is_no_number_yet() -> None:
    row = formats.achievement_row(None, "진행 중")
    assert [str(cell) for cell in (row.plan, row.actual, row.change, row.rate)] == ["-", "진행 중", "-", "-"]
    assert formats.next_plan_row(None, 5).rate.raw is None
    assert formats.not_applicable_row().remark == "해당 없음"


def test_exports_carry_the_raw_number_and_screen_readers_hear_the_fall() -> None:
    cell = formats.next_plan_row(4949, 6215).change
    assert (cell.text, cell.raw, cell.hidden_word, cell.magnitude) == ("△1,266", -1266, "감소", "1,266")
    assert Cell.of(5).hidden_word == ""
    assert Cell.of(0).raw == 0
    assert Cell.of(None).raw is None


def test_what_only_rounds_to_nothing_is_not_printed_as_nothing() -> None:
    assert Cell.of(Decimal("-0.04"), 1).text == "0.0"
    assert Cell.of(0, 1).text == "-"


@pytest.mark.parametrize(("value", "rounded"), [("0.05", "0.1"), ("-0.05", "-0.1"), ("0.25", "0.3"), ("2.675", "2.7")])
def test_halves_go_away_from_zero(value: str, rounded: str) -> None:
    assert formats.round_half_up(Decimal(value), 1) == Decimal(rounded)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**12))
def test_a_rounded_share_is_never_further_off_than_half_a_step(part: int, whole: int) -> None:
    rounded = formats.percent(part, whole)
    assert rounded is not None
    assert abs(Fraction(rounded) - Fraction(part * 100, whole)) <= Fraction(1, 20)


def test_running_text() -> None:
    assert formats.rise_fall(Decimal("4.45") - Decimal("4.17")) == "0.28점↑"
    assert formats.rise_fall(Decimal("0.28"), unit="") == "0.28↑"
    assert formats.rise_fall(Decimal("-0.1")) == "0.10점↓"
    assert formats.rise_fall(Decimal("-0.001")) == "0.00점"
    assert formats.percentage_points(Decimal("2.3")).text == "2.3%p"
    assert formats.percentage_points(Decimal("-1.1")).text == "△1.1%p"
    assert formats.thousands(0) == "0"
    assert formats.thousands(None) == ""
    assert formats.thousands(128585) == "128,585"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (113_560, "금113,560원(금일십일만삼천오백육십원)"),
        (0, "금0원(금영원)"),
        (10_000, "금10,000원(금일만원)"),
        (100_000_001, "금100,000,001원(금일억일원)"),
        (1_111, "금1,111원(금일천일백일십일원)"),
        (20_304_050, "금20,304,050원(금이천삼십만사천오십원)"),
    ],
)
def test_money_in_letters(amount: int, words: str) -> None:
    assert formats.won_in_letters(amount) == words


@pytest.mark.parametrize("amount", [-1, 10**20])
def test_money_that_has_no_letters_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="금액"):
        formats.won_in_letters(amount)


def test_budget() -> None:
    row = formats.budget_row(7126, 6682)
    assert [str(cell) for cell in (row.budget, row.executed, row.rate, row.balance)] == [
        "7,126",
        "6,682",
        "93.8",
        "444",
    ]


def test_a_total_over_different_units_is_refused_and_missing_is_not_zero() -> None:
    with pytest.raises(ValueError, match="단위가 다른"):
        formats.total_of([1, 2], ["명", "건"])
    assert formats.total_of([1, None, 2], ["명", "명", "명"]) == 3
    assert formats.total_of([None, None], ["명", "명"]) is None


def test_captions_and_spreadsheet_cells() -> None:
    assert formats.unit_caption(["명", "건", "명"]) == "(단위 : 명, 건)"
    assert formats.excel_format() == '#,##0;"△"#,##0;"-"'
    assert formats.excel_format(1) == '#,##0.0;"△"#,##0.0;"-"'
