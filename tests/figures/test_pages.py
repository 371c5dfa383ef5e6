"""One page of figures for every programme: who reads which numbers, what they open, what nobody is told."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.utils import timezone
from openpyxl import load_workbook

from core import workdays
from core.indicators import INDICATORS, definitions, rate
from core.models import AuditEntry
from discharge.models import DischargeCase
from network.registry.figures import programmes
from referrals.models import Linkage
from tests import make
from tests.cast import Cast, Member
from tests.core.hwpx_file import File
from tests.make_figures import held
from tests.paper_words import words_of
from tests.queries import count_queries, gather_statistics

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 10)


def _api(who: Member, slug: str, query: str = "", status: int = 200) -> dict[str, Any]:
    answer = who.api().get(f"/api/v1/figures/{slug}/{query}")
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def _figures(who: Member, slug: str, query: str = "") -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in _api(who, slug, query)["figures"]}


def _left(number: int, **values: Any) -> list[DischargeCase]:
    """People who went home yesterday with an approved plan that names a need."""
    yesterday = workdays.seoul_today() - timedelta(days=1)
    return [make.case("FOLLOW_UP", discharged_on=yesterday, **values) for _ in range(number)]


def _linked(cases: list[DischargeCase]) -> None:
    for case in cases:
        make.linkage(case, "ACCEPTED")


# --- who reads what --------------------------------------------------------------------------------------------------


def test_every_programme_that_registers_indicators_has_a_page_and_every_indicator_stands_on_it(cast: Cast) -> None:
    assert {code for one in programmes() for code in one.codes} == set(INDICATORS)
    for one in programmes():
        page = cast.coordinator1.client().get(f"/figures/{one.slug}/").content.decode()
        assert f"<h1>{one.label} 실적</h1>" in page
        for code in one.codes:
            assert definitions()[code].name in page
            assert definitions()[code].numerator in page


def test_what_an_indicator_means_is_said_in_korean() -> None:
    for code, row in definitions().items():
        words = f"{row.numerator}{row.denominator}{row.period_rule}{row.exclusions}"
        assert not re.search(r"[A-Za-z]{2,}", words), code
        assert row.numerator, code


@pytest.mark.parametrize(
    ("who", "slugs"),
    [
        ("social1", {"discharge"}),
        ("nurse1", {"discharge"}),
        ("coordinator1", {"discharge", "referrals", "education", "councils"}),
        ("director1", {"discharge", "referrals", "education", "councils"}),
        ("cpo1", {"discharge", "referrals", "education", "councils"}),
        ("monitor1", {"discharge", "referrals", "education", "councils"}),
        ("doctor1", set()),
        ("health1", set()),
        ("instructor1", set()),
    ],
)
def test_each_reads_the_programmes_of_their_own(cast: Cast, who: str, slugs: set[str]) -> None:
    person: Member = getattr(cast, who)
    browser = person.client()
    for one in programmes():
        wanted = 200 if one.slug in slugs else 403
        for path in ("", "paper/", "table.xlsx"):
            assert browser.get(f"/figures/{one.slug}/{path}").status_code == wanted, (one.slug, path)
        _api(person, one.slug, status=wanted)
    assert ("통계·보고" in browser.get("/").content.decode()) == bool(slugs)
    assert browser.get("/figures/").status_code == (302 if slugs else 403)
    assert browser.get("/figures/no-such-programme/").status_code == 404


def test_whoever_works_in_a_programme_finds_its_figures_whatever_the_role(cast: Cast) -> None:
    """A mental-health manager answers agencies' referrals: menu, first page and the API lead to their figures and no other."""
    manager = make.member(roles="MH_MANAGER", programmes="REFERRALS")
    assert "통계·보고" in manager.client().get("/").content.decode()
    assert manager.client().get("/figures/").headers["Location"] == "/figures/referrals/"
    assert [one["programme"] for one in manager.api().get("/api/v1/figures/").json()] == ["referrals"]
    _api(manager, "discharge", status=403)
    for who in (cast.mhmanager1, cast.doctor1):
        assert who.api().get("/api/v1/figures/").status_code == 403
        assert who.client().get("/figures/").status_code == 403


def test_a_hospital_reads_its_own_numbers(cast: Cast) -> None:
    _linked(_left(6)[:5])
    _left(7, hospital=cast.hospital2.institution)
    assert _figures(cast.social1, "discharge")["D05"]["base"] == "5/6"
    assert _figures(cast.hospital2, "discharge")["D05"]["base"] == "0/7"
    assert _figures(cast.director1, "discharge")["D06"]["text"] == "5"


