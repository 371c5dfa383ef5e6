"""Particles follow the sound of the last letter, also after digits, brackets and Latin letters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from core.particles import particle, with_particle

UNDECIDED = re.compile(r"을\(를\)|를\(을\)|은\(는\)|는\(은\)|이\(가\)|가\(이\)|과\(와\)|와\(과\)|\(으\)로|\(이\)라")


@pytest.mark.parametrize(
    ("word", "pair", "said"),
    [
        ("협의체", "을/를", "협의체를"), ("워크숍", "을/를", "워크숍을"),
        ("종결", "으로/로", "종결로"), ("보완 요청", "으로/로", "보완 요청으로"), ("취소", "으로/로", "취소로"),
        ("홍길동(45세)", "은/는", "홍길동(45세)은"), ("가상시(보건소)", "이/가", "가상시(보건소)가"),
        ("'승인'", "을/를", "'승인'을"), ("E-2026-00010", "을/를", "E-2026-00010을"),
        ("E-2026-00012", "을/를", "E-2026-00012를"), ("010-0000-0001", "으로/로", "010-0000-0001로"),
        ("1,200", "으로/로", "1,200으로"), ("2026-17", "으로/로", "2026-17로"), ("4.50", "으로/로", "4.50으로"),
        ("PCR", "을/를", "PCR을"), ("ER", "으로/로", "ER로"), ("CT", "은/는", "CT는"), ("Zoom", "으로/로", "Zoom으로"),
        ("email", "으로/로", "email로"), ("counter", "을/를", "counter를"), ("30%", "이/가", "30%가"),
        ("", "을/를", "를"), ("(주)", "을/를", "(주)를"),
        ("성명·생년월일", "이/가", "성명·생년월일이"), ("간호", "과/와", "간호와"), ("박가상", "이라는/라는", "박가상이라는"),
    ],
)  # fmt: skip
def test_a_particle_follows_the_last_sound(word: str, pair: str, said: str) -> None:
    assert with_particle(word, pair) == said


def test_a_pair_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError):
        particle("가", "를/을")


def test_a_page_writes_the_particle_after_what_it_prints() -> None:
    page = engines["django"].from_string('<b>{{ name }}</b>{{ name|particle:"을/를" }}')
    assert page.render({"name": "가상의료원"}) == "<b>가상의료원</b>을"


def test_nothing_that_people_read_leaves_the_particle_to_them() -> None:
    root = Path(settings.BASE_DIR)
    found = [
        f"{path.relative_to(root)}:{number}"
        for path in [*root.rglob("*.py"), *root.rglob("*.html"), *(root / "static" / "js").rglob("*.js")]
        if not {".venv", "var", "node_modules", "vendor", "tests"} & set(path.relative_to(root).parts)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UNDECIDED.search(line)
    ]
    assert found == []
