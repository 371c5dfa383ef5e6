"""만족도 조사 결과 on paper: whoever keeps the survey prints it once it is over; few answers are broken down nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from core import hwpx
from core.models import AuditEntry
from tests import make
from tests.cast import Cast
from tests.core.hwpx_file import File
from tests.paper_words import words_of

pytestmark = pytest.mark.django_db


def _page(browser: Browser, row: Any) -> str:
    return browser.get(f"/surveys/{row.pk}/results/").content.decode()


def test_the_keeper_reads_the_results_on_paper_in_every_form(cast: Cast) -> None:
    row, browser = make.answered_survey(cast.host, asked=10), cast.coordinator1.client()
    page = _page(browser, row)
    wanted = ("만족도 조사 결과", "7명 / 대상 10명(70.0%)", "3.86점", "실습이 많았습니다.", "매우 그렇다")
    assert [words for words in wanted if words not in page] == []
    typed = browser.get(f"/surveys/{row.pk}/results.hwpx").content
    assert File(typed).words() == words_of(page)
    (table,) = hwpx.read(typed)[1]
    assert table[1][1:] == ["7", "3.86", "3", "2", "1", "0", "1"]
    printed = browser.get(f"/surveys/{row.pk}/results.pdf")
    assert printed.content.startswith(b"%PDF")
    api = cast.coordinator1.api()
    assert api.get(f"/api/v1/surveys/{row.pk}/paper/").content.startswith(b"%PDF")
    assert File(api.get(f"/api/v1/surveys/{row.pk}/paper/hwpx/").content).words() == File(typed).words()
    verbs = ("print.survey_results", "print.survey_results_hwpx")
    assert [AuditEntry.objects.filter(verb=verb).count() for verb in verbs] == [2, 2]
    assert f'href="/surveys/{row.pk}/results/"' in browser.get(f"/surveys/{row.pk}/").content.decode()


def test_few_answers_and_an_open_survey_are_not_broken_down_on_paper(cast: Cast) -> None:
    browser = cast.coordinator1.client()
    few, still_open = make.answered_survey(cast.host, [5, 4, 4]), make.survey(cast.host)
    for row, said in ((few, "응답 5명 미만"), (still_open, "조사를 닫은 뒤에")):
        page = _page(browser, row)
        assert said in page
        assert "<table" not in page
    assert f"/surveys/{still_open.pk}/results/" not in browser.get(f"/surveys/{still_open.pk}/").content.decode()


def test_nobody_else_gets_the_paper(cast: Cast) -> None:
    row = make.answered_survey(cast.host)
    for form in ("results/", "results.pdf", "results.hwpx"):
        assert cast.town1.client().get(f"/surveys/{row.pk}/{form}").status_code == 404