def test_a_monitor_reads_the_province_and_each_hospital_and_opens_nobody(cast: Cast) -> None:
    _linked(_left(16)[:10])
    _linked(_left(9, hospital=cast.hospital2.institution)[:9])
    found = _api(cast.monitor1, "discharge")
    assert found["place"] == "경기도 전체"
    assert {one["code"]: one["base"] for one in found["figures"]}["D05"] == "19/25"
    column = next(place for place, one in enumerate(found["whole"]["cells"]) if one["title"] == "연계율(실인원)")
    lines = {line["name"]: line["cells"][column]["text"] for line in found["lines"]}
    assert lines == {"가상의료원": "62.5", "다른의료원": "100.0"}
    page = cast.monitor1.client().get("/figures/discharge/").content.decode()
    assert "figure=" not in page
    assert "병원별 실적" in page


def test_only_the_regional_hospital_reads_the_others_of_its_province(cast: Cast) -> None:
    _left(6)
    assert _figures(cast.regional1, "discharge")["D05"]["value"] is None
    assert _figures(cast.regional1, "discharge", "?place=region")["D05"]["base"] == "0/6"
    page = cast.regional1.client().get("/figures/discharge/?place=region").content.decode()
    assert "figure=" not in page, "a coordinator sees numbers of the other hospitals, no cases"
    _api(cast.coordinator1, "discharge", "?place=region", status=400)
    _api(cast.monitor1, "discharge", "?place=own", status=400)


# --- the rows behind a number ----------------------------------------------------------------------------------------

LISTS = {"/discharge/cases/": "/api/v1/discharge/cases/", "/linkages/": "/api/v1/linkages/",
         "/education/requests/": "/api/v1/education/requests/", "/linkages/agency/received/": "/api/v1/agency-referrals/"}  # fmt: skip


def _opened(who: Member, slug: str) -> dict[str, int]:
    """Every link of a page of figures to a list of an app, and how many rows that shows; other rows: `test_rows`."""
    page = who.client().get(f"/figures/{slug}/").content.decode()
    found = {}
    for path, asked in set(re.findall(r'href="(/[\w/]+/)\?([^"]*figure=[^"]*)"', page)):
        if path not in LISTS:
            continue
        query = asked.replace("&amp;", "&")
        answer = who.client().get(f"{path}?{query}")
        assert answer.status_code == 200
        rows = who.api().get(f"{LISTS[path]}?{query}").json()
        found[unquote(query).partition("figure=")[2]] = len(rows["results"])
        assert len(answer.context["page"].rows) == len(rows["results"]), query
    return found


def test_a_number_opens_as_many_rows_as_it_says(cast: Cast) -> None:
    cases = _left(9)
    _linked(cases[:6])
    again = cases[0].client  # two stays of one person are one person and one row
    make.case("FOLLOW_UP", client=again, admitted_on=make.days_ago(40), discharged_on=make.days_ago(20))
    make.case("VOID")
    _left(8, hospital=cast.hospital2.institution)
    told = _figures(cast.coordinator1, "discharge", f"?year={workdays.seoul_today().year}")
    rows = _opened(cast.coordinator1, "discharge")
    assert {word.split(".")[0] for word in rows} >= {"D01", "D02", "D03", "D04", "D05", "D06", "D07", "D10", "D12"}
    for word, number in rows.items():
        code, side = word.split(".")[0], word.split(".")[-1]
        base = told[code]["base"].split("/") if told[code]["base"] else [told[code]["text"]] * 2
        assert number == int(base[0 if side == "part" else -1]), word


def test_a_number_of_courses_and_of_agencies_referrals_opens_its_rows(cast: Cast) -> None:
    for _ in range(3):
        held(workdays.seoul_today() - timedelta(days=3))
    today = timezone.now()
    for _ in range(6):
        make.agency_referral("RECEIVED", received_at=today, submitted_at=today - timedelta(days=1))
    assert set(_opened(cast.coordinator1, "education").values()) == {3}
    assert set(_opened(cast.coordinator1, "referrals").values()) == {6}


