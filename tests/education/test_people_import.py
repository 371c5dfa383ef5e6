"""A list of people from a spreadsheet: every wrong line is named, and while one is wrong nobody is signed up."""

from __future__ import annotations

import io
from collections import Counter
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import audit, workdays
from core.imports import lists
from core.imports.mending import Mends
from core.models import AuditEntry, ImportDraft, Message
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


def _address(course: EducationRequest) -> str:
    return f"/education/requests/{course.pk}/people/import/"


def plain_file(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("명단.csv", "\n".join(lines).encode())


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
    assert "1980. 1. 1." in page.content.decode(), "who sent the list sees whether it was read as it was meant"
    assert "가수강" in page.content.decode()
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
def test_a_reading_that_is_none_is_not_found(cast: Cast, course: EducationRequest) -> None:
    for draft in ("명단", "9" * 5000, str(course.pk)):
        assert cast.nursing1.client().post(_address(course), {"draft": draft}).status_code == 404


@pytest.mark.django_db
def test_a_list_that_fails_half_way_leaves_nobody(
    cast: Cast, course: EducationRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [[name, "", "", "", f"198{place}-01-01", "예"] for place, name in enumerate(("가수강", "나수강", "다수강"))]
    look = send(cast.nursing1, course, *rows).context["look"]
    store, seated = participants.enrolments._store, []

    def fails_after_the_seats(rows: Any, name: str, *values: Any) -> None:
        if name == "wait":
            seated.append(Enrolment.objects.count())
            raise RuntimeError("power cut")
        store(rows, name, *values)

    monkeypatch.setattr(participants.enrolments, "_store", fails_after_the_seats)
    with pytest.raises(RuntimeError):
        lists.confirm(participants.PEOPLE, actor=cast.nursing1.actor, row=course, draft_id=look.draft.pk)
    assert (seated, Enrolment.objects.count()) == ([2], 0)
    assert ImportDraft.objects.count() == 1, "and can be tried again"


@pytest.mark.django_db
def test_three_hundred_people_cost_no_more_statements_than_three(cast: Cast) -> None:
    """The nurse of a large home confirms her list: everybody in its order, each with a message and a line in the trail."""
    counts = {}
    for size in (3, 300):
        course = make.request("CONFIRMED", capacity=size - 1)
        make.session(course)
        lines = [f"수강{place:03d},가상요양원,010-0000-{place:04d},예" for place in range(size)]
        page = cast.nursing1.client().post(_address(course), {"file": plain_file("성명,소속,연락처,동의", *lines)})
        browser, draft = cast.nursing1.client(), {"draft": str(page.context["look"].draft.pk)}
        with CaptureQueriesContext(connection) as asked:
            assert browser.post(_address(course), draft).status_code == 302
        counts[size] = len(asked)
        states = list(course.enrolments.order_by("applied_at", "pk").values_list("name", "status"))
        assert states == [(f"수강{place:03d}", "CONFIRMED") for place in range(size - 1)] + [
            (f"수강{size - 1:03d}", "WAITLISTED")
        ]
        trail = AuditEntry.objects.filter(object_id__in=[str(row.pk) for row in course.enrolments.all()])
        assert Counter(trail.values_list("verb", "user")) == {
            ("education.enrol", cast.nursing1.pk): size,
            ("enrolment.confirm", None): size - 1,
            ("enrolment.wait", None): 1,
        }
        told = Message.objects.filter(values__number=course.number)
        assert Counter(told.values_list("template", flat=True)) == {
            "education.participant_seated": size - 1,
            "education.participant_waiting": 1,
        }
    assert counts[300] == counts[3] < 50
    assert [fault for fault in audit.verify() if not fault.place.startswith("봉인")] == []


@pytest.mark.django_db
def test_who_confirms_a_list_is_told_of_their_own_people_alone(
    cast: Cast, course: EducationRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else signs up while the list is taken."""
    look = send(cast.nursing1, course, GOOD).context["look"]
    apply = participants.enrolments.apply_all

    def meanwhile(**values: Any) -> Any:
        make.enrolment(course)
        return apply(**values)

    monkeypatch.setattr(participants.enrolments, "apply_all", meanwhile)
    confirmed = cast.nursing1.client().post(
        f"/education/requests/{course.pk}/people/import/", {"draft": str(look.draft.pk)}, follow=True
    )
    assert "1명의 수강 신청을 마쳤습니다." in confirmed.content.decode()
    assert Enrolment.objects.count() == 2


@pytest.mark.django_db
def test_a_line_mended_into_another_one_says_so_where_it_was_typed(cast: Cast, course: EducationRequest) -> None:
    """The first line is put right with the birth date of the second: they are one person, and the page says where."""
    wrong, good = ["가수강", "", "", "", "1980-13-01", "예"], ["가수강", "", "", "", "1980-01-01", "예"]
    look = send(cast.nursing1, course, wrong, good).context["look"]
    body = {"draft": str(look.draft.pk), "2-birth_date": "1980-01-01"}
    answer = cast.nursing1.client().post(_address(course), body)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "3번째 줄과 맞지 않습니다." in page
    assert 'value="1980-01-01"' in page
    assert not Enrolment.objects.exists()


@pytest.mark.django_db
def test_a_good_line_that_is_left_out_is_nobody(cast: Cast, course: EducationRequest) -> None:
    look = send(cast.nursing1, course, GOOD, ["나수강", "", "", "", "1981-01-01", "예"]).context["look"]
    lists.confirm(
        participants.PEOPLE, actor=cast.nursing1.actor, row=course, draft_id=look.draft.pk,
        mends=Mends(left_out=frozenset({3})),
    )  # fmt: skip
    assert list(Enrolment.objects.values_list("name", flat=True)) == ["가수강"]


@pytest.mark.django_db
def test_what_is_no_list_is_refused_as_a_whole(cast: Cast, course: EducationRequest) -> None:
    url = f"/education/requests/{course.pk}/people/import/"
    browser = cast.nursing1.client()
    assert browser.post(url, {}).status_code == 400
    for content, words in (
        (b"", "빈 파일"),
        (b"MZ\x00\x01", "읽을 수 없습니다"),
        ("소속,개인정보 동의\n가상요양원,예".encode(), "다음 열이 없습니다: 성명"),
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


# --- a list without the column of consent -----------------------------------------------------------------------------


def without_consent() -> SimpleUploadedFile:
    return plain_file("성명,소속,생년월일", "가수강,가상요양원,1980-01-01", "나수강,,1981-01-01")


@pytest.mark.django_db
def test_a_list_that_says_nothing_of_consent_asks_who_sent_it_once(cast: Cast, course: EducationRequest) -> None:
    """The nurse is asked for everybody; without a day, or with one to come, nobody is signed up."""
    browser = cast.nursing1.client()
    page = browser.post(_address(course), {"file": without_consent()})
    shown = page.content.decode()
    assert page.status_code == 200
    assert "이 명단의 모든 사람에게서 개인정보 수집·이용 동의를 받았습니까?" in shown
    assert "2명 신청 확정" in shown
    draft = {"draft": str(page.context["look"].draft.pk)}
    today = workdays.seoul_today()
    agreed_on = today - timedelta(days=2)
    for day, words in (("", "&#x27;개인정보 동의&#x27; 열을 더해"), (today + timedelta(days=1), lists.NOT_YET)):
        refused = browser.post(_address(course), draft | {"agreed_on": day})
        assert refused.status_code == 400
        assert words in refused.content.decode()
        assert not Enrolment.objects.exists()
    assert browser.post(_address(course), draft | {"agreed_on": agreed_on}).status_code == 302
    days = {workdays.seoul_date(row.consented_at) for row in Enrolment.objects.all()}
    assert (Enrolment.objects.count(), days) == (2, {agreed_on})
    entry = AuditEntry.objects.get(verb="education.import_people")
    assert entry.changes == {"count": 2, "agreed_on": str(agreed_on)}, "who said so, and what"


@pytest.mark.django_db
def test_a_list_that_says_who_consented_asks_nothing(cast: Cast, course: EducationRequest) -> None:
    shown = send(cast.nursing1, course, GOOD).content.decode()
    assert "동의를 받았습니까" not in shown
    answer = cast.nursing1.client().post(_address(course), {"file": plain_file("성명,동의 여부", "가수강,아니요")})
    assert "동의를 받았습니까" not in answer.content.decode()
    assert [fault.keys for fault in answer.context["look"].faults] == [("consent",)], "by any of its names"


@pytest.mark.django_db
def test_the_question_of_consent_over_the_api(cast: Cast, course: EducationRequest) -> None:
    api, url = cast.nursing1.client(), f"/api/v1/education/requests/{course.pk}/people-file/"
    look = api.post(url, {"file": without_consent()}).json()
    assert look["question"].startswith("이 명단의 모든 사람에게서 개인정보 수집·이용 동의를 받았습니까?")
    body = {"draft": look["draft"]}
    refused = api.post(f"{url}confirm/", body, content_type="application/json")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["agreed_on"])
    done = api.post(
        f"{url}confirm/", body | {"agreed_on": str(workdays.seoul_today())}, content_type="application/json"
    )
    assert done.json() == {"count": 2}


# --- what is left out, and whom a line is about --------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_total_is_left_out_and_said_and_a_wrong_line_names_its_person(cast: Cast, course: EducationRequest) -> None:
    def file() -> SimpleUploadedFile:
        return plain_file(
            ",".join(HEAD), ",".join(GOOD), "나 수강,가상요양원,,12-34,1981-01-01,예", "소계,2", "합 계,,2명"
        )

    page = cast.nursing1.client().post(_address(course), {"file": file()})
    shown = page.content.decode()
    assert "합계로 보아 뺀 줄:</b> 4, 5" in shown
    assert '<b class="num">3</b>번째 줄 <span class="sub">나 수강 · 가상요양원</span>' in shown
    look = cast.nursing1.client().post(
        f"/api/v1/education/requests/{course.pk}/people-file/", {"file": file()}
    )  # fmt: skip
    assert look.json()["total_lines"] == [4, 5]
    assert [(fault["line"], fault["who"]) for fault in look.json()["faults"]] == [(3, "나 수강 · 가상요양원")]


@pytest.mark.django_db
def test_a_blank_in_a_name_makes_no_other_person(cast: Cast, course: EducationRequest) -> None:
    """Once beside oneself in the list, once with another telephone, once signed up before."""
    known = {"name": "타수강", "birth_date": "1975-05-05", "consent": "on"}
    assert cast.nursing1.client().post(f"/education/requests/{course.pk}/people/", known).status_code == 302
    again = ["가 수강", *GOOD[1:]]
    elsewhere = ["가  수강", *GOOD[1:3], "010-0000-0009", *GOOD[4:]]
    before = ["타 수강", "", "", "", "1975-05-05", "예"]
    look = send(cast.nursing1, course, GOOD, again, elsewhere, before).context["look"]
    words = {fault.line: fault.text for fault in look.faults}
    assert [line.number for line in look.rows] == [2]
    assert "2번째 줄과" in words[3]
    assert words[4] == "2번째 줄과 같은 사람입니다."
    assert words[5] == participants.enrolments.TWICE
