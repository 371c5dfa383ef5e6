"""A block of cells pasted from 한글 or Excel, read as rows of a table (`core.typed_rows`).

A heading row says which column is which; without one they stand in the order of the table. Merged cells leave blanks
below: a name over two columns makes headings and rows under them, as leading blanks and signs make steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.table_kinds import computed, has_remark, names
from core.tables import DEEPEST, HEADING, SUM
from core.text import fold
from core.typed_cells import as_typed, in_line, read_cell, unit_code

Row = dict[str, Any]  # as the form of a row takes it
Place = tuple[str, int]  # a field of a row, and which of its cells
Order = Sequence[Place | None]  # what the columns of a block are; None is left out

_CELL = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)|([^\t\n]*)')
_INDENT = re.compile(r"(\s*)([-ㄴ└·․∙∘◦]\s*)?")
_UNIT_LINE = re.compile(r"\(?\s*단위\s*:\s*([^)]*?)\s*\)?")
_SUMS = {"합계", "총계", "총합계", "소계", "계"}
_NAME_HEADS = {"구분", "항목", "사업", "사업명", "세부사업", "지표명"}
_FIELD_HEADS = {"단위": "unit", "비고": "remark", "분야": "group"}
_COMPUTED_HEADS = {
    "증감": "증감",
    "증감액": "증감",
    "증감률": "증감률(%)",
    "증감율": "증감률(%)",
    "달성률": "달성률(%)",
    "달성율": "달성률(%)",
    "집행률": "집행률(%)",
    "집행율": "집행률(%)",
    "잔액": "잔액",
    "누계": "누계",
    "계": "누계",
}
# What stands over the figures of a kind, by their places.
_PLAN_AND_ACTUAL = (r"(?:(\d{4})년?)?(?:계획|목표)", r"(?:\d{4}년?)?실적")
_FIGURE_HEADS = {
    "A": _PLAN_AND_ACTUAL,
    "B": _PLAN_AND_ACTUAL,
    "C": (r"예산액?", r"집행액?"),
    "M": (r"계획|목표", *(rf"{month}월" for month in range(1, 13))),
}
_YEARS_BUDGET = r"(\d{4})년?예산액?"
_ANY_FIGURE = re.compile("|".join({_YEARS_BUDGET, *(one for kind in _FIGURE_HEADS.values() for one in kind)}))


@dataclass
class Pasted:
    """Rows as the form takes them, what is to be said of the reading, the headings and the year of the block."""

    rows: list[Row] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    year: int | None = None


def split(block: str) -> list[list[str]]:
    """The cells of a block: tabs part cells, line ends rows. A cell in quotation marks may hold both, and `""` for a
    mark. Every cell is folded; rows without any text are left out."""
    text = block.replace("\r\n", "\n").replace("\r", "\n")
    rows: list[list[str]] = [[]]
    at = 0
    while at <= len(text):
        match = _CELL.match(text, at)
        assert match is not None
        quoted, plain = match.groups()
        rows[-1].append(fold(plain if quoted is None else quoted.replace('""', '"')))
        at = match.end() + 1
        if match.end() < len(text) and text[match.end()] == "\n":
            rows.append([])
    return [row for row in rows if any(cell.strip() for cell in row)]


def places(kind: str, width: int) -> list[Place]:
    """The typed columns of a table from left to right, as the grid shows them. `width`: how many are figures."""
    before = [("group", 0)] if "분야" in names(kind) else []
    unit = [("unit", 0)] if kind != "E" else []
    last = [("remark", 0)] if has_remark(kind) else []
    return [*before, ("name", 0), *unit, *(("cells", place) for place in range(width)), *last]


def read_block(kind: str, block: Sequence[Sequence[str]], width: int) -> Pasted:
    """A whole table. `width`: how many figures the table has now; those of D and E come from a heading row.

    Raises ValueError (Korean) for a block that is wider than the table.
    """
    found = Pasted()
    rows, unit = _without_unit_line(block)
    order = _by_heads(kind, rows[0], found) if rows and _is_heading(rows[0]) else None
    if order is not None:
        rows = rows[1:]
        found.said.append("머리줄은 칸을 알아보는 데만 쓰고 뺐습니다.")
    order = order or _by_places(kind, rows, width)
    _fits(rows, len(order))
    found.said += _unknown_units(rows, order)
    found.rows = list(_rows(kind, rows, order, len(found.columns) or width))
    for row in found.rows:
        row["unit"] = row["unit"] or ("" if row["role"] else unit)
    counted = (
        (sum(row["role"] == HEADING for row in found.rows), "묶음 제목으로"),
        (sum(row["level"] > 0 for row in found.rows), "들여쓰기로"),
        (sum(row["role"] == SUM for row in found.rows), "계산하는 합계로"),
    )
    found.said += [f"{number}줄은 {how} 읽었습니다." for number, how in counted if number]
    if any(row["stated"] for row in found.rows):
        found.said.append(f"{'·'.join(computed(kind))}은 다시 계산하고, 붙인 값과 다르면 ※로 표시합니다.")
    return found


def fill(kind: str, rows: Sequence[Row], block: Sequence[Sequence[str]], at: int, column: int, width: int) -> Pasted:
    """The rows with a block put in from one cell on: `at` the row, `column` among `places`. What stood there before
    is written over, rows that lack are added. Raises ValueError (Korean) for a block that does not fit."""
    found = Pasted([dict(row) for row in rows])
    order = places(kind, width)[column:]
    block = list(block)
    if block and _is_heading(block[0]):
        block = block[1:]
        found.said.append("머리줄은 뺐습니다.")
    _fits(block, len(order))
    found.said += _unknown_units(block, order)
    found.rows += [_blank() for _ in range(at + len(block) - len(found.rows))]
    for row, cells in zip(found.rows[at:], block, strict=False):
        for (name, place), text in zip(order, cells, strict=False):
            _put(row, name, place, in_line(text), width)
    return found


def _fits(block: Sequence[Sequence[str]], width: int) -> None:
    wide = max(map(len, block), default=0)
    if wide > width:
        raise ValueError(f"붙인 칸이 {wide}개인데 여기부터 {width}칸입니다. 머리줄과 함께 첫 칸에 붙이십시오.")


def _unknown_units(block: Sequence[Sequence[str]], order: Order) -> list[str]:
    units = [
        in_line(text) for cells in block for text, place in zip(cells, order, strict=False) if place == ("unit", 0)
    ]
    unknown = dict.fromkeys(one for one in units if one not in ("", "-") and not unit_code(one))
    return [f"‘{', '.join(unknown)}’: 단위 목록에 없어 비워 두었습니다."] if unknown else []


def _put(row: Row, name: str, place: int, text: str, width: int) -> None:
    if name == "cells":
        cells = [*(row.get("cells") or ()), *[""] * width][:width]
        row["cells"] = [*cells[:place], text, *cells[place + 1 :]]
    else:
        row[name] = unit_code(text) if name == "unit" else text


# --- which column is which -------------------------------------------------------------------------------------------


def _without_unit_line(block: Sequence[Sequence[str]]) -> tuple[list[Sequence[str]], str]:
    """The block without the line over it that names the unit, and the unit if it names one (besides the %)."""
    rows = list(block)
    match = _UNIT_LINE.fullmatch("".join(rows[0]).strip()) if rows else None
    if match is None:
        return rows, ""
    units = [unit_code(one) for one in match[1].split(",") if one.strip() != "%"]
    return rows[1:], units[0] if len(units) == 1 else ""


def _plain(head: str) -> str:
    """A heading without blanks and without the sign of its unit: `증 감 률 (%)` is 증감률."""
    return "".join(head.split()).removesuffix("(%)")


def _is_heading(cells: Sequence[str]) -> bool:
    """A row that names columns: it begins with 구분 or the like, or two of its cells are headings."""
    heads = [_plain(cell) for cell in cells if cell.strip()]
    known = {*_NAME_HEADS, *_FIELD_HEADS, *_COMPUTED_HEADS}
    begins = len(heads) > 1 and heads[0] in {*_NAME_HEADS, "분야"}
    return begins or sum(head in known or bool(_ANY_FIGURE.fullmatch(head)) for head in heads) >= 2


def _by_heads(kind: str, cells: Sequence[str], found: Pasted) -> list[Place | None]:
    """What each column of the block is. A blank heading beside a name is the second step of a name that stands over
    two columns."""
    order: list[Place | None] = []
    for cell in cells:
        head = _plain(cell)
        is_name = head in _NAME_HEADS or (head == "분야" and kind != "D")
        if is_name or (not head and order and order[-1] is not None and order[-1][0] == "name"):
            order.append(("name", sum(one is not None and one[0] == "name" for one in order)))
        elif (_FIELD_HEADS.get(head, ""), 0) in places(kind, 0):
            order.append((_FIELD_HEADS[head], 0))
        else:
            order.append(_figure_at(kind, head, in_line(cell), found, order) if head else None)
    return order


def _figure_at(kind: str, head: str, text: str, found: Pasted, order: Order) -> Place | None:
    """A column of figures by its heading; D and E take every heading, budgets the years as they come."""
    if kind in ("D", "E"):
        found.columns.append(text)
        return ("cells", len(found.columns) - 1)
    if _COMPUTED_HEADS.get(head) in computed(kind):
        return ("stated", computed(kind).index(_COMPUTED_HEADS[head]))
    patterns = (_YEARS_BUDGET, _YEARS_BUDGET) if kind == "Y" else _FIGURE_HEADS[kind]
    for place, pattern in enumerate(patterns):
        match = re.fullmatch(pattern, head)
        if match and ("cells", place) not in order:
            if place == 0 and kind in ("A", "Y") and match[1]:
                found.year = int(match[1])
            return ("cells", place)
    found.said.append(f"‘{text}’ 칸은 이 표에 없어 뺐습니다.")
    return None


def _by_places(kind: str, rows: Sequence[Sequence[str]], width: int) -> list[Place | None]:
    """Columns without headings: a name, its unit if the second column holds units, figures, what we compute, a remark.
    Words where a result would stand are the remark."""
    order: list[Place | None] = list(places(kind, width))
    second = 2 if ("group", 0) in order else 1
    if ("unit", 0) in order and not all(not one or unit_code(one) for one in _column(rows, second)):
        order.remove(("unit", 0))
    last = order.index(("cells", width - 1)) + 1 if width else len(order)
    is_remark = len(order) > last and any(one and not _is_number(one) for one in _column(rows, last))
    stated = [] if is_remark else [("stated", place) for place in range(len(computed(kind)))]
    return [*order[:last], *stated, *order[last:]]


def _column(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [in_line(row[place]) for row in rows if len(row) > place]


def _is_number(text: str) -> bool:
    try:
        typed = read_cell(text)
    except ValueError:
        return True  # meant as one
    return not typed.word or typed.value is not None


# --- rows of a block -------------------------------------------------------------------------------------------------


def _rows(kind: str, block: Sequence[Sequence[str]], order: Order, width: int) -> Iterator[Row]:
    """The rows of a block with the headings over them; merged cells leave the rows below blank."""
    steps = _steps(block, order)
    above: dict[int, str] = {}
    group = ""
    for cells in block:
        row = _row(kind, cells, order, width)
        group = row["group"] = row["group"] or group
        *over, (step, name) = _named(cells, order) or [(0, "예산" if kind in ("C", "Y") else "")]
        for place, text in over:
            if above.get(place) != text:
                yield _blank() | {"name": text, "level": min(place, DEEPEST), "role": HEADING}
            above = {at: one for at, one in above.items() if at < place} | {place: text}
        above = {at: one for at, one in above.items() if at < step}
        yield row | {"name": name, "level": min(step + steps[_indent(cells, order)], DEEPEST)}


def _blank() -> Row:
    return {"name": "", "group": "", "unit": "", "cells": [], "stated": [], "remark": "", "level": 0, "role": ""}


def _named(cells: Sequence[str], order: Order) -> list[tuple[int, str]]:
    """The names of a row with their steps; the last is its own, those before stand over it."""
    texts = [text for text, place in zip(cells, order, strict=False) if place is not None and place[0] == "name"]
    return [(step, in_line(_INDENT.sub("", text, count=1))) for step, text in enumerate(texts) if text.strip()]


def _indent(cells: Sequence[str], order: Order) -> tuple[int, bool]:
    """How many blanks the name of a row begins with, and whether a sign (-, ㄴ) stands before it."""
    texts = [text for text, place in zip(cells, order, strict=False) if place is not None and place[0] == "name"]
    match = next((_INDENT.match(text) for text in reversed(texts) if text.strip()), None)
    return (len(match[1]), bool(match[2])) if match else (0, False)


def _steps(block: Sequence[Sequence[str]], order: Order) -> dict[tuple[int, bool], int]:
    """The step of every way in which the names of a block are indented."""
    ways = sorted({_indent(cells, order) for cells in block} - {(0, False)})
    return {(0, False): 0} | {way: step for step, way in enumerate(ways, start=1)}


def _row(kind: str, cells: Sequence[str], order: Order, width: int) -> Row:
    """A row of the block without its name."""
    row = _blank()
    found: dict[str, dict[int, str]] = {"cells": {}, "stated": {}}
    for text, place in zip(cells, order, strict=False):
        if place is not None and place[0] in found:
            found[place[0]][place[1]] = in_line(text)
        elif place is not None and place[0] != "name":
            _put(row, *place, in_line(text), width)
    row["cells"] = [found["cells"].get(place, "") for place in range(width)]
    if any(found["stated"].values()):
        row["stated"] = [found["stated"].get(place, "") for place in range(len(computed(kind)))]
    row["role"] = _role(kind, row, "".join(text for _, text in _named(cells, order)[-1:]), len(cells))
    return row if kind == "E" or row["role"] else _with_unit(row)


def _role(kind: str, row: Row, name: str, wide: int) -> str:
    """A sum by its name; a name with nothing beside it is a heading."""
    if kind != "E" and "".join(name.split()) in _SUMS:
        return SUM
    is_bare = wide > 1 and not any((*row["cells"], *row["stated"], row["unit"], row["remark"]))
    return HEADING if is_bare else ""


def _with_unit(row: Row) -> Row:
    """`124,215명` in every figure: the unit of the row, and figures without it."""
    try:
        found = [read_cell(text) for text in row["cells"]]
    except ValueError:
        return row
    units = {one.unit for one in found if one.value is not None}
    if row["unit"] or len(units) != 1 or not all(units):
        return row
    return row | {"unit": units.pop(), "cells": [as_typed(one.value, one.word) for one in found]}
