"""The search box finds people by part of a name and by a birth date typed any usual way."""

from datetime import date

import pytest
import time_machine

from core.search import bigrams, birth_candidates, parse_birth, query_bigrams

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("홍길동", ["홍길", "길동"]),
        ("홍 길 동", ["홍길", "길동"]),
        ("김철", ["김철"]),
        ("김", []),
        ("", []),
        ("Gil Dong", ["gi", "il", "ld", "do", "on", "ng"]),
        ("가가가가", ["가가"]),
        ("\u1112\u1169\u11bc\u1100\u1175\u11af", ["홍길"]),
    ],
)
def test_pairs_of_letters(text: str, pairs: list[str]) -> None:
    assert bigrams(text) == pairs


@pytest.mark.parametrize("query", ["길동", "홍길", "홍길동", "길 동"])
def test_a_part_of_a_name_is_held_by_the_stored_pairs(query: str) -> None:
    assert query_bigrams(query)
    assert set(query_bigrams(query)) <= set(bigrams("홍길동"))


@pytest.mark.parametrize(
    "query",
    [
        "1948-03-15",
        "19480315",
        "480315",
        "1948. 3. 15.",
        "1948.3.15",
        "1948/3/15",
        "48.3.15",
        "1948년 3월 15일",
        "１９４８０３１５",
    ],
)
def test_birth_dates_are_read_as_they_are_typed(query: str) -> None:
    assert parse_birth(query, TODAY) == date(1948, 3, 15)


@pytest.mark.parametrize(
    "query", ["홍길동", "1948", "19481315", "20270101", "18990101", "480315-2123456", "D-2026-00012", ""]
)
def test_other_queries_are_no_birth_date(query: str) -> None:
    assert parse_birth(query, TODAY) is None


def test_two_digits_of_a_year_may_mean_a_baby_or_a_centenarian() -> None:
    assert birth_candidates("260101", TODAY) == [date(2026, 1, 1), date(1926, 1, 1)]
    assert birth_candidates("261231", TODAY) == [date(1926, 12, 31)]


@time_machine.travel("2026-12-31T16:00:00Z", tick=False)
def test_today_is_the_day_in_seoul() -> None:
    assert parse_birth("20270101") == date(2027, 1, 1)
