"""The grid in which a table is typed: its columns, its rows, and what is wrong with a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms import BaseForm, BaseFormSet

from core.pasted import places
from core.table_kinds import computed, has_remark
from core.tables import DEEPEST, HEADING, SUM, from_json
from core.typed_cells import as_typed, repaired
from network.councils.models import ReportTable
from network.councils.services import tables

LETTERS = "가나다라마바사아자차카타파하거너더러"
_LABELS = {"group": "분야", "name": "구분", "unit": "단위", "remark": "비고"}
_STEPS = [(step, "없음" if step == 0 else f"{step}단") for step in range(DEEPEST + 1)]


def typed_of(table: ReportTable) -> list[dict[str, Any]]:
    """The stored rows as somebody types them, so that saving them again changes nothing."""
    width = len(tables.heads_of(tables.facts_of([table])[0]))
    return [_typed(table.kind, row, width) for row in table.rows]


def _typed(kind: str, kept: Mapping[str, Any], width: int) -> dict[str, Any]:
    named = ("group", "name", "level", "role", "unit", "source", "note", "remark")
    row = {name: kept.get(name, "") for name in named}
    if row["role"] == SUM:
        return row | {"cells": list(kept["stated"][:width]), "stated": list(kept["stated"][width:])}
    if kind == "E":
        return row | {"cells": ["" if word == "-" else word for word in kept["words"]], "stated": []}
    entry = from_json(kept)
    cells = [as_typed(entry.value(place), entry.word(place)) for place in range(width)]
    return row | {"cells": cells, "stated": list(kept.get("stated") or ())}


def grid(
    table: ReportTable, rows: BaseFormSet[Any], faults: Mapping[tuple[int, int], str], focus: tuple[int, int] | None
) -> dict[str, Any]:
    """What the template draws. `faults` by row and cell; `focus`: row and column that the keyboard is in."""
    heads = tables.heads_of(tables.facts_of([table])[0])
    order = places(table.kind, len(heads))
    labels = [heads[place] if name == "cells" else _LABELS[name] for name, place in order]
    more = _more(table.kind, rows)
    lines = [
        _line(form, number, order, labels, more, {place: said for (at, place), said in faults.items() if at == number})
        for number, form in enumerate(rows.forms)
    ]
    for line in lines:
        for cell in line["cells"]:
            cell["is_focused"] = (line["number"] - 1, cell["column"]) == focus
    return {
        "columns": [{"letter": LETTERS[place], "label": label} for place, label in enumerate(labels)],
        "more": [label for _, _, label in more],
        "steps": _STEPS,
        "lines": lines,
        "blank": _line(rows.empty_form, None, order, labels, more, {}),
        "faults": [_fault(line, cell) for line in lines for cell in line["cells"] if cell["fault"]],
    }


def _fault(line: Mapping[str, Any], cell: Mapping[str, Any]) -> dict[str, Any]:
    """What is wrong with a cell, and what repairs it where it is certain what was meant."""
    return {
        "at": f"{LETTERS[cell['column']]} {line['number']}",
        "mend": f"mend:{line['number'] - 1}:{cell['place']}",
        "mended": repaired(cell["value"]),
        **{name: cell[name] for name in ("id", "label", "fault")},
    }


def _more(kind: str, rows: BaseFormSet[Any]) -> list[tuple[str, int, str]]:
    """Columns beside those of the table: a state, where a figure comes from, what the source printed."""
    has_stated = any(any(form["stated"].value() or ()) for form in rows.forms)
    return [
        *([("note", 0, "상태")] if has_remark(kind) else []),
        *([("source", 0, "실적 출처")] if kind in tables.WITH_SOURCES else []),
        *((("stated", at, f"붙인 {name}") for at, name in enumerate(computed(kind))) if has_stated else ()),
        ("role", 0, "줄 종류"),
    ]


def _line(
    form: BaseForm,
    number: int | None,
    order: Sequence[tuple[str, int]],
    labels: Sequence[str],
    more: Sequence[tuple[str, int, str]],
    faults: Mapping[int, str],
) -> dict[str, Any]:
    said = f"{'새' if number is None else number + 1}줄"
    cells = []
    for column, ((name, place), label) in enumerate(zip(order, labels, strict=True)):
        fault = faults.get(place, "") if name == "cells" else ""
        cells.append(_cell(form, name, place, f"{said} {label}") | {"column": column, "fault": fault})
    return {
        "form": form,
        "number": 0 if number is None else number + 1,
        "said": said,
        "level": next((step for step, _ in _STEPS if str(step) == str(form["level"].value())), 0),
        "is_heading": form["role"].value() == HEADING,
        "is_sum": form["role"].value() == SUM,
        "cells": cells,
        "more": [_cell(form, name, place, f"{said} {label}") for name, place, label in more],
    }


def _cell(form: BaseForm, name: str, place: int, label: str) -> dict[str, Any]:
    """One control. Several cells share one name; a choice draws itself."""
    bound = form[name]
    is_list = name in ("cells", "stated")
    values = list(bound.value() or ()) if is_list else [bound.value()]
    return {
        "style": "n" if name == "cells" else name,
        "place": place,
        "html_name": bound.html_name,
        "id": f"{bound.auto_id}-{place}" if is_list else bound.auto_id,
        "value": values[place] if place < len(values) and values[place] is not None else "",
        "label": label,
        "choice": bound.as_widget(attrs={"aria-label": label}) if hasattr(bound.field, "choices") else "",
        "most": getattr(bound.field, "each", None) or getattr(bound.field, "max_length", None) or "",
        "is_wrong": bool(bound.errors) and not is_list,
    }
