"""Words on paper: where a Korean line may break, how much room a word takes, and no page for two lines.

The engine of the PDF breaks between any two syllables, offices break at blanks. On the screen `word-break: keep-all`
says so; for the PDF the syllables of a word are joined by a sign that is not printed and not found in the text layer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

JOINER = "\u2060"
SHORT = 12  # letters of a compound (직위·성명) that stays on one line; a longer one may break after its dots
# Vowels and finals of old Hangul belong to the letter before them: nothing may stand between.
_LETTER = r"[^\W\u1160-\u11ff\ud7b0-\ud7ff\u318d]"
_SYLLABLE = r"[가-힣一-鿿]"
_INSIDE_WORD = re.compile(f"(?<={_LETTER})(?={_SYLLABLE})|(?<={_SYLLABLE})(?={_LETTER}|[·ㆍ/~])")
_AFTER_DOT = re.compile(f"(?<=[·ㆍ/])(?={_SYLLABLE})")
_BESIDE_BRACKET = re.compile(r"(?<=[가-힣])(?=\()|(?<=\))(?=[가-힣])")
_RUN = re.compile(r"\S+")
_JAMO = "\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff"
_OLD_HANGUL = re.compile(f"[가-힣]*[{_JAMO}][가-힣{_JAMO}]*")
_TEXT = re.compile(r"(<[^>]*>)([^<]+)")
_SPACED = re.compile(r'class="[^"]*\bspaced\b')  # the joining sign would be spaced as well
_HEAD_END = "</head>"

_NARROW, _BROAD = frozenset(" .,:;·'’‘“”!|()[]-/"), frozenset("%MW@mw")
_SYLLABLE_WIDTH, _BROAD_WIDTH, _CAPITAL_WIDTH, _NARROW_WIDTH, _OTHER_WIDTH = 0.95, 1.1, 0.81, 0.38, 0.66  # Nanum Gothic

NEARLY_EMPTY = 0.25  # of the height of a page
MOST_PAGES = 12  # a longer paper is not set twice to save one


def keep_words(html: str) -> str:
    """The page with every word joined, so that lines break at blanks only; tags and the head stay as they are, and so
    does the text of an element whose letters are spaced (class `spaced`). The letters of a word of old Hangul are put
    together by one typeface, so such a word is marked (class `old`)."""
    head, end, body = html.partition(_HEAD_END)
    if not end:
        head, body = "", html
    return head + end + _TEXT.sub(_text, body)


def _text(found: re.Match[str]) -> str:
    if _SPACED.search(found[1]):
        return found[0]
    return found[1] + _OLD_HANGUL.sub(r'<span class="old">\g<0></span>', _RUN.sub(_joined, found[2]))


def _joined(run: re.Match[str]) -> str:
    word = _INSIDE_WORD.sub(JOINER, run[0])
    return _AFTER_DOT.sub(JOINER, word) if len(run[0]) <= SHORT else word


def pieces(text: str) -> list[str]:
    """What stands on one line whatever the room: words, and the parts of a word beside a bracket."""
    return [piece for run in _RUN.findall(text) for part in _BESIDE_BRACKET.split(run) for piece in _compound(part)]


def _compound(word: str) -> list[str]:
    return [word] if len(word) <= SHORT else _AFTER_DOT.split(word)


def width_of(text: str) -> float:
    """The most room that a text takes on one line, in units of its type size."""
    return sum(_widths(text))


def _widths(text: str) -> Iterator[float]:
    for char in text:
        if char in _NARROW:
            yield _NARROW_WIDTH
        elif unicodedata.east_asian_width(char) in "WFA":
            yield _SYLLABLE_WIDTH
        elif char in _BROAD:
            yield _BROAD_WIDTH
        else:
            yield _CAPITAL_WIDTH if char.isupper() else _OTHER_WIDTH


# --- pages -----------------------------------------------------------------------------------------------------------


def laid_out(html: str, lay: Callable[[str], Any]) -> Any:
    """The paper laid out by the engine; a little tighter where that saves a page with next to nothing on it."""
    document = lay(html)
    pages = document.pages
    if 1 < len(pages) <= MOST_PAGES and any(filled(page) < NEARLY_EMPTY for page in pages[1:]):
        tighter = lay(html.replace('class="pdf"', 'class="pdf tight"', 1))
        if len(tighter.pages) < len(pages):
            return tighter
    return document


def filled(page: Any) -> float:
    """The share of a page's height down to its last line of text or row of a table."""
    area = page._page_box
    foot = max((_foot(box) for box in area.children[0].descendants() if _is_seen(box)), default=0.0)
    return float((foot - area.content_box_y()) / area.height)


def _is_seen(box: Any) -> bool:
    return type(box).__name__ in ("LineBox", "TableRowBox")


def _foot(box: Any) -> float:
    return float(box.position_y + box.height)
