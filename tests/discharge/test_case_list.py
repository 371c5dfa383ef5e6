"""The list of cases: who sees which lines, masked, searched, filtered, by what is due first."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from core.models import AuditEntry, Duty
from discharge.models import DischargeCase
from tests import make
from tests.cast import Cast, Member
from tests.discharge.screening_data import registered
from tests.queries import count_queries

URL = "/discharge/cases/"


def _numbers(who: Member, **query: Any) -> list[str]:
    answer = who.client().get(URL, query)
    assert answer.status_code == 200
    return [row["number"] for row in answer.context["rows"]]


def _kim(**values: Any) -> DischargeCase:
    person = make.client_(name="김가상", birth_date=date(1948, 3, 15), sex="F")
    return make.case("ASSESSING", client=person, **values)


def test_names_and_birth_dates_are_masked_for_everybody(cast: Cast) -> None:
    case = _kim()
    for who in (cast.social1, cast.social2, cast.nurse1, cast.doctor1, cast.coordinator1):
        page = who.client().get(URL).content.decode()
        assert "김*상" in page
        assert "1948년생" in page
        assert case.number in page
        assert "김가상" not in page
        assert "1948-03-15" not in page
        assert case.diagnosis not in page
    entry = AuditEntry.objects.filter(verb="case.list", user=cast.social1.user).get()
    assert (entry.action, entry.persons) == ("SEARCH", [case.client_id])


def test_who_sees_which_lines(cast: Cast) -> None:
    mine, other = make.case("PLANNING"), make.case("PLANNING", attending=cast.doctor2.user)
    far = make.case("PLANNING", hospital=cast.hospital2.institution)
    at_home = {mine.number, other.number}
    for who in (cast.social1, cast.social2, cast.nurse1, cast.coordinator1):
        assert set(_numbers(who)) == at_home
    assert _numbers(cast.doctor1) == [mine.number]
    assert _numbers(cast.hospital2) == [far.number]
    for who in (cast.cpo1, cast.health1, cast.director1, cast.edstaff1, cast.monitor1):
        assert who.client().get(URL).status_code == 403


@pytest.mark.parametrize(
    "text", ["김가상", "가상", "김가", "19480315", "480315", "1948-03-15", "1948. 3. 15.", "48.3.15"]
)
def test_a_person_is_found_by_name_and_birth_date(cast: Cast, text: str) -> None:
    case = _kim()
    make.case("ASSESSING", client=make.client_(name="이나라", birth_date=date(1950, 1, 1)))
    assert _numbers(cast.social1, q=text) == [case.number]


def test_a_case_number_is_read_forgivingly(cast: Cast) -> None:
    case, _ = _kim(), make.case("ASSESSING")
    year, serial = case.number.split("-")[1:]
    for text in (
        case.number,
        f"d-{year}-{int(serial)}",
        f"D {year} {int(serial)}",
        f"ㅇ{year}-{serial}",
        f"d{year}{serial}",
    ):
        assert _numbers(cast.social1, q=text) == [case.number], text


@pytest.mark.parametrize(
    "text",
    [
        "ㄱㄱㅅ",
        "ㄱㄱ",
        "ㄱ ㄱ ㅅ",
        "김*상",
        "7788",
        "010-0000-7788",
        "01000007788",
        "+82 10 0000 7788",
        "1948",
        "1948년생",
        "48년생",
        "0012345",
        "{serial}",
        "{short}",
    ],
)
def test_who_knows_a_part_finds_the_case(cast: Cast, text: str) -> None:
    """Initial consonants, the end of the telephone, the year of birth, the chart number, the end of the case number."""
    values = {"name": "김가상", "birth_date": date(1948, 3, 15), "phone": "010-0000-7788"}
    case = make.case("ASSESSING", client=make.client_(chart_no="0012345", **values))
    make.case("ASSESSING", client=make.client_(name="이나라", birth_date=date(1950, 1, 1), phone="010-0000-0001"))
    serial = case.number.rpartition("-")[2]
    assert _numbers(cast.social1, q=text.format(serial=serial, short=int(serial))) == [case.number]


@pytest.mark.parametrize("text", ["ㄱㄱㅅ", "김*상", "7788", "010-0000-7788", "1948", "0012345"])
def test_a_part_finds_nothing_of_a_case_that_one_may_not_read(cast: Cast, text: str) -> None:
    values = {"name": "김가상", "birth_date": date(1948, 3, 15), "phone": "010-0000-7788"}
    case = make.case("ASSESSING", client=make.client_(chart_no="0012345", **values))
    assert case.number in _numbers(cast.social2), "a colleague knows that there is a case"
    assert _numbers(cast.social2, q=text) == []
    assert _numbers(cast.coordinator1, q=text) == [case.number]


def test_an_ended_case_that_was_looked_for_by_a_part_is_counted(cast: Cast) -> None:
    case = make.case("CLOSED", client=make.client_(name="김가상"))
    page = cast.social1.client().get(URL, {"q": case.number.rpartition("-")[2]}).content.decode()
    assert "1건" in page
    assert _numbers(cast.social1, q="ㄱㄱㅅ", state="") == [case.number]


def test_the_list_leaves_as_a_spreadsheet_masked_as_it_stands(cast: Cast) -> None:
    case, other = _kim(), make.case("CLOSED")
    answer = cast.social1.client().get(f"{URL}export.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][:3] == ("대상자", "생년·성별", "사례번호")
    assert [line[2] for line in lines[1:]] == [case.number]
    assert lines[1][0] == "김*상"
    assert AuditEntry.objects.get(verb="case.list_export").persons == [case.client_id]
    assert other.number in {
        row[2].value
        for row in load_workbook(
            io.BytesIO(cast.social1.client().get(f"{URL}export.xlsx", {"state": ""}).content)
        ).active
    }  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["박나라", "19491231", "D-2026-99999", "%", "_", "' OR 1=1", "김가상 OR"])
def test_a_search_that_meets_nobody_shows_nobody(cast: Cast, text: str) -> None:
    _kim()
    assert _numbers(cast.social1, q=text) == []


def test_a_search_that_nobody_can_ask_is_refused_in_words(cast: Cast) -> None:
    refused = cast.social1.client().get(URL, {"q": "\x00"})
    assert refused.status_code == 400
    assert "저장할 수 없는 문자" in refused.content.decode()


def test_the_filters_keep_what_they_say(cast: Cast) -> None:
    fracture = make.case("ASSESSING", ward="51병동")
    stroke = make.case("FOLLOW_UP", ward="52병동", target_group="STROKE", nurse=make.user())
    ended = make.case("CLOSED", social_worker=cast.social2.user)
    assert set(_numbers(cast.social1)) == {fracture.number, stroke.number}
    assert set(_numbers(cast.social1, state="")) == {fracture.number, stroke.number, ended.number}
    assert _numbers(cast.social1, state="CLOSED") == [ended.number]
    assert _numbers(cast.social1, ward="52병동") == [stroke.number]
    assert _numbers(cast.social1, group="STROKE") == [stroke.number]
    assert _numbers(cast.social2, assigned="me", state="") == [ended.number]
    assert _numbers(cast.nurse1, assigned="me", state="ASSESSING") == [fracture.number]
    assert set(_numbers(cast.doctor1, assigned="me", state="")) == {fracture.number, stroke.number, ended.number}
    soon = str(fracture.expected_discharge_on + timedelta(days=1))
    assert _numbers(cast.social1, leaves_from=soon) == []


def test_late_cases_come_first_and_can_be_seen_alone(cast: Cast) -> None:
    idle, due, late = make.case("PLANNING"), registered(cast), registered(cast)
    DischargeCase.objects.filter(pk=idle.pk).update(next_due_at=timezone.now() + timedelta(days=900))
    past = timezone.now() - timedelta(days=2)
    Duty.objects.filter(root_id=str(late.pk)).update(due_at=past)
    DischargeCase.objects.filter(pk=late.pk).update(next_due_at=past)
    assert _numbers(cast.social1) == [late.number, due.number, idle.number]
    assert _numbers(cast.social1, overdue="on") == [late.number]
    rows = cast.social1.client().get(URL).context["rows"]
    assert [row["is_late"] for row in rows] == [True, False, False]
    assert (rows[0]["next"], rows[0]["next_who"]) == ("동의 받기", "박가상")
    assert _numbers(cast.social1, o="new")[0] == late.number


def test_pages_go_by_key_there_and_back(cast: Cast) -> None:
    person = make.client_()
    base = make.days_ago(400)
    made = [make.case("SCREENED", client=person, admitted_on=base + timedelta(days=step)) for step in range(60)]
    browser = cast.social1.client()
    for order in ("due", "new", "no"):
        first = browser.get(URL, {"o": order}).context
        second = browser.get(URL, {"o": order, "after": first["page"].next}).context
        numbers = [row["number"] for row in (*first["rows"], *second["rows"])]
        assert (len(first["rows"]), len(second["rows"])) == (50, 10)
        assert set(numbers) == {case.number for case in made}
        back = browser.get(URL, {"o": order, "after": second["page"].previous}).context
        assert [row["number"] for row in back["rows"]] == numbers[:50]


@pytest.mark.parametrize("after", ["x", "WzFd", "eyJhIjoxfQ", "WzUsNV0", "WyJ4IiwieCJd", "W251bGwsbnVsbF0", "<", "가"])
def test_a_token_that_nobody_made_is_refused(cast: Cast, after: str) -> None:
    make.case("SCREENED")
    answer = cast.social1.client().get(URL, {"after": after})
    assert answer.status_code == 400
    assert cast.social1.api().get("/api/v1/discharge/cases/", {"after": after}).status_code == 400


@pytest.mark.parametrize("rows", [10, 50])
def test_the_list_costs_the_same_for_ten_and_for_fifty(cast: Cast, rows: int) -> None:
    person = make.client_()
    for step in range(rows):
        make.case("SCREENED", client=person, admitted_on=make.days_ago(500 - step))
    browser = cast.social1.client()
    browser.get(URL)
    with count_queries("case list page"):
        assert len(browser.get(URL).context["rows"]) == rows
    api = cast.social1.api()
    api.get("/api/v1/discharge/cases/")
    with count_queries("api case list"):
        assert len(api.get("/api/v1/discharge/cases/").json()["results"]) == rows


def test_an_empty_list_says_what_to_do(cast: Cast) -> None:
    assert "진행 중인 사례가 없습니다" in cast.social1.client().get(URL, {"state": ""}).content.decode()
    assert "조건에 맞는 사례가 없습니다" in cast.social1.client().get(URL, {"q": "없는이름"}).content.decode()


def test_a_case_whose_linkage_stays_unanswered_takes_its_tone(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    make.linkage(case, "IN_SERVICE")
    page = cast.social1.client().get("/discharge/cases/").content.decode()
    assert "답 없는 연계 있음" not in page
    make.linkage(case, "NO_RESPONSE")
    page = cast.social1.client().get("/discharge/cases/").content.decode()
    assert "답 없는 연계 있음" in page
    assert 'class="st bad"' in page
    assert "사후관리" in page


def test_the_plan_names_the_linkage_that_stands_worst(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    make.linkage(case, "IN_SERVICE", due_at=make.at(make.days_ago(3)))
    case_page = cast.social1.client().get(f"/discharge/cases/{case.pk}/")
    assert case_page.context["links"]["worst"]["status"] == "IN_SERVICE"
    silent = make.linkage(case, "NO_RESPONSE")
    case_page = cast.social1.client().get(f"/discharge/cases/{case.pk}/")
    assert case_page.context["links"]["worst"]["url"] == f"/linkages/{silent.pk}/"
    assert "가장 급한 연계" in case_page.content.decode()


def test_an_agency_asked_in_place_of_another_stands_for_both_under_the_need(cast: Cast) -> None:
    case = make.case("FOLLOW_UP")
    declined = make.linkage(case, "DECLINED")
    make.linkage(case, "SENT", cast.welfare1.institution, parent=declined)
    rows = cast.social1.client().get(f"/discharge/cases/{case.pk}/").context["links"]["rows"]
    assert [(row["status"], row["before"]) for row in rows if row.get("asked")] == [("SENT", "가상보건소 거절")]


def test_the_heads_sort_and_the_order_is_kept_by_filters(cast: Cast) -> None:
    older, newer = make.case("ASSESSING"), make.case("ASSESSING")
    now = timezone.now()
    DischargeCase.objects.filter(pk=older.pk).update(created_at=now - timedelta(days=9), next_due_at=now)
    DischargeCase.objects.filter(pk=newer.pk).update(created_at=now, next_due_at=now + timedelta(days=9))
    who = cast.social1
    assert _numbers(who) == [older.number, newer.number]
    assert _numbers(who, o="nothing") == [older.number, newer.number]
    assert _numbers(who, o="new") == [newer.number, older.number]
    usual = who.client().get(URL).content.decode()
    assert 'aria-sort="ascending"><a href="?o=due">기한' in usual
    assert 'aria-sort="descending"' not in usual
    sorted_ = who.client().get(URL, {"o": "new", "ward": older.ward, "after": ""}).content.decode()
    assert 'aria-sort="descending"' in sorted_
    assert 'aria-sort="ascending"' not in sorted_
    assert '<input type="hidden" name="o" value="new">' in sorted_