def test_a_link_opens_within_the_rights_of_who_follows_it(cast: Cast) -> None:
    """The list shows what it always shows them of these rows: a worker the linkages of their own cases, others nothing."""
    _linked(_left(6))
    page = cast.coordinator1.client().get("/figures/discharge/").content.decode()
    (path,) = set(re.findall(r'href="(/linkages/\?[^"]*figure=D06[^"]*)"', page))
    path = path.replace("&amp;", "&")
    shown = {who: len(getattr(cast, who).client().get(path).context["page"].rows) for who in ("social1", "social2")}
    assert shown == {"social1": 6, "social2": 0}
    for who in (cast.director1, cast.cpo1):
        assert "figure=" not in who.client().get("/figures/discharge/").content.decode()


@pytest.mark.parametrize("word", ["D06", "D06.1.2026-01-01.2026-12-31.all", "D99.1.2026-01-01.2026-12-31.part",
                                  "D06.99999999999.2026-01-01.2026-12-31.part", "D06.1.0001-01-01.9999-12-31.part"])  # fmt: skip
def test_an_address_that_names_no_number_opens_no_fault(cast: Cast, word: str) -> None:
    for path in LISTS:
        assert cast.coordinator1.client().get(f"{path}?figure={word}").status_code == 200, path
    assert cast.coordinator1.api().get(f"/api/v1/linkages/?figure={word}").status_code == 400


def test_rows_of_another_kind_are_none(cast: Cast) -> None:
    _linked(_left(6))
    word = f"D06.{cast.host.pk}.2020-01-01.2099-12-31.part"
    assert len(cast.coordinator1.api().get(f"/api/v1/linkages/?figure={word}").json()["results"]) == 6
    assert cast.coordinator1.api().get(f"/api/v1/discharge/cases/?state=&figure={word}").json()["results"] == []


# --- few people ------------------------------------------------------------------------------------------------------


def test_few_people_are_told_in_no_form(cast: Cast) -> None:
    """D05 of three people of whom two were linked: neither value nor base nor rows, for whoever may open no rows; who may
    sees them on the page alone, and hidden in whatever leaves the portal."""
    _linked(_left(3)[:2])
    query = f"?year={workdays.seoul_today().year}"
    found = _figures(cast.director1, "discharge")
    assert (found["D05"]["text"], found["D05"]["value"], found["D05"]["base"]) == ("가림", None, "")
    assert found["D06"]["text"] == "가림", "two linkages are of two people at most"
    own = _figures(cast.coordinator1, "discharge")
    assert (own["D05"]["text"], own["D05"]["base"], own["D06"]["text"]) == ("66.7", "2/3", "2")
    assert "66.7" in cast.coordinator1.client().get(f"/figures/discharge/{query}").content.decode()
    for who in (cast.coordinator1, cast.director1):
        rows = _sheet(who, "discharge", query)
        assert next(row for row in rows if row[0] == "연계율(실인원)")[2:6] == ("가림", None, None, None)
    for who, path in ((cast.director1, ""), (cast.director1, "paper/"), (cast.coordinator1, "paper/")):
        page = who.client().get(f"/figures/discharge/{path}{query}").content.decode()
        assert "66.7" not in page
        assert "figure=D05" not in page


def test_who_may_open_no_rows_is_not_told_of_few_who_are_left_over(cast: Cast) -> None:
    """Nine of ten were linked: the worker knows the tenth, the director would know that there is one."""
    _linked(_left(10)[:9])
    assert _figures(cast.social1, "discharge")["D05"]["base"] == "9/10"
    for who in (cast.director1, cast.cpo1, cast.monitor1):
        told = _figures(who, "discharge")["D05"]
        assert (told["text"], told["value"], told["base"]) == ("가림", None, "")
    lines = _api(cast.monitor1, "discharge")["lines"]
    assert [cell["text"] for line in lines for cell in line["cells"] if cell["title"] == "연계율(실인원)"] == ["가림"]


def test_no_hospital_is_told_by_what_the_province_has_more(cast: Cast) -> None:
    """Three of one hospital are hidden, and with them the least of the others; the province is told."""
    third = make.institution(name="셋째가상의료원", short_name="셋째의료원", kind="LOCAL_RESPONSIBLE")
    cast.host.designations.create(level="LOCAL", region=cast.host.region, catchment_id=_catchment(cast))
    third.designations.create(level="LOCAL", region=cast.host.region, catchment_id=_catchment(cast))
    _left(3)
    _left(6, hospital=cast.hospital2.institution)
    _left(8, hospital=third)
    found = _api(cast.monitor1, "discharge")
    told = {line["name"]: line["cells"][0]["text"] for line in found["lines"]}
    assert told == {"가상의료원": "가림", "다른의료원": "가림", "셋째의료원": "8"}
    assert found["whole"]["cells"][0]["text"] == "17"
    rows = _sheet(cast.monitor1, "discharge", "")
    assert [row[1] for row in rows[1:5]] == ["가림", "가림", 8, 17]


