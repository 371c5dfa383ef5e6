"""Tables of papers as Hangul keeps them: widths in mm, merged cells, numbers at the right, a head that every page repeats."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core import dates
from core.fitting import Laid
from core.hwpx.parts import Cell, Span
from core.hwpx.sheet import HP, Sheet, units

SIDE, TIGHT, EDGE = 1.8, 1.2, 1.2  # mm between the words of a cell and its sides, its top and bottom
SIDES = {"n": "number", "c": "middle", "": "cell"}
SIGN = re.compile(r"(?:[-○□·ㆍ※*]|\d+[.)]) ")


def put(
    sheet: Sheet,
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    *,
    heads: int = 0,
    splits: bool = True,
    heights: Sequence[float] = (),
    merged: Sequence[Span] = (),
    place: str = "table",
) -> None:
    """A table from margin to margin, or as wide as `widths` (mm) say.

    `heads`: rows that every page repeats. `splits`: a row may go on over the break of a page, else it stays whole.
    `place`: the style of the paragraph that holds it, `box` for one that stands in its line like a letter.
    """
    made = sheet.open(place).add_table(
        len(rows), len(widths), width=units(sum(widths)), border_fill_id_ref=sheet.fill()
    )
    for side in made.element.findall(f"{HP}inMargin"):
        beside = TIGHT if 0 < rows[0][0].size < 10 else SIDE  # a table of small type has none to spare
        edges = {"left": beside, "right": beside, "top": EDGE, "bottom": EDGE}
        side.attrib.update({name: str(units(mm)) for name, mm in edges.items()})
    made.set_column_widths(widths)
    made.set_treat_as_char(place == "box")
    made.element.set("pageBreak", "CELL" if splits else "TABLE")
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


# --- tables of papers ------------------------------------------------------------------------------------------------


def put_table(sheet: Sheet, laid: Laid) -> None:
    """A table of a paper as it fits its page, under its title and its unit."""
    for words, look in ((laid.title, "table-title"), (laid.caption, "unit")):
        if words:
            sheet.add(words, look)
    headings = set(laid.block.get("headings") or ())
    rows = [[Cell(text, "head", "shaded", laid.size) for text in laid.heads]]
    for place, row in enumerate(laid.rows):
        is_bold = row["is_total"] or place in headings
        rows.append([Cell(text, SIDES[side], "", laid.size, is_bold) for side, text in row["cells"]])
    across = [(place + 1, 0, place + 1, len(laid.heads) - 1) for place in headings] if len(laid.heads) > 1 else []
    widths, splits = [sheet.room * share / 100 for share in laid.shares], any(row["is_tall"] for row in laid.rows)
    put(sheet, rows, widths, heads=1, splits=splits, merged=across)


def put_grid(sheet: Sheet, block: Mapping[str, Any]) -> None:
    named = [-width * sheet.room / 100 if width < 0 else width for width in block["widths"]]
    free = named.count(0)
    share = (sheet.room - sum(named)) / free if free else 0
    put(
        sheet,
        block["rows"],
        [width or share for width in named],
        heads=block["heads"],
        heights=block["heights"],
        merged=block["merged"],
        place=block["place"],
    )


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
