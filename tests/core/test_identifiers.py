"""Resident registration numbers are caught; telephone, KCD and case numbers are read as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import (
    CaseNumber,
    contains_rrn,
    display_phone,
    mobile_phone,
    normalise_kcd,
    normalise_phone,
    parse_case_number,
    phone_blocks,
)

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

births = st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(lambda day: day.strftime("%y%m%d"))
gaps = st.text(alphabet=" -\u00a0\u3000\t–—－−‐", max_size=4)
tails = st.from_regex(r"[1-8][0-9]{6}", fullmatch=True)
around = st.text(alphabet=st.characters(exclude_categories=["Nd", "Cs", "Cf"]), max_size=10)


@given(st.tuples(around, around), births, gaps, tails, st.booleans())
def test_a_number_that_may_be_one_is_caught(
    texts: tuple[str, str], birth: str, gap: str, tail: str, wide: bool
) -> None:
    text = f"{texts[0]}{birth}{gap}{tail}{texts[1]}"
    assert contains_rrn(text.translate(FULL_WIDTH) if wide else text)


@given(births, st.sampled_from("09"), st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_a_seventh_digit_of_nobody_is_let_through(birth: str, seventh: str, rest: str) -> None:
    assert not contains_rrn(f"{birth}-{seventh}{rest}")


@given(births, tails, st.from_regex(r"[0-9]{1,4}", fullmatch=True))
def test_a_longer_number_is_let_through(birth: str, tail: str, more: str) -> None:
    if more not in ("18", "19", "20"):  # a century before it makes it a birth date written in full
        assert not contains_rrn(f"{more}{birth}-{tail}")
    assert not contains_rrn(f"{birth}-{tail}{more}")


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert contains_rrn(text) in {True, False}


@given(st.text(alphabet=st.characters(exclude_categories=["Nd"])))
def test_a_text_without_digits_holds_none(text: str) -> None:
    assert not contains_rrn(text)


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("환자 480315-2123456 확인", True),
        ("4803152123456", True),
        ("000229-3123456", True),
        ("４８０３１５ － ２１２３４５６", True),
        ("4803\u200b15-2123456", True),
        ("481315-2123456", False),
        ("480230-2123456", False),
        ("480315/2123456", True),
        ("480315-212345", False),
        ("480315-1******", True),
        ("010-1234-5678, 031-828-5000", False),
        ("D-2026-00012, 등록번호 90000123", False),
    ],
)
def test_edges_of_the_rule(text: str, caught: bool) -> None:
    assert contains_rrn(text) is caught


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("010-1234-5678", "01012345678", "010-1234-5678"),
        ("０１０ 0000 0001", "01000000001", "010-0000-0001"),
        ("+82 10-1234-5678", "01012345678", "010-1234-5678"),
        ("+82 (0)31 828 5000", "0318285000", "031-828-5000"),
        ("(031) 828.5000", "0318285000", "031-828-5000"),
        ("02-123-4567", "021234567", "02-123-4567"),
        ("02-1234-5678", "0212345678", "02-1234-5678"),
        ("070 1234 5678", "07012345678", "070-1234-5678"),
        ("1588-1234", "15881234", "1588-1234"),
        ("0507-1234-5678", "050712345678", "0507-1234-5678"),
        ("0505-123-4567", "05051234567", "0505-123-4567"),
        ("0082-31-828-5000", "0318285000", "031-828-5000"),
        ("011-123-4567", "0111234567", "011-123-4567"),
        ("109", "109", "109"),
        ("１２９", "129", "129"),
        ("\u200b031–828–5000\u00a0", "0318285000", "031-828-5000"),
    ],
)
def test_telephone_numbers_are_stored_as_digits(typed: str, stored: str, shown: str) -> None:
    assert normalise_phone(typed) == stored
    assert display_phone(stored) == shown


@pytest.mark.parametrize(
    "typed", ["", "112", "828-5000", "010-1234", "010-123-4567", "0000000000", "010-1234-56789", "+1 212 555 0100"]
)
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="전화번호를 확인하십시오"):
        normalise_phone(typed)
    assert phone_blocks(typed) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "031-828-5000~3",
        "031-828-5000～3",
        "031-828-5214, 5216",
        "031-828-5000 (내선 123)",
        "031-828-5000#123",
        "031-828-5000 ext. 3",
    ],
)
def test_several_numbers_are_never_glued_into_another(typed: str) -> None:
    with pytest.raises(ValueError, match="하나만"):
        normalise_phone(typed)
    assert phone_blocks(typed) == ()


def test_what_cannot_be_split_is_shown_as_it_stands() -> None:
    assert display_phone("12") == "12"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("S72.0", "S72.0"), ("s720", "S72.0"), (" f10.20 ", "F10.20"), ("I10", "I10"), ("Ｓ７２", "S72")],
)
def test_kcd_codes_are_brought_to_one_shape(typed: str, code: str) -> None:
    assert normalise_kcd(typed) == code


@pytest.mark.parametrize("typed", ["", "72.0", "S7", "S72.", "S72.000", "SS72", "골절"])
def test_other_shapes_are_no_kcd_code(typed: str) -> None:
    with pytest.raises(ValueError, match="KCD"):
        normalise_kcd(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "D-2026-00012",
        "d2026-12",
        "D-2026-12",
        "d 2026 12",
        " D–2026–12 ",
        "D202600012",
        "ㅇ-2026-12",
        "Ｄ－２０２６－１２",
    ],
)
def test_a_case_number_is_read_as_it_is_typed_after_a_call(typed: str) -> None:
    assert parse_case_number(typed) == CaseNumber("D", 2026, 12)


@pytest.mark.parametrize(
    "typed", ["", "홍길동", "2026-12", "D-26-12", "D-2026-0", "DD-2026-1", "D-2026", "D-1926-1", "D202612"]
)
def test_other_texts_are_no_case_number(typed: str) -> None:
    assert parse_case_number(typed) is None


@given(st.sampled_from("DTCAEIML"), st.integers(2000, 2099), st.integers(1, 9_999_999))
def test_what_is_printed_can_be_typed(series: str, year: int, serial: int) -> None:
    assert parse_case_number(str(CaseNumber(series, year, serial))) == (series, year, serial)


def test_serials_are_padded_to_five_digits() -> None:
    assert str(CaseNumber("D", 2026, 12)) == "D-2026-00012"
    assert str(CaseNumber("D", 2026, 123456)) == "D-2026-123456"


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("01012345678", "010-1234-5678"),
        ("+82 10-1234-5678", "010-1234-5678"),
        ("011-234-5678", "011-234-5678"),
        ("031-828-5000", ""),
        ("0507-1234-5678", ""),
        ("1588-1234", ""),
        ("109", ""),
        ("없음", ""),
    ],
)
def test_texts_are_sent_to_mobile_telephones_only(typed: str, spoken: str) -> None:
    assert mobile_phone(typed) == spoken
