"""Tables of a report as a coordinator types and pastes them, and as they print: the printed tables of two hospitals."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from core import blocks
from network.councils.models import AgendaItem, Meeting, ReportTable
from network.councils.papers import corrections
from network.councils.services import correcting, tables
from network.documents.models import Document
from network.documents.services import issuing
from tests.councils.house import STARTS, House, at

PASTED: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "pasted_tables.json").read_text(encoding="utf-8")
)
STEP = "> "  # how the data writes one step of indentation
Posted = dict[str, list[str]]


class Grid(HTMLParser):
    """What a browser would send of the form of a table: every control outside the row that scripts copy."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: Posted = {}
        self.is_inside, self.templates, self.select = False, 0, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        self.is_inside = self.is_inside or (tag == "form" and "data-grid" in given)
        self.templates += tag == "template"
        if not self.is_inside or self.templates:
            return
        if tag == "select":
            self.select, self.sent[name] = name, []
        elif tag == "option" and ("selected" in given or not self.sent[self.select]):
            self.sent[self.select] = [given.get("value") or ""]
        elif tag == "input" and given.get("type") != "checkbox":
            self.sent.setdefault(name, []).append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.templates -= tag == "template"
        if tag == "form":
            self.is_inside = False


def as_copied(cells: list[list[str]]) -> str:
    """Cells as Excel puts them on the clipboard: a cell with a line break stands in quotation marks."""
    return "\r\n".join("\t".join(f'"{one}"' if "\n" in one else one for one in row) for row in cells) + "\r\n"


class Desk:
    """A coordinator at the page of a new table."""

    def __init__(self, home: House, kind: str = "B") -> None:
        self.home = home
        meeting = home.agenda(home.plan())
        self.item: AgendaItem = meeting.items.get(order=1)
        self.browser = home.cast.coordinator1.client()
        self.url = f"/councils/meetings/{meeting.pk}/items/{self.item.pk}/tables/new/"
        self.sent = Grid(self.browser.get(self.url).content.decode()).sent | {"kind": [kind]}

    def post(self, do: str = "", **more: Any) -> tuple[int, str]:
        """Press a button; what the page then offers is what is sent next."""
        answer = self.browser.post(self.url, self.sent | {"do": do} | more)
        if answer.status_code == 302:
            self.url = answer.headers["Location"]
            answer = self.browser.get(self.url)
        page = answer.content.decode()
        self.sent = Grid(page).sent
        return answer.status_code, page

    def paste(self, cells: list[list[str]], **more: Any) -> tuple[int, str]:
        return self.post("paste", block=as_copied(cells), **more)

    def row(self, place: int, **values: Any) -> None:
        self.sent |= {f"rows-{place}-{name}": value for name, value in values.items()}

    @property
    def table(self) -> ReportTable:
        return self.item.tables.get()

    @property
    def printed(self) -> list[list[str]]:
        block, *notes = blocks.of_tables([tables.printed(self.table)])
        assert [(one["sign"], one["text"]) for one in notes] == [("※", note) for note in block["notes"]]
        return [[name.replace(blocks.GAP, STEP), *others] for name, *others in block["rows"]]


@pytest.mark.parametrize("source", PASTED, ids=lambda source: source["name"])
def test_a_printed_table_of_a_hospital_is_pasted_and_prints_cell_by_cell(home: House, source: dict[str, Any]) -> None:
    """Units that the table names only above its columns are chosen on the page; what its source got wrong is marked."""
    desk = Desk(home, source["kind"])
    status, page = desk.paste(source["cells"])
    assert (status, desk.item.tables.count()) == (200, 0), "reading stores nothing"
    assert "머리줄은 칸을 알아보는 데만 쓰고 뺐습니다." in page
    for place, unit in source["units"].items():
        desk.row(int(place), unit=unit)
    status, page = desk.post()
    assert status == 200, page
    block = blocks.of_table(tables.printed(desk.table))
    assert block["columns"] == source["columns"]
    assert desk.printed == source["printed"]
    assert list(block["notes"]) == source["notes"]
    assert all(note in page for note in source["notes"])
    before = desk.table.rows
    desk.post()
    assert (desk.table.rows, desk.table.version) == (before, 2), "what is shown is what was stored"


def test_a_heading_over_rows_stands_across_the_printed_table_and_the_note_under_it(home: House) -> None:
    desk = Desk(home, "A")
    desk.paste(next(source["cells"] for source in PASTED if source["name"].startswith("4-1 301")))
    desk.post()
    paper = desk.browser.get(f"/councils/meetings/{desk.item.meeting_id}/papers/agenda/").content.decode()
    assert '<th scope="colgroup" colspan="7">취약계층 발굴사업</th>' in paper
    assert paper.index("유관기관 만족도") < paper.index("사업홍보활동 증감률(%): 출처에는 1.8, 계산하면 1.9")
    assert "(’26. 11. 20. 기준 / 단위 : 건, 명, 천원, 회, 점)" in paper


