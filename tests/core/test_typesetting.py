"""Words stay whole on paper, what is read out of a paper is what was written, and no page is spent on two lines."""

from __future__ import annotations

import subprocess
from types import SimpleNamespace
from typing import Any

import pytest

from core import reports, typesetting
from core.typesetting import JOINER, keep_words, pieces


def joined(text: str) -> str:
    return keep_words(f"<p>{text}</p>").removeprefix("<p>").removesuffix("</p>").replace(JOINER, "+")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("가나 다AB", "가+나 다+AB"),
        ("2020년 계획", "2020+년 계+획"),
        ("제4차 회의", "제+4+차 회+의"),
        ("증감률(%)", "증+감+률(%)"),
        ("대리인 직위·성명", "대+리+인 직+위+·+성+명"),
        ("보건소·복지관·소방서·경찰서", "보+건+소+·복+지+관+·소+방+서+·경+찰+서"),
        ("&lt;b&gt; 1,234 ABC", "&lt;b&gt; 1,234 ABC"),
        ("ᄒᆞᆫ글", '<span class="old">ᄒᆞᆫ글</span>'),
        ("가\u11eb 한글", '<span class="old">가\u11eb</span> 한+글'),
    ],
)
def test_a_word_is_joined_and_a_long_compound_breaks_after_its_dots(text: str, kept: str) -> None:
    assert joined(text) == kept


def test_tags_titles_and_attributes_stay_as_they_are() -> None:
    page = '<html><head><title>가나다</title></head><body><p title="가나">다라</p></body></html>'
    assert keep_words(page) == page.replace("다라", f"다{JOINER}라")
    assert keep_words('<p class="stamp spaced">가나</p>') == '<p class="stamp spaced">가나</p>'


def test_pieces_are_what_the_page_keeps_whole() -> None:
    assert pieces("예산액(천원) 2020년 계획") == ["예산액", "(천원)", "2020년", "계획"]
    assert pieces("직위·성명") == ["직위·성명"]
    assert pieces("보건소·복지관·소방서·경찰서") == ["보건소·", "복지관·", "소방서·", "경찰서"]


def test_what_is_copied_out_of_a_paper_is_what_was_written() -> None:
    text = "의정부시 보건소와 2026년 제4차 협의체(직위·성명)를 개최함"
    pdf = reports.render_pdf(
        f'<html lang="ko" class="pdf"><head><title>가</title></head><body><p>{text}</p></body></html>'
    )
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert " ".join(found.split()).startswith(text)
    assert JOINER not in found


def _document(*shares: float) -> Any:
    """Pages filled to these shares, as the engine would give them."""
    return SimpleNamespace(pages=[_page(share) for share in shares])


def _page(share: float) -> Any:
    LineBox = type("LineBox", (), {"position_y": 0.0, "height": 100 * share})
    root = SimpleNamespace(descendants=lambda: [LineBox()])
    area = SimpleNamespace(children=[root], height=100.0, content_box_y=lambda: 0.0)
    return SimpleNamespace(_page_box=area)


@pytest.mark.parametrize(
    ("loose", "tight", "is_tight"),
    [
        ((1.0, 0.1), (0.98,), True),
        ((1.0, 0.1), (1.0, 0.05), False),
        ((1.0, 0.6), (1.0,), False),
        ((0.1,), (0.05,), False),
        ((1.0,) * 12 + (0.1,), (1.0,) * 12, False),
    ],
)
def test_a_paper_is_set_closer_only_where_that_saves_a_page_with_two_lines(
    loose: tuple[float, ...], tight: tuple[float, ...], is_tight: bool
) -> None:
    made = {'<html class="pdf">': _document(*loose), '<html class="pdf tight">': _document(*tight)}
    found = typesetting.laid_out('<html class="pdf">', made.__getitem__)
    assert found is made['<html class="pdf tight">' if is_tight else '<html class="pdf">']


@pytest.mark.parametrize(
    ("loose", "tight", "is_tight"), [((0.6, 0.9), (0.95, 0.5), True), ((0.6, 0.9), (0.6, 0.8), False)]
)
def test_a_page_that_a_table_left_half_empty_is_set_closer_where_that_brings_it_back(
    loose: tuple[float, ...], tight: tuple[float, ...], is_tight: bool
) -> None:
    sheet = '<html class="{}"><article class="paper ">'
    made = {sheet.format("pdf"): _document(*loose), sheet.format("pdf tight"): _document(*tight)}
    found = typesetting.laid_out(sheet.format("pdf"), made.__getitem__)
    assert found is made[sheet.format("pdf tight" if is_tight else "pdf")]


def test_the_foot_of_a_real_page_is_measured() -> None:
    lines = "<p>가</p>" * 10
    html = f'<html lang="ko" class="pdf"><head><title>가</title></head><body>{lines}</body></html>'
    (page,) = reports.lay_out(html).pages
    (longer,) = reports.lay_out(html.replace(lines, lines * 2)).pages
    assert 0 < typesetting.filled(page) < typesetting.filled(longer) < 1


@pytest.mark.parametrize("text", ["😀🙂🫠🫡🥹", "ᄒᆞᆫ글 나랏말ᄊᆞ미", "㉑㉚㉛㉟㊱㊿", "△1,266 ※ ㆍ ☎ → ☑"])
def test_newer_emoji_old_hangul_and_signs_are_printed(text: str, caplog: pytest.LogCaptureFixture) -> None:
    """The engine warns of every sign that no typeface has. A word of old Hangul is one typeface's."""
    html = keep_words(f'<html lang="ko" class="pdf"><head><title>가</title></head><body><p>{text}</p></body></html>')
    reports.lay_out(html).write_pdf()
    assert [row.getMessage() for row in caplog.records if "notdef" in row.getMessage()] == []
    assert ('class="old"' in html) is ("ᄒ" in text)


WIDER = '<article class="paper roomy ">'


@pytest.mark.parametrize(
    ("share", "after", "is_wider"), [(0.4, (0.6,), True), (0.9, (0.9,), False), (0.4, (1.0, 0.1), False)]
)
def test_a_sheet_that_leaves_much_of_its_page_empty_is_set_wider_unless_that_takes_another_page(
    share: float, after: tuple[float, ...], is_wider: bool
) -> None:
    page = '<html class="pdf"><article class="paper ">'
    made = {page: _document(share), page.replace('<article class="paper ">', WIDER): _document(*after)}
    assert (typesetting.laid_out(page, made.__getitem__) is not made[page]) is is_wider


def test_of_two_sheets_only_the_one_that_says_little_is_set_wider_and_a_certificate_never() -> None:
    page = '<html class="pdf"><article class="paper "></article><article class="paper "></article>'
    laid: list[str] = []

    def lay(html: str) -> Any:
        laid.append(html)
        return _document(0.9, 0.4)

    typesetting.laid_out(page, lay)
    assert laid[1].count("roomy") == 1
    assert laid[1].endswith(f"{WIDER}</article>")
    typesetting.laid_out(page.replace("paper ", "paper certificate"), lay)
    assert len(laid) == 3


def test_a_day_and_a_telephone_number_are_never_broken_and_are_read_as_they_were_written() -> None:
    assert joined("☎ 031-000-0000") == "☎ +031-000-0000"
    assert joined("2026. 12. 10.(목)까지") == "2026. +12. +10.+(목)까+지"
    assert pieces("2026. 12. 10.(목) 14:00, ’26. 1. 2.") == [
        "2026.\u00a012.\u00a010.(목)",
        "14:00,",
        "’26.\u00a01.\u00a02.",
    ]
