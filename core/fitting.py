"""How the tables of a paper fit its page: widths from what stands in the columns, smaller type down to a limit, then the
page turned, then the columns parted over several tables (domain 4.1).

A head is never broken inside a word, a figure never at all; a word of a cell only when it is longer than `LONGEST`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from core import edges
from core.blocks import Block
from core.typesetting import pieces, width_of

SIZES = (10.5, 10.0, 9.5, 9.0, 8.5)  # points; smaller is not read any more
UPRIGHT, TURNED = edges.UPRIGHT - 1, edges.TURNED - 1  # mm, less the outer lines
MM = 25.4 / 72  # of a point
LONGEST, SHORTER = 13.0, 8.0  # letters of a word that a cell keeps whole; rather fewer than a table in parts
LEAST = 6.0  # letters that a column of prose has room for
WANTED = 60.0  # letters beyond which more room makes a column no better
TALL = 16  # lines of a row that may go on over the break of a page; a lower one stays whole
TAIL = 4  # blocks after the last turned table that go along with it
_BOLD = 1.04


def style_of(size: float) -> str:
    """The class of the style sheet for a size of type: `t105`, `t95`, `t9`."""
    return f"t{size:g}".replace(".", "")


@dataclass(frozen=True)
class Laid:
    """A table as it stands on paper. `shares`: percent of the page's width by column; `size`: points of its type;
    `part` of `parts` tables into which the columns were parted."""

    block: Mapping[str, Any]
    shares: tuple[int, ...]
    size: float
    is_turned: bool = False
    part: int = 1
    parts: int = 1

    @property
    def kind(self) -> str:
        return "table"

    @property
    def style(self) -> str:
        return style_of(self.size)

    @property
    def title(self) -> str:
        more = f"({self.part}/{self.parts})" if self.parts > 1 else ""
        return " ".join(filter(None, [str(self.block.get("title", "")), more]))

    @property
    def caption(self) -> str:
        return str(self.block.get("caption", ""))

    @property
    def heads(self) -> list[str]:
        return list(self.block["columns"])

    @property
    def rows(self) -> list[dict[str, Any]]:
        totals, headings = self.block.get("totals") or (), self.block.get("headings") or ()
        sides = [self._side(place) for place in range(len(self.shares))]
        return [
            {
                "is_total": place in totals,
                "is_heading": place in headings,
                "is_tall": self._lines(row) > TALL,
                "cells": list(zip(sides, row, strict=True)),
            }
            for place, row in enumerate(self.block["rows"])
        ]

    def _lines(self, row: Sequence[str]) -> int:
        """About how many lines the highest cell of a row takes."""
        page = (TURNED if self.is_turned else UPRIGHT) / (self.size * MM)
        return max(
            sum(max(1, math.ceil(width_of(line) / (page * share / 100))) for line in cell.split("\n"))
            for cell, share in zip(row, self.shares, strict=True)
        )

    def _side(self, column: int) -> str:
        """`n`: a figure at the right; `c`: in the middle; empty: at the left."""
        if column in (self.block.get("numbers") or ()):
            return "n"
        return "" if column in (self.block.get("left") or ()) else "c"


@dataclass(frozen=True)
class Section:
    """Blocks that stand on pages of one direction."""

    is_turned: bool
    blocks: list[Any]


# --- a table ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Column:
    """`least`: the letters without which it breaks what must not be broken; `wanted`: all of its longest line; `takes`:
    its part of the room that is left over, prose twice; `room`: mm that somebody needs to write into it."""

    least: float
    wanted: float
    takes: float
    room: float


def fit(block: Mapping[str, Any], *, is_turned: bool = False) -> list[Laid]:
    """The table as it fits; several where its columns had to be parted. `is_turned`: the whole paper lies."""
    for turns, longest in ((is_turned, LONGEST), (True, LONGEST), (True, SHORTER)):
        columns = [_column(block, place, longest) for place in range(len(block["columns"]))]
        for size in SIZES:
            shares = _shares(columns, size, TURNED if turns else UPRIGHT)
            if shares is not None:
                return [Laid(block, shares, size, turns)]
    return _parted(block, columns)


def upright(block: Mapping[str, Any], sizes: Sequence[float] = SIZES, width: float = UPRIGHT) -> Laid:
    """A table that its own page lays out: it stays upright and whole whatever its words, and the longest of them break.
    `width`: mm that it has."""
    columns = [_column(block, place, LONGEST) for place in range(len(block["columns"]))]
    for size in sizes:
        shares = _shares(columns, size, width)
        if shares is not None:
            return Laid(block, shares, size)
    return Laid(block, _forced(columns, sizes[-1], width), sizes[-1])


def _column(block: Mapping[str, Any], place: int, longest: float) -> _Column:
    head = [width_of(piece) * _BOLD for piece in pieces(block["columns"][place])]
    cells = [text for row in block["rows"] for text in row[place].split("\n")]
    most = math.inf if place in (block.get("numbers") or ()) else longest
    scale = (block.get("scales") or {}).get(place, 1.0)
    words = [min(width_of(piece), most) * scale for text in cells for piece in pieces(text)]
    wanted = min(max([*(width_of(cell) * scale for cell in cells), *head, 1.0]), WANTED)
    takes = wanted * (2 if place in (block.get("left") or ()) else 1)
    room = (block.get("rooms") or {}).get(place, 0.0)
    return _Column(max([*head, *words, min(wanted, LEAST)]), wanted, takes, room)


def _padding(size: float) -> float:
    """mm at both sides of a cell with its lines, as the style sheet sets it."""
    return 4.4 if size >= 10 else 2.8


def _shares(columns: Sequence[_Column], size: float, width: float) -> tuple[int, ...] | None:
    """Percent of the width by column, or None where what must not be broken does not fit.

    First what every column needs, then what it lacks to hold its longest line, then the rest in proportion."""
    needed = [max(column.least * size * MM + _padding(size), column.room) for column in columns]
    least = [math.ceil(mm / width * 100) for mm in needed]
    left = 100 - sum(least)
    if left < 0:
        return None
    wanted = [(column.wanted * size * MM + _padding(size)) / width * 100 for column in columns]
    lacking = [max(full - now, 0) for full, now in zip(wanted, least, strict=True)]
    if sum(lacking) > left:
        more = [left * part / sum(lacking) for part in lacking]
    else:
        rest = left - sum(lacking)
        takes = [column.takes for column in columns]
        more = [part + rest * taken / sum(takes) for part, taken in zip(lacking, takes, strict=True)]
    return _whole([now + part for now, part in zip(least, more, strict=True)])


def _whole(shares: Sequence[float]) -> tuple[int, ...]:
    """Whole percents that add up to a hundred, none smaller than it was by more than its fraction."""
    found = [math.floor(share + 1e-9) for share in shares]
    order = sorted(range(len(shares)), key=lambda place: found[place] - shares[place])
    for place in order[: 100 - sum(found)]:
        found[place] += 1
    return tuple(found)


def _parted(block: Mapping[str, Any], columns: Sequence[_Column]) -> list[Laid]:
    """The columns over several tables on turned pages, each with the first column again."""
    size = SIZES[-1]
    least = [column.least * size * MM + _padding(size) for column in columns]
    first = min(least[0], TURNED / 3)
    room = TURNED * 0.94 - first  # whole percents take up to one each
    groups: list[list[int]] = []
    aim = room
    for _ in range(2):  # once to learn how many tables it takes, once to fill them evenly
        groups, taken = [[]], 0.0
        for place in range(1, len(columns)):
            if groups[-1] and taken + min(least[place], room) > aim:
                groups.append([])
                taken = 0.0
            groups[-1].append(place)
            taken += min(least[place], room)
        aim = min(room, max(sum(min(one, room) for one in least[1:]) / len(groups) * 1.15, max(least[1:], default=0)))
    parts = [_part_of(block, [0, *group]) for group in groups]
    return [
        Laid(
            part,
            _forced([columns[0], *(columns[place] for place in group)], size, TURNED),
            size,
            True,
            order,
            len(parts),
        )
        for order, (part, group) in enumerate(zip(parts, groups, strict=True), start=1)
    ]


def _forced(columns: Sequence[_Column], size: float, width: float) -> tuple[int, ...]:
    """Shares for what may not fit at all: then every column gives way in proportion, and long words break."""
    shares = _shares(columns, size, width)
    if shares is not None:
        return shares
    whole = sum(column.least for column in columns)
    return _whole([column.least / whole * 100 for column in columns])


def _part_of(block: Mapping[str, Any], places: Sequence[int]) -> Block:
    def here(name: str) -> list[int]:
        return [at for at, place in enumerate(places) if place in (block.get(name) or ())]

    return {
        **block,
        "columns": [block["columns"][place] for place in places],
        "rows": [[row[place] for place in places] for row in block["rows"]],
        "numbers": here("numbers"),
        "left": here("left"),
    }


# --- a paper ---------------------------------------------------------------------------------------------------------


def sections(blocks: Iterable[Mapping[str, Any]], *, is_turned: bool = False) -> list[Section]:
    """The blocks of a paper in order, its tables laid. A table that needs the page turned takes its titles along, and
    the last one the few lines that end the paper. `is_turned`: the whole paper lies already."""
    found = [Section(False, [])]
    for block in _led(blocks):
        laid = fit(block, is_turned=is_turned) if block["kind"] == "table" else []
        if laid and laid[0].is_turned and not is_turned:
            _turn(found, laid)
            continue
        if found[-1].is_turned:
            found.append(Section(False, []))
        found[-1].blocks.extend(laid or [block])
    if len(found) > 1 and not found[-1].is_turned and _is_end(found[-1].blocks):
        found[-2].blocks.extend(found.pop().blocks)
    return found


def _led(blocks: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The blocks, where a line under which another stands deeper leads it: it never stands alone at the foot of a page."""
    rows = list(blocks)
    for block, after in zip_longest(rows, rows[1:]):
        is_title = after is not None and after["kind"] == "line" and not after.get("note")
        if is_title and block["kind"] == "line" and not block.get("note") and after["level"] > block["level"]:
            yield {**block, "leads": True}
        else:
            yield block


def _turn(found: list[Section], laid: list[Laid]) -> None:
    """A turned table and the titles before it, on the turned page before where nothing else stands between."""
    titles = [] if found[-1].is_turned else _titles(found[-1].blocks)
    if not found[-1].blocks:
        found.pop()
    if not found or not found[-1].is_turned:
        found.append(Section(True, []))
    found[-1].blocks.extend([*titles, *laid])


def _titles(blocks: list[Any]) -> list[Any]:
    """The titles at the end of the blocks, taken away from there."""
    start = len(blocks)
    while start and _leads(blocks[start - 1]):
        start -= 1
    titles = blocks[start:]
    del blocks[start:]
    return titles


def _leads(block: Any) -> bool:
    return not isinstance(block, Laid) and (block["kind"] in ("chapter", "heading") or bool(block.get("leads")))


def _is_end(blocks: Sequence[Any]) -> bool:
    return len(blocks) <= TAIL and not any(isinstance(block, Laid) for block in blocks)