def test_the_sources_hold_the_four_slips_that_are_marked() -> None:
    assert [len(source["notes"]) for source in PASTED].count(1) == 2
    assert sum(cell.endswith("※") for source in PASTED for row in source["printed"] for cell in row) == 4


# --- pasting ---------------------------------------------------------------------------------------------------------


def test_a_block_pasted_into_a_cell_fills_from_there(home: House) -> None:
    desk = Desk(home)
    desk.row(0, name="교육 수료", unit="PERSON", cells=["1", "2"])
    desk.row(1, name="컨설팅", unit="PLACE", cells=["", ""])
    status, page = desk.paste([["계획", "실적"], ["600", "548"], ["12", "10"], ["3", "3"]], at="0", column="2")
    assert status == 200
    assert "머리줄은 뺐습니다." in page
    assert desk.sent["rows-0-cells"] == ["600", "548"]
    assert desk.sent["rows-1-cells"] == ["12", "10"]
    assert (desk.sent["rows-2-name"], desk.sent["rows-2-cells"]) == ([""], ["3", "3"])
    assert 'id="id_rows-0-cells-0" value="600"' in page
    desk.row(2, name="협의체", unit="TIME")
    desk.post()
    assert [row[:4] for row in desk.printed] == [
        ["교육 수료", "명", "600", "548"],
        ["컨설팅", "개소", "12", "10"],
        ["협의체", "회", "3", "3"],
    ]


def test_a_block_that_is_too_wide_for_its_place_is_refused_and_nothing_is_lost(home: House) -> None:
    desk = Desk(home)
    desk.row(0, name="교육 수료", cells=["600", "548"])
    status, page = desk.paste([["1", "2", "3", "4"]], at="0", column="3")
    assert status == 400
    assert "붙인 칸이 4개인데 여기부터 2칸입니다" in page
    assert desk.sent["rows-0-cells"] == ["600", "548"]


def test_a_paste_is_taken_back(home: House) -> None:
    desk = Desk(home)
    desk.row(0, name="교육 수료", unit="PERSON", cells=["600", "548"])
    desk.paste([["구분", "계획", "실적"], ["협의체", "4회", "4회"]])
    assert desk.sent["rows-1-name"] == ["협의체"]
    status, page = desk.post("undo")
    assert (status, "붙인 것을 되돌렸습니다." in page) == (200, True)
    assert (desk.sent["rows-0-name"], desk.sent["rows-1-name"]) == (["교육 수료"], [""])
    status, page = desk.post("undo", before="made up")
    assert (status, desk.sent["rows-0-name"]) == (200, ["교육 수료"])


def test_rows_without_headings_are_read_by_their_places_and_indented_ones_stand_under_others(home: House) -> None:
    desk = Desk(home)
    desk.paste([
        ["진료인원", "명", "1,140,654", "1,102,031"],
        ["- 입원환자", "명", "242,292", "239,145"],
        ["- 외래환자", "명", "898,362", "862,886"],
        ["합 계", "명", "1,140,654", "1,102,031"],
    ])  # fmt: skip
    desk.post()
    assert [row[:5] for row in desk.printed] == [
        ["진료인원", "명", "1,140,654", "1,102,031", "△38,623"],
        ["> 입원환자", "명", "242,292", "239,145", "△3,147"],
        ["> 외래환자", "명", "898,362", "862,886", "△35,476"],
        ["합계", "명", "1,140,654", "1,102,031", "△38,623"],
    ], "the parts of a row are not added to it again"


def test_a_pasted_block_that_holds_a_resident_number_is_refused_and_two_figures_are_none(home: House) -> None:
    desk = Desk(home)
    status, page = desk.paste([["구분", "계획", "실적"], ["900101-1234567", "1", "2"]])
    assert status == 400
    assert "주민등록번호" in page
    status, _ = desk.paste([["구분", "계획", "실적"], ["예산", "900101", "1234567"]])
    assert (status, desk.sent["rows-0-cells"]) == (200, ["900101", "1234567"])


def test_more_rows_than_a_table_holds_are_refused(home: House) -> None:
    desk = Desk(home)
    status, page = desk.paste([[f"줄 {place}", "1", "2"] for place in range(61)])
    assert (status, "표의 줄은" in page) == (400, True)


def test_one_column_pasted_on_names_leaves_their_figures(home: House) -> None:
    desk = Desk(home)
    desk.row(0, name="가", unit="CASE", cells=["1", "2"])
    desk.paste([["교육 수료"], ["컨설팅"]], at="0", column="0")
    assert [desk.sent[f"rows-{place}-name"] for place in (0, 1)] == [["교육 수료"], ["컨설팅"]]
    assert (desk.sent["rows-0-unit"], desk.sent["rows-0-cells"]) == (["CASE"], ["1", "2"])


