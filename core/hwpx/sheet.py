"""An A4 sheet of Hangul as papers are typed on it, on python-hwpx: the module below it that the other ones write through.

Nothing here numbers by itself: signs are words of the paper, and the outline carries levels without numbers of its own.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, cached_property
from itertools import count
from typing import Any

from core.edges import TURNED, UPRIGHT
from core.hwpx.styles import INK, MARGINS, SHADE, UNITS, Style, styles

HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
HH = "{http://www.hancom.co.kr/hwpml/2011/head}"
PREVIEW = "Preview/PrvText.txt"
PREVIEW_LETTERS = 1000
ALL_SIDES = ("left", "right", "top", "bottom")
PAGE_OF_PAGES = {"type": "page_number", "page_number": "page/total", "position": "BOTTOM_CENTER", "formatType": None}
SEAL_SIZE = 10.0  # points of what is said of the seal


def units(millimetres: float) -> int:
    return round(millimetres * UNITS)


@dataclass(frozen=True)
class _Declared:
    """A style as the file knows it: its own number and those of its shapes of paragraph and of letters."""

    style: Style
    number: str
    shape: str
    letters: str


class Sheet:
    """`base`: letters by which every level of text stands further in (`styles`)."""

    def __init__(self, base: int = 0) -> None:
        content, self._styles = _declared(base)
        self._open(content)
        self._begin(self.document.sections[0], is_turned=False)

    def _open(self, content: bytes) -> None:
        from hwpx.document import HwpxDocument

        self.document: Any = HwpxDocument.open(content)
        self._head: Any = self.document.oxml.headers[0]
        self._said: list[str] = []
        self._shapes: dict[tuple[str, int, int, bool], str] = {}
        self._letters: dict[tuple[str, float, bool], str] = {}
        self._fills: dict[tuple[tuple[str, ...], bool], str] = {}
        self._looks: dict[str, Any] = {}

    # --- pages -------------------------------------------------------------------------------------------------------

    def _begin(self, section: Any, *, is_turned: bool) -> None:
        self._section, self.is_turned = section, is_turned
        self._first: Any = section.paragraphs[0]  # it carries the settings of the pages
        way = "LANDSCAPE" if is_turned else "PORTRAIT"
        self.document.page.setup(paper_size="A4", orientation=way, margins_mm=MARGINS, section=section)

    def turn(self, is_turned: bool) -> None:
        """What follows stands on pages of this direction; on a new one where that is another than before."""
        if is_turned != self.is_turned:
            self._begin(self._section if self._first is not None else self.document.add_section(), is_turned=is_turned)

    @property
    def room(self) -> float:
        """Millimetres from margin to margin."""
        return TURNED if self.is_turned else UPRIGHT

    # --- shapes ------------------------------------------------------------------------------------------------------

    def _declare(self, style: Style) -> _Declared:
        letters = self.document.styles.ensure_run(bold=style.is_bold, size=style.size, font=style.face)
        shape = self._shape(style)
        number = self._head.ensure_style(
            style.name, para_pr_id_ref=shape, char_pr_id_ref=letters, next_style_id_ref=0, lang_id=1042, lock_form=False
        )
        return _Declared(style, number, shape, letters)

    def _shape(self, style: Style, *, hang: int = 0, further: int = 0) -> str:
        """A shape of paragraph. `hang`: how far wrapped lines stand in from the first; `further`: all lines."""
        margins = {
            "intent": -hang,
            "left": round(style.left * style.size * 100) + further,
            "right": 0,
            "prev": round(style.before * 100),
            "next": round(style.after * 100),
        }
        outline = {"type": "OUTLINE", "idRef": "0", "level": str(style.outline - 1)} if style.outline else None
        border = {"borderFillIDRef": self.fill(style.rules), "offsetTop": "283", "offsetBottom": "283"}
        found: str = self._head.ensure_paragraph_format(
            base_para_pr_id="0",
            alignment=style.align,
            line_spacing_percent=style.spacing,
            margins=margins,
            heading=outline,
            border=border if style.rules else None,
            break_setting={"keep_with_next": style.stays, "widow_orphan": True},
            tab_pr_id_ref=self._head.ensure_tab_definition(auto_tab_right=True) if style.tabbed else None,
        )
        return found

    def fill(self, sides: Iterable[str] = ALL_SIDES, *, is_shaded: bool = False) -> str:
        """The border of a cell or a paragraph, and its ground."""
        key = tuple(sides), is_shaded
        if key not in self._fills:
            self._fills[key] = self.document.styles.ensure_border_fill(
                border_color=INK,
                border_width="0.12 mm",
                fill_color=SHADE if is_shaded else None,
                active_borders=list(key[0]),
            )
        return self._fills[key]

    @cached_property
    def struck(self) -> str:
        """The border of a cell that is crossed out from corner to corner; the library draws no such line."""
        plain = self.fill()
        shelf = next(self._head.element.iter(f"{HH}borderFills"))
        made = copy.deepcopy(next(one for one in shelf if one.get("id") == plain))
        made.set("id", str(1 + max(int(one.get("id")) for one in shelf)))
        made.find(f"{HH}slash").set("type", "CENTER")
        made.find(f"{HH}diagonal").attrib.update({"type": "SOLID", "width": "0.12 mm", "color": INK})
        shelf.append(made)
        shelf.set("itemCnt", str(len(shelf)))
        self._head.mark_dirty()
        return str(made.get("id"))

    def _number_nothing(self) -> None:
        """Levels of the outline without numbers: Hangul would else print `1.` before every chapter."""
        shelf = next(self._head.element.iter(f"{HH}numberings"))
        made = copy.deepcopy(shelf[0])
        made.set("id", str(len(shelf) + 1))
        for level in made:
            level.text = None
            level.attrib.update({"autoIndent": "0", "textOffset": "0"})
        shelf.append(made)
        shelf.set("itemCnt", str(len(shelf)))
        self._head.mark_dirty()
        section = self.document.sections[0]
        next(section.element.iter(f"{HP}secPr")).set("outlineShapeIDRef", made.get("id"))
        section.mark_dirty()

    def _reach(self, text: str, made: _Declared) -> int:
        """How far a text reaches, in HWPUNIT, as Hangul lays it out."""
        from hwpx.form_fit.measure import estimate_text_width, text_style_from_refs

        if made.number not in self._looks:
            self._looks[made.number] = text_style_from_refs(self.document, made.shape, [made.letters])
        return round(estimate_text_width(text, made.style.size, self._looks[made.number]))

    def _shape_of(self, key: str, *, sign: str = "", under: str = "", stays: bool = False) -> str:
        made = self._styles[key]
        hang, further = self._reach(sign, made) if sign else 0, self._reach(under, made) if under else 0
        if not (hang or further or stays):
            return made.shape
        if (key, hang, further, stays) not in self._shapes:
            style = replace(made.style, stays=stays or made.style.stays)
            self._shapes[key, hang, further, stays] = self._shape(style, hang=hang, further=further)
        return self._shapes[key, hang, further, stays]

    def _letters_of(self, key: str, size: float, is_bold: bool) -> str:
        made = self._styles[key]
        if not size and not is_bold:
            return made.letters
        if (key, size, is_bold) not in self._letters:
            self._letters[key, size, is_bold] = self.document.styles.ensure_run(
                bold=is_bold or made.style.is_bold, size=size or made.style.size, base_char_pr_id=made.letters
            )
        return self._letters[key, size, is_bold]

    # --- writing -----------------------------------------------------------------------------------------------------

    def add(self, text: str, key: str, *, sign: str = "", under: str = "", stays: bool = False) -> Any:
        """A paragraph in a style. `sign`: how `text` begins; wrapped lines stand under what follows it. `under`: the
        words of a paragraph above under whose end all of this one stands. `stays`: on the page of what follows."""
        paragraph = self.open(key, self._shape_of(key, sign=sign, under=under, stays=stays))
        paragraph.add_run(text, char_pr_id_ref=self._styles[key].letters)
        self.note(text)
        return paragraph

    def open(self, key: str, shape: str = "") -> Any:
        """An empty paragraph in a style."""
        made = self._styles[key]
        if self._first is None:
            return self.document.add_paragraph(
                section=self._section,
                para_pr_id_ref=shape or made.shape,
                style_id_ref=made.number,
                char_pr_id_ref=made.letters,
                include_run=False,
                inherit_style=False,
            )
        found, self._first = self._first, None
        found.para_pr_id_ref, found.style_id_ref = shape or made.shape, made.number
        for run in [run for run in found.element.iter(f"{HP}run") if all(one.tag == f"{HP}t" for one in run)]:
            found.element.remove(run)
        return found

    def fill_in(
        self, paragraph: Any, text: str, key: str, *, sign: str = "", size: float = 0, is_bold: bool = False
    ) -> None:
        """Write into a paragraph of a cell. `size`: of its letters, where it is not that of the style."""
        paragraph.para_pr_id_ref, paragraph.style_id_ref = self._shape_of(key, sign=sign), self._styles[key].number
        for run in paragraph.element.findall(f"{HP}run"):
            paragraph.element.remove(run)
        letters = self._letters_of(key, size, is_bold)
        paragraph.add_run(text, char_pr_id_ref=letters)

    def stamp(self, name: str, seal: str, *, is_on_name: bool) -> None:
        """Who sends a paper: a frame around the last letter of the name is the place of the seal, and what is said of it
        stands small behind; where there is no seal (직인생략), the frame is around that."""
        paragraph, plain = self.open("stamp"), self._styles["stamp"].letters
        small = self._letters_of("stamp", SEAL_SIZE, is_bold=False)
        paragraph.add_run(name[:-1], char_pr_id_ref=plain)
        paragraph.add_run(name[-1:], char_pr_id_ref=self._framed(plain) if is_on_name else plain)
        paragraph.add_run(" ", char_pr_id_ref=plain)
        paragraph.add_run(seal, char_pr_id_ref=small if is_on_name else self._framed(small))
        self.note(f"{name} {seal}")

    def _framed(self, letters: str) -> str:
        """Letters with a frame around them, which the library has no call for."""
        shelf = next(self._head.element.iter(f"{HH}charProperties"))
        made = copy.deepcopy(next(one for one in shelf if one.get("id") == letters))
        made.attrib.update({"id": str(1 + max(int(one.get("id")) for one in shelf)), "borderFillIDRef": self.fill()})
        shelf.append(made)
        shelf.set("itemCnt", str(len(shelf)))
        self._head.mark_dirty()
        return str(made.get("id"))

    def note(self, text: str) -> None:
        """What the preview says of the paper."""
        self._said.append(text)

    def frame(self, number: str, mark: str, foot: str = "") -> None:
        """Head and foot of every page: the paper's number and what it is not yet; page and pages, and what is said of the
        print (`foot`)."""
        page = self.document.page
        for section in self.document.sections:
            words = [{"text": number}, {"text": f"\t{mark}"}]
            self._dress(page.set_header(content=[{"children": words}], section=section), "running", "mark")
            lines = [PAGE_OF_PAGES, *([{"text": foot}] if foot else [])]
            footer = page.set_footer(content=[{"children": [line]} for line in lines], section=section)
            for field in list(footer.element.iter(f"{HP}pageNum")):  # a second way to number, with dashes
                run = field.getparent().getparent()
                run.getparent().remove(run)
            self._dress(footer, "page", "page")
            section.mark_dirty()

    def _dress(self, story: Any, key: str, last: str) -> None:
        made = self._styles[key]
        for paragraph in story.paragraphs:
            paragraph.para_pr_id_ref, paragraph.style_id_ref = made.shape, made.number
            runs = paragraph.element.findall(f"{HP}run")
            for run in runs:
                run.set("charPrIDRef", self._styles[last if run is runs[-1] else key].letters)

    # --- the file ----------------------------------------------------------------------------------------------------

    def content(self, title: str, office: str, at: datetime) -> bytes:
        """The file: equal bytes for equal papers of one moment."""
        self._number_anew()
        parts = self.document.parts
        parts.clear_document_metadata(keep=("language",), timestamp=f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        parts.set_document_metadata(title=title, creator=office)
        self.document.package.write(PREVIEW, "\r\n".join(self._said)[:PREVIEW_LETTERS].encode())
        return bytes(self.document.to_bytes())

    def _number_anew(self) -> None:
        """What the library gives a random number gets one by its place."""
        numbers = count(1)
        for section in self.document.sections:
            for element in section.element.iter(f"{HP}p", f"{HP}tbl"):
                element.set("id", str(next(numbers)))
            for name in ("header", "footer"):
                number = str(next(numbers))
                for element in section.element.iter(f"{HP}{name}"):
                    element.set("id", number)
                for element in section.element.iter(f"{HP}{name}Apply"):
                    element.set("idRef", number)
            section.mark_dirty()


@cache
def _declared(base: int) -> tuple[bytes, Mapping[str, _Declared]]:
    """An empty file that knows every style, and what it knows: to declare them all takes as long as to type a paper."""
    from hwpx.templates import blank_document_bytes

    sheet = Sheet.__new__(Sheet)
    sheet._open(blank_document_bytes())
    sheet._number_nothing()
    made = {key: sheet._declare(style) for key, style in styles(base).items()}
    return bytes(sheet.document.to_bytes()), made
