"""Lists as people really make them: the right outcome of each, row by row, on the page and over the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from core.identifiers import RRN_REFUSED
from discharge.models import Admission
from tests import make
from tests.cast import Cast, Member

FILES = Path(__file__).parents[1] / "data" / "imports"
PAGE = "/discharge/admissions/import/"
API = "/api/v1/discharge/admission-imports/"
TODAY = "2026-11-30T10:00:00+09:00"


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@dataclass(frozen=True)
class Outcome:
    """Chart numbers that can be taken over; per fault its line, its column and words of what is said."""

    taken: tuple[str, ...] = ()
    faults: tuple[tuple[int, str, str], ...] = ()
    values: tuple[str, ...] = ()  # what the person is shown of the wrong cells
    unread: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()
    never: tuple[str, ...] = field(default=())  # what no page may show


OUTCOMES = {
    "01_zeros.xlsx": Outcome(taken=("00010001",)),
    "02_formula.xlsx": Outcome(faults=((2, "연락처", "수식만 있고"),)),
    "03_error.xlsx": Outcome(faults=((2, "성명", "#N/A"), (2, "병동", "#REF!"))),
    "05_hidden_first.xlsx": Outcome(taken=("77010007",), unread=("작년",)),
    "06_second_sheet.xlsx": Outcome(taken=("77010009",), unread=("52병동",)),
    "07_filtered.xlsx": Outcome(taken=("77010010",), faults=((3, "줄 전체", "필터로 숨긴"),), hidden=(3,)),
    "08_autodate.xlsx": Outcome(faults=((2, "병동", "엑셀이 날짜로 바꾼"),), values=("2026-05-01",)),
    "09_scientific.csv": Outcome(
        faults=((2, "등록번호", "지수로 줄여"), (3, "등록번호", "지수로 줄여")), values=("7.70123E+11", "7.70123E+11")
    ),
    "10_nfd.csv": Outcome(taken=("77010013",)),
    "11_altenter.xlsx": Outcome(taken=("77010014",)),
    "13_zwsp.csv": Outcome(faults=((2, "등록번호", "다른 생년월일"),), values=("77010016",)),
    "14_fullwidth.csv": Outcome(faults=((2, "등록번호", "다른 생년월일"),), values=("７７０１００１６",)),
    "16_ampm.csv": Outcome(taken=("77010019", "77010020")),
    "17_rrn12.xlsx": Outcome(faults=((2, "등록번호", RRN_REFUSED),), never=("101013234567", "010101-3234567")),
    "18_rrn_dot.csv": Outcome(faults=((2, "주진단명", RRN_REFUSED),), never=("480315.1234567",)),
    "19_phone_range.csv": Outcome(
        faults=((2, "연락처", "하나만"), (3, "연락처", "전화번호를 확인")), values=("031-828-5000~3", "010-123-4567")
    ),
}
CASES = pytest.mark.parametrize("name", OUTCOMES)


@pytest.fixture(autouse=True)
def _somebody_else(cast: Cast) -> None:
    """77010016 is the number of another person."""
    make.admission(chart_no="77010016", birth_date=date(1950, 5, 5))


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (FILES / name).read_bytes())


def look(who: Member, name: str) -> Any:
    """The page that shows what the file would do."""
    sent = who.client().post(PAGE, {"file": upload(name)})
    assert sent.status_code == 302, sent.content.decode()
    return who.client().get(sent["Location"])


def imported() -> tuple[str, ...]:
    rows = Admission.objects.exclude(source=None).order_by("chart_no")
    return tuple(rows.values_list("chart_no", flat=True))


def test_every_file_has_its_outcome() -> None:
    assert {path.name for path in FILES.iterdir()} == set(OUTCOMES)


@CASES
def test_the_page_tells_of_every_row_and_takes_the_good_ones(cast: Cast, name: str) -> None:
    wanted, page = OUTCOMES[name], look(cast.social1, name)
    shown = page.content.decode()
    told = [
        (line["number"], cell["header"], cell["texts"][0]) for line in page.context["wrong"] for cell in line["cells"]
    ]
    told += [(line["number"], one.column, one.text) for line in page.context["wrong"] for one in line["texts"]]
    assert len(told) == len(wanted.faults)
    for line, column, words in wanted.faults:
        assert any((line, column) == found[:2] and words in found[2] for found in told), told
        assert words in shown.replace("&#x27;", "'")
    cells = [cell["field"].value() for line in page.context["wrong"] for cell in line["cells"]]
    assert tuple(filter(None, cells)) == wanted.values
    assert all(value in shown for value in (*wanted.values, *wanted.unread))
    assert tuple(page.context["hidden"]) == wanted.hidden
    assert tuple(page.context["unread"]) == wanted.unread
    assert not any(secret in shown for secret in wanted.never)
    done = cast.social1.client().post(page.request["PATH_INFO"])
    assert done.status_code == (302 if wanted.taken else 400)
    assert imported() == wanted.taken


@CASES
def test_the_api_tells_the_same_and_takes_the_same(cast: Cast, name: str) -> None:
    wanted, api = OUTCOMES[name], cast.social1.api()
    sent = api.post(API, {"file": upload(name)}, format="multipart")
    seen = sent.json()
    assert sent.status_code == 201
    told = [(one["line"], one["column"], one["text"]) for one in seen["errors"]]
    assert len(told) == len(wanted.faults)
    for line, column, words in wanted.faults:
        assert any((line, column) == found[:2] and words in found[2] for found in told), told
    assert tuple(filter(None, (one["value"] for one in seen["errors"]))) == wanted.values
    assert (tuple(seen["unread_sheets"]), tuple(seen["hidden_lines"])) == (wanted.unread, wanted.hidden)
    assert not any(secret in sent.content.decode() for secret in wanted.never)
    assert api.post(f"{API}{seen['id']}/confirm/").status_code == (200 if wanted.taken else 400)
    assert imported() == wanted.taken


def test_the_rows_hold_what_the_files_mean(cast: Cast) -> None:
    for name in ("10_nfd.csv", "11_altenter.xlsx", "16_ampm.csv"):
        page = look(cast.social1, name)
        cast.social1.client().post(page.request["PATH_INFO"])
    rows = {row.chart_no: row for row in Admission.objects.exclude(source=None)}
    assert (rows["77010013"].name, rows["77010013"].sex, rows["77010013"].ward) == ("김시험", "F", "51병동")
    assert len(rows["77010014"].risk_items) == 2
    assert {rows[number].admitted_on for number in ("77010019", "77010020")} == {date(2026, 11, 27)}


def test_the_same_person_in_decomposed_letters_is_recognised(cast: Cast) -> None:
    for wanted in ({"new": 1, "same": 0}, {"new": 0, "same": 1}):
        page = look(cast.social1, "10_nfd.csv")
        assert {name: page.context["counts"][name] for name in wanted} == wanted
        cast.social1.client().post(page.request["PATH_INFO"])
    assert Admission.objects.exclude(source=None).count() == 1


# What somebody types into the wrong cells, and the numbers that are then taken.
MENDED: dict[str, tuple[dict[int, dict[str, str]], tuple[str, ...]]] = {
    "02_formula.xlsx": ({2: {"phone": "010-2345-6789"}}, ("77010002",)),
    "03_error.xlsx": ({2: {"name": "김시험", "ward": "51병동"}}, ("77010003",)),
    "07_filtered.xlsx": ({3: {}}, ("77010010", "77010011")),
    "08_autodate.xlsx": ({2: {"ward": "5-1"}}, ("77010012",)),
    "09_scientific.csv": (
        {2: {"chart_no": "770123000001"}, 3: {"chart_no": "770123000002"}}, ("770123000001", "770123000002"),
    ),
    "13_zwsp.csv": ({2: {"chart_no": "77010017"}}, ("77010017",)),
    "17_rrn12.xlsx": ({2: {"chart_no": "77010024"}}, ("77010024",)),
    "18_rrn_dot.csv": ({2: {"diagnosis": "골절"}}, ("77010021",)),
    "19_phone_range.csv": ({2: {"phone": "０３１-828-5000"}}, ("77010022",)),
}  # fmt: skip


def by_page(who: Member, name: str, mended: dict[int, dict[str, str]], out: tuple[int, ...] = ()) -> Any:
    page = look(who, name)
    data: dict[str, Any] = {
        cell["field"].html_name: cell["field"].value() for line in page.context["wrong"] for cell in line["cells"]
    }
    for line, values in mended.items():
        data |= {f"{line}-{key}": value for key, value in values.items()} or {f"{line}-in": "on"}
    return who.client().post(page.request["PATH_INFO"], data | {f"{line}-out": "on" for line in out})


def by_api(who: Member, name: str, mended: dict[int, dict[str, str]], out: tuple[int, ...] = ()) -> Any:
    api = who.api()
    seen = api.post(API, {"file": upload(name)}, format="multipart").json()
    body = {"mended": [{"line": line, "values": values} for line, values in mended.items()], "left_out": list(out)}
    return api.post(f"{API}{seen['id']}/confirm/", body, format="json")


DOORS = pytest.mark.parametrize("confirm", [by_page, by_api])


@DOORS
@pytest.mark.parametrize("name", MENDED)
def test_a_mended_line_is_taken_with_the_others(cast: Cast, name: str, confirm: Callable[..., Any]) -> None:
    mended, taken = MENDED[name]
    answer = confirm(cast.social1, name, mended)
    assert answer.status_code in (200, 302), answer.content.decode()
    assert imported() == taken


@DOORS
def test_a_line_mended_wrongly_takes_nothing_and_says_where(cast: Cast, confirm: Callable[..., Any]) -> None:
    mended = {2: {"phone": "031-828-5000"}, 3: {"phone": "010-123"}}
    answer = confirm(cast.social1, "19_phone_range.csv", mended)
    assert answer.status_code == 400
    assert "전화번호를 확인" in answer.content.decode()
    assert "3-phone" in answer.content.decode()
    assert imported() == ()


@DOORS
def test_a_resident_number_is_no_mending(cast: Cast, confirm: Callable[..., Any]) -> None:
    answer = confirm(cast.social1, "18_rrn_dot.csv", {2: {"diagnosis": "골절 480315/1234567"}})
    assert answer.status_code == 400
    assert "주민등록번호를 지우십시오" in answer.content.decode()
    assert imported() == ()


@DOORS
def test_a_spoiled_cell_is_not_read_off_its_text_when_another_is_mended(
    cast: Cast, confirm: Callable[..., Any]
) -> None:
    answer = confirm(cast.social1, "03_error.xlsx", {2: {"name": "김시험"}})
    assert answer.status_code == 400
    assert "#REF!" in answer.content.decode()
    assert imported() == ()


@DOORS
def test_a_line_that_is_left_out_is_left_out(cast: Cast, confirm: Callable[..., Any]) -> None:
    answer = confirm(cast.social1, "19_phone_range.csv", {2: {"phone": "031-828-5000"}}, (3,))
    assert answer.status_code in (200, 302)
    assert imported() == ("77010022",)


def test_confirmed_again_with_other_content_is_said(cast: Cast) -> None:
    api = cast.social1.api()
    seen = api.post(API, {"file": upload("19_phone_range.csv")}, format="multipart").json()
    url = f"{API}{seen['id']}/confirm/"
    body = {"mended": [{"line": 2, "values": {"phone": "031-828-5000"}}]}
    assert [api.post(url, body, format="json").status_code for _ in range(2)] == [200, 200]
    other = {"mended": [{"line": 2, "values": {"phone": "031-828-5001"}}]}
    assert api.post(url, other, format="json").status_code == 409
    assert imported() == ("77010022",)
    page = cast.social1.client().post(f"{PAGE}{seen['id']}/", follow=True)
    assert "이미 가져온 명단입니다" in page.content.decode()


def test_a_file_name_holds_no_resident_number(cast: Cast) -> None:
    sent = cast.social1.client().post(PAGE, {"file": SimpleUploadedFile("900101.1234567.csv", b"a,b\n1,2\n")})
    assert sent.status_code == 400
    assert "주민등록번호를 지우십시오" in sent.content.decode()