def test_a_unit_that_is_not_known_is_said(home: House) -> None:
    _, page = Desk(home).paste([["구분", "단위", "계획", "실적"], ["교육", "곳", "1", "2"]])
    assert "‘곳’: 단위 목록에 없어 비워 두었습니다." in page


def test_columns_that_the_table_does_not_have_are_said(home: House) -> None:
    desk = Desk(home)
    _, page = desk.paste([["구분", "계획", "실적", "담당"], ["교육", "1", "2", "정가상"]])
    assert "‘담당’ 칸은 이 표에 없어 뺐습니다." in page
    assert desk.sent["rows-0-cells"] == ["1", "2"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": "59", "column": "30"},
        {"at": "-1"},
        {"kind": "Z"},
        {"rows-0-level": "없음", "rows-0-role": "X", "rows-0-source": "X99"},
        {"rows-TOTAL_FORMS": "x"},
        {"rows-0-cells": [str(place) for place in range(40)]},
        {"block": "가\t\x00"},
        {"do": "undo", "before": "x" * 5000},
        {"columns": " | ".join("가" * 31 for _ in range(30)), "kind": "D"},
    ],
)
def test_what_no_page_sends_breaks_nothing(home: House, wrong: dict[str, Any]) -> None:
    desk = Desk(home)
    desk.row(0, name="가", cells=["1", "2"])
    for do in ("paste", "undo", "look", ""):
        answer = desk.browser.post(desk.url, desk.sent | {"do": do, "block": "가\t1\t2"} | wrong)
        assert answer.status_code in (200, 302, 400)


# --- typing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1,23", "천 단위마다 쉼표"),
        ("1.234,5", "쉼표와 소수점의 자리"),
        ("1,2OO", "영문 O"),
        ("-3", "음수(-3)는 적을 수 없습니다"),
        ("많음", "숫자나"),
        ("3건", "단위(건)가 이 줄의 단위(명)와 다릅니다"),
    ],
)
def test_a_cell_that_cannot_be_is_said_with_its_place_on_the_page_and_over_the_api(
    home: House, typed: str, words: str
) -> None:
    desk = Desk(home)
    desk.row(0, name="협의체", unit="TIME", cells=["4", "4"])
    desk.row(1, name="교육 수료", unit="PERSON", cells=["600", typed])
    status, page = desk.post()
    assert (status, desk.item.tables.count()) == (400, 0)
    assert "2째 줄 실적" in page
    assert words in page
    assert 'href="#id_rows-1-cells-1"' in page
    assert ">라 2<" in page
    assert "고칠 칸" in page
    assert desk.sent["rows-1-cells"] == ["600", typed], "what was typed stays"
    body = {
        "kind": "B",
        "rows": [
            {"name": "협의체", "unit": "TIME", "cells": ["4", "4"]},
            {"name": "교육 수료", "unit": "PERSON", "cells": ["600", typed]},
        ],
    }
    url = f"/api/v1/council-meetings/{desk.item.meeting_id}/items/{desk.item.pk}/tables/"
    answer = desk.browser.post(url, body, content_type="application/json")
    assert answer.status_code == 400
    assert words in answer.json()["fields"]["rows.1.cells.1"][0]


def test_a_letter_that_looks_like_a_digit_is_mended_by_one_press(home: House) -> None:
    desk = Desk(home)
    desk.row(0, name="협의체", unit="TIME", cells=["1,23", "4"])
    desk.row(1, name="찾아가는 진료", unit="PERSON", cells=["1,2OO", "1,318"])
    _, page = desk.post()
    assert ("1,200으로 고치기" in page, "mend:0:0" in page) == (True, False), "what was meant by 1,23 nobody knows"
    status, page = desk.post("mend:1:0")
    assert (status, desk.sent["rows-1-cells"]) == (200, ["1,200", "1,318"])
    desk.post("mend:0:0")
    assert desk.sent["rows-0-cells"] == ["1,23", "4"]


def test_decimals_stay_as_they_were_typed_and_percentages_differ_by_points(home: House) -> None:
    desk = Desk(home)
    desk.row(0, name="교육 만족도", unit="POINT", cells=["4.50", "4.62"])
    desk.row(1, name="동의율", unit="PERCENT", cells=["85.0", "86.1"])
    desk.row(2, name="소아 협력모형", unit="CASE", cells=["연중", "진행 중"], remark="신규")
    _, page = desk.post()
    assert desk.printed == [
        ["교육 만족도", "점", "4.50", "4.62", "0.12", "2.7", "102.7", ""],
        ["동의율", "%", "85.0", "86.1", "1.1%p", "-", "101.3", ""],
        ["소아 협력모형", "건", "연중", "진행 중", "-", "-", "-", "신규"],
    ]
    assert 'value="4.50"' in page


