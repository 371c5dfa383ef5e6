"""A list of people from a spreadsheet: every wrong line is named, and while one is wrong nobody is signed up."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import AuditEntry, ImportDraft
from education.models import EducationRequest, Enrolment
from education.services import participants
from tests import make_education as make
from tests.cast import Cast

HEAD = ["성명", "소속", "직종", "연락처", "생년월일", "개인정보 동의"]
GOOD = ["가수강", "가상요양원", "요양·돌봄 종사자", "010-0000-0001", "1980-01-01", "예"]
TODAY_OR_LATER = "2097-01-01"

# What is wrong with a line, in which column, and what the person is told.
BAD: dict[str, tuple[list[str], str, str]] = {
    "no name": (["", *GOOD[1:]], "성명", "빈 칸입니다"),
    "a name too long": (["가" * 51, *GOOD[1:]], "성명", "50자까지"),
    "a place too long": (["나수강", "가" * 101, *GOOD[2:]], "소속", "100자까지"),
    "an unknown job": (["다수강", "", "우주비행사", *GOOD[3:]], "직종", "다음 가운데 하나로"),
    "a wrong telephone": (["라수강", "", "", "12-34", *GOOD[4:]], "연락처", ""),
    "a day that is none": (["마수강", "", "", "", "1980-02-30", "예"], "생년월일", "없는 날짜입니다"),
    "born tomorrow": (["바수강", "", "", "", TODAY_OR_LATER, "예"], "생년월일", "다시 확인"),
    "no birth date": (["사수강", "", "", "010-0000-0002", "", "예"], "생년월일", "생년월일이 있어야"),
    "no consent": (["아수강", "", "", "", "1980-01-01", ""], "개인정보 동의", "빈 칸입니다"),
    "consent refused": (["자수강", "", "", "", "1980-01-01", "아니요"], "개인정보 동의", "동의한 사람만"),
    "a resident number": (["차수강", "800101-1234567", "", "", "1980-01-01", "예"], "소속", "주민등록번호"),
    "the same person twice": (list(GOOD), "성명", "2번째 줄과"),
    "signed up already": (["타수강", "", "", "", "1975-05-05", "예"], "성명", "이미 이 교육을 신청한"),
}


def book(*rows: list[str]) -> SimpleUploadedFile:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    for row in (HEAD, *rows):
        page.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return SimpleUploadedFile("명단.xlsx", stream.getvalue())


@pytest.fixture
def course(cast: Cast) -> EducationRequest:
    made = make.request("CONFIRMED", capacity=2, asks_birth_date=True)
    make.session(made)
    return made


def send(who: Any, course: EducationRequest, *rows: list[str]) -> Any:
    return who.client().post(f"/education/requests/{course.pk}/people/import/", {"file": book(*rows)})


@pytest.mark.django_db
def test_every_wrong_line_is_named_and_nobody_is_signed_up(cast: Cast, course: EducationRequest) -> None:
    """Thirteen kinds of bad line beneath one good one."""
    known = {"name": "타수강", "birth_date": "1975-05-05", "consent": True}
    answer = cast.nursing1.client().post(f"/education/requests/{course.pk}/people/", known | {"consent": "on"})
    assert answer.status_code == 302
    rows = [row for row, _, _ in BAD.values()]
    page = send(cast.nursing1, course, GOOD, *rows)
    look = page.context["look"]
    told = {fault.line: (fault.column, fault.text) for fault in look.faults}
    for number, (name, (_, column, words)) in enumerate(BAD.items(), start=3):
        assert number in told, name
        assert column in told[number][0], name
        assert words in told[number][1], name
    assert len(told) == len(BAD)
    shown = page.content.decode()
    assert "800101" not in shown
    assert "신청 확정" not in shown
    assert Enrolment.objects.count() == 1
    forced = cast.nursing1.client().post(
        f"/education/requests/{course.pk}/people/import/", {"draft": str(look.draft.pk)}
    )
    assert forced.status_code == 400
    assert "13줄" in forced.content.decode()
    assert Enrolment.objects.count() == 1


@pytest.mark.django_db
def test_a_right_list_takes_the_seats_and_then_the_line(cast: Cast, course: EducationRequest) -> None:
    rows = [[name, "", "", "", f"198{place}-01-01", "예"] for place, name in enumerate(("가수강", "나수강", "다수강"))]
    page = send(cast.nursing1, course, *rows)
    look = page.context["look"]
    assert (look.seated, look.waiting, look.faults) == (2, 1, [])
    assert Enrolment.objects.count() == 0, "looking signs nobody up"
    assert "가*강" in page.content.decode()
    assert "가수강" not in page.content.decode()
    url = f"/education/requests/{course.pk}/people/import/"
    done = cast.nursing1.client().post(url, {"draft": str(look.draft.pk)})
    assert done.status_code == 302
    states = dict(Enrolment.objects.values_list("name", "status"))
    assert states == {"가수강": "CONFIRMED", "나수강": "CONFIRMED", "다수강": "WAITLISTED"}
    assert set(Enrolment.objects.values_list("institution", flat=True)) == {cast.nursing1.institution.pk}
    assert cast.nursing1.client().post(url, {"draft": str(look.draft.pk)}).status_code == 409, "pressed twice"
    assert Enrolment.objects.count() == 3
    assert not ImportDraft.objects.exists()
    assert AuditEntry.objects.get(verb="education.import_people").changes == {"count": 3}


@pytest.mark.django_db
def test_a_list_belongs_to_who_read_it_and_to_its_course(cast: Cast, course: EducationRequest) -> None:
    look = send(cast.nursing1, course, GOOD).context["look"]
    body = {"draft": str(look.draft.pk)}
    url = f"/education/requests/{course.pk}/people/import/"
    assert cast.coordinator1.client().post(url, body).status_code == 404
    other = make.request("CONFIRMED", capacity=9)
    make.session(other)
    assert cast.nursing1.client().post(f"/education/requests/{other.pk}/people/import/", body).status_code == 404
    assert cast.health1.client().get(url).status_code == 404
    assert Enrolment.objects.count() == 0


@pytest.mark.django_db
def test_a_list_that_fails_half_way_leaves_nobody(
    cast: Cast, course: EducationRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [[name, "", "", "", f"198{place}-01-01", "예"] for place, name in enumerate(("가수강", "나수강", "다수강"))]
    look = send(cast.nursing1, course, *rows).context["look"]
    apply, calls = participants.enrolments.apply, []

    def fails_on_the_third(**values: Any) -> Any:
        calls.append(values)
        if len(calls) == 3:
            raise RuntimeError("power cut")
        return apply(**values)

    monkeypatch.setattr(participants.enrolments, "apply", fails_on_the_third)
    with pytest.raises(RuntimeError):
        participants.confirm(actor=cast.nursing1.actor, course=course, draft_id=str(look.draft.pk))
    assert Enrolment.objects.count() == 0
    assert ImportDraft.objects.count() == 1, "and can be tried again"


@pytest.mark.django_db
def test_what_is_no_list_is_refused_as_a_whole(cast: Cast, course: EducationRequest) -> None:
    url = f"/education/requests/{course.pk}/people/import/"
    browser = cast.nursing1.client()
    assert browser.post(url, {}).status_code == 400
    for content, words in (
        (b"", "빈 파일"),
        (b"MZ\x00\x01", "읽을 수 없습니다"),
        ("성명\n가수강".encode(), "개인정보 동의"),
    ):
        answer = browser.post(url, {"file": SimpleUploadedFile("명단.csv", content)})
        assert answer.status_code == 400
        assert words in answer.content.decode()
    template = browser.get(f"/education/requests/{course.pk}/people/form.xlsx").content
    found = openpyxl.load_workbook(io.BytesIO(template)).worksheets[0]
    assert [cell.value for cell in found[1]] == HEAD


@pytest.mark.django_db
def test_a_list_over_the_api(cast: Cast, course: EducationRequest) -> None:
    url = f"/api/v1/education/requests/{course.pk}/people-file/"
    api = cast.nursing1.client()
    look = api.post(url, {"file": book(GOOD)}).json()
    assert (look["seated"], look["waiting"], look["faults"]) == (1, 0, [])
    done = api.post(f"{url}confirm/", {"draft": look["draft"]}, content_type="application/json")
    assert done.json() == {"count": 1}