def _catchment(cast: Cast) -> Any:
    return cast.host.designations.values_list("catchment", flat=True)[0]


def _sheet(who: Member, slug: str, query: str) -> list[Any]:
    answer = who.client().get(f"/figures/{slug}/table.xlsx{query}")
    return list(load_workbook(io.BytesIO(answer.content)).active.values)


# --- its forms -------------------------------------------------------------------------------------------------------


def test_page_paper_spreadsheet_and_api_say_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr("core.reports.render_pdf", lambda html: made.append(html) or b"%PDF-")  # type: ignore[func-returns-value]
    _linked(_left(12)[:7])
    found = _figures(cast.coordinator1, "discharge")
    rows = {row[0]: row for row in _sheet(cast.coordinator1, "discharge", "") if row[0]}
    page = cast.coordinator1.client().get("/figures/discharge/").content.decode()
    assert cast.coordinator1.client().get("/figures/discharge/paper.pdf").status_code == 200
    typed = cast.coordinator1.client().get("/figures/discharge/paper.hwpx")
    assert File(typed.content).words() == words_of(made[0])
    assert (
        "/figures/discharge/paper.hwpx" in cast.coordinator1.client().get("/figures/discharge/paper/").content.decode()
    )
    door = "/api/v1/figures/discharge/paper/"
    assert cast.coordinator1.api().get(door).status_code == 200
    assert words_of(made[1]) == words_of(made[0])
    assert File(cast.coordinator1.api().get(f"{door}hwpx/").content).words() == words_of(made[0])
    assert cast.coordinator1.api().get(f"{door}?kind=week").status_code == 400
    assert found["D05"]["text"] == "58.3"
    for one in found.values():
        assert rows[one["name"]][2] == (float(one["value"]) if one["value"] is not None else None), one["code"]
        printed = re.sub(r"<[^>]*>", "|", made[0])
        words = re.escape(one["name"]), re.escape(one["unit"].partition("(")[0]), re.escape(one["text"])
        assert re.search(r"\|{}\|+{}\|+{}\|".format(*words), printed), one["code"]
        assert re.search(
            rf'{one["code"]}</span> {re.escape(one["name"])}</h3>\s*<p class="v">(<a [^>]*>)?{one["text"]}<', page
        )
    assert AuditEntry.objects.filter(verb="figures.export", action="DOWNLOAD", user=cast.coordinator1.user).exists()


def test_a_dash_stands_only_where_there_is_nothing_to_divide_by(cast: Cast) -> None:
    """Nobody of six who left came back or was lost: 0.0 on the page, in the sheet and the API; nobody of nobody: a dash."""
    _left(6)
    found = _figures(cast.coordinator1, "discharge")
    for code in ("D10", "D11", "D12"):
        assert (found[code]["text"], found[code]["base"]) == ("0.0", "0/6"), code
    assert [found[code]["text"] for code in ("D06", "D08")] == ["0", "-"]
    rows = {row[0]: row for row in _sheet(cast.coordinator1, "discharge", "") if row[0]}
    assert rows["연락두절률"][2:4] == (0, None)
    assert rate("D10", 6, 20_000).cell.text == "0.0"
    assert rate("D10", 0, 20_000).cell.text == "0.0"
    assert rate("D10", 0, 0).cell.text == "-"


def test_what_is_not_final_and_not_adjusted_says_so(cast: Cast) -> None:
    _left(6)
    assert _figures(cast.coordinator1, "discharge")["D11"]["remarks"] == ["잠정", "보정하지 않음"]
    assert "잠정" in cast.coordinator1.client().get("/figures/discharge/").content.decode()


def test_nothing_is_concluded_from_a_year_that_runs_or_against_one_without_data(cast: Cast) -> None:
    year = workdays.seoul_today().year
    _linked(_left(12)[:7])
    with time_machine.travel(datetime(year + 1, 1, 20, 10, tzinfo=workdays.SEOUL)):
        for asked in (year, year + 1):  # nothing the year before; nothing yet of the year that runs
            page = cast.coordinator1.client().get(f"/figures/discharge/paper/?year={asked}")
            said = " ".join(one["text"] for one in page.context["blocks"] if one["kind"] == "line")
            assert "연계 건수(연건수)" not in said


