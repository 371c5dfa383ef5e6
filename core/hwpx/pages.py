"""A paper read from its page: what is laid out by hand in a template is typed from there, of the very words of the PDF.

Known are the parts of `paper.html` and of its style sheet: head and approval box, chapters, levels of text, tables with
spans, notes, signing. A part that is not known is a paragraph; nothing that is printed is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html.parser import HTMLParser

from core.blocks import GAP
from core.fitting import MM, SIZES, style_of
from core.hwpx import Typed
from core.hwpx.parts import Cell, Part, grid, new_page, stamp, words
from core.typesetting import width_of

_VOID = frozenset({"br", "col", "meta", "link", "img", "input", "hr"})
_UNSAID = frozenset({"svg", "script", "style"})  # drawn, not said
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_LEVEL = re.compile(r"l([1-6])")
_TO_WRITE = frozenset({"blank", "gapline"})  # room for a name or a date
_NOT_PRINTED = frozenset({"vh", "pf", "mock"})
_BLOCKS = ("p", "div", "table", "h1", "h2", "h3", "ul", "dl")
_LOOKS = {
    "cert-text": "award",
    "cert-day": "award-day",
    "refusal": "cell",
    "answer": "sign-cell",
    "nt": "note",
    "end": "body",
    "sign-date": "day",
    "sign-line": "sign",
    "mark-line": "marked",
    "writers": "writers",
}
_AWARD = frozenset({"cert-who", "cert-what"})  # lines of a certificate, which has no cells to see
_STRONG, _STRONG_SIZE = "strong-part", 13.0  # points: a quarter larger than what stands around it
_LETTER = {
    "letter-head": ("letter", "letter", "subject"),
    "letter-to": ("foot", "foot", "foot"),
    "letter-foot": ("foot-first", "foot", "foot"),
}
_SEALS = frozenset({"seal-place", "no-seal"})
_WIDTHS = {"key": 30.0, "w-no": 12.0, "w-20": 20.0, "w-26": 26.0, "w-34": 34.0, "w-42": 42.0}  # mm
HEAD_SIZE = 10.5  # points
_SIZES = {style_of(size): size for size in SIZES}
_HEIGHTS = {"mid-tall": 15.0, "tall": 22.0, "write": 9.0}  # mm
_SIGNED = 12.0  # mm of a row with room for a signature


@dataclass
class Node:
    tag: str
    classes: frozenset[str] = frozenset()
    attrs: dict[str, str] = field(default_factory=dict)
    inner: list[Node | str] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        return (one for one in self.inner if isinstance(one, Node))

    def below(self, *tags: str) -> Iterator[Node]:
        """Every node of these tags below this one, in order."""
        for one in self.nodes():
            if one.tag in tags:
                yield one
            yield from one.below(*tags)

    @property
    def text(self) -> str:
        """What is printed of it: blanks as a browser draws them, a line for every `br`."""
        lines = "".join(self._said()).split("\n")
        return "\n".join(_BLANKS.sub(" ", line).strip(" ") for line in lines).strip("\n")

    def _said(self) -> Iterator[str]:
        for one in self.inner:
            if isinstance(one, str):
                yield one.replace("\n", " ")
            elif one.tag == "br":
                yield "\n"
            elif one.classes & _TO_WRITE:
                yield GAP * 4
                yield from one._said()
                yield GAP * 4
            elif one.tag not in _UNSAID and not one.classes & _NOT_PRINTED:
                yield from one._said()


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        made = Node(tag, frozenset(known.get("class", "").split()), known)
        self.open[-1].inner.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in {one.tag for one in self.open[1:]}:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inner.append(data)


def read(page: str, office: str = "", since: datetime | None = None) -> Typed:
    """The paper that a page shows."""
    tree = _Tree()
    tree.feed(page)
    sheets = [one for one in tree.open[0].below("article") if "paper" in one.classes]
    first, *others = [_sheet(one) for one in sheets]
    parts = [*first.parts]
    for one in others:
        parts += [new_page(" ".join(one.title), one.warning), *one.parts] if one.title else _on_new_page(one.parts)
    lies = "wide" in sheets[0].classes
    found = Typed(first.title, parts, mark=first.mark, office=office, since=since, warning=first.warning, lies=lies)
    return found if first.title else replace(found, name=_name(tree), is_bare=True)


def _on_new_page(parts: list[Part]) -> list[Part]:
    first, *others = parts
    return [{**first, "breaks": True}, *others]


def _name(tree: _Tree) -> str:
    return next((one.text for one in tree.open[0].below("title")), "")


@dataclass(frozen=True)
class _Sheet:
    title: list[str]
    parts: list[Part]
    warning: str
    mark: str


def _sheet(sheet: Node) -> _Sheet:
    heads = [one for one in sheet.nodes() if "hd" in one.classes]
    title = [line for head in heads for one in head.below("h1", "h2") for line in one.text.split("\n")]
    boxes = [_table(one) for head in heads for one in head.below("table")]
    rest = [one for one in sheet.nodes() if not one.classes & {"hd", "mark", "warn-line"}]
    said = {
        name: next((one.text for one in sheet.nodes() if name in one.classes), "") for name in ("mark", "warn-line")
    }
    return _Sheet(title, [*boxes, *(part for one in rest for part in _parts(one))], said["warn-line"], said["mark"])


def _parts(node: Node) -> Iterator[Part]:
    if node.tag in _UNSAID or node.classes & _NOT_PRINTED:
        return
    look = next((_LOOKS[name] for name in node.classes if name in _LOOKS), "")
    level = next((found[1] for name in node.classes if (found := _LEVEL.fullmatch(name))), "")
    if node.tag == "table" and node.classes & _AWARD:
        yield from (words(" ".join(one.text for one in row.nodes()), "award-line") for row in node.below("tr"))
    elif node.tag == "table":
        yield from _titled(node)
    elif node.tag == "h1":
        yield words(node.text, "award-title")
    elif node.tag == "dl":
        yield from _pairs(node)
    elif node.tag in ("h2", "h3"):
        yield {"kind": "chapter" if node.tag == "h2" else "heading", "text": node.text}
    elif level:
        yield _line(node, int(level))
    elif "att" in node.classes:
        yield {"kind": "attached", "lines": [one.text for one in node.nodes() if one.tag == "div"]}
    elif node.classes & set(_LETTER):
        yield from _letter(node)
    elif "stamp" in node.classes:
        yield _stamp(node)
    elif look or not any(node.below(*_BLOCKS)):
        yield from [words(node.text, look or "body")] if node.text else []
    else:
        yield from (part for one in node.nodes() for part in _parts(one))


def _line(node: Node, level: int) -> Part:
    """A line of the outline: its sign is what the first element says; a line that is words alone has none."""
    inner = [one for one in node.inner if isinstance(one, Node) or one.strip()]
    if not inner or isinstance(inner[0], str):
        return words(node.text, f"line{level}")
    said = Node("", inner=inner[1:]).text
    return {"kind": "line", "level": level, "sign": inner[0].text, "text": said, "label": ""}


def _pairs(node: Node) -> Iterator[Part]:
    """Name and text of every entry in one paragraph; what must stand out does so."""
    entries = list(node.nodes())
    for name, said in zip(entries[::2], entries[1::2], strict=True):
        yield words(f"{name.text}{GAP}{said.text}", "strong" if _STRONG in said.classes else "cell")


def _letter(node: Node) -> Iterator[Part]:
    """Head and foot of an official letter; a rule parts them from its body."""
    first, between, last = next(_LETTER[name] for name in node.classes if name in _LETTER)
    lines = list(node.nodes())
    for place, one in enumerate(lines):
        look = last if place == len(lines) - 1 else first if place == 0 else between
        yield words(one.text, look, sign=next((key.text for key in one.nodes() if "k" in key.classes), ""))


def _stamp(node: Node) -> Part:
    """Who sends a paper, and the place of the seal or that there is none."""
    (seal,) = [one for one in node.below("span") if one.classes & _SEALS]
    name = node.text.removesuffix(seal.text).rstrip()
    return stamp(name, seal.text, is_on_name="seal-place" in seal.classes)


def _titled(table: Node) -> Iterator[Part]:
    captions = [one.text for one in table.below("caption") if "vh" not in one.classes]
    yield from (words(text, "unit") for text in captions if text)
    yield _table(table)


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(table: Node) -> Part:
    """A table with its spans; the approval box stands as wide as in every paper."""
    lines = list(table.below("tr"))
    placed = list(_placed(lines))
    width = max(column + across for _, column, _, across, _ in placed)
    rows, size = [[Cell()] * width for _ in lines], max((_SIZES.get(name, 0.0) for name in table.classes), default=0.0)
    merged = []
    for row, column, down, across, one in placed:
        rows[row][column] = _cell(one, size)
        if down > 1 or across > 1:
            merged.append((row, column, row + down - 1, column + across - 1))
    heads = sum(1 for head in table.below("thead") for _ in head.below("tr"))
    least = _SIGNED if "signs" in table.classes and heads else 0.0
    heights = [
        max((mm for one in line.nodes() for name, mm in _HEIGHTS.items() if name in one.classes), default=least)
        for line in lines
    ]
    heights[:heads] = [0.0] * heads
    return grid(rows, _columns(table, width), heights=heights, merged=merged, heads=heads)


def _placed(lines: Sequence[Node]) -> Iterator[tuple[int, int, int, int, Node]]:
    """Row, column, rows and columns spanned, cell."""
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(lines):
        column = 0
        for one in line.nodes():
            while (row, column) in taken:
                column += 1
            down, across = (int(one.attrs.get(name, "1")) for name in ("rowspan", "colspan"))
            taken |= {(row + deep, column + far) for deep in range(down) for far in range(across)}
            yield row, column, down, across, one
            column += across


def _cell(cell: Node, size: float) -> Cell:
    """`size`: points of the type of its table, 0 for that of every table."""
    if cell.tag == "th":
        return Cell(cell.text, "head", "shaded", size)
    if _STRONG in cell.classes:
        return Cell(cell.text, "cell", size=_STRONG_SIZE, is_bold=True)
    look = "number" if "n" in cell.classes else "middle" if "c" in cell.classes else "cell"
    return Cell(cell.text, look, size=size)


def _columns(table: Node, width: int) -> list[float]:
    found = [_column(one) for one in table.below("col")]
    if "kv-table" in table.classes:
        key = max([_WIDTHS["key"], *(_room(one) for one in table.below("th"))])
        found = [key if one == _WIDTHS["key"] else one for one in found or [_WIDTHS["key"]]]
    return [*found, *[0.0] * width][:width]


def _room(head: Node) -> float:
    """Millimetres that the longest line of a name takes, so that none is broken."""
    return max(width_of(line) for line in head.text.split("\n")) * HEAD_SIZE * MM * 1.04 + 4.4


def _column(col: Node) -> float:
    for name in col.classes:
        if name in _WIDTHS:
            return _WIDTHS[name]
        if name[:1] == "p" and name[1:].isdigit():
            return -float(name[1:])
    return 0.0
