"""Tables of papers as Hangul keeps them: widths in mm, merged cells, numbers at the right, a head that every page repeats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import dates
from core.hwpx.sheet import HP, Sheet, units

SIDE, EDGE = 1.8, 1.2  # mm between the words of a cell and its sides, its top and bottom
LEAST, MOST = 6, 40  # letters between which the words of a column count for its width
NARROW = {"no": 12.0}  # mm
KEY = 30.0  # mm, the names of a table of facts
SIGN = re.compile(r"(?:[-○□·ㆍ※*]|\d+[.)]) ")


@dataclass(frozen=True)
class Cell:
    """`look`: a style; `ground`: nothing, `shaded` (head) or `struck`."""

    text: str = ""
    look: str = "middle"
    ground: str = ""
    size: float = 0
    is_bold: bool = False


Span = tuple[int, int, int, int]  # first row, first column, last row, last column


def put(
    sheet: Sheet,
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    *,
    heads: int = 0,
    heights: Sequence[float] = (),
    merged: Sequence[Span] = (),
    place: str = "table",
) -> None:
    """A table from margin to margin, or as wide as `widths` (mm) say. `heads`: rows that every page repeats; `place`:
    the style of the paragraph that holds it, `box` for one that stands in its line like a letter."""
    made = sheet.open(place).add_table(
        len(rows), len(widths), width=units(sum(widths)), border_fill_id_ref=sheet.fill()
    )
    for side in made.element.findall(f"{HP}inMargin"):
        edges = {"left": SIDE, "right": SIDE, "top": EDGE, "bottom": EDGE}
        side.attrib.update({name: str(units(mm)) for name, mm in edges.items()})
    made.set_column_widths(widths)
    made.set_treat_as_char(place == "box")
    made.element.set("repeatHeader", "1" if heads else "0")
    for span in merged:
        made.merge_cells(*span)
    for line in made.rows:
        for cell in line.cells:
            row, column = cell.address
            _write(sheet, cell, rows[row][column], height=heights[row] if row < len(heights) else 0)
            cell.element.set("header", "1" if row < heads else "0")
    for row in rows:
        sheet.note("".join(f"<{' '.join(cell.text.split())}>" for cell in row))


def _write(sheet: Sheet, cell: Any, said: Cell, *, height: float) -> None:
    """Every line of a cell is a paragraph, so that wrapped words stand under the words and not under the sign."""
    ground = sheet.struck if said.ground == "struck" else sheet.fill(is_shaded=said.ground == "shaded")
    cell.element.set("borderFillIDRef", ground)
    if height:
        cell.set_size(height=units(height))
    for place, text in enumerate(said.text.split("\n")):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        sign = SIGN.match(text) if said.look == "cell" else None
        sheet.fill_in(paragraph, text, said.look, sign=sign[0] if sign else "", size=said.size, is_bold=said.is_bold)


# --- widths ----------------------------------------------------------------------------------------------------------


def widths_of(block: Mapping[str, Any], room: float) -> list[float]:
    """Widths in mm that fill the page (`room`): those that the block names, the rest shared out by the words of the columns."""
    named = [NARROW.get(width, float(width) if width.isdigit() else 0.0) for width in block["widths"]]
    shares = [0 if width else min(max(_longest(block, place), LEAST), MOST) for place, width in enumerate(named)]
    least = sum(LEAST * 2.5 for share in shares if share)
    fixed = sum(named)
    scale = min(1.0, (room - least) / fixed) if fixed else 1.0
    if not any(shares):
        return [width * room / fixed for width in named]
    rest = room - fixed * scale
    return [width * scale or rest * share / sum(shares) for width, share in zip(named, shares, strict=True)]


def _longest(block: Mapping[str, Any], place: int) -> int:
    cells = (row[place] for row in (block["columns"], *block["rows"]))
    return max(_letters(line) for cell in cells for line in str(cell).split("\n"))


def _letters(text: str) -> int:
    """How many half letters a text is wide."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


# --- tables of papers ------------------------------------------------------------------------------------------------


def put_table(sheet: Sheet, block: Mapping[str, Any]) -> None:
    """A table of a paper under its title and its unit."""
    for words, look in ((block["title"], "table-title"), (block["caption"], "unit")):
        if words:
            sheet.add(words, look)
    looks = ["number" if place in block["numbers"] else _prose(block, place) for place in range(len(block["columns"]))]
    rows = [[Cell(text, "head", "shaded") for text in block["columns"]]]
    for place, row in enumerate(block["rows"]):
        is_bold = place in (*block["totals"], *block.get("headings", ()))
        rows.append([Cell(text, look, is_bold=is_bold) for text, look in zip(row, looks, strict=True)])
    across = [(place + 1, 0, place + 1, len(looks) - 1) for place in block.get("headings", ()) if len(looks) > 1]
    heights = block.get("heights", ())
    put(sheet, rows, widths_of(block, sheet.room), heads=1, heights=heights, merged=across)


def _prose(block: Mapping[str, Any], place: int) -> str:
    return "cell" if place in block["left"] else "middle"


def put_facts(sheet: Sheet, block: Mapping[str, Any]) -> None:
    rows = [[Cell(name, "head", "shaded"), Cell(value, "cell")] for name, value in block["rows"]]
    put(sheet, rows, [KEY, sheet.room - KEY], heights=block["heights"])


def put_approvals(sheet: Sheet, steps: Sequence[Mapping[str, Any]]) -> None:
    """결재란: titles, names with 전결 or 대결, days; what a final decision left over is struck (domain 4.1)."""
    titles = [Cell(step["title"], "signed", "shaded") for step in steps]
    names = [
        Cell(
            "\n".join(filter(None, (step.get("mark"), step["name"]))), "signed", "struck" if step.get("struck") else ""
        )
        for step in steps
    ]
    days = [Cell(dates.month_and_day(step["date"]) if step["date"] else "", "signed") for step in steps]
    side = [Cell("결\n재", "signed", "shaded"), Cell(), Cell()]
    rows = [[first, *row] for first, row in zip(side, (titles, names, days), strict=True)]
    put(sheet, rows, [8.0, *[18.0 for _ in steps]], heights=(6, 12, 6), merged=[(0, 0, 2, 0)], place="box")
