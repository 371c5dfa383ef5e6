"""Papers as HWPX: what a typist sets by hand stands in the file, and every cell says what the paper says."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hwpx.tools.validator import validate_document

from core import hwpx, reports
from core.blocks import attached, chapter, line, table
from core.edges import TURNED, UPRIGHT
from core.fitting import fit
from core.hwpx import Typed, render
from core.hwpx.parts import new_page, stamp, words
from core.hwpx.styles import MARGINS
from tests.core.hwpx_file import HH, HP, MM, Element, File, cells_of, text_of, width_of, words_in

DAY = datetime(2026, 12, 14, 10, 0, tzinfo=ZoneInfo("Asia/Seoul"))
LEVELS = [(1, "□", "참석자"), (2, "○", "(소방) 가상소방서"), (3, "-", "당직표"), (4, "ㆍ", "주 1회")]
ROWS = [["1", "거절 사유를 월 1회 공유", "가상소방서", "1,266"], ["", "합계", "", "△20.4"]]
TABLE = table(
    ("연번", "조치 내용", "담당 기관", "건수"),
    ROWS,
    left=[1],
    numbers=[3],
    totals=[1],
    title="조치 계획",
    caption="(단위 : 건)",
)
LINE = [
    {"title": "담당", "name": "정가상", "mark": "", "date": DAY, "struck": False},
    {"title": "실장", "name": "가나상", "mark": "전결", "date": DAY, "struck": False},
    {"title": "원장", "name": "", "mark": "", "date": None, "struck": True},
]


def typed(*blocks: dict[str, Any], **more: Any) -> Typed:
    return Typed(["제4차 협의체", "회의 결과 보고"], blocks, **{"office": "가상의료원", "since": DAY} | more)


def file_of(*blocks: dict[str, Any], number: str = "가상-123", **more: Any) -> File:
    return File(render(typed(*blocks, **more), number))


def only(found: list[Element]) -> Element:
    (one,) = found
    return one


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_is_a4_with_the_margins_of_the_rule() -> None:
    page = next(file_of().section.iter(f"{HP}pagePr"))
    assert [round(int(page.get(name, "")) / MM) for name in ("width", "height")] == [210, 297]
    margin = page.find(f"{HP}margin")
    assert margin is not None
    names = ("top", "header", "left", "right", "bottom", "footer")
    found = {name: round(int(margin.get(name, "")) / MM) for name in names}
    assert found == {"top": 10, "header": 10, "left": 20, "right": 15, "bottom": 7, "footer": 8}


def test_body_and_edge_are_equally_far_apart_in_the_pdf_and_in_hangul() -> None:
    """Hangul lays the head of a page below its upper margin, and the foot above its lower one."""
    wanted = (
        MARGINS["top"] + MARGINS["header"],
        MARGINS["right"],
        MARGINS["bottom"] + MARGINS["footer"],
        MARGINS["left"],
    )
    sheet = (reports.STATIC / "paper.css").read_text(encoding="utf-8")
    said = re.findall(r"@page(?: wide)? \{[^}]*?margin: (\d+)mm (\d+)mm (\d+)mm (\d+)mm;", sheet)
    said += re.findall(r"width: 210mm;[^}]*?padding: (\d+)mm (\d+)mm (\d+)mm (\d+)mm;", sheet)
    assert [tuple(map(float, one)) for one in said] == [wanted] * 3
    assert wanted == (20, 15, 15, 20)


def test_every_page_carries_the_number_of_the_paper_and_its_own() -> None:
    file = file_of(words("본문"), mark="작성 중")
    assert file.frame("header") == "가상-123\t작성 중"
    assert file.frame("footer") == "/"
    for footer in file.section.iter(f"{HP}footer"):
        assert [one.get("numType") for one in footer.iter(f"{HP}autoNum")] == ["PAGE", "TOTAL_PAGE"]
        assert file.align(next(footer.iter(f"{HP}p"))) == "CENTER"
    assert not list(file.section.iter(f"{HP}pageNum"))


def test_the_paper_begins_on_the_first_line_with_its_title() -> None:
    file = file_of(words("본문"))
    assert [words_in(one) for one in file.body if one.find(f".//{HP}secPr") is None][:1] == ["회의 결과 보고"]
    assert file.style(file.paragraph("회의 결과 보고")) == "문서 제목"
    assert "제4차 협의체" in words_in(file.body[0])


def test_papers_of_a_demonstration_say_that_they_are_one(settings: Any) -> None:
    settings.DEMO = True
    assert "회의 결과 보고 (가상)" in hwpx.read(render(typed(new_page("회신서")), "1"))[0]
    assert "회신서 (가상)" in hwpx.read(render(typed(new_page("회신서")), "1"))[0]


def test_the_preview_says_what_the_paper_says() -> None:
    said = file_of(line(1, "□", "회의실", "장소"), TABLE).parts["Preview/PrvText.txt"].decode()
    assert said.startswith("제4차 협의체\r\n회의 결과 보고\r\n□ 장소: 회의실\r\n")
    assert "<1><거절 사유를 월 1회 공유><가상소방서><1,266>" in said


def test_the_file_names_the_paper_and_the_office_and_nobody_else() -> None:
    said = file_of(words("본문")).parts["Contents/content.hpf"].decode()
    assert "제4차 협의체 회의 결과 보고" in said
    assert "가상의료원" in said
    assert "2026-12-14T01:00:00Z" in said
    assert "synthetic" not in said


def test_one_paper_is_one_file_byte_for_byte() -> None:
    paper = typed(chapter("Ⅰ. 개요"), TABLE, approvals=LINE)
    assert render(paper, "1") == render(paper, "1")


def test_the_file_keeps_to_the_schema_of_the_format() -> None:
    blocks = [
        chapter("Ⅰ. 개요"),
        *(line(*one) for one in LEVELS),
        TABLE,
        new_page("회신서", "개인정보 포함"),
        stamp("가상의료원장", "(직인)", is_on_name=True),
    ]
    report = validate_document(render(typed(*blocks, approvals=LINE, mark="작성 중"), "1"))
    assert report.ok, report.issues


def test_the_place_of_the_seal_is_a_frame_around_the_last_letter_of_the_name() -> None:
    framed = []
    for seal, is_on_name in (("(직인)", True), ("직인생략", False)):
        file = file_of(words("본문"), stamp("가상의료원장", seal, is_on_name=is_on_name))
        sender = file.paragraph(f"가상의료원장 {seal}")
        assert file.style(sender) == "발신 명의"
        runs = [(words_in(run), file.look(run).get("borderFillIDRef")) for run in sender.findall(f"{HP}run")]
        framed.append([text for text, border in runs if border != runs[0][1]])
    assert framed == [["장"], ["직인생략"]]


def test_what_is_said_of_a_print_stands_under_the_page_number() -> None:
    content = render(typed(words("본문"), foot="개인정보 포함 · 출력번호 12"), "1")
    assert File(content).frame("footer") == "/개인정보 포함 · 출력번호 12"
    assert validate_document(content).ok


def test_a_long_subject_hangs_under_its_words() -> None:
    sign = "제목\u00a0\u00a0"
    file = file_of(words("본문"), words(f"{sign}제4차 협의체 개최 알림", "subject", sign=sign))
    assert file.margin(file.paragraph(f"{sign}제4차 협의체 개최 알림"), "intent") < -2400


# --- levels ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("above", [(), (chapter("Ⅰ. 개요"),)], ids=["alone", "below a chapter"])
def test_a_level_is_a_letter_further_in_and_wrapped_lines_hang_under_the_text(
    above: tuple[dict[str, Any], ...],
) -> None:
    file = file_of(*above, *(line(*one) for one in LEVELS))
    found = [file.paragraph(f"{sign} {said}") for _, sign, said in LEVELS]
    assert [file.margin(one, "left") for one in found] == [1200 * (place + len(above)) for place in range(4)]
    assert [file.outline(one) for one in found] == [3, 4, 5, 6]
    assert [file.style(one) for one in found] == [f"본문 {level}수준" for level in range(1, 5)]
    hangs = [-file.margin(one, "intent") for one in found]
    assert all(600 < hang <= 1800 for hang in hangs), hangs  # the sign and half a letter
    assert hangs[0] > hangs[2]  # □ is wider than -


def test_a_chapter_and_a_heading_are_the_first_levels_and_stay_with_what_follows() -> None:
    file = file_of(chapter("Ⅰ. 개요"), {"kind": "heading", "text": "1. 보고"}, words("본문"))
    found = [file.paragraph(said) for said in ("Ⅰ. 개요", "1. 보고", "본문")]
    assert [file.outline(one) for one in found] == [1, 2, 0]
    assert [file.stays(one) for one in found] == [True, True, False]
    assert [file.is_bold(one) for one in found] == [True, True, False]


def test_a_remark_stands_in_smaller_type_under_the_text_of_its_level() -> None:
    file = file_of(line(2, "○", "본문"), {**line(2, "※", "참고"), "note": True})
    above, remark = file.paragraph("○ 본문"), file.paragraph("※ 참고")
    reach = file.margin(above, "left") - file.margin(above, "intent")
    assert abs(file.margin(remark, "left") - reach) < 300  # a quarter of a letter
    assert (file.letters(above).get("height"), file.letters(remark).get("height")) == ("1200", "1050")
    assert file.outline(remark) == 0


def test_a_line_that_leads_stays_with_what_follows() -> None:
    file = file_of({**line(2, "가.", "주요 내용"), "leads": True}, line(6, "ㆍ", "당직표"))
    led, after = file.paragraph("가. 주요 내용"), file.paragraph("ㆍ 당직표")
    assert (file.stays(led), file.stays(after)) == (True, False)
    assert (file.outline(after), file.margin(after, "left")) == (7, 6000)


def test_levels_have_no_numbers_of_their_own() -> None:
    """The signs are words of the paper; a number that Hangul adds would stand before them."""
    file = file_of(chapter("Ⅰ. 개요"))
    shape = next(file.section.iter(f"{HP}secPr")).get("outlineShapeIDRef")
    numbering = only([one for one in file.head.iter(f"{HH}numbering") if one.get("id") == shape])
    assert [level.text for level in numbering] == [None] * 10


def test_attachments_stand_under_each_other() -> None:
    file = file_of(attached(["회의자료", "명부"]))
    first, second = file.paragraph("붙임  1. 회의자료 1부."), file.paragraph("2. 명부 1부.\u00a0\u00a0끝.")
    assert file.margin(first, "left") == 0
    assert -file.margin(first, "intent") == file.margin(second, "left") > 2400


def test_nothing_is_moved_by_blanks() -> None:
    file = file_of(chapter("Ⅰ. 개요"), *(line(*one) for one in LEVELS), attached(["가", "나"]))
    assert not [said for said in map(words_in, file.body) if said != said.lstrip()]


# --- tables ----------------------------------------------------------------------------------------------------------


def test_every_cell_of_a_table_says_what_the_paper_says() -> None:
    _, (found,) = hwpx.read(render(typed(TABLE), "1"))
    assert found == [TABLE["columns"], *TABLE["rows"]]
    (made,) = file_of(TABLE).tables
    assert {(row, column): text_of(cell) for row, column, cell in cells_of(made)} == {
        (row, column): said
        for row, line_of in enumerate([TABLE["columns"], *ROWS])
        for column, said in enumerate(line_of)
    }


def test_columns_are_as_wide_as_the_paper_lays_them_and_fill_the_page() -> None:
    (laid,) = fit(TABLE)
    (made,) = file_of(TABLE).tables
    widths = [width_of(cell) for row, _, cell in cells_of(made) if row == 0]
    assert widths == pytest.approx([UPRIGHT * share / 100 for share in laid.shares], abs=0.1)
    assert round(sum(widths), 1) == UPRIGHT == 175


def test_a_wide_table_stands_in_small_type_on_pages_that_are_turned_and_the_rest_does_not() -> None:
    heads = ["구분", *(f"{month}월 계획인원" for month in range(1, 10))]
    wide = table(heads, [["응급의료기관", *["1,234,567"] * 9]], numbers=[*range(1, 10)], title="달마다")
    (laid,) = fit(wide)
    assert laid.is_turned
    file = file_of(words("앞"), chapter("Ⅰ. 실적"), wide, *(line(1, "○", "뒤") for _ in range(6)))
    pages = [page.get("landscape") for section in file.sections for page in section.iter(f"{HP}pagePr")]
    assert pages == ["WIDELY", "NARROWLY", "WIDELY"]
    first, turned, last = [[words_in(one) for one in section.findall(f"{HP}p")] for section in file.sections]
    assert first[-1] == "앞"
    assert turned[0].endswith("Ⅰ. 실적")  # behind the head and foot of its pages
    assert turned[1] == "달마다"
    assert [said[-3:] for said in last] == ["○ 뒤"] * 6
    cells = list(cells_of(file.tables[0]))
    assert round(sum(width_of(cell) for row, _, cell in cells if row == 0), 1) == TURNED == 262
    assert {file.letters(next(cell.iter(f"{HP}p"))).get("height") for _, _, cell in cells} == {
        str(round(laid.size * 100))
    }
    assert file.frame("header") == "가상-123\t"  # every section carries the same


def test_numbers_stand_at_the_right_prose_at_the_left_and_the_rest_in_the_middle() -> None:
    file = file_of(TABLE)
    (made,) = file.tables
    found = {(row, column): file.align(next(cell.iter(f"{HP}p"))) for row, column, cell in cells_of(made)}
    assert [found[0, column] for column in range(4)] == ["CENTER"] * 4
    assert [found[1, column] for column in range(4)] == ["CENTER", "LEFT", "CENTER", "RIGHT"]


def test_the_head_is_bold_shaded_and_repeated_and_the_table_goes_over_pages() -> None:
    file = file_of(TABLE)
    (made,) = file.tables
    place = made.find(f"{HP}pos")
    assert place is not None
    assert (made.get("repeatHeader"), place.get("treatAsChar")) == ("1", "0")
    assert made.get("pageBreak") == "TABLE"  # a row stays whole
    (tall,) = file_of(table(("내용",), [["가\n" * 40]], left=[0])).tables
    assert tall.get("pageBreak") == "CELL"  # but for one that no page would hold
    for row, _, cell in cells_of(made):
        assert cell.get("header") == ("1" if row == 0 else "0")
        assert file.is_bold(next(cell.iter(f"{HP}p"))) == (row in (0, 2))  # the head and the total
        assert ("#F0F2F5" in {one.get("faceColor") for one in file.fill(cell).iter()}) == (row == 0)


def test_a_heading_over_rows_is_one_cell_across_the_table() -> None:
    grouped = {**TABLE, "rows": [["저소득환자 진료비", "", "", ""], *ROWS], "totals": [], "headings": [0]}
    file = file_of(grouped)
    cells = [(column, cell) for row, column, cell in cells_of(file.tables[0]) if row == 1]
    ((_, cell),) = cells
    span = cell.find(f"{HP}cellSpan")
    assert span is not None
    assert (span.get("colSpan"), span.get("rowSpan")) == ("4", "1")
    assert round(width_of(cell)) == 175
    assert file.is_bold(next(cell.iter(f"{HP}p")))
    assert hwpx.read(render(typed(grouped), "1"))[1] == [[grouped["columns"], *grouped["rows"]]]


def test_title_and_unit_stand_right_above_their_table() -> None:
    file = file_of(words("앞"), TABLE)
    place = next(place for place, one in enumerate(file.body) if file.tables_of(one))
    title, unit = file.body[place - 2 : place]
    assert (words_in(title), words_in(unit)) == ("조치 계획", "(단위 : 건)")
    assert (file.align(title), file.align(unit)) == ("LEFT", "RIGHT")
    assert file.stays(title)
    assert file.stays(unit)


def test_lines_of_a_cell_are_paragraphs_that_hang_under_their_words() -> None:
    file = file_of(table(("내용",), [["- 가\n- 나"]], left=[0]))
    (cell,) = [cell for row, _, cell in cells_of(file.tables[0]) if row == 1]
    found = cell.findall(f"{HP}subList/{HP}p")
    assert [words_in(one) for one in found] == ["- 가", "- 나"]
    assert all(file.margin(one, "intent") < 0 for one in found)


def test_a_second_sheet_begins_on_a_new_page() -> None:
    file = file_of(words("앞"), new_page("회신서"))
    assert file.paragraph("회신서").get("pageBreak") == "1"
    assert file.paragraph("앞").get("pageBreak") == "0"


# --- the approval box ------------------------------------------------------------------------------------------------


def test_the_approval_box_is_the_one_of_the_pdf() -> None:
    content = render(typed(words("본문"), approvals=LINE), "1")
    _, (box,) = hwpx.read(content)
    assert box == [
        ["결\n재", "담당", "실장", "원장"],
        ["", "정가상", "전결\n가나상", ""],
        ["", "12. 14.", "12. 14.", ""],
    ]
    file = File(content)
    (made,) = file.tables
    (holder,) = [one for one in file.body if file.tables_of(one)]
    assert holder is file.body[0]
    assert file.align(holder) == "RIGHT"
    cells = {(row, column): cell for row, column, cell in cells_of(made)}
    span = cells[0, 0].find(f"{HP}cellSpan")
    assert span is not None
    assert (span.get("rowSpan"), span.get("colSpan")) == ("3", "1")
    assert [round(width_of(cells[0, column])) for column in range(4)] == [8, 18, 18, 18]


def test_what_a_final_decision_left_over_is_struck() -> None:
    file = file_of(approvals=LINE)
    struck = {
        (row, column)
        for row, column, cell in cells_of(file.tables[0])
        if next(file.fill(cell).iter(f"{HH}slash")).get("type") != "NONE"
    }
    assert struck == {(1, 3)}


def test_the_box_of_another_app_needs_neither_mark_nor_stroke() -> None:
    steps = [{"title": "담당", "name": "정가상", "date": DAY}, {"title": "원장", "name": "", "date": None}]
    _, (box,) = hwpx.read(render(typed(approvals=steps), "1"))
    assert box[1:] == [["", "정가상", ""], ["", "12. 14.", ""]]


# --- words -----------------------------------------------------------------------------------------------------------


def test_words_are_plain_text_that_every_reader_finds() -> None:
    """Blanks that do not break are signs like others: a reader that knows no elements inside a text loses nothing."""
    file = file_of(words("수신\u00a0\u00a0가상소방서장"), table(("구분",), [["\u00a0\u00a0감면"]], left=[0]))
    said = [one.text for one in file.section.iter(f"{HP}t")]
    assert "수신\u00a0\u00a0가상소방서장" in said
    assert "\u00a0\u00a0감면" in said


def test_whatever_is_typed_is_kept() -> None:
    said = "<표> & “따옴표” ㉮ ① ☎ 031-000-0000 \u00a0 𝒳 끝"
    assert hwpx.read(render(typed(words(said), table((said,), [[said]])), "1")) == (
        ["제4차 협의체", "회의 결과 보고", said],
        [[[said], [said]]],
    )


def test_a_block_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="no such block"):
        render(typed({"kind": "picture"}), "1")
