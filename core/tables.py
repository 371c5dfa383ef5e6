"""Plan-against-actual tables of Korean public hospitals, types A to E, as they are printed (domain 3.2).

`build` turns typed rows into printed rows: the numbers are computed here and by `core.formats`, never typed. A table
keeps what it printed (`Table.frozen`), so an approved paper shows the same words whatever happens to a rule later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from core import codes, dates, formats
from core.formats import NEW, Cell, Number

KINDS = {
    "A": "다음 해 계획과 올해 실적",
    "B": "같은 기간의 계획과 실적",
    "C": "예산",
    "D": "연도별 지표",
    "E": "등급",
}
TOTAL = "합계"
WRONG_NUMBER = "숫자를 적으십시오. 천 단위 쉼표와 △를 쓸 수 있습니다."


@dataclass(frozen=True)
class Entry:
    """A row as it is typed. `unit`: a code of the list `unit`; `values`: plan and actual (A, B), budget and spent (C),
    one per year (D); `words`: what stands in place of a number, by column, or the cells of E. `note`: a code of
    `plan_note`. `source`: the indicator from which a figure was computed, or empty for a typed one. `group`: the field
    to which an indicator of D belongs."""

    name: str
    unit: str = ""
    values: tuple[Number | None, ...] = ()
    words: tuple[str, ...] = ()
    note: str = ""
    remark: str = ""
    source: str = ""
    decimals: int = 0
    group: str = ""


@dataclass(frozen=True)
class Line:
    """A printed row: its cells left of nothing but the name, and whether it is a total."""

    name: str
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """A printed table: heading cells, the caption above at the right, the rows. `text_columns` are not numbers."""

    kind: str
    columns: tuple[str, ...]
    caption: str
    lines: tuple[Line, ...]
    title: str = ""
    text_columns: frozenset[int] = field(default_factory=frozenset)

    def frozen(self) -> dict[str, Any]:
        """As JSON keeps it: the printed words, and the raw numbers for exports."""
        return {
            "kind": self.kind,
            "columns": list(self.columns),
            "caption": self.caption,
            "title": self.title,
            "text_columns": sorted(self.text_columns),
            "lines": [
                {"name": line.name, "is_total": line.is_total, "cells": [_cell_as_kept(cell) for cell in line.cells]}
                for line in self.lines
            ],
        }

    @classmethod
    def thawed(cls, kept: Mapping[str, Any]) -> Self:
        """The table that `frozen` kept, word for word."""
        lines = tuple(
            Line(
                line["name"],
                tuple(Cell(cell["text"], _number(cell["raw"])) for cell in line["cells"]),
                line["is_total"],
            )
            for line in kept["lines"]
        )
        return cls(
            kept["kind"],
            tuple(kept["columns"]),
            kept["caption"],
            lines,
            kept["title"],
            frozenset(kept["text_columns"]),
        )

    @property
    def rows(self) -> list[list[str]]:
        """Every row in words, the name first: what a paper and its HWPX share."""
        return [[line.name, *(cell.text for cell in line.cells)] for line in self.lines]


def _cell_as_kept(cell: Cell) -> dict[str, Any]:
    return {"text": cell.text, "raw": None if cell.raw is None else str(cell.raw)}


def _number(text: str | None) -> Number | None:
    return None if text is None else Decimal(text)


# --- typed rows ------------------------------------------------------------------------------------------------------


def read_number(text: str) -> Number | None:
    """A number as people type it: `1,266`, `△20.4`, `-1266`; empty is missing. Raises ValueError (Korean)."""
    plain = text.strip().replace(",", "").replace("△", "-").replace("−", "-")
    if plain in ("", "-"):
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise ValueError(WRONG_NUMBER) from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 15:
        raise ValueError(WRONG_NUMBER)
    return int(value) if value == value.to_integral_value() else value


def to_json(entry: Entry) -> dict[str, Any]:
    """An entry as a JSON column keeps it."""
    kept = asdict(entry)
    kept["values"] = [None if value is None else str(value) for value in entry.values]
    kept["words"] = list(entry.words)
    return kept


def from_json(kept: Mapping[str, Any]) -> Entry:
    """The entry that `to_json` kept."""
    values = tuple(None if value is None else read_number(value) for value in kept.get("values", ()))
    named = {
        name: kept[name] for name in ("name", "unit", "note", "remark", "source", "decimals", "group") if name in kept
    }
    return Entry(values=values, words=tuple(kept.get("words", ())), **named)


# --- the five tables -------------------------------------------------------------------------------------------------


def build(
    kind: str,
    entries: Sequence[Entry],
    *,
    year: int = 0,
    as_of: date | None = None,
    totals: str = "",
    title: str = "",
    columns: Sequence[str] = (),
) -> Table:
    """The printed table. `year`: the year of the plan; `totals`: FIRST or LAST for a row 합계; `columns`: the headings
    of D (years) and E. Raises ValueError (Korean) for an unknown kind and for a total over different units."""
    if kind not in KINDS:
        raise ValueError("표 종류를 고르십시오.")
    heads = tuple(_HEADS[kind](year, tuple(columns)))
    if kind == "E" and totals:
        raise ValueError("등급 표에는 합계를 넣지 않습니다.")
    lines = [
        Line(entry.group if kind == "D" else entry.name, tuple(_CELLS[kind](entry, len(heads) - 1)))
        for entry in entries
    ]
    if totals and entries:
        total = Line(TOTAL, tuple(_CELLS[kind](_total(entries, kind), len(heads) - 1)), is_total=True)
        lines = [total, *lines] if totals == "FIRST" else [*lines, total]
    text = frozenset(place for place, head in enumerate(heads) if head in _TEXT) | (
        frozenset(range(len(heads))) if kind == "E" else frozenset()
    )
    return Table(kind, heads, caption(kind, entries, as_of), tuple(lines), title, text)


_TEXT = {"구분", "단위", "비고", "분야", "지표명"}


def caption(kind: str, entries: Sequence[Entry], as_of: date | None) -> str:
    """Above right: `(’26. 12. 10. 기준)`, `(단위 : 천원)` or both; the unit only where no column carries it."""
    parts = [f"{dates.paper_day(as_of)} 기준"] if as_of else []
    if kind == "C" and entries:
        units = dict.fromkeys(codes.label("unit", entry.unit) for entry in entries if entry.unit)
        parts += [f"단위 : {', '.join(units)}"] if units else []
    return f"({' / '.join(parts)})" if parts else ""


def _total(entries: Sequence[Entry], kind: str) -> Entry:
    """Only equal units are added up, and what is missing stays missing (domain 0.4)."""
    units = [entry.unit for entry in entries]
    width = max(len(entry.values) for entry in entries)
    sums = tuple(
        formats.total_of([entry.values[place] if place < len(entry.values) else None for entry in entries], units)
        for place in range(width)
    )
    return Entry("" if kind == "D" else TOTAL, units[0], sums, decimals=max(entry.decimals for entry in entries))


def _plan_heads(year: int, columns: tuple[str, ...]) -> tuple[str, ...]:
    return ("구분", "단위", f"{year}년 계획", f"{year - 1}년 실적", "증감", "증감률(%)", "비고")


def _same_heads(year: int, columns: tuple[str, ...]) -> tuple[str, ...]:
    return ("구분", "단위", "계획", "실적", "증감", "증감률(%)", "달성률(%)", "비고")


def _budget_heads(year: int, columns: tuple[str, ...]) -> tuple[str, ...]:
    return ("구분", "예산액", "집행액", "집행률(%)", "잔액")


def _year_heads(year: int, columns: tuple[str, ...]) -> tuple[str, ...]:
    years = columns or (*(str(year - back) for back in range(4, 0, -1)), f"{year} (계획)")
    return ("분야", "지표명", "단위", *years)


def _grade_heads(year: int, columns: tuple[str, ...]) -> tuple[str, ...]:
    return ("구분", *columns)


_HEADS: dict[str, Callable[[int, tuple[str, ...]], Sequence[str]]] = {
    "A": _plan_heads,
    "B": _same_heads,
    "C": _budget_heads,
    "D": _year_heads,
    "E": _grade_heads,
}


def _unit(entry: Entry) -> Cell:
    return Cell(codes.label("unit", entry.unit)) if entry.unit else Cell("")


def _number_at(entry: Entry, place: int) -> Number | None:
    return entry.values[place] if place < len(entry.values) else None


def _actual(entry: Entry) -> Number | str | None:
    """The number, or the words that stand in its place (진행 중)."""
    if entry.note == "ONGOING" and _number_at(entry, 1) is None:
        return next((word for word in entry.words if word), codes.label("plan_note", "ONGOING"))
    words = entry.words[1] if len(entry.words) > 1 else ""
    return words or _number_at(entry, 1)


def _remark(entry: Entry, computed: str = "") -> Cell:
    """What was written; else 신규 or 해당 없음 by the rules; else nothing."""
    if entry.remark:
        return Cell(entry.remark)
    if entry.note == "NEW":
        return Cell(NEW)
    return Cell(computed)


def _plan_cells(entry: Entry, width: int) -> tuple[Cell, ...]:
    if entry.note == "NA":
        row = formats.not_applicable_row()
    else:
        row = formats.next_plan_row(_number_at(entry, 0), _actual(entry), entry.decimals)
    return (_unit(entry), row.plan, row.actual, row.change, row.rate, _remark(entry, row.remark))


def _same_cells(entry: Entry, width: int) -> tuple[Cell, ...]:
    if entry.note == "NA":
        row = formats.not_applicable_row()
    else:
        row = formats.achievement_row(_number_at(entry, 0), _actual(entry), entry.decimals)
    return (_unit(entry), row.plan, row.actual, row.change, row.rate, row.achievement, _remark(entry, row.remark))


def _budget_cells(entry: Entry, width: int) -> tuple[Cell, ...]:
    budget, spent = _number_at(entry, 0), _number_at(entry, 1)
    if budget is None or spent is None:
        return (Cell.of(budget), Cell.of(spent), Cell(), Cell())
    row = formats.budget_row(int(budget), int(spent))
    return (row.budget, row.executed, row.rate, row.balance)


def _year_cells(entry: Entry, width: int) -> tuple[Cell, ...]:
    """`-` where the item did not exist; words where there is no number."""
    cells = []
    for place in range(width - 2):
        words = entry.words[place] if place < len(entry.words) else ""
        cells.append(Cell(words) if words else Cell.of(_number_at(entry, place), entry.decimals))
    return (Cell(entry.name), _unit(entry), *cells)


def _grade_cells(entry: Entry, width: int) -> tuple[Cell, ...]:
    return tuple(Cell(entry.words[place] if place < len(entry.words) else "-") for place in range(width))


_CELLS: dict[str, Callable[[Entry, int], tuple[Cell, ...]]] = {
    "A": _plan_cells,
    "B": _same_cells,
    "C": _budget_cells,
    "D": _year_cells,
    "E": _grade_cells,
}
