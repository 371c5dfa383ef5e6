"""The blocks of text and tables of which papers are made: one making for the page, the PDF and the HWPX (domain 4.1).

A block is a plain mapping that JSON keeps. `kind` is one of

- `chapter`, `heading`: a title; `text`. It stays on one page with what follows it.
- `line`: a paragraph of the outline; `level` 1 to 6 (each one Korean letter further in), `sign` (□, 가., 1), ①), `text`,
  `label` (words before a colon, or empty). `leads`: it is a title of what follows. `note`: a remark (※, *) that stands
  in smaller type right under the paragraph before it.
- `table`: `columns` (the heads), `rows` of words, `title` and `caption` above it, `numbers` and `left` (columns at the
  right and at the left; the others are centred), `totals` (rows of sums), `headings` (rows that are only a name),
  `notes` (said under it), `rooms` (mm by column that somebody needs to write there), `scales` (by column, how much larger
  its words are set). How it stands on paper: `core.fitting`.
- `attached`: 붙임 with its `lines`.
- `drawing`: a picture that the page and the PDF draw by a `template` of what is in `drawing`; no typed paper has it.

Keys that a block does not carry count as empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from core.tables import HEADING, MARK, SUM, Table

Block = dict[str, Any]
DEEPEST = 6
GAP = "\u00a0\u00a0"  # two half-width blanks, one full letter
NAMED = "지표명"  # the second column of a table whose rows stand in fields
_COPIES = re.compile(r"(?<![제\d])\d+\s*(부|매|장|권|식)\s*\.?\s*(끝\.?)?$")


def chapter(text: str) -> Block:
    return {"kind": "chapter", "text": text}


def heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def line(level: int, sign: str, text: str, label: str = "", **more: Any) -> Block:
    return {"kind": "line", "level": level, "sign": sign, "text": text, "label": label} | more


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], **more: Any) -> Block:
    """A table of words; its widths come from what stands in it."""
    found = {"kind": "table", "columns": list(columns), "rows": [list(row) for row in rows]}
    return found | {"caption": "", "title": "", "numbers": [], "left": [], "totals": []} | more


def of_table(found: Table) -> Block:
    """A plan-against-actual table; a row that belongs to one above it is indented."""
    return table(
        found.columns,
        [_indented(found, place) for place in range(len(found.lines))],
        caption=found.caption,
        title=found.title,
        numbers=[place for place in range(len(found.columns)) if place not in found.text_columns],
        left=[0, 1] if NAMED in found.columns else [0],
        totals=[place for place, row in enumerate(found.lines) if row.role == SUM],
        headings=[place for place, row in enumerate(found.lines) if row.role == HEADING],
        notes=list(found.notes),
    )


def _indented(found: Table, place: int) -> list[str]:
    """A row whose name begins as far in as its level says; where rows stand in fields it is the second cell."""
    cells, row = list(found.rows[place]), found.lines[place]
    at = 1 if NAMED in found.columns and not row.role else 0
    cells[at] = GAP * row.level + cells[at]
    return cells


def of_tables(found: Iterable[Table]) -> list[Block]:
    """Tables, each with its notes under it."""
    return [
        block for one in found for block in (of_table(one), *(line(3, MARK, note, note=True) for note in one.notes))
    ]


def attached(titles: Sequence[str]) -> Block:
    """붙임, the last line with 끝. (one attachment: no number). How many copies there are may be typed: `사진 2매`."""
    lines = [_copies(title) for title in titles]
    if len(lines) > 1:
        lines = [f"{place}. {text}" for place, text in enumerate(lines, start=1)]
    lines[-1] += f"{GAP}끝."
    return {"kind": "attached", "lines": lines}


def _copies(title: str) -> str:
    typed = _COPIES.search(title)
    if typed is None:
        return f"{title.strip().removesuffix('.')} 1부."
    counted = title[: typed.end(1)].strip()
    return f"{counted}."
