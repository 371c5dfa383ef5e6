"""What a typed paper has besides the blocks that it shares with its page: letterheads, forms to fill in, further sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Part = dict[str, Any]
Span = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass(frozen=True)
class Cell:
    """`look`: a style; `ground`: nothing, `shaded` (head) or `struck`."""

    text: str = ""
    look: str = "middle"
    ground: str = ""
    size: float = 0
    is_bold: bool = False


def words(text: str, look: str = "body") -> Part:
    """Words in a style of `core.hwpx.styles` (`letter`, `stamp`, `writers` …); every line of them is a paragraph."""
    return {"kind": "words", "text": text, "look": look}


def form(
    columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], height: float, left: Sequence[int]
) -> Part:
    """A table to write into, whose empty columns need room: `widths` and the `height` of a row in mm."""
    found = {"columns": list(columns), "rows": [list(row) for row in rows], "left": list(left)}
    return {"kind": "form", "widths": list(widths), "height": height} | found


def grid(
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    *,
    heights: Sequence[float],
    merged: Sequence[Span],
    heads: int = 0,
    place: str = "table",
) -> Part:
    """A table of any build. `widths`: mm, percents of the page where negative, a share of what is left where 0."""
    found = {"rows": rows, "widths": widths, "heights": heights, "merged": merged}
    return {"kind": "grid", "heads": heads, "place": place} | found


def new_page(title: str, warning: str = "") -> Part:
    """The next sheet, under its own title; `warning` stands above that."""
    return {"kind": "page", "text": title, "warning": warning}
