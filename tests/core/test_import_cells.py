"""Cells as people and spreadsheets write them."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import time_machine
from openpyxl import Workbook

from core.imports import Column, Sheet, cells


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-11-30 03:00+00:00", tick=False):
        yield


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("850312", date(1985, 3, 12)), ("'85.3.12", date(1985, 3, 12)), ("85-03-12", date(1985, 3, 12)),
        ("85. 3. 12.", date(1985, 3, 12)), ("1985년 3월 12일", date(1985, 3, 12)), ("19850312", date(1985, 3, 12)),
        ("101224", date(2010, 12, 24)), ("480315", date(1948, 3, 15)), ("260101", date(1926, 1, 1)), ("２０１０-１２-２４", date(2010, 12, 24)),
    ],
)  # fmt: skip
def test_a_birth_date_is_read_as_lists_write_it(text: str, born: date) -> None:
    assert cells.birth(text) == born


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("25-01-02", "네 자리로"),
        ("1950-02-30", "없는 날짜"),
        ("85", "1985-03-12처럼"),
        ("851312", "없는 날짜"),
    ],
)
def test_a_birth_date_that_may_mean_two_is_asked_for(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        cells.birth(text)


def test_a_day_with_a_short_year_is_of_this_century() -> None:
    assert cells.day("26.11.22") == cells.day("'26. 11. 22.") == cells.day("2026-11-22") == date(2026, 11, 22)
    with pytest.raises(ValueError, match="2026-12-07처럼"):
        cells.day("261122")


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1012345678", "01012345678"),
        ("10-1234-5678", "01012345678"),
        ("310000001", ""),
        ("3112345678", "03112345678"),
        ("010-1234-5678", "01012345678"),
    ],
)
def test_a_telephone_whose_zero_was_lost_gets_it_back(text: str, digits: str) -> None:
    if digits:
        assert cells.phone(text) == digits
    else:
        with pytest.raises(ValueError):
            cells.phone(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "code"), [("남", "M"), ("남자", "M"), ("남성", "M"), ("여자", "F"), ("여성", "F"), ("F", "F")]
)
def test_sex_is_read_as_lists_write_it(text: str, code: str) -> None:
    assert cells.sex(text) == code


def test_a_line_that_counts_the_others_is_left_out_and_told() -> None:
    book = Workbook()
    for row in (["성명", "횟수"], ["김가상", 2], ["합계", "2명"], ["계나라", 3], ["총계", 5]):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    sheet = Sheet("명단", (Column("name", "성명", cells.text(20), True), Column("count", "횟수", cells.count)))
    reading = sheet.read("명단.xlsx", kept.getvalue())
    assert [line.values["name"] for line in reading.rows] == ["김가상", "계나라"]
    assert (reading.totals, reading.errors) == ([3, 5], [])
