"""What an office writes in the report of its figures: who writes it, where it is printed, what two who write at once see."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from core import workdays
from core.identifiers import RRN_REFUSED
from core.models import AuditEntry
from network.figures.models import ReportWords
from tests import make
from tests.cast import Cast, Member
from tests.core.hwpx_file import File
from tests.paper_words import words_of

pytestmark = pytest.mark.django_db
NOTHING, NO_YEAR_BEFORE = "주요성과○기재없음", "비교할전년자료없음"
THIS = workdays.seoul_today().year
YEAR = f"?kind=year&year={THIS}"
WRITTEN = {
    "goals": "□ 수료율 80% 이상\n - 분기마다 1회 이상 교육",
    "results": "",
    "problems": "○ 야간 근무자 참석이 어려움",
    "plans": "1. 온라인 과정 개설",
}


def _write(who: Member, slug: str = "education", query: str = YEAR, **values: Any) -> Any:
    return who.client().post(f"/figures/{slug}/words/{query}", {**WRITTEN, "version": 0, **values})


def _put(who: Member, version: int | None = 0, query: str = YEAR, **values: Any) -> Any:
    headers = {} if version is None else {"If-Match": str(version)}
    path = f"/api/v1/figures/education/words/{query}"
    return who.api().put(path, {**WRITTEN, **values}, format="json", headers=headers)


def _paper(who: Member, query: str = YEAR, slug: str = "education") -> str:
    """What the paper says, without blanks."""
    return words_of(who.client().get(f"/figures/{slug}/paper/{query}").content.decode())


def _chapters(who: Member, query: str = YEAR) -> list[str]:
    page = who.client().get(f"/figures/education/paper/{query}").content.decode()
    return re.findall(r"[Ⅰ-Ⅵ]\. ([^<]+)<", page)


def test_what_the_coordinator_writes_is_printed_as_chapters_at_their_place(cast: Cast) -> None:
    assert _chapters(cast.coordinator1) == ["개요", "추진 실적", "주요 성과", "문제점 및 개선방안"]
    assert _write(cast.coordinator1).status_code == 302
    wanted = ["개요", "추진 목표", "추진 실적", "주요 성과", "문제점 및 개선방안", "향후 계획"]
    for reader in (cast.coordinator1, cast.director1):
        assert _chapters(reader) == wanted
    page = cast.director1.client().get(f"/figures/education/{YEAR}").content.decode()
    assert "보고 본문 쓰기" not in page
    page = cast.coordinator1.client().get(f"/figures/education/{YEAR}").content.decode()
    (url,) = re.findall(r'href="(/figures/education/words/[^"]+)"', page)
    assert "야간 근무자 참석이 어려움" in cast.coordinator1.client().get(html.unescape(url)).content.decode()


def test_typed_signs_become_levels_in_both_formats(cast: Cast) -> None:
    _write(cast.coordinator1)
    page = cast.coordinator1.client().get(f"/figures/education/paper/{YEAR}").content.decode()
    assert re.search(r"□.{0,80}수료율 80% 이상", page, re.DOTALL)
    assert "□ □" not in page
    file = File(cast.coordinator1.client().get(f"/figures/education/paper.hwpx{YEAR}").content)
    for text in ("수료율 80% 이상", "분기마다 1회 이상 교육", "야간 근무자 참석이 어려움", "온라인 과정 개설"):
        assert re.sub(r"\s", "", text) in re.sub(r"\s", "", str(file.words()))


def test_an_empty_chapter_has_no_heading_and_a_written_one_replaces_that_there_is_nothing(cast: Cast) -> None:
    before = _paper(cast.coordinator1)
    assert NOTHING in before
    assert before.count(NO_YEAR_BEFORE) == 1, "nothing is said to be better or worse than nothing"
    _write(cast.coordinator1, goals="", plans=" \n ", results="지역 기관 사이의 연락망을 갖춤")
    assert _chapters(cast.coordinator1) == ["개요", "추진 실적", "주요 성과", "문제점 및 개선방안"]
    assert NOTHING not in _paper(cast.coordinator1)


def test_without_a_year_before_the_report_says_what_was_reached(cast: Cast) -> None:
    for _ in range(12):
        make.case("FOLLOW_UP", discharged_on=workdays.seoul_today() - timedelta(days=1))
    page = _paper(cast.coordinator1, slug="discharge")
    assert "주요성과○대상자선별수12명" in page
    assert page.count(NO_YEAR_BEFORE) == 1
    assert "나빠진지표없음" not in page


def _grown() -> datetime:
    """Six people were chosen last year and twelve this year. Returns a moment at which this year is over."""
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=366)):
        for _ in range(6):
            make.case("FOLLOW_UP", discharged_on=workdays.seoul_today() - timedelta(days=1))
    for _ in range(12):
        make.case("FOLLOW_UP", discharged_on=workdays.seoul_today() - timedelta(days=1))
    return datetime(THIS + 1, 1, 20, 10, tzinfo=workdays.SEOUL)


def test_what_the_figures_say_stands_under_a_title_where_the_office_writes_under_titles(cast: Cast) -> None:
    with time_machine.travel(_grown()):
        _write(cast.coordinator1, "discharge", results="방문 일정을 공유함")
        page = _paper(cast.coordinator1, slug="discharge")
        assert "Ⅳ.주요성과○대상자선별수12명" in page
        _write(cast.coordinator1, "discharge", results="□ 방문 일정을 공유함", version=1)
        page = _paper(cast.coordinator1, slug="discharge")
        assert "Ⅳ.주요성과□지표로본성과○대상자선별수12명" in page


def test_words_belong_to_one_period_one_programme_and_one_hospital(cast: Cast) -> None:
    _write(cast.coordinator1)
    assert "온라인과정개설" in _paper(cast.coordinator1, f"?kind=dates&since={THIS}-01-01&until={THIS}-12-31")
    assert "온라인과정개설" not in _paper(cast.coordinator1, f"?kind=half&year={THIS}&half=1")
    assert "온라인과정개설" not in _paper(cast.monitor1)
    councils = cast.coordinator1.client().get(f"/figures/councils/paper/{YEAR}").content.decode()
    assert "온라인 과정 개설" not in councils


def test_who_reads_the_figures_does_not_write_their_report(cast: Cast) -> None:
    for who in (cast.director1, cast.cpo1, cast.monitor1, cast.doctor1):
        assert who.client().get(f"/figures/education/words/{YEAR}").status_code == 403
        assert _write(who).status_code == 403
        assert _put(who).status_code == 403
    assert _write(cast.social1, "discharge").status_code == 403
    assert _write(cast.coordinator1, "no-such-programme").status_code == 404
    assert not ReportWords.objects.exists()


def test_both_doors_keep_who_wrote_and_when_and_leave_a_trace(cast: Cast) -> None:
    found = _put(cast.coordinator1).json()
    assert (found["version"], found["written_by"]) == (1, cast.coordinator1.user.name)
    _write(cast.coordinator1, plans="2. 강사 양성", version=1)
    row = ReportWords.objects.get()
    assert (row.version, row.plans, row.written_by) == (2, "2. 강사 양성", cast.coordinator1.user)
    report = cast.director1.api().get(f"/api/v1/figures/education/{YEAR}").json()
    assert (report["words"]["plans"], report["words"]["version"]) == ("2. 강사 양성", 2)
    entries = AuditEntry.objects.filter(verb="figures.write_words").order_by("pk")
    assert [one.changes["fields"] for one in entries] == [["goals", "problems", "plans"], ["plans"]]


def test_who_saves_second_sees_both_texts_and_loses_nothing(cast: Cast) -> None:
    _write(cast.coordinator1)
    answer = _write(cast.coordinator1, goals="나중에 쓴 목표")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "수료율 80% 이상" in page
    assert "나중에 쓴 목표" in page
    assert _put(cast.coordinator1, goals="나중에 쓴 목표").status_code == 409
    assert _put(cast.coordinator1, version=None).status_code == 400
    assert ReportWords.objects.get().goals == WRITTEN["goals"]
    assert _write(cast.coordinator1, goals="나중에 쓴 목표", version=1).status_code == 302


@pytest.mark.parametrize(("text", "why"), [("가" * 1001, "1000자까지"), ("900101-1234568", RRN_REFUSED)])
def test_what_cannot_be_kept_is_refused_at_both_doors(cast: Cast, text: str, why: str) -> None:
    answer = _write(cast.coordinator1, goals=text)
    assert answer.status_code == 400
    assert why in answer.content.decode()
    refused = _put(cast.coordinator1, goals=text)
    assert refused.status_code == 400
    assert why in str(refused.json()["fields"]["goals"])
    assert not ReportWords.objects.exists()


def test_a_period_that_is_none_is_not_written_for(cast: Cast) -> None:
    query = "?kind=dates&since=2026-12-31&until=2026-01-01"
    assert _write(cast.coordinator1, query=query).status_code == 400
    assert _put(cast.coordinator1, query=query).status_code == 400
