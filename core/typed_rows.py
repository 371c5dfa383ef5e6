"""The rows of a table as people type them, read into entries; what is wrong is said by the cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core import codes
from core.table_kinds import has_remark
from core.tables import DEEPEST, HEADING, NO_NEGATIVE, SUM, Entry, below_zero
from core.typed_cells import in_line, read_cell


def read_row(kind: str, typed: Mapping[str, Any], width: int) -> tuple[Entry, dict[int, str]]:
    """A typed row and what is wrong with its cells, by their places. `width`: how many figures a row has."""
    texts = [str(one) for one in typed.get("cells") or ()]
    texts += [""] * (width - len(texts))
    words = {name: str(typed.get(name) or "") for name in ("name", "group", "role", "remark", "note", "unit")}
    stated = tuple(str(one) for one in typed.get("stated") or ())
    entry = Entry(words["name"], group=words["group"], level=_level(typed.get("level")), role=words["role"])
    if entry.role == HEADING:
        return entry, {}
    entry = replace(entry, remark=words["remark"], note=words["note"])
    if entry.role == SUM:
        return replace(entry, stated=(*map(in_line, texts), *stated)), {}
    if kind == "E":
        return replace(entry, words=tuple(in_line(one) or "-" for one in texts)), {}
    entry, faults = _figures(kind, replace(entry, unit=words["unit"], stated=stated), texts)
    negative = {place: NO_NEGATIVE.format(entry.value(place)) for place in below_zero(entry)}
    return entry, {**negative, **faults}


def _level(typed: Any) -> int:
    return next((step for step in range(DEEPEST + 1) if str(step) == str(typed)), 0)


def _figures(kind: str, entry: Entry, texts: Sequence[str]) -> tuple[Entry, dict[int, str]]:
    """The entry with its figures. A unit written behind them is the unit of a row that has none."""
    faults, found = {}, []
    for place, text in enumerate(texts):
        try:
            found.append(read_cell(text))
        except ValueError as error:
            faults[place] = str(error)
            found.append(read_cell(""))
    unit = entry.unit or next((one.unit for one in found if one.unit), "")
    for place, one in enumerate(found):
        if one.unit and one.unit != unit:
            other, own = codes.label("unit", one.unit), codes.label("unit", unit)
            faults[place] = f"단위({other})가 이 줄의 단위({own})와 다릅니다."
        if one.word and one.value is None and not _may_stand(kind, place, one.word, entry.note):
            states = ", ".join(label for _, label in codes.choices("plan_note"))
            faults[place] = f"‘{one.word}’: 숫자나 {states} 가운데 하나를 적으십시오."
    values, words = tuple(one.value for one in found), tuple(one.word for one in found)
    return _with_state(kind, replace(entry, unit=unit, values=values, words=words)), faults


def _may_stand(kind: str, place: int, word: str, note: str) -> bool:
    """Whether words may stand in place of a number: any in a plan and over the years, else a state of the row."""
    is_free = kind == "D" or (kind in ("A", "B", "M") and place == 0) or note == "ONGOING"
    return is_free or any(label == word for _, label in codes.choices("plan_note"))


def _with_state(kind: str, entry: Entry) -> Entry:
    """신규 and 해당 없음 in a cell are the state of the row; the rules print them as its remark."""
    if entry.note or not has_remark(kind):
        return entry
    for code in ("NA", "NEW"):
        label = codes.label("plan_note", code)
        if label in entry.words:
            words = tuple("" if word == label else word for word in entry.words)
            return replace(entry, note=code, words=words)
    return entry
