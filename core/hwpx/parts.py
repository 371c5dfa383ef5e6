"""What a typed paper has besides the blocks that it shares with its page: letterheads, forms to fill in, further sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Part = dict[str, Any]


def words(text: str, look: str = "body") -> Part:
    """Words in a style of `core.hwpx.styles` (`letter`, `stamp`, `writers` …); every line of them is a paragraph."""
    return {"kind": "words", "text": text, "look": look}


def form(
    columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], height: float, left: Sequence[int]
) -> Part:
    """A table to write into, whose empty columns need room: `widths` and the `height` of a row in mm."""
    found = {"columns": list(columns), "rows": [list(row) for row in rows], "left": list(left)}
    return {"kind": "form", "widths": list(widths), "height": height} | found


def facts(rows: Sequence[tuple[str, str]], heights: Sequence[float] = ()) -> Part:
    """A table of names and values; `heights` in mm, for rows that somebody fills in by hand."""
    return {"kind": "facts", "rows": [list(row) for row in rows], "heights": list(heights)}


def new_page(title: str) -> Part:
    """The next sheet, under its own title."""
    return {"kind": "page", "text": title}
