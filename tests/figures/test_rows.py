"""A number opens its rows: every indicator, for the one who works in the programme, page and API alike."""

from __future__ import annotations

import html
import io
import re
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from openpyxl import load_workbook

from core import workdays
from core.indicators import INDICATORS
from core.models import AuditEntry
from core.small_cells import SMALL
from network.registry.figures import programmes
from referrals.models import AgencyReferral
from tests import make
from tests.cast import Cast, Member
from tests.make_years import Years

pytestmark = pytest.mark.django_db
BEGIN, TODAY = date(2025, 1, 1), date(2026, 12, 7)
TWO_YEARS = f"?kind=dates&since={BEGIN}&until={TODAY}"
# The list of an agency's referrals in the API leaves out what the hospital may no longer read; the page shows its line.
APIS = {
    "/discharge/cases/": "/api/v1/discharge/cases/",
    "/linkages/": "/api/v1/linkages/",
    "/education/requests/": "/api/v1/education/requests/",
    "/figures/rows/": "/api/v1/figures/rows/",
}


def _links(who: Member, slug: str) -> dict[str, tuple[str, str]]:
    """Every number of a page of figures that opens rows, by the word that names them: path and query."""
    page = who.client().get(f"/figures/{slug}/{TWO_YEARS}").content.decode()
    found = re.findall(r'href="(/[\w/]+/)\?([^"]*figure=[^"]*)"', page)
    queries = [(path, html.unescape(asked)) for path, asked in found]
    return {unquote(asked).partition("figure=")[2]: (path, asked) for path, asked in queries}


def _opened(who: Member, path: str, query: str) -> int:
    """How many rows are behind, page by page; the API's first page has as many as the first page."""
    total, after = 0, ""
    while True:
        answer = who.client().get(f"{path}?{query}&after={after}")
        assert answer.status_code == 200, (path, query)
        page = answer.context["page"]
        if not after and path in APIS:
            body = who.api().get(f"{APIS[path]}?{query}").json()
            assert len(body.get("results", body.get("rows"))) == len(page.rows), query
        total, after = total + len(page.rows), page.next
        if not after:
            return total


def _told(who: Member, slug: str) -> dict[str, Any]:
    found = who.api().get(f"/api/v1/figures/{slug}/{TWO_YEARS}").json()
    return {one["code"]: one for one in found["figures"]}


def _numbers(one: dict[str, Any]) -> dict[str, int]:
    """What an indicator says by which of its sides a link opens: the count, the base of a mean, both of a rate."""
    if not one["base"]:
        return {} if one["text"] == "가림" else {"part": int(float(one["value"] or 0))}
    sides = [int(number.replace(",", "")) for number in one["base"].split("/")]
    return {"part": sides[0]} if len(sides) == 1 else {"part": sides[0], "whole": sides[1]}


@time_machine.travel("2026-12-07T12:00+09:00", tick=False)
def test_every_indicator_opens_as_many_rows_as_its_number_says(cast: Cast) -> None:
    """On the page, in the API and in the spreadsheet the same number, and behind it as many rows."""
    Years(Random(7), [cast.host], cast, BEGIN, TODAY).make()
    # what is over long since or was taken back is counted (R13) and is no longer the hospital's to see
    AgencyReferral.objects.exclude(status="RECEIVED").update(status="REPLIED", withdrawn_at=None)
    opened: set[str] = set()
    for one in programmes():
        links, told = _links(cast.coordinator1, one.slug), _told(cast.coordinator1, one.slug)
        sheet = cast.coordinator1.client().get(f"/figures/{one.slug}/table.xlsx{TWO_YEARS}").content
        typed = {row[0]: row for row in load_workbook(io.BytesIO(sheet)).active.values if row[0]}
        for code, figure in told.items():
            sides = _numbers(figure)
            if figure["value"] is not None:
                assert typed[figure["name"]][2] == float(figure["value"]), code
            for side, number in sides.items():
                word = next((key for key in links if key.startswith(f"{code}.") and key.endswith(side)), "")
                assert bool(word) == bool(number), (code, side, number)
                if word:
                    assert _opened(cast.coordinator1, *links[word]) == number, word
                    opened.add(code)
    assert opened == set(INDICATORS)


@time_machine.travel("2026-12-07T12:00+09:00", tick=False)
def test_rows_open_within_the_rights_of_who_follows_the_link(cast: Cast) -> None:
    """The nurse sees the calls of the cases on which they work, a colleague of none; others' hospitals open nothing."""
    day = workdays.seoul_today() - timedelta(days=9)
    cases = [make.case("FOLLOW_UP", discharged_on=day) for _ in range(SMALL + 1)]
    for one in cases:
        make.followup(one, status="DONE", due_on=day)
    (word,) = [key for key in _links(cast.nurse1, "discharge") if key.startswith("D09") and key.endswith("part")]
    address = f"/figures/rows/?figure={word}"
    page = cast.nurse1.client().get(address)
    assert len(page.context["page"].rows) == SMALL + 1
    shown = page.content.decode()
    assert cases[0].number in shown
    assert cases[0].client.name not in shown, "names are masked in a list"
    entry = AuditEntry.objects.filter(verb="figures.rows", user=cast.nurse1.user).latest("pk")
    assert set(entry.persons) == {one.client_id for one in cases}
    for who in (cast.social2, cast.hospital2):
        assert len(who.client().get(address).context["page"].rows) == 0, who
    for who in (cast.director1, cast.cpo1, cast.monitor1, cast.doctor1, cast.health1):
        assert who.client().get(address).status_code == 403
        assert who.api().get(f"/api/v1{address}").status_code == 403


@pytest.mark.parametrize(
    "word", ["D09", "D09.1.2026-01-01.2026-12-31.all", "D01.1.2026-01-01.2026-12-31.part", "x" * 300]
)
def test_a_word_that_names_no_such_rows_is_refused(cast: Cast, word: str) -> None:
    """D01 has a list of its own."""
    assert cast.coordinator1.client().get(f"/figures/rows/?figure={word}").status_code == 400
    assert cast.coordinator1.api().get(f"/api/v1/figures/rows/?figure={word}").status_code == 400


def test_no_word_names_no_rows(cast: Cast) -> None:
    assert cast.coordinator1.client().get("/figures/rows/").headers["Location"] == "/figures/"
    assert cast.coordinator1.api().get("/api/v1/figures/rows/").json()["rows"] == []
