"""Templates compile, speak Korean, and carry nothing that the content security policy forbids."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Engine
from django.template.loader import get_template

from tests.architecture.sources import ROOT, template_files

FILES = template_files()
every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))

# Words in Latin letters that Korean readers of such pages use themselves.
LATIN_WORDS = frozenset(
    [
        "PDF",
        "HWPX",
        "QR",
        "CSV",
        "XLSX",
        "API",
        "ID",
        "OTP",
        "TOTP",
        "SMS",
        "K",
        "MBI",
        "SGDS",
        "MMSE",
        "SSRS",
        "AUDIT",
        "NRS",
        "KCD",
        "EMR",
        "OCS",
        "D",
        "Esc",
        "Enter",
        "Ctrl",
        "Alt",
        "Shift",
        "Tab",
        "CPO",
        "KRDS",
        "HTML",
        "A",
        "B",
        "C",
        "N",
        "Q",
        "U",
        "X",
        "Y",
        "Z",
        "g",
        "kg",
        "cm",
        "mg",
        "J",
        "G",
        "H",
        "W",
        "L",
    ]
)
TAGS = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
CLASS_BLOCKS = re.compile(r"\{%\s*block \w*class\s*%\}.*?\{%\s*endblock\s*%\}", re.DOTALL)
SHOWN_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt")
SILENT_ELEMENTS = ("script", "style", "kbd", "code", "svg")


class Words(HTMLParser):
    """What a template shows to people, and what its elements carry."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.silent = 0
        self.shown: list[str] = []
        self.forbidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT_ELEMENTS
        for name, value in attrs:
            if name == "style" or name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.forbidden.append(f"<{tag} {name}>")
            if name in SHOWN_ATTRIBUTES and value:
                self.shown.append(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT_ELEMENTS

    def handle_data(self, data: str) -> None:
        if self.silent <= 0:
            self.shown.append(data)


def _words(source: str) -> Words:
    reader = Words()
    reader.feed(TAGS.sub("", CLASS_BLOCKS.sub("", source)))
    return reader


def _latin(source: str) -> set[str]:
    text = " ".join(_words(source).shown)
    text = re.sub(r"\S+@\S+|https?://\S+|/\S*", " ", text)
    return set(re.findall(r"[A-Za-z]+", text)) - LATIN_WORDS


@every_file
def test_a_template_compiles(path: Path) -> None:
    Engine.get_default()
    folder = next(parent for parent in path.parents if parent.name == "templates")
    get_template(str(path.relative_to(folder)))


@every_file
def test_a_template_carries_no_style_and_no_handler(path: Path) -> None:
    assert _words(path.read_text(encoding="utf-8")).forbidden == []


@every_file
def test_a_template_marks_nothing_safe(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*(safe|safeseq)\b|autoescape\s+off", source)


@every_file
def test_a_template_speaks_korean(path: Path) -> None:
    assert _latin(path.read_text(encoding="utf-8")) == set()


def test_the_reader_of_templates_sees_what_it_should() -> None:
    assert _latin('<p>Save now</p><button title="Close">닫기</button>{% if x %}Then{% endif %}') == {
        "Save",
        "now",
        "Close",
        "Then",
    }
    assert _latin("<p>PDF 저장</p><script>let x</script><kbd>g</kbd>{# a comment #}") == set()
    assert _words('<p style="color:red" onclick="go()">글</p><a href="javascript:x">').forbidden == [
        "<p style>",
        "<p onclick>",
        "<a href>",
    ]


@every_file
def test_no_template_lets_the_browser_cut_what_is_typed(path: Path) -> None:
    """`maxlength` drops what is pasted beyond it without a word; the limit is said, and the form refuses (data-most)."""
    assert not re.findall(r'\smaxlength="', path.read_text(encoding="utf-8"))
