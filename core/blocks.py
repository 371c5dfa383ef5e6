"""The blocks of which papers are made: text and tables as plain values, one making for every format (domain 4.1).

A block says what something is (a chapter, a line of a level, a table with its widths), never how a format draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]
GAP = "\u00a0\u00a0"  # two half-width blanks, one full letter


def chapter(text: str) -> Block:
    return {"kind": "chapter", "text": text}


def line(level: int, sign: str, text: str, label: str = "") -> Block:
    return {"kind": "line", "level": level, "sign": sign, "text": text, "label": label}


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[str], **more: Any) -> Block:
    """A table of words; `widths`: a class per column (`no`, `20`, `26`, `34`, `42` or empty); `numbers`: columns at the
    right; `left`: columns of prose; `totals`: rows that sum up the others."""
    found = {"kind": "table", "columns": list(columns), "rows": [list(row) for row in rows], "widths": list(widths)}
    return found | {"caption": "", "title": "", "numbers": [], "left": [], "totals": []} | more


def attached(lines: Sequence[str]) -> Block:
    """붙임, as many lines as there are attachments; the last one carries 끝."""
    return {"kind": "attached", "lines": list(lines)}


def text(words: str, look: str = "body") -> Block:
    """Words in a named look of `core.hwpx.styles` (`letter`, `stamp`, `writers` …); every line is a paragraph."""
    return {"kind": "text", "text": words, "look": look}


def facts(rows: Sequence[tuple[str, str]], heights: Sequence[float] = ()) -> Block:
    """A table of name and value; `heights` in mm for rows that somebody fills in by hand."""
    return {"kind": "facts", "rows": [list(row) for row in rows], "heights": list(heights)}


def sheet(title: str) -> Block:
    """A new page with its own title."""
    return {"kind": "sheet", "text": title}
