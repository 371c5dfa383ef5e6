"""A list never shows more of a person than the masking rules allow."""

from datetime import date

import pytest

from core import masking
from tests.vectors import Row, rows

DAY = date(2026, 10, 5)

MASKS = {
    "name": masking.mask_name,
    "mobile": masking.mask_phone,
    "landline": masking.mask_phone,
    "birth_date": lambda text: masking.mask_birth(date.fromisoformat(text)),
    "birth_date_age": lambda text: masking.mask_birth_age(date.fromisoformat(text), DAY),
    "address": masking.mask_address,
    "email": masking.mask_email,
    "chart_no": masking.mask_chart_no,
    "case_no": masking.mask_case_no,
}


@pytest.mark.parametrize("row", rows("masking_vectors"), ids=lambda row: f"{row['kind']}-{row['input'] or 'empty'}")
def test_every_vector_is_masked_as_written(row: Row) -> None:
    assert MASKS[row["kind"]](row["input"]) == row["masked"]


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("홍길동", "홍*동"),
        ("남궁 민수", "남**수"),
        ("김", "*"),
        ("Anna", "A***"),
        ("이Anna", "이***"),
        ("Nguyễn Văn An", "N*** V*** A***"),
        ("무명남1", "무**1"),
        ("  ", ""),
    ],
)
def test_names_of_other_shapes(name: str, masked: str) -> None:
    assert masking.mask_name(name) == masked


def test_a_name_typed_in_decomposed_letters_is_masked_by_syllable() -> None:
    assert masking.mask_name("\u1112\u1169\u11bc\u1100\u1175\u11af\u1103\u1169\u11bc") == "홍*동"


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("02-123-4567", "02-***-4567"),
        ("050712345678", "0507-****-5678"),
        ("1588-1234", "****-1234"),
        ("전화 없음", "********"),
        ("", ""),
    ],
)
def test_telephone_numbers_of_other_shapes(phone: str, masked: str) -> None:
    assert masking.mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "town", "masked"),
    [
        ("경기도 의정부시 시민로 999", "흥선동", "경기도 의정부시 흥선동 ***"),
        ("서울 종로구 종로1가 12", "", "서울 종로구 종로1가 ***"),
        ("경기도 고양시 일산동구 장항1동 5-2", "", "경기도 고양시 일산동구 장항1동 ***"),
        ("세종특별자치시 보람동 7", "", "세종특별자치시 보람동 ***"),
        ("강원특별자치도 홍천군 홍천읍 가상리 3", "", "강원특별자치도 홍천군 홍천읍 ***"),
        ("가상아파트 101동 1001호", "", "***"),
        ("101동 1001호", "", "***"),
        ("경기도 의정부시 흥선동", "", "경기도 의정부시 흥선동"),
        ("", "", ""),
    ],
)
def test_an_address_never_goes_below_the_town(address: str, town: str, masked: str) -> None:
    assert masking.mask_address(address, town) == masked


def test_short_mail_names_and_chart_numbers_are_not_shown_whole() -> None:
    assert masking.mask_email("ab@example.org") == "a****@example.org"
    assert masking.mask_email("no address") == "****"
    assert masking.mask_chart_no("123") == "***"


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1961, 10, 5), date(2026, 10, 5), 65),
        (date(1961, 10, 6), date(2026, 10, 5), 64),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
    ],
)
def test_age_counts_full_years(birth: date, day: date, age: int) -> None:
    assert masking.age_on(birth, day) == age
