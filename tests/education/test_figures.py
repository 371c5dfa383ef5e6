"""The figures of education: a period, a grouping, and nothing about few people."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.indicators import INDICATORS, registered
from core.models import AuditEntry
from core.periods import Period
from core.workdays import SEOUL
from education.indicators import tables
from education.indicators.tables import GROUPINGS
from education.models import EducationRequest, ExternalRequester
from network.models import Municipality
from network.registry.figures import Line, Table
from tests import make, make_education
from tests.cast import Cast
from tests.make_figures import GROUP, held, said, scored
from tests.queries import count_queries, gather_statistics, statements

pytestmark = pytest.mark.django_db
YEAR = Period.of("year", 2026)
MARCH, MAY = date(2026, 3, 10), date(2026, 5, 12)
URL = "/figures/education/"
API = f"/api/v1{URL}"
NAMES = ("requests", "courses", "lessons", "persons", "attendances", "completed", "completion", "satisfaction", "gain")


def _cells(line: Line) -> dict[str, str]:
    return {name: cell.text for name, cell in zip(NAMES, line.cells, strict=True)}


def _report(host: int, period: Period, by: str) -> Table:
    """The table as the page gets it."""
    found = {code: INDICATORS[code](host, period.first, period.last) for code in registered("education")}
    return tables.table((host,), period, by, found)


def _table(cast: Cast, by: str, period: Period = YEAR) -> dict[str, dict[str, str]]:
    """The lines of a table by name, the whole among them."""
    found = _report(cast.host.pk, period, by)
    return {line.name: _cells(line) for line in (*found.lines, found.whole)}


# --- the table -------------------------------------------------------------------------------------------------------


def test_a_line_counts_what_belongs_to_its_topic(cast: Cast) -> None:
    topic = make_education.topic(title="심폐소생술")
    held(MARCH, GROUP[:8], completed=6, answers=(5, 5, 4, 4, 4), topic=topic)
    scored(held(MAY, GROUP[:6], topic=topic), MAY, *[(50, 70)] * 5, (50, 71))
    make_education.request("SUBMITTED", topic=topic, submitted_at=datetime(2026, 5, 1, 9, tzinfo=SEOUL))
    held(MAY)
    assert _table(cast, "topic")["심폐소생술"] == {
        "requests": "3",
        "courses": "2",
        "lessons": "2",
        "persons": "8",
        "attendances": "14",
        "completed": "12",
        "completion": "85.7",
        "satisfaction": "4.40",
        "gain": "20.2",
    }
    assert "주제를 고르지 않음" in _table(cast, "topic")


def test_the_whole_counts_a_person_of_two_topics_once(cast: Cast) -> None:
    for title, people in (("가 주제", GROUP[:6]), ("나 주제", GROUP[3:9])):
        held(MARCH, people, topic=make_education.topic(title=title))
    table = _table(cast, "topic")
    assert (table["가 주제"]["persons"], table["나 주제"]["persons"]) == ("6", "6")
    assert (table["전체"]["persons"], table["전체"]["attendances"]) == ("9", "12")


def test_a_course_of_two_fields_stands_in_both_and_once_in_the_whole(cast: Cast) -> None:
    held(MARCH, answers=(4,) * 5, field=["EMERGENCY", "MENTAL"])
    table = _table(cast, "field")
    shown = [table[name]["courses"] + table[name]["satisfaction"] for name in ("응급상황 대처(심폐소생술·AED)", "정신건강·우울증·자살예방", "전체")]  # fmt: skip
    assert shown == ["14.00"] * 3


def test_people_stand_at_their_own_municipality_and_the_course_at_that_of_who_asked(cast: Cast) -> None:
    here, there = Municipality.objects.order_by("code")[:2]
    asking, other = make.institution(municipality=here), make.institution(municipality=there)
    held(MARCH, GROUP[:6], requester=asking, institution=other, answers=(5,) * 5)
    table = _table(cast, "municipality")
    names = list(tables._names_of_groups("municipality", [here.pk, there.pk]).values())
    near, far = (table[name] for name in names)
    assert (near["requests"], near["courses"], near["persons"], near["satisfaction"]) == ("1", "1", "0", "5.00")
    assert (far["requests"], far["courses"], far["persons"], far["completed"]) == ("0", "0", "6", "6")


def test_a_course_of_the_hospitals_own_is_no_request_and_stands_at_the_hospital(cast: Cast) -> None:
    place = Municipality.objects.order_by("code")[0]
    host = make.institution(municipality=place)
    held(MARCH, host=host, requester=None, institution=make.institution())
    found = _report(host.pk, YEAR, "municipality")
    lines = {line.name: _cells(line) for line in found.lines}
    assert (lines[place.name]["courses"], lines[place.name]["requests"]) == ("1", "0")
    assert lines["알 수 없음"]["persons"] == "6"


def test_a_group_without_an_account_asks_too_and_stands_where_it_is(cast: Cast) -> None:
    place = Municipality.objects.order_by("code")[0]
    _outside(held(MARCH, requester=None, from_outside=True, institution=None, answers=(5,) * 5), place)
    table = _table(cast, "municipality")
    (name,) = tables._names_of_groups("municipality", [place.pk]).values()
    assert [table[name][column] for column in ("requests", "courses", "satisfaction")] == ["1", "1", "5.00"]
    assert table["전체"]["requests"] == "1"


def _outside(course: EducationRequest, place: Municipality) -> None:
    now = course.submitted_at
    ExternalRequester.objects.create(
        request=course, name="가상 마을회", municipality=place, channel="SMS", address="010-0000-0000",
        address_hash="none", proved_at=now, consented_at=now, key_hash=str(course.pk),
    )  # fmt: skip


def test_months_stand_in_order_with_the_empty_ones(cast: Cast) -> None:
    scored(held(date(2026, 4, 30), answers=(5,) * 5), date(2026, 5, 1), *[(40, 60)] * 6)
    table = _table(cast, "month", Period.of("quarter", 2026, 2))
    assert list(table) == ["2026년 4월", "2026년 5월", "2026년 6월", "전체"]
    april, may = table["2026년 4월"], table["2026년 5월"]
    assert (april["requests"], april["persons"], april["completed"], april["satisfaction"]) == ("1", "6", "6", "5.00")
    assert (april["gain"], may["gain"], table["전체"]["gain"]) == ("-", "20.0", "20.0")


def test_only_the_own_hospital_and_the_days_of_the_period_count(cast: Cast) -> None:
    held(date(2026, 6, 30))
    held(date(2026, 7, 1), host=cast.hospital2.institution)
    assert _table(cast, "month", Period.of("half", 2026, 1))["전체"]["courses"] == "1"
    assert _table(cast, "month", Period.of("half", 2026, 2))["전체"]["courses"] == "0"
    assert _table(cast, "month", Period(date(2026, 6, 30), date(2026, 6, 30)))["전체"]["persons"] == "6"


# --- few people ------------------------------------------------------------------------------------------------------


def test_few_people_are_not_told_apart(cast: Cast) -> None:
    scored(held(MARCH, GROUP[:4], completed=2, topic=make_education.topic(title="작은 모임")), MARCH, (10, 20))
    found = cast.director1.api().get(f"{API}?kind=year&year=2026&by=topic").json()
    line = next(one for one in found["lines"] if one["name"] == "작은 모임")
    told = dict(zip(NAMES, (cell["text"] for cell in line["cells"]), strict=True))
    assert [told[name] for name in ("persons", "attendances", "completed")] == ["가림"] * 3
    assert [told[name] for name in ("completion", "gain")] == ["가림"] * 2


def _means(cast: Cast) -> set[str]:
    """Every satisfaction that any grouping and any month shows."""
    periods = [YEAR, *(Period.of("month", 2026, month) for month in range(1, 13)), Period(MARCH, MAY)]
    return {line["satisfaction"] for period in periods for by in GROUPINGS for line in _table(cast, by, period).values()}  # fmt: skip


def test_what_four_people_said_is_in_no_figure_and_no_difference_of_figures(cast: Cast) -> None:
    held(MARCH, answers=(5, 5, 5, 5, 4), field=["EMERGENCY", "MENTAL"], topic=make_education.topic(title="큰 모임"))
    held(MARCH, answers=(1, 1, 1, 1), field=["EMERGENCY"], topic=make_education.topic(title="작은 모임"))
    held(MAY, answers=(1, 2), audience="STUDENT")
    assert _means(cast) == {"-", "4.80"}
    assert "넣지 않은 조사가 2건" in " ".join(_report(cast.host.pk, YEAR, "topic").notes)
    assert INDICATORS["E06"](cast.host.pk, YEAR.first, YEAR.last).cell.text == "4.80"


def test_a_survey_counts_as_a_whole_on_the_day_of_its_last_answer(cast: Cast) -> None:
    row = said(held(MARCH), MARCH, (5,) * 5 + (2,))
    late = row.answers.get(scores=[2] * len(row.questionnaire.texts))
    late.day = date(2026, 3, 12)
    late.save()
    before = Period(date(2026, 1, 1), date(2026, 3, 11))
    after = Period(date(2026, 3, 12), date(2026, 3, 31))
    assert [_table(cast, "topic", one)["전체"]["satisfaction"] for one in (before, after)] == ["-", "4.50"]


def test_a_survey_that_is_open_is_in_no_figure(cast: Cast) -> None:
    course = held(MARCH, answers=(5,) * 6)
    EducationRequest.objects.filter(pk=course.pk).update(status="DELIVERED")
    assert _means(cast) == {"-"}


def test_an_answer_to_less_than_half_is_not_valid_and_blanks_stay_out(cast: Cast) -> None:
    row = said(held(MARCH), MARCH, (4, 4, 4, 4, 4, 1, 1))
    questions = len(row.questionnaire.texts)
    few, blank = row.answers.filter(scores=[1] * questions)
    few.scores = [1] + [None] * (questions - 1)
    blank.scores = [1] * ((questions + 1) // 2) + [None] * (questions // 2)
    few.save()
    blank.save()
    assert _table(cast, "topic")["전체"]["satisfaction"] == "3.50"


# --- its doors -------------------------------------------------------------------------------------------------------


def test_a_year_earlier_stands_beside_with_the_difference(cast: Cast) -> None:
    held(date(2025, 5, 1), GROUP[:10], completed=5)
    held(MAY, GROUP[:5])
    held(MAY, GROUP[5:8])
    found = cast.director1.api().get(f"{API}?kind=month&year=2026&month=5").json()
    beside = {one["code"]: (one["value"], one["before"], one["change"]) for one in found["figures"]}
    assert beside["E03"] == ("8.00", "10.00", "-2.00")
    assert beside["E05"] == ("100.00", "50.00", "50.00")
    page = cast.director1.client().get(f"{URL}?kind=month&year=2026&month=5").content.decode()
    assert "2026년 5월" in page
    assert "2025년 5월" in page
    assert re.sub(r"\s+", " ", page).count('<span aria-hidden="true">△</span><span class="vh">감소 </span>2<') == 2


def test_the_period_and_the_grouping_are_kept_in_every_link(cast: Cast) -> None:
    held(MARCH)
    page = cast.coordinator1.client().get(f"{URL}?kind=quarter&year=2026&quarter=1&by=field").content.decode()
    asked = "kind=quarter&amp;year=2026&amp;quarter=1&amp;place=own&amp;by="
    assert f"table.xlsx?{asked}field" in page
    assert f"paper/?{asked}field" in page
    assert [by for by in GROUPINGS if f"?{asked}{by}" not in page] == []
    assert "kind=quarter&amp;year=2025&amp;quarter=4&amp;place=own&amp;by=field" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kind=dates&since=2026-05-02&until=2026-05-01", "마지막 날은 첫날보다 앞설 수 없습니다."),
        ("kind=dates&since=2016-05-02&until=2026-05-01", "기간은 5년까지 정합니다."),
        ("kind=quarter&quarter=7", "선택"),
        ("year=99999", "2100"),
    ],
)
def test_a_period_that_is_none_is_told_and_the_year_is_shown(cast: Cast, query: str, words: str) -> None:
    response = cast.coordinator1.client().get(f"{URL}?{query}")
    assert response.status_code == 200
    assert words in response.content.decode()
    assert cast.coordinator1.api().get(f"{API}?{query}").status_code == 400


def test_the_spreadsheet_holds_numbers_and_is_recorded(cast: Cast) -> None:
    held(MARCH, GROUP[:10], completed=5, topic=make_education.topic(title="=1+1"))
    response = cast.coordinator1.client().get(f"{URL}table.xlsx?kind=year&year=2026")
    rows: list[Any] = list(load_workbook(io.BytesIO(response.content)).active.values)
    assert rows[0][:4] == ("교육 주제", "신청(건)", "과정(개)", "회차(회)")
    assert rows[1][:8] == ("=1+1", 1, 1, 1, 10, 10, 5, 50)
    assert rows[2][0] == "전체"
    entry = AuditEntry.objects.get(verb="figures.export")
    assert (entry.action, entry.user, entry.changes) == ("DOWNLOAD", cast.coordinator1.user, {"programme": "EDUCATION", "period": "2026년", "by": "topic"})  # fmt: skip


def test_the_paper_is_a_working_copy_whose_print_is_recorded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr("core.reports.render_pdf", lambda html: made.append(html) or b"%PDF-")  # type: ignore[func-returns-value]
    held(MARCH, topic=make_education.topic(title="심폐소생술"))
    chief = cast.director1.client()
    assert '<span class="no"></span>' in chief.get(f"{URL}paper/?kind=year&year=2026").content.decode()
    assert chief.get(f"{URL}paper.pdf?kind=year&year=2026").status_code == 200
    assert "심폐소생술" in made[0]
    assert AuditEntry.objects.filter(verb="print.figures", action="PRINT").exists()


def test_the_api_gives_the_same_period_and_grouping(cast: Cast) -> None:
    held(MARCH, completed=5, answers=(5,) * 4, audience="STUDENT")
    found = cast.coordinator1.api().get(f"{API}?kind=half&year=2026&half=1&by=audience").json()
    assert (found["first"], found["last"], found["by"]) == ("2026-01-01", "2026-06-30", "audience")
    cells = {one["title"]: (one["text"], one["value"]) for one in found["lines"][0]["cells"]}
    assert found["lines"][0]["name"] == "학생"
    assert (cells["수료율"], cells["만족도"]) == (("83.3", "83.30"), ("-", None))
    assert {one["code"]: one["value"] for one in found["figures"]}["E03"] == "6.00"


def test_others_are_refused(cast: Cast) -> None:
    for who in (cast.nursing1, cast.instructor1, cast.social1):
        for path in (URL, f"{URL}paper/", f"{URL}paper.pdf", f"{URL}table.xlsx", API):
            assert who.client().get(path).status_code == 403, path


def _cost(cast: Cast, by: str) -> int:
    browser = cast.coordinator1.client()
    browser.get(URL)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(f"{URL}?kind=year&year=2026&by={by}").status_code == 200
    # the holidays are read anew now and then, whatever is asked
    return len([one for one in statements(captured) if "core_holiday" not in one])


def test_sixty_courses_cost_as_many_statements_as_three(cast: Cast) -> None:
    def make_courses(number: int) -> None:
        for place in range(number):
            topic = make_education.topic()
            course = held(MARCH, topic=topic, answers=(5,) * 5, requester=make.institution(municipality=places[place]))
            scored(course, MARCH, (10, 20))

    places = list(Municipality.objects.all()) * 60
    make_courses(3)
    few = {by: _cost(cast, by) for by in GROUPINGS}
    make_courses(57)
    gather_statistics()
    assert {by: _cost(cast, by) for by in GROUPINGS} == few
    browser = cast.coordinator1.client()
    browser.get(URL)
    with count_queries("figures page of education"):
        browser.get(f"{URL}?kind=year&year=2026&by=municipality")


def test_means_are_rounded_half_up_from_whole_numbers(cast: Cast) -> None:
    held(MARCH, answers=(5, 5, 5, 5, 5, 5, 5, 4), completed=6)
    assert _table(cast, "topic")["전체"]["satisfaction"] == str(Decimal("4.88"))
