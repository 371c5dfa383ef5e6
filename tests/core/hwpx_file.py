"""An HWPX file opened as what it is, a package of XML: read without the library that wrote it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
HH = "{http://www.hancom.co.kr/hwpml/2011/head}"
HC = "{http://www.hancom.co.kr/hwpml/2011/core}"
MM = 7200 / 25.4
BLANKS = {f"{HP}nbSpace": "\u00a0", f"{HP}lineBreak": "\n", f"{HP}tab": "\t"}
Element = ElementTree.Element


def words_in(element: Element) -> str:
    """Every letter below an element, in order."""
    found = []
    for one in element.iter():
        found.append(BLANKS.get(one.tag, ""))
        found += [one.text or ""] if one.tag == f"{HP}t" else []
        found += [one.tail or ""] if one.tag in BLANKS else []
    return "".join(found)


class File:
    """`body`: the paragraphs of the paper from first to last; `tables` likewise."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        names = sorted(name for name in self.parts if name.startswith("Contents/section"))
        self.sections = [ElementTree.fromstring(self.parts[name]) for name in names]
        self.section = self.sections[0]
        self.head = ElementTree.fromstring(self.parts["Contents/header.xml"])
        self.body = [paragraph for section in self.sections for paragraph in section.findall(f"{HP}p")]
        self.tables = [table for paragraph in self.body for table in self.tables_of(paragraph)]

    def frame(self, name: str) -> str:
        """What stands in the `header` or the `footer` of every page; the file says it twice, in equal words."""
        (found,) = {words_in(one) for one in self._all(name)}
        return found

    def _all(self, name: str) -> list[Element]:
        return [one for section in self.sections for one in section.iter(f"{HP}{name}")]

    @staticmethod
    def tables_of(paragraph: Element) -> list[Element]:
        return paragraph.findall(f"{HP}run/{HP}tbl")

    def words(self) -> str:
        """What the paper says without blanks, in the order of the page; head and foot of the pages left out."""
        frames = {one for name in ("header", "footer") for part in self._all(name) for one in part.iter()}
        found = [
            (one.text or "") + "".join(child.tail or "" for child in one) for one in self._all("t") if one not in frames
        ]
        return "".join("".join(found).split())

    def paragraph(self, text: str) -> Element:
        (found,) = [one for one in self.body if words_in(one) == text and not self.tables_of(one)]
        return found

    def shape(self, paragraph: Element) -> Element:
        return self._of("paraPr", paragraph.get("paraPrIDRef"))

    def letters(self, paragraph: Element) -> Element:
        """The letters of the last run."""
        return self.look(paragraph.findall(f"{HP}run")[-1])

    def look(self, run: Element) -> Element:
        """The letters of a run."""
        return self._of("charPr", run.get("charPrIDRef"))

    def fill(self, cell: Element) -> Element:
        return self._of("borderFill", cell.get("borderFillIDRef"))

    def style(self, paragraph: Element) -> str | None:
        return self._of("style", paragraph.get("styleIDRef")).get("name")

    def _of(self, kind: str, number: str | None) -> Element:
        (found,) = [one for one in self.head.iter(f"{HH}{kind}") if one.get("id") == number]
        return found

    def margin(self, paragraph: Element, name: str) -> int:
        """A margin of a paragraph in HWPUNIT, as Hangul reads it (the first case of the switch)."""
        case = next(self.shape(paragraph).iter(f"{HP}case"))
        found = next(case.iter(f"{HC}{name}"))
        return int(found.get("value", "0"))

    def align(self, paragraph: Element) -> str | None:
        return next(self.shape(paragraph).iter(f"{HH}align")).get("horizontal")

    def outline(self, paragraph: Element) -> int:
        """1 for the first level, 0 for what is no heading."""
        heading = next(self.shape(paragraph).iter(f"{HH}heading"))
        return int(heading.get("level", "0")) + 1 if heading.get("type") == "OUTLINE" else 0

    def stays(self, paragraph: Element) -> bool:
        return next(self.shape(paragraph).iter(f"{HH}breakSetting")).get("keepWithNext") == "1"

    def is_bold(self, paragraph: Element) -> bool:
        return self.letters(paragraph).find(f"{HH}bold") is not None


def cells_of(table: Element) -> Iterator[tuple[int, int, Element]]:
    """Row, column, cell; a merged cell once, where it begins."""
    for cell in table.findall(f"{HP}tr/{HP}tc"):
        place = cell.find(f"{HP}cellAddr")
        assert place is not None
        yield int(place.get("rowAddr", "")), int(place.get("colAddr", "")), cell


def text_of(cell: Element) -> str:
    return "\n".join(words_in(one) for one in cell.findall(f"{HP}subList/{HP}p"))


def width_of(cell: Element) -> float:
    """In millimetres."""
    size = cell.find(f"{HP}cellSz")
    assert size is not None
    return int(size.get("width", "")) / MM
