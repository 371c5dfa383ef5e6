"""Plan-against-actual tables of Korean public hospitals as they are printed (domain 3.2).

`build` turns typed rows into printed rows: changes, rates and sums are computed here and by `core.formats`, never
typed. Where the source of a row stated another result, ours is printed and marked, and a note says both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from core import codes, dates, formats
from core.formats import NEW, Cell, Number
from core.table_kinds import KINDS, computed, figures, has_remark, heads, names
from core.typed_cells import decimals_of, read_cell, read_number

HEADING, SUM = "HEADING", "SUM"
ROLES = {HEADING: "묶음 제목", SUM: "합계·소계"}
DEEPEST = 2  # a heading and two steps under it
TOTAL = "합계"
MARK = "※"
PERCENTS = frozenset({"PERCENT", "PPOINT"})
MAY_FALL = PERCENTS | {"POINT", "KRW1000", "KRW1M"}  # a count of people or things is never below zero
NO_NEGATIVE = "음수({})는 적을 수 없습니다. 줄어든 수는 증감에 △로 찍힙니다."
NO_SUM_OF_PERCENTS = "백분율은 더할 수 없습니다. 합계를 빼십시오."
NO_SUM_OF_GRADES = "등급 표에는 합계를 넣지 않습니다."

_TEXT = {"구분", "단위", "비고", "분야", "지표명"}


@dataclass(frozen=True)
class Entry:
    """A row as it is typed.

    `values`: its figures in the order of `figures`; `words`: by the same places what stands instead of a number, or
    beside one how it was counted (연인원); for E the cells. `note`: a code of `plan_note`. `source`: the indicator
    from which a figure was computed. `group`: the field to which an indicator of D belongs. `level`: steps of
    indentation. `role`: a heading over rows, or the sum of the rows under the same heading. `stated`: what the source
    of the row printed where we compute.
    """

    name: str
    unit: str = ""
    values: tuple[Number | None, ...] = ()
    words: tuple[str, ...] = ()
    note: str = ""
    remark: str = ""
    source: str = ""
    group: str = ""
    level: int = 0
    role: str = ""
    stated: tuple[str, ...] = ()

    @property
    def decimals(self) -> int:
        """Of the whole row: as many as its finest figure was typed with."""
        return max(map(decimals_of, self.values), default=0)

    def value(self, place: int) -> Number | None:
        return self.values[place] if place < len(self.values) else None

    def word(self, place: int) -> str:
        return self.words[place] if place < len(self.words) else ""

    @property
    def has_figures(self) -> bool:
        return not self.role and any(value is not None for value in self.values)

    def cell(self, place: int) -> Cell:
        """A figure as it prints: the number, the words, or the number and how it was counted."""
        value, word = self.value(place), self.word(place)
        if word and value is None:
            return Cell(word)
        printed = Cell.of(value, self.decimals)
        return replace(printed, text=printed.text + word) if word else printed


@dataclass(frozen=True)
class Line:
    """A printed row: its name, the cells right of it, how far it is indented."""

    name: str
    cells: tuple[Cell, ...]
    level: int = 0
    role: str = ""


@dataclass(frozen=True)
class Table:
    """A printed table: heading cells, the caption above at the right, the rows, notes under it. `text_columns` are not
    numbers."""

    kind: str
    columns: tuple[str, ...]
    caption: str
    lines: tuple[Line, ...]
    title: str = ""
    text_columns: frozenset[int] = field(default_factory=frozenset)
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> list[list[str]]:
        """Every row in words, the name first: what a paper and its HWPX share."""
        return [[line.name, *(cell.text for cell in line.cells)] for line in self.lines]


def to_json(entry: Entry) -> dict[str, Any]:
    """An entry as a JSON column keeps it."""
    kept = asdict(entry)
    kept["values"] = [None if value is None else str(value) for value in entry.values]
    return kept | {"words": list(entry.words), "stated": list(entry.stated)}


def from_json(kept: Mapping[str, Any]) -> Entry:
    """The entry that `to_json` kept."""
    named = ("name", "unit", "note", "remark", "source", "group", "level", "role")
    found: dict[str, Any] = {name: kept[name] for name in named if name in kept}
    found["values"] = tuple(None if value is None else read_number(value) for value in kept.get("values", ()))
    return Entry(**found, words=tuple(kept.get("words", ())), stated=tuple(kept.get("stated", ())))


def caption(entries: Sequence[Entry], as_of: date | None) -> str:
    """Above right: `(’26. 12. 10. 기준 / 단위 : 명, 건)`, each unit once and in the order of the rows."""
    units = dict.fromkeys(codes.label("unit", entry.unit) for entry in entries if entry.unit)
    parts = [f"{dates.paper_day(as_of)} 기준"] if as_of else []
    parts += [f"단위 : {', '.join(units)}"] if units else []
    return f"({' / '.join(parts)})" if parts else ""


# --- printing --------------------------------------------------------------------------------------------------------


def build(
    kind: str,
    entries: Sequence[Entry],
    *,
    year: int = 0,
    as_of: date | None = None,
    title: str = "",
    columns: Sequence[str] = (),
) -> Table:
    """The printed table. Raises ValueError (Korean) for an unknown kind, a count below zero, a sum that cannot be."""
    if kind not in KINDS:
        raise ValueError("표 종류를 고르십시오.")
    typed, printed = figures(kind, year, columns), heads(kind, year, columns)
    summed = list(_summed(kind, entries, len(typed)))
    for entry in summed:
        for place in below_zero(entry):
            raise ValueError(f"{entry.name}: {NO_NEGATIVE.format(entry.value(place))}")
    notes: list[str] = []
    lines = tuple(_line(kind, entry, typed, notes) for entry in summed)
    are_words = range(len(printed)) if kind == "E" else (at for at, head in enumerate(printed) if head in _TEXT)
    return Table(kind, printed, caption(summed, as_of), lines, title, frozenset(are_words), tuple(notes))


def below_zero(entry: Entry) -> list[int]:
    """Where a row counts people or things below zero; money, points and percentages may fall there."""
    if entry.unit in MAY_FALL:
        return []
    return [place for place, value in enumerate(entry.values) if value is not None and value < 0]


def _line(kind: str, entry: Entry, typed: Sequence[str], notes: list[str]) -> Line:
    """A printed row; what its source stated otherwise is added to `notes`."""
    if entry.role == HEADING:
        return Line(entry.name, (Cell(""),) * (len(heads(kind, columns=typed)) - 1), entry.level, HEADING)
    cells = [*(entry.cell(place) for place in range(len(typed))), *(_CELLS[kind](entry) if kind in _CELLS else ())]
    if entry.note == "NA":
        cells = [Cell()] * len(cells)
    stated = entry.stated if entry.role == SUM else ("",) * len(typed) + entry.stated
    columns = (*typed, *computed(kind))
    printed = [
        _marked(cell, stated[place] if place < len(stated) else "", f"{entry.name} {columns[place]}", notes)
        for place, cell in enumerate(cells)
    ]
    unit = Cell(codes.label("unit", entry.unit)) if entry.unit else Cell("")
    if kind == "D":  # a sum that belongs to no field is named in the first column
        first = entry.group or (entry.name if entry.role else "")
        second = "" if first == entry.name else entry.name
        return Line(first, (Cell(second), unit, *printed), entry.level, entry.role)
    before = (unit,) if "단위" in names(kind) else ()
    last = (Cell(_remark(kind, entry)),) if has_remark(kind) else ()
    return Line(entry.name, (*before, *printed, *last), entry.level, entry.role)


def _remark(kind: str, entry: Entry) -> str:
    """What was written; else 신규 or 해당 없음 by the rules; else nothing."""
    if entry.remark or entry.note == "NEW":
        return entry.remark or NEW
    if entry.note == "NA":
        return formats.not_applicable_row().remark
    return _row(kind, entry).remark


def _marked(cell: Cell, stated: str, place: str, notes: list[str]) -> Cell:
    """The cell, marked where the source of its row stated otherwise; a note says both."""
    if not _differs(cell, stated):
        return cell
    notes.append(f"{place}: 출처에는 {stated}, 계산하면 {cell.text}")
    return replace(cell, text=cell.text + MARK)


def _differs(cell: Cell, stated: str) -> bool:
    """Whether something was stated that is another number than ours; `-` states zero. What cannot be computed
    contradicts nothing."""
    if cell.raw is None or not stated:
        return False
    try:
        typed = read_cell(stated)
    except ValueError:
        return True
    is_word = bool(typed.word) and typed.value is None
    return not is_word and (typed.value or 0) != (read_cell(cell.text).value or 0)


# --- sums ------------------------------------------------------------------------------------------------------------


def _summed(kind: str, entries: Sequence[Entry], width: int) -> Iterator[Entry]:
    """The rows, the sums among them filled in. A sum adds what stands under the same heading, or the whole table; of a
    row and those under it only the row."""
    above = _above(entries)
    for place, entry in enumerate(entries):
        if entry.role != SUM:
            yield _with_note(entry) if has_remark(kind) else entry
            continue
        if kind == "E":
            raise ValueError(NO_SUM_OF_GRADES)
        heading = next((one for one in above[place] if entries[one].role == HEADING), None)
        yield _sum(
            entry,
            [
                row
                for at, row in enumerate(entries)
                if row.has_figures
                and (heading is None or heading in above[at])
                and not any(entries[one].has_figures for one in above[at])
            ],
            width,
        )


def _above(entries: Sequence[Entry]) -> list[list[int]]:
    """The places of the rows under which each row stands, the nearest first."""
    found: list[list[int]] = []
    open_rows: list[int] = []
    for place, entry in enumerate(entries):
        while open_rows and entries[open_rows[-1]].level >= entry.level:
            open_rows.pop()
        found.append(open_rows[::-1])
        open_rows.append(place)
    return found


def _sum(entry: Entry, counted: Sequence[Entry], width: int) -> Entry:
    """Only equal units, counted in the same way, are added up, and what is missing stays missing (domain 0.4)."""
    units = {row.unit for row in counted}
    if units & PERCENTS:
        raise ValueError(NO_SUM_OF_PERCENTS)
    if len(units) > 1:
        raise ValueError(formats.MIXED_UNITS)
    sums = []
    for place in range(width):
        there = [row for row in counted if row.value(place) is not None]
        sums.append(formats.total_of([row.value(place) for row in there], [row.word(place) for row in there]))
    return replace(entry, name=entry.name or TOTAL, unit=units.pop() if units else "", values=tuple(sums), words=())


def _with_note(entry: Entry) -> Entry:
    """The state of a row (진행 중) stands in place of the actual figure that it does not have yet."""
    is_open = entry.note in ("ONGOING", "DONE", "STOPPED") and entry.value(1) is None and not entry.word(1)
    return replace(entry, words=(entry.word(0), codes.label("plan_note", entry.note))) if is_open else entry


# --- what is computed ------------------------------------------------------------------------------------------------


def _pair(entry: Entry) -> tuple[Number | None, Number | None]:
    """Plan and actual, where they can be compared: numbers that were counted in the same way."""
    is_comparable = None not in (entry.value(0), entry.value(1)) and entry.word(0) == entry.word(1)
    return (entry.value(0), entry.value(1)) if is_comparable else (None, None)


def _row(kind: str, entry: Entry) -> formats.PlanRow:
    compare = formats.achievement_row if kind == "B" else formats.next_plan_row
    return compare(*_pair(entry), entry.decimals, is_percent=entry.unit in PERCENTS)


def _plan_cells(entry: Entry) -> tuple[Cell, ...]:
    row = _row("A", entry)
    return (row.change, row.rate)


def _same_cells(entry: Entry) -> tuple[Cell, ...]:
    row = _row("B", entry)
    return (row.change, row.rate, row.achievement)


def _budget_cells(entry: Entry) -> tuple[Cell, ...]:
    budget, spent = _pair(entry)
    if budget is None or spent is None:
        return (Cell(), Cell())
    row = formats.budget_row(budget, spent, entry.decimals)
    return (row.rate, row.balance)


def _month_cells(entry: Entry) -> tuple[Cell, ...]:
    """Months that have not come are missing; percentages of months are not added up."""
    plan, months = entry.value(0), [value for value in entry.values[1:] if value is not None]
    if not months or entry.unit in PERCENTS:
        return (Cell(), Cell())
    total = sum(months[1:], start=months[0])
    return (Cell.of(total, entry.decimals), Cell() if plan is None else Cell.rate(total, plan))


_CELLS: dict[str, Callable[[Entry], tuple[Cell, ...]]] = {
    "A": _plan_cells,
    "B": _same_cells,
    "C": _budget_cells,
    "Y": _plan_cells,
    "M": _month_cells,
}
