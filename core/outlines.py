"""Text as people type it, read as an outline: signs and numbers are levels, remarks stand under their paragraph, cells
pasted from a table are a table (domain 4.1).

Symbols go □ ○ - ㆍ, numbers 1. 가. 1) 가) (1) (가) ① ㉮. A sign that stands deeper than the one before it is one level
further in; one that came before returns to its level. A line without a sign is a point (○).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.blocks import DEEPEST, Block, line, table

POINT = "○"
_LETTERS = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허"
# Order of the signs from the outermost inwards, with what people type for them. What looks like one and is none: `1.5배`,
# the date `12. 10.(목)`, the negative figure `-5%`, the name left out `○○병원`.
_SYMBOLS = (
    ("□", re.compile(r"([□■▢▣◻◼❏❑☐])(?!\1)\s*")),
    (POINT, re.compile(r"(?:([○◯◦●•▪])(?!\1)|[ㅇoO](?=\s))\s*")),
    ("-", re.compile(r"[-–—‐](?:\s+|(?=[^\s\d.,]))")),
    ("ㆍ", re.compile(r"([ㆍ·․])(?!\1)\s*")),
)
_NUMBERS = (
    re.compile(r"\d{1,2}\.(?:\s+(?!\d{1,2}\.)(?=\S)|(?=[^\s\d.,]))"),
    re.compile(rf"[{_LETTERS}]\.\s*(?=\S)"),
    re.compile(r"\d{1,2}\)\s*(?=\S)"),
    re.compile(rf"[{_LETTERS}]\)\s*(?=\S)"),
    re.compile(r"\(\d{1,2}\)\s*(?=\S)"),
    re.compile(rf"\([{_LETTERS.replace('사', '')}]\)\s*(?=\S)"),  # (사) is an association
    re.compile(r"[①-⑳㉑-㉟㊱-㊿]\s*"),
    re.compile(r"[㉮-㉻]\s*"),
)
_OPENED = re.compile(r'(?:^|\t)"(?:[^"]|"")*$')
_NOTE = re.compile(r"(※|\*{1,3})\s*(?=\S)")
_NUMERIC = re.compile(r"[△▲+-]?[\d,.]+\s*(%p?|명|건|회|원|천원|점|개|일)?|-|")

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"


def circled(order: int) -> str:
    return CIRCLED[order - 1] if 0 < order <= len(CIRCLED) else f"({order})"


def lettered(order: int) -> str:
    """`가.` for 1, as an official letter numbers its second level."""
    return f"{_LETTERS[order - 1]}."


@dataclass(frozen=True)
class Mark:
    """The sign of a line. `family`: symbol, number or note; `rank`: how deep it stands in its family."""

    family: str
    rank: int
    sign: str


@dataclass
class _Levels:
    """The signs that lead to where the outline stands now, the outermost first."""

    outermost: int
    open: list[tuple[str, int]] = field(default_factory=list)

    def level_of(self, mark: Mark) -> int:
        kind = (mark.family, mark.rank)
        if kind in self.open:
            del self.open[self.open.index(kind) + 1 :]
        else:
            while self.open and any(family == mark.family and rank > mark.rank for family, rank in self.open):
                self.open.pop()
            if not self.open and mark.family == "symbol" and mark.rank > 1:
                self.open.append(("symbol", 1))  # a dash stands under a point, written or not
            self.open.append(kind)
        return min(self.outermost + len(self.open) - 1, DEEPEST)

    @property
    def here(self) -> int:
        return min(self.outermost + max(len(self.open) - 1, 0), DEEPEST)


def read(text: str, level: int = 3) -> list[Block]:
    """The blocks of a typed text, its outermost signs on `level`."""
    levels, found = _Levels(level), list[Block]()
    for rows in _runs(text):
        if len(rows) > 1 and all("\t" in row for row in rows):
            found.append(_pasted(rows))
        else:
            found += [_line(row, levels) for row in rows]
    return found


def bare(text: str) -> str:
    """One line without the sign or number with which it was typed: the paper sets its own."""
    return _marked(text)[1]


def lines(text: str) -> list[str]:
    """The lines of a text without blank ones, each without its point."""
    return [bare(one) if _marked(one)[0].sign == POINT else one for one in _lines(text)]


def _lines(text: str) -> list[str]:
    return [" ".join(one.split()) for one in text.splitlines() if one.strip()]


def _runs(text: str) -> Iterator[list[str]]:
    """Lines one by one, but those of a pasted table together. A cell of several lines comes in quotation marks."""
    rows = [row for row in text.splitlines() if row.strip()]
    pasted: list[str] = []
    is_open = False
    for place, row in enumerate(rows, start=1):
        if is_open or "\t" in row:
            pasted = [*pasted[:-1], f"{pasted[-1]}\n{row}"] if is_open else [*pasted, row]
            is_open = bool(_OPENED.search(pasted[-1])) and any('"' in later for later in rows[place:])
            continue
        yield from _table_or_lines(pasted)
        pasted = []
        yield [" ".join(row.split())]
    yield from _table_or_lines(pasted)


def _table_or_lines(rows: list[str]) -> Iterator[list[str]]:
    if len(rows) > 1:
        yield rows
    elif rows:
        yield _lines(rows[0])


def _pasted(rows: Sequence[str]) -> Block:
    """The first row is the head, unless it is alone."""
    cells = [[cell.strip() for cell in row] for row in csv.reader(rows, dialect="excel-tab")]
    width = max(map(len, cells))
    head, *body = [row + [""] * (width - len(row)) for row in cells]
    numbers = [place for place in range(width) if all(_NUMERIC.fullmatch(row[place]) for row in body)]
    left = [place for place in range(width) if place not in numbers and max(len(row[place]) for row in body) > 8]
    return table(head, body, numbers=numbers, left=left)


def _line(text: str, levels: _Levels) -> Block:
    mark, words = _marked(text)
    if mark.family == "note":
        return line(levels.here, mark.sign, words, note=True)
    return line(levels.level_of(mark), mark.sign, words)


def _marked(text: str) -> tuple[Mark, str]:
    """The sign of a line and its words. Of two signs (`○ - 원인`) the inner one counts."""
    text = text.strip()
    note = _NOTE.match(text)
    if note:
        return Mark("note", 0, note[1]), text[note.end() :]
    for family, rank, sign, pattern in _patterns():
        found = pattern.match(text)
        rest = text[found.end() :] if found else ""
        if found and rest:
            inner, words = _marked(rest)
            is_bare = inner == _PLAIN and words == rest
            if family == "symbol" and rank < 2 and not is_bare:
                return inner, words
            return Mark(family, rank, sign or found[0].strip()), rest
    return _PLAIN, text


_PLAIN = Mark("symbol", 1, POINT)


def _patterns() -> Iterator[tuple[str, int, str, re.Pattern[str]]]:
    for rank, (sign, pattern) in enumerate(_SYMBOLS):
        yield "symbol", rank, sign, pattern
    for rank, pattern in enumerate(_NUMBERS):
        yield "number", rank, "", pattern
