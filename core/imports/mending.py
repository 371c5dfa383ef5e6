"""Putting wrong lines right on the page: for each its values, a place to mend them, and a tick to leave it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django import forms

from core.forms import DateField, PortalForm
from core.imports.files import MAX_CELL
from core.imports.readings import Fault, Reading
from core.imports.sheets import Sheet

SHOWN = 200  # wrong lines on a page; a file with more of them is mended before it is sent


@dataclass(frozen=True)
class Mends:
    """What was decided about wrong lines: new texts by line and key, the lines that are left out, and those of which it
    was said that they are meant. `agreed_on`: the day that answers the question of the list."""

    texts: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    meant: frozenset[int] = frozenset()
    agreed_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        """The same content gives the same."""
        texts = {str(line): dict(values) for line, values in sorted(self.texts.items())}
        day = self.agreed_on and self.agreed_on.isoformat()
        return {"texts": texts, "left_out": sorted(self.left_out), "meant": sorted(self.meant), "agreed_on": day}


def name_of(line: int, what: str) -> str:
    """What a field of the page and a refusal of the API call a cell: `3-phone`."""
    return f"{line}-{what}"


class MendForm(PortalForm):
    """A field for every cell that is wrong, and for every line whether it is left out (or, where it was hidden, taken);
    where the list asks, also whether a line is meant: what was put right may be asked about in its turn."""

    def __init__(self, *args: Any, sheet: Sheet, faults: Iterable[Fault], reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[dict[str, Any]] = []
        if reading.question:
            self.fields["agreed_on"] = DateField(meaning="event", label=reading.question, required=False)
            self.fields["agreed_on"].is_asked_for = True  # type: ignore[attr-defined]
        for number, found in groupby(faults, key=lambda fault: fault.line):
            if len(self.lines) == SHOWN:
                break
            self._add(number, list(found), sheet, reading.wrong.get(number, {}))

    def _add(self, number: int, faults: list[Fault], sheet: Sheet, texts: Mapping[str, str]) -> None:
        keys = list(dict.fromkeys(key for fault in faults for key in fault.keys))
        for key in keys:
            self.fields[name_of(number, key)] = forms.CharField(
                label=f"{number}번째 줄 {sheet.header_of(key)}",
                required=False,
                max_length=MAX_CELL,
                initial=texts.get(key, ""),
            )
        self.fields[name_of(number, "out")] = forms.BooleanField(label=f"{number}번째 줄 빼기", required=False)
        if sheet.assent:
            self.fields[name_of(number, "yes")] = forms.BooleanField(
                label=f"{number}번째 줄 {sheet.assent}", required=False
            )
        if not keys and not any(fault.asks for fault in faults):
            self.fields[name_of(number, "in")] = forms.BooleanField(label=f"{number}번째 줄 넣기", required=False)
        self.lines.append({"number": number, "faults": faults, "keys": keys})

    def shown_lines(self) -> list[dict[str, Any]]:
        """For the page: number, whom it is about, what is wrong as a whole, the cells with what is wrong with each, the
        ticks."""
        return [
            {
                "number": line["number"],
                "who": line["faults"][0].who,
                "texts": [fault for fault in line["faults"] if len(fault.keys) != 1],
                "cells": [self._shown_cell(line, key) for key in line["keys"]],
                "out": self[name_of(line["number"], "out")],
                "in": self._tick(line["number"], "in"),
                "yes": self._assent(line),
            }
            for line in self.lines
        ]

    def _tick(self, number: int, what: str) -> Any:
        return self[name_of(number, what)] if name_of(number, what) in self.fields else None

    def _assent(self, line: dict[str, Any]) -> dict[str, Any] | None:
        """Whether the line is meant, once that was asked."""
        field = self._tick(line["number"], "yes")
        if field is None or not (field.errors or field.data or any(fault.asks for fault in line["faults"])):
            return None
        return {"field": field, "label": str(field.label).partition("줄 ")[2]}

    def _shown_cell(self, line: dict[str, Any], key: str) -> dict[str, Any]:
        field = self[name_of(line["number"], key)]
        header = str(field.label).partition("줄 ")[2]
        texts = [fault.text for fault in line["faults"] if fault.keys == (key,)]
        return {"field": field, "header": header, "texts": [] if field.errors else texts}

    def mends(self) -> Mends:
        """What the person decided; a cell that was left as it is was not mended."""
        texts: dict[int, dict[str, str]] = {}
        left_out, meant = set(), set()
        for line in self.lines:
            number, keys = line["number"], line["keys"]
            if self.cleaned_data[name_of(number, "out")]:
                left_out.add(number)
                continue
            if self.cleaned_data.get(name_of(number, "yes")):
                meant.add(number)
            names = {key: name_of(number, key) for key in keys}
            changed = {
                key: self.cleaned_data[name]
                for key, name in names.items()
                if name in self.data and self.cleaned_data[name] != (self.fields[name].initial or "")
            }
            if changed or self.cleaned_data.get(name_of(number, "in")):
                texts[number] = changed
        return Mends(texts, frozenset(left_out), frozenset(meant), self.cleaned_data.get("agreed_on"))


def errors_of(faults: Iterable[Fault]) -> dict[str, str]:
    """What is wrong with mended lines still, by the name of the field."""
    return {name_of(one.line, "yes" if one.asks else one.keys[0] if one.keys else "in"): one.text for one in faults}
