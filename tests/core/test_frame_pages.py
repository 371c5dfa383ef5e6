"""Every page of the frame renders, in the house's words, with no style or handler that the policy would refuse."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from core.errors import Conflict, Forbidden

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SPRITE = (TEMPLATES.parent / "static" / "icons.svg").read_text(encoding="utf-8")
FILES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("name", FILES)
def test_every_template_compiles_without_inline_style_or_handler(name: str) -> None:
    get_template(name)
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    markup = re.sub(r"{%.*?%}", "", source, flags=re.S)
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:|<style", markup)
    assert not re.search(r"\|\s*safe\b|autoescape off", source)


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    named = {
        icon
        for name in FILES
        for icon in re.findall(r'{% icon "([a-z]+)"', (TEMPLATES / name).read_text(encoding="utf-8"))
    }
    assert named
    assert {icon for icon in named if f'id="i-{icon}"' not in SPRITE} == set()


def test_the_pages_of_a_fault_need_neither_request_nor_database() -> None:
    assert "저장되지 않았습니다." in render_to_string("500.html", {"request_id": "20261207-7f3a"})
    stopped = render_to_string("503.html", {"office_phone": "000-0000-0001"})
    assert "000-0000-0001" in stopped
    assert "htmx" not in stopped


def test_a_refusal_names_who_may_and_a_lost_race_says_nothing_was_done() -> None:
    request = RequestFactory().get("/")
    forbidden = render_to_string("403.html", {"error": Forbidden(), "owners": ["담당의: 최가상"]}, request)
    assert "담당의: 최가상" in forbidden
    lost = render_to_string("409.html", {"error": Conflict("방금 다른 사람이 수락했습니다."), "back": "/x/"}, request)
    assert "방금 다른 사람이 수락했습니다." in lost
    assert 'href="/x/"' in lost


def test_a_stranger_sees_no_menu_and_no_search() -> None:
    page = render_to_string("404.html", {}, RequestFactory().get("/nowhere/"))
    assert "찾을 수 없습니다" in page
    assert 'class="nav"' not in page
    assert 'role="search"' not in page


def test_a_part_for_htmx_carries_its_title_and_no_header() -> None:
    source = (
        '{% extends "fragment.html" %}{% block title %}목록{% endblock %}{% block content %}<h2>목록</h2>{% endblock %}'
    )
    part = Template(source).render(Context({}))
    assert "<title>목록 | 이음</title>" in part
    assert "<header" not in part


@pytest.mark.parametrize("is_screen", [True, False])
def test_a_paper_shows_its_warning_and_who_printed_it(is_screen: bool) -> None:
    paper = {"title": "의뢰서", "number": "2026-12", "foot": ["박가상 출력"], "is_screen": is_screen}
    page = render_to_string("paper.html", {"paper": paper, "personal": True})
    assert "개인정보 포함 – 업무 목적 외 사용 금지" in page
    assert "박가상" in page
    assert ("인쇄</button>" in page) is is_screen
    assert ("paper-pdf.css" in page) is not is_screen


def test_a_consent_question_ticks_nothing_beforehand_and_lets_the_important_stand_out() -> None:
    question = {"number": "②", "title": "민감정보", "rows": [{"label": "보유기간", "text": "1년", "strong": True}]}
    page = render_to_string("parts/_consent_block.html", {"question": {**question, "answer": None}})
    assert page.count("□") == 2
    assert 'class="strong-part"' in page
    agreed = render_to_string("parts/_consent_block.html", {"question": {**question, "answer": True}})
    assert agreed.index("■") < agreed.index("□")


@pytest.mark.parametrize("sheet", sorted((TEMPLATES.parent / "static").glob("*.css")), ids=lambda path: path.name)
def test_every_style_sheet_is_closed_to_its_end(sheet: Path) -> None:
    source = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert source.count("{") == source.count("}")
