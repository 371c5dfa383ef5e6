"""The named styles of the office's papers, as Hangul lists them, and the A4 page on which they stand (domain 4.1).

Sizes and gaps in points, indents in letters of the style's own size: a level is one letter, two strokes, further in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.edges import BOTTOM, LEFT, RIGHT, TOP

HEAD, FOOT = 10.0, 8.0  # mm of the body's margins that head and foot of a page take: Hangul lays them within
MARGINS = {"top": TOP - HEAD, "left": LEFT, "right": RIGHT, "bottom": BOTTOM - FOOT, "header": HEAD, "footer": FOOT}
UNITS = 7200 / 25.4  # HWPUNIT in a millimetre; a point has 100
SERIF, GOTHIC = "함초롬바탕", "함초롬돋움"
INK, SHADE = "#000000", "#F0F2F5"
DEEPEST, OUTLINED = 6, 7  # levels of text, and of an outline as Hangul writes its shapes in the plain way


@dataclass(frozen=True)
class Style:
    """`outline`: the level in the outline of the document, 0 for none; `stays`: with the paragraph after it;
    `rules`: sides with a line; `tabbed`: what follows a tab stands at the right margin."""

    name: str
    size: float = 12
    is_bold: bool = False
    face: str = SERIF
    align: str = "JUSTIFY"
    left: float = 0
    before: float = 0
    after: float = 0
    spacing: int = 160
    outline: int = 0
    stays: bool = False
    rules: tuple[str, ...] = ()
    tabbed: bool = False


_ROUND = ("left", "right", "top", "bottom")
_STYLES = {
    "body": Style("바탕글"),
    "title": Style("문서 제목", 16, is_bold=True, face=GOTHIC, align="CENTER", after=6, spacing=130),
    "chapter": Style("장 제목", 14, is_bold=True, face=GOTHIC, align="LEFT", before=14, after=4, outline=1, stays=True),
    "heading": Style("절 제목", is_bold=True, face=GOTHIC, align="LEFT", left=1, before=8, outline=2, stays=True),
    "note": Style("주석", 10, left=2),
    "attached": Style("붙임", align="LEFT", before=4),
    "marked": Style("정정 표시", is_bold=True, rules=_ROUND),
    "warning": Style("개인정보 경고", 9.5, is_bold=True, align="CENTER", after=10, rules=_ROUND),
    "writers": Style("작성자", 9.5, align="RIGHT", before=12, rules=("top",)),
    # tables
    "table": Style("표 자리", 4, spacing=100),
    "box": Style("결재란 자리", align="RIGHT", after=10, spacing=100),
    "table-title": Style("표 제목", is_bold=True, face=GOTHIC, align="LEFT", before=6, spacing=130, stays=True),
    "unit": Style("표 단위", 10, face=GOTHIC, align="RIGHT", spacing=130, stays=True),
    "head": Style("표 머리", 10.5, is_bold=True, face=GOTHIC, align="CENTER", spacing=130),
    "cell": Style("표 내용", 10.5, face=GOTHIC, align="LEFT", spacing=130),
    "middle": Style("표 가운데", 10.5, face=GOTHIC, align="CENTER", spacing=130),
    "number": Style("표 숫자", 10.5, face=GOTHIC, align="RIGHT", spacing=130),
    "signed": Style("결재란", 9.5, face=GOTHIC, align="CENTER", spacing=130),
    # official letters
    "letter": Style("두문", 13, align="LEFT"),
    "subject": Style("두문 제목", 13, is_bold=True, align="LEFT", after=10, rules=("bottom",)),
    "stamp": Style("발신 명의", 18, is_bold=True, face=GOTHIC, align="CENTER", before=28, after=20),
    "foot": Style("결문", 10, align="LEFT"),
    "foot-first": Style("결문 첫 줄", 10, align="LEFT", rules=("top",)),
    "day": Style("서명일", align="CENTER", before=22, after=12),
    "sign": Style("서명란", align="RIGHT", before=8, after=8),
    # consent: what must stand out
    "strong": Style("강조", 13, is_bold=True, face=GOTHIC, align="LEFT", spacing=130),
    "sign-cell": Style("답", 12, is_bold=True, align="RIGHT"),
    # certificates
    "award-title": Style("수료증 제목", 40, is_bold=True, align="CENTER", before=40, after=50),
    "award-line": Style("수료증 내용", 15, align="LEFT", left=1, after=6),
    "award": Style("수료증 문구", 17, align="JUSTIFY", before=40, spacing=190),
    "award-day": Style("수여일", 16, align="CENTER", before=40, after=10),
    # every page
    "running": Style("머리말", 9, face=GOTHIC, align="LEFT", spacing=100, tabbed=True),
    "mark": Style("머리말 표시", 11, is_bold=True, face=GOTHIC, align="LEFT", spacing=100, tabbed=True),
    "page": Style("쪽 번호", 9, face=GOTHIC, align="CENTER", spacing=100),
}


def styles(base: int) -> Mapping[str, Style]:
    """Every style; `base`: letters by which all levels stand further in, 1 below chapters (Ⅰ, Ⅱ). A remark stands in
    smaller type under the text of its level."""
    found = dict(_STYLES)
    for level in range(1, DEEPEST + 1):
        left = level - 1 + base
        found[f"line{level}"] = Style(f"본문 {level}수준", left=left, outline=min(2 + level, OUTLINED))
        found[f"remark{level}"] = Style(f"참고 {level}수준", 10.5, left=(left + 1.5) * 12 / 10.5)
    return found
