"""Words on paper: where a Korean line may break, how much room a word takes, and no page for two lines.

The engine of the PDF breaks between any two syllables, offices break at blanks. On the screen `word-break: keep-all`
says so; for the PDF the syllables of a word are joined by a sign that is not printed and not found in the text layer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any

JOINER = "\u2060"
SHORT = 12  # letters of a compound (직위·성명) that stays on one line; a longer one may break after its dots
# Vowels and finals of old Hangul belong to the letter before them: nothing may stand between.
_LETTER = r"[^\W\u1160-\u11ff\ud7b0-\ud7ff\u318d]"
_SYLLABLE = r"[가-힣一-鿿]"
_INSIDE_WORD = re.compile(f"(?<={_LETTER})(?={_SYLLABLE})|(?<={_SYLLABLE})(?={_LETTER}|[·ㆍ/~])")
_AFTER_DOT = re.compile(f"(?<=[·ㆍ/])(?={_SYLLABLE})")
_BESIDE_BRACKET = re.compile(r"(?<=[가-힣])(?=\()|(?<=\))(?=[가-힣])")
_RUN = re.compile(r"(?:\S|\u00a0)+")
_WHOLE = re.compile(r"☎ \d|(?:\d{4}|’\d{2})\. \d{1,2}\. \d{1,2}\.(?:\([월화수목금토일]\))?")
_JAMO = "\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff"
_OLD_HANGUL = re.compile(f"[가-힣]*[{_JAMO}][가-힣{_JAMO}]*")
_TEXT = re.compile(r"(<[^>]*>)([^<]+)")
_SPACED = re.compile(r'class="[^"]*\bspaced\b')  # the joining sign would be spaced as well
_HEAD_END = "</head>"

_NARROW, _BROAD = frozenset(" \u00a0.,:;·'’‘“”!|()[]-/"), frozenset("%MW@mw")
_SYLLABLE_WIDTH, _BROAD_WIDTH, _CAPITAL_WIDTH, _NARROW_WIDTH, _OTHER_WIDTH = 0.95, 1.1, 0.81, 0.38, 0.66  # Nanum Gothic

NEARLY_EMPTY, THIN = 0.34, 0.7  # of the height of a page
GAPING = 0.2  # of a page that is left empty before the next one
MOST_PAGES = 12  # a longer paper is not set twice to save one
SPARED = 1.0  # mm at the foot of a letter that its last line leaves free
_PIXEL = 25.4 / 96  # mm
_SHEET = re.compile(r'<article class="paper ?([^"]*)">')


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
    words = _OLD_HANGUL.sub(r'<span class="old">\g<0></span>', _RUN.sub(_joined, _whole(found[2], f" {JOINER}")))
    return found[1] + words.replace(".(", f".{JOINER}(")


def _whole(text: str, blank: str) -> str:
    """A day and a telephone number stand on one line: `2026. 12. 10.(목)`, `☎ 031-000-0000`."""
    return _WHOLE.sub(lambda found: found[0].replace(" ", blank), text)


def _joined(run: re.Match[str]) -> str:
    word = _INSIDE_WORD.sub(JOINER, run[0])
    return _AFTER_DOT.sub(JOINER, word) if len(run[0]) <= SHORT else word


def pieces(text: str) -> list[str]:
    """What stands on one line whatever the room: words, days, and the parts of a word beside a bracket."""
    return [
        piece
        for run in _RUN.findall(_whole(text, "\u00a0"))
        for part in _BESIDE_BRACKET.split(run)
        for piece in _compound(part)
    ]


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
    """The paper laid out by the engine; a little tighter where that saves a page with next to nothing on it or brings back
    a table that was moved to the next page, and wider where a sheet of its own says little."""
    document = lay(html)
    is_gaping = _gap(html, document.pages) > GAPING
    if is_gaping or _wastes_a_page(html, document.pages):
        tight = html.replace('class="pdf"', 'class="pdf tight"', 1)
        tighter = lay(tight)
        saves = len(tighter.pages) < len(document.pages)
        if saves or (is_gaping and _gap(tight, tighter.pages) < GAPING):
            return _filled_out(tight, tighter, lay)
    return _filled_out(html, document, lay)


def _gap(html: str, pages: Sequence[Any]) -> float:
    """The most of a page that is left empty although the same sheet goes on."""
    if len(_SHEET.findall(html)) != 1 or len(pages) > MOST_PAGES:
        return 0.0
    return max((1 - filled(page) for page in pages[:-1]), default=0.0)


def _wastes_a_page(html: str, pages: Sequence[Any]) -> bool:
    """Whether a page holds next to nothing, or a letter has not room enough on its own sheet."""
    if not 1 < len(pages) <= MOST_PAGES:
        return False
    kinds = _SHEET.findall(html)
    is_over = bool(kinds) and "footed" in kinds[0].split() and len(pages) == len(kinds) + 1
    return is_over or any(filled(page) < NEARLY_EMPTY for page in pages[1:])


def _filled_out(html: str, document: Any, lay: Callable[[str], Any]) -> Any:
    """The same where every sheet takes one page: the foot of a letter stands at the foot of its page, and a sheet that
    leaves much of its page empty is set in larger type with more between its parts."""
    kinds = _SHEET.findall(html)
    if len(kinds) != len(document.pages):
        return document
    wider = [_wider(kind, page) for kind, page in zip(kinds, document.pages, strict=True)]
    if not any(wider):
        return document
    given = iter(wider)
    found = lay(_SHEET.sub(lambda sheet: next(given) or sheet[0], html))
    return found if len(found.pages) == len(kinds) else document


def _wider(kind: str, page: Any) -> str:
    """How a sheet begins that is set wider; empty for one that stays as it is."""
    share = filled(page)
    if "footed" in kind.split():
        room = (1 - share) * page._page_box.height * _PIXEL - SPARED
        return f'<article class="paper {kind}" style="--room: {room:.1f}mm">' if room > 0 else ""
    is_set_by_hand = {"certificate", "large", "wide"} & set(kind.split())
    return f'<article class="paper roomy {kind}">' if share < THIN and not is_set_by_hand else ""


def filled(page: Any) -> float:
    """The share of a page's height down to its last line of text or row of a table, or room that is kept free."""
    area = page._page_box
    foot = max((_foot(box) for box in area.children[0].descendants() if _is_seen(box)), default=0.0)
    return float((foot - area.content_box_y()) / area.height)


def _is_seen(box: Any) -> bool:
    element = getattr(box, "element", None)
    is_kept = element is not None and "kept-free" in (element.get("class") or "")
    return is_kept or type(box).__name__ in ("LineBox", "TableRowBox")


def _foot(box: Any) -> float:
    return float(box.position_y + box.height)
