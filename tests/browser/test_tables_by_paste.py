"""The seven tables that two hospitals printed, pasted into the grid with the keyboard, held cell by cell against what prints."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import groupby
from typing import Any

import pytest

from core import workdays
from network.councils.models import AgendaItem, Meeting
from tests import cast as standing
from tests.core.hwpx_file import File, cells_of, text_of
from tests.councils.house import house
from tests.councils.test_tables import PASTED, STEP, as_copied
from tests.discharge.pdfs import words_in_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Rows = list[list[str]]
# The tables of a page as a reader sees them; what only a screen reader hears is left out.
SHOWN = """() => [...document.querySelectorAll("section[aria-labelledby=table-title] table")].map((table) =>
  [...table.rows].map((row) => [...row.cells].map((cell) => {
    const seen = cell.cloneNode(true);
    for (const heard of seen.querySelectorAll(".vh")) heard.remove();
    return seen.textContent;
  })))"""


def _section(source: dict[str, Any]) -> str:
    """`1-1`, `1-2` …; the table of performance promises has no number."""
    found = re.match(r"\d-\d", source["name"])
    return found[0] if found else str(source["name"])


def _bare(text: str) -> str:
    return "".join(re.sub(r"[\u2060\u200b]", "", text.removeprefix(STEP)).split())


def _expected(source: dict[str, Any]) -> Rows:
    """The printed rows under their heads; a row that is only a name stands in one cell across the table."""
    rows = [source["columns"], *source["printed"]]
    return [[_bare(cell) for cell in (row if any(row[1:]) else row[:1])] for row in rows]


def _paste(seat: Any, source: dict[str, Any]) -> None:
    """As one does it: copied elsewhere, put on the first cell with Ctrl V, units that the source names above its columns
    chosen, saved."""
    page = seat.page
    if source["kind"] != "B":
        page.select_option("[name=kind]", source["kind"])
        seat.arrive()
    elsewhere = page.locator("[name=block]")
    elsewhere.fill(as_copied(source["cells"]))
    elsewhere.press("Control+A")
    elsewhere.press("Control+X")
    page.locator("[data-row] [data-column='0']").first.press("Control+V")
    seat.arrive()
    assert "머리줄은 칸을 알아보는 데만 쓰고 뺐습니다." in seat.text, source["name"]
    for place, unit in source["units"].items():
        page.select_option(f"[name=rows-{place}-unit]", unit)
    seat.press("표 저장")
    assert "표를 저장했습니다." in page.inner_text("body"), (source["name"], seat.text)


def _of_page(seat: Any, item: AgendaItem) -> list[Rows]:
    seat.go(f"/councils/meetings/{item.meeting_id}/items/{item.pk}/")
    return [[[_bare(cell) for cell in row] for row in table] for table in seat.page.evaluate(SHOWN)]


def _of_hwpx(content: bytes) -> list[Rows]:
    found = []
    for table in File(content).tables:
        rows: dict[int, dict[int, str]] = {}
        for row, column, cell in cells_of(table):
            rows.setdefault(row, {})[column] = _bare(text_of(cell))
        found.append([[cells[at] for at in sorted(cells)] for _, cells in sorted(rows.items())])
    return found


def _paper(seat: Any, meeting: Meeting, kind: str) -> bytes:
    answer = seat.page.request.get(f"{seat.base}/councils/meetings/{meeting.pk}/papers/agenda.{kind}")
    assert answer.ok, answer.status
    content: bytes = answer.body()
    return content


def _in_order(words: str, rows: list[str]) -> None:
    """Every row stands in the text, each after the one before it."""
    at = 0
    for row in rows:
        found = words.find(row, at)
        assert found >= 0, row
        at = found + len(row)


def test_the_seven_tables_are_pasted_and_every_cell_prints_as_it_should(sit: Any) -> None:
    cast = standing.current()
    home = house(cast)
    sections = {name: list(found) for name, found in groupby(PASTED, key=_section)}
    assert len(sections) == 7
    starts = workdays.start_of_day(workdays.seoul_today()) + timedelta(days=20, hours=14)
    meeting = home.agenda(home.plan(starts), [("REPORT", f"{name} 계획과 실적") for name in sections])
    items = list(meeting.items.order_by("order"))
    runs = sit(cast.coordinator1)
    for item, sources in zip(items, sections.values(), strict=True):
        for source in sources:
            runs.go(f"/councils/meetings/{meeting.pk}/items/{item.pk}/tables/new/")
            _paste(runs, source)
    expected = [_expected(source) for source in PASTED]
    assert [table for item in items for table in _of_page(runs, item)] == expected
    assert [table for table in _of_hwpx(_paper(runs, meeting, "hwpx")) if table in expected] == expected
    words = words_in_order(_paper(runs, meeting, "pdf"))
    _in_order(words, ["".join(row) for table in expected for row in table])
    slips = [note for source in PASTED for note in source["notes"]]
    assert len(slips) == 4, "where the arithmetic of a source is off, ours stands and a note says both"
    assert all(_bare(note) in words for note in slips)