def test_twelve_months_add_up_to_the_plan(home: House) -> None:
    desk = Desk(home, "M")
    desk.post("look")
    assert len(desk.sent["rows-0-cells"]) == 13
    desk.row(0, name="퇴원환자 연계", unit="CASE", cells=["120", *["10"] * 11, "1,1"])
    assert desk.post()[0] == 400
    desk.row(0, cells=["120", *["10"] * 11, ""])
    desk.post()
    assert desk.printed == [["퇴원환자 연계", "건", "120", *["10"] * 11, "-", "110", "91.7"]]


def test_another_kind_keeps_what_was_typed(home: House) -> None:
    desk = Desk(home)
    desk.row(0, name="교육 수료", unit="PERSON", cells=["600", "548"])
    status, page = desk.post("look", kind="E")
    assert (status, "칸의 이름을 하나 이상" in page) == (200, True)
    status, page = desk.post("look", kind="A", year="2027")
    assert "2027년 계획" in page
    assert desk.sent["rows-0-name"] == ["교육 수료"]


def test_a_table_of_a_meeting_that_is_over_says_so_first(home: House) -> None:
    desk = Desk(home)
    meeting = desk.item.meeting
    meeting.status = "DISTRIBUTED"
    meeting.save()
    desk.row(0, name="", cells=["1,23", ""])
    status, page = desk.post()
    assert (status, "표를 고칠 수 없습니다" in page) == (409, True)
    assert desk.sent["rows-0-cells"] == ["1,23", ""]


def test_months_come_from_their_indicator_up_to_the_day_of_the_table(home: House, clock: Any) -> None:
    meeting = home.called()
    clock.move_to(STARTS)
    home.attend(meeting)
    home.step("hold", meeting)
    desk = Desk(home, "M")
    desk.post("look")
    desk.row(0, name="협의체 회의", unit="TIME", source="N01", cells=["4", *[""] * 12])
    desk.post("", as_of="2026-12-10")
    (row,) = desk.printed
    assert row[2:] == ["4", *["-"] * 11, "1", "1", "25.0"]


def test_words_of_a_plan_may_be_corrected_and_sums_may_not(home: House) -> None:
    desk = Desk(home, "A")
    desk.row(0, name="지표 개발", cells=["연중", ""])
    desk.row(1, name="교육", unit="PERSON", cells=["600", "548"])
    desk.row(2, name="합계", role="SUM", cells=["", ""])
    desk.post("look")
    desk.post(year="2027")
    table = tables.facts_of([desk.table])[0]
    found = [
        (place.path, place.label, place.now)
        for row, entry in enumerate(table["rows"])
        for place in corrections._cells(f"rows.{row}", "안건", entry, table)
    ]
    assert found == [
        ("rows.0.words.0", "표 · 지표 개발 · 2027년 계획", "연중"),
        ("rows.0.values.1", "표 · 지표 개발 · 2026년 실적", ""),
        ("rows.1.values.0", "표 · 교육 · 2027년 계획", "600"),
        ("rows.1.values.1", "표 · 교육 · 2026년 실적", "548"),
    ]


def test_a_corrected_figure_is_the_figure_of_the_item_once_the_correction_is_issued(home: House, clock: Any) -> None:
    meeting = home.called()
    item = meeting.items.get(order=1)
    rows = [{"name": "교육 수료", "unit": "PERSON", "cells": ["600", "548"]}]
    tables.save(actor=home.coordinator, item=item, data={"kind": "B"}, rows=rows)
    clock.move_to(at(12, 10, 17))
    home.attend(meeting)
    meeting = home.step("hold", meeting)
    home.write_all(meeting)
    document = home.submit(home.step("draft", meeting))
    home.sign(document)
    home.distribute(Meeting.objects.get(pk=meeting.pk))
    changes = [{"path": f"items.{item.order - 1}.tables.0.rows.0.values.1", "text": "558"}]
    line = [{"title": "원장", "person": home.cast.director1.user}]
    issued = Document.objects.get(pk=document.pk)
    made = correcting.correct(actor=home.coordinator, document=issued, changes=changes, reason="잘못 적음", line=line)
    page, browser = f"/councils/meetings/{meeting.pk}/items/{item.pk}/", home.cast.coordinator1.client()
    home.sign(made)
    assert "△52" in browser.get(page).content.decode()
    issuing.issue_correction(actor=home.coordinator, document=Document.objects.get(pk=made.pk))
    shown = browser.get(page).content.decode()
    assert ("△42" in shown, "△52" in shown) == (True, False)
