"""The certificate as an award (domain 4.5): what stands on it and where, whatever the names are long, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from core import reports
from core.workdays import SEOUL
from education.models import Certificate, EducationRequest
from tests import boxes
from tests import make_education as make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 10, 14, tzinfo=SEOUL)
LONG_COURSE = "요양시설 종사자와 재가급여기관 종사자를 위한 응급상황 대처와 감염관리 및 낙상예방 심화 교육과정"
LONG_PLACE = "가상특별자치도 가상시 지역사회통합돌봄지원센터 부설 가나다라마바사아자차카타파하 노인전문요양원"


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were made into PDFs."""
    made: list[str] = []
    monkeypatch.setattr(reports, "render_pdf", lambda html: made.append(html) or b"%PDF-")  # type: ignore[func-returns-value]
    return made


def _course(names: str, **values: Any) -> EducationRequest:
    row: EducationRequest = make.request("REPORTED", **values)
    make.session(row, START, 120)
    for place, letter in enumerate(names, start=1):
        person = make.enrolment(row, f"{letter}수강", "COMPLETED", affiliation=LONG_PLACE, institution=None)
        Certificate.objects.create(
            enrolment=person, host=row.host, year=2026, serial=place, issued_on=START.date()
        )  # fmt: skip
    return row


def _pages(cast: Cast, course: EducationRequest, sheets: list[str]) -> list[Any]:
    answer = cast.coordinator1.client().get(f"/education/requests/{course.pk}/certificates.pdf")
    assert answer.status_code == 200
    return boxes.pages_of(sheets[-1])


def _lines(page: Any) -> list[str]:
    found = sorted(boxes.boxes(page, "LineBox"), key=lambda box: box.position_y)
    return [text for box in found if (text := " ".join(boxes.words(box).split()))]


def test_a_certificate_shows_its_number_the_person_the_course_and_who_gives_it(cast: Cast, sheets: list[str]) -> None:
    (page,) = _pages(cast, _course("가", title="심폐소생술"), sheets)
    lines = _lines(page)
    assert lines[0] == "제2026-0001호"
    assert lines[1] == "수 료 증"
    for words in ("가수강", "심폐소생술", "2026. 11. 10.", "2시간", "2026년 11월 10일", "가상의료원장", "(직인)"):
        assert words in lines, words
    assert "위 사람은 우리 기관에서 실시한 교육과정을 위와 같이 수료하였으므로 이 증서를 수여합니다." in " ".join(lines)
    assert lines[-1].endswith("/education/certificate/")


def test_a_certificate_has_no_page_number_no_number_of_the_office_and_nobody_s_print(
    cast: Cast, sheets: list[str]
) -> None:
    pages = _pages(cast, _course("가나"), sheets)
    assert len(pages) == 2
    for page in pages:
        margins = [one for one in page._page_box.children[1:] if boxes.words(one).strip()]
        assert [boxes.words(one) for one in margins] == []
        assert not [text for text in _lines(page) if "출력" in text or "공공보건의료사업실" in text]


def test_the_name_is_the_largest_word_after_the_title_and_stands_in_line_with_the_affiliation(
    cast: Cast, sheets: list[str]
) -> None:
    (page,) = _pages(cast, _course("가"), sheets)
    texts = {boxes.words(box).strip(): box for box in boxes.boxes(page, "TextBox")}
    name, place = texts["가수강"], next(box for text, box in texts.items() if text.startswith("가상특별자치도"))
    assert name.style["font_size"] > 1.5 * place.style["font_size"]
    assert abs(name.position_x - place.position_x) < 1


def test_long_names_stay_on_one_sheet_inside_the_border_and_above_the_code(cast: Cast, sheets: list[str]) -> None:
    pages = _pages(cast, _course("가나다", title=LONG_COURSE), sheets)
    assert len(pages) == 3
    for page in pages:
        assert boxes.over_the_edge(page) == []
        assert boxes.outside_their_cells(page) == []
        sender = next(box for box in boxes.boxes(page, "LineBox") if "(직인)" in boxes.words(box))
        check = next(box for box in boxes.boxes(page, "LineBox") if "진위 확인" in boxes.words(box))
        assert sender.position_y + sender.height < check.position_y - 10 * boxes.MM
        assert check.position_y < page._page_box.height