def test_a_paper_is_a_report_with_results_and_problems_in_sentences(cast: Cast) -> None:
    """Twelve linkages after six the year before are a result, said with both numbers, once the year is over."""
    year = workdays.seoul_today().year
    left = workdays.seoul_today() - timedelta(days=366)
    before = [make.case("FOLLOW_UP", admitted_on=left - timedelta(days=9), discharged_on=left) for _ in range(6)]
    _linked([*_left(18)[:12], *before])
    Linkage.objects.filter(about_id__in=[case.pk for case in before]).update(accepted_at=workdays.start_of_day(left))
    with time_machine.travel(datetime(year + 1, 1, 20, 10, tzinfo=workdays.SEOUL)):
        answer = cast.coordinator1.client().get(f"/figures/discharge/paper/?year={year}")
    blocks = answer.context["blocks"]
    titles = [one["text"] for one in blocks if one["kind"] == "chapter"]
    assert titles == [
        "Ⅰ. 개요",
        "Ⅱ. 추진 실적",
        "Ⅲ. 주요 성과",
        "Ⅳ. 문제점 및 개선방안",
        "붙임. 세부 실적과 지표의 정의",
    ]
    said = [one["text"] for one in blocks if one["kind"] == "line"]
    assert f"연계 건수(연건수) 12건: {year - 1}년 6건보다 6건 증가" in said
    (meanings,) = [one for one in blocks if one["kind"] == "table" and one["columns"][0] == "지표"]
    assert "연계율(실인원)" in [row[0] for row in meanings["rows"]]
    assert "작성자 | " in answer.content.decode()


def _trend_of(answer: Any) -> Any:
    """The drawing of a page, or of a paper, which has it among its blocks."""
    if "trend" in answer.context:
        return answer.context["trend"]
    return next(
        one["drawing"] for one in answer.context["blocks"] if one.get("template") == "figures/_trend_paper.html"
    )


@time_machine.travel("2026-07-15T12:00+09:00", tick=False)
def test_the_months_are_drawn_beside_their_table_and_small_ones_are_left_out(cast: Cast) -> None:
    """Nine of seventeen in March and five of twelve in May were linked; two people in April are hidden, and with them May."""
    for month, number, linked in ((1, 12, 6), (2, 12, 6), (3, 17, 9), (4, 2, 1), (5, 12, 5), (6, 12, 6)):
        left = date(2026, month, 10)
        cases = [make.case("FOLLOW_UP", admitted_on=date(2026, month, 1), discharged_on=left) for _ in range(number)]
        _linked(cases[:linked])
    open_ = cast.coordinator1.client().get("/figures/discharge/?year=2026").context["trend"]
    assert [row["now"] for row in open_.rows][3:5] == ["50.0", "41.7"]
    for who, path in ((cast.director1, ""), (cast.coordinator1, "paper/")):
        answer = who.client().get(f"/figures/discharge/{path}?year=2026")
        drawn = _trend_of(answer)
        told = {row["month"]: row["now"] for row in drawn.rows}
        assert told == {
            **dict.fromkeys(("1월", "2월", "6월"), "50.0"), "3월": "52.9", "4월": "가림", "5월": "가림",
            **dict.fromkeys([f"{one}월" for one in range(7, 13)], "진행 중"),
        }  # fmt: skip
        page = answer.content.decode()
        assert page.count("<circle") == 4, "a hidden month has no point"
        assert "3월 52.9%, 4월 가림%" not in page
        assert "41.7" not in page


@time_machine.travel("2026-04-15T12:00+09:00", tick=False)
def test_a_paper_draws_no_line_over_fewer_months_than_make_one(cast: Cast) -> None:
    for month in (1, 2, 3):
        left = date(2026, month, 20)
        _linked([make.case("FOLLOW_UP", admitted_on=date(2026, month, 2), discharged_on=left) for _ in range(12)])
    page = cast.coordinator1.client().get("/figures/discharge/paper/?year=2026").content.decode()
    assert "<polyline" not in page
    assert "(단위 : %)" in page, "the table of the months stands all the same"


def test_a_page_costs_the_same_for_many_cases(cast: Cast) -> None:
    _linked(_left(12))
    gather_statistics()
    for who, name, path in (
        (cast.coordinator1, "figures page of discharge", "/figures/discharge/"),
        (cast.monitor1, "figures page of a province", "/figures/discharge/"),
        (cast.coordinator1, "figures page of councils", "/figures/councils/"),
    ):
        browser = who.client()
        browser.get(path)
        with count_queries(name):
            assert browser.get(path).status_code == 200
