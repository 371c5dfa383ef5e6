"""A list with wrong lines: they stand on the page with their values, are mended or left out there, at a desk and on a telephone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from discharge.models import Admission
from tests import make_education
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILES = Path(__file__).parents[1] / "data" / "imports"
SIZES = pytest.mark.parametrize(
    "size", [{"width": 1280, "height": 900}, {"width": 390, "height": 844}], ids=["desk", "telephone"]
)
LOOK = os.environ.get("IEUM_SCREENSHOTS", "")


def _look(seat: Any, name: str) -> None:
    assert seat.audit() == []
    assert seat.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if LOOK:
        seat.page.screenshot(path=f"{LOOK}/{name}.png", full_page=True)


@SIZES
def test_wrong_lines_of_an_admission_list_are_mended_on_the_page(cast: Cast, sit: Any, size: dict[str, int]) -> None:
    seat = sit(cast.social1, size)
    seat.go("/discharge/admissions/import/")
    seat.page.set_input_files("input[type=file]", FILES / "19_phone_range.csv")
    seat.press("파일 살피기")
    assert seat.page.input_value("[name='2-phone']") == "031-828-5000~3"
    _look(seat, f"admission-{size['width']}")
    seat.page.fill("[name='2-phone']", "031-828")
    seat.page.check("[name='3-out']")
    seat.press("고친 대로 확정하여 가져오기")
    assert "전화번호를 확인하십시오" in seat.text
    assert seat.page.is_checked("[name='3-out']"), "nothing that was decided is lost"
    _look(seat, f"admission-wrong-{size['width']}")
    seat.page.fill("[name='2-phone']", "031-828-5000")
    seat.press("고친 대로 확정하여 가져오기")
    assert list(Admission.objects.values_list("chart_no", "phone")) == [("77010022", "0318285000")]


@SIZES
def test_wrong_lines_of_a_list_of_people_are_mended_on_the_page(
    cast: Cast, sit: Any, size: dict[str, int], tmp_path: Path
) -> None:
    course = make_education.request("CONFIRMED", capacity=9)
    make_education.session(course)
    file = tmp_path / "명단.csv"
    file.write_text(
        "성명,연락처,개인정보 동의\n가수강,010-0000-0001,예\n나수강,010-12,예\n다수강,,아니요\n", encoding="utf-8"
    )
    seat = sit(cast.nursing1, size)
    seat.go(f"/education/requests/{course.pk}/people/import/")
    seat.page.set_input_files("input[type=file]", file)
    seat.press("파일 살피기")
    _look(seat, f"people-{size['width']}")
    seat.page.fill("[name='3-phone']", "010-0000-0002")
    seat.page.check("[name='4-out']")
    seat.press("고친 대로 신청하기")
    assert sorted(course.enrolments.values_list("name", flat=True)) == ["가수강", "나수강"]


def test_of_a_list_of_three_hundred_one_line_is_mended_on_the_page(cast: Cast, sit: Any, tmp_path: Path) -> None:
    course = make_education.request("CONFIRMED", capacity=300)
    make_education.session(course)
    people = [f"{name},{phone},예" for name, phone in _three_hundred()]
    file = tmp_path / "명단.csv"
    file.write_text("\n".join(["성명,연락처,개인정보 동의", *people]), encoding="utf-8")
    seat = sit(cast.nursing1)
    seat.go(f"/education/requests/{course.pk}/people/import/")
    seat.page.set_input_files("input[type=file]", file)
    seat.press("파일 살피기")
    seat.page.fill("[name='152-phone']", "010-0000-0150")
    seat.press("고친 대로 신청하기")
    assert course.enrolments.count() == 300, seat.text
    assert course.enrolments.get(name="백오십").phone == "01000000150"


def _three_hundred() -> list[tuple[str, str]]:
    """Names and telephones; one number lacks its end."""
    digits = "영일이삼사오육칠팔구"
    names = ["".join(digits[int(digit)] for digit in f"{number:03}") for number in range(300)]
    return [
        ("백오십" if number == 150 else f"{name}가상", "010-12" if number == 150 else f"010-0000-{number:04}")
        for number, name in enumerate(names)
    ]
