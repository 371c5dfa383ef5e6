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


def words(text: str, look: str = "body", sign: str = "") -> Part:
    """Words in a style of `core.hwpx.styles` (`letter`, `writers` …); every line of them is a paragraph, and wrapped ones
    stand under what follows the `sign` with which they begin."""
    return {"kind": "words", "text": text, "look": look} | ({"sign": sign} if sign else {})


def stamp(name: str, seal: str, *, is_on_name: bool) -> Part:
    """Who sends a paper, and what is said of the seal; `is_on_name`: its place is the last letter of the name."""
    return {"kind": "stamp", "text": name, "seal": seal, "is_on_name": is_on_name}


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
