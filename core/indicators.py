"""Indicators of a period: a value, what it was computed from, and the register that reports and pages read.

Rates are computed from whole counts, one decimal, half up; a base of 0 gives no value (it prints `-`).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Protocol

from core.formats import Cell, percent, round_half_up


@dataclass(frozen=True)
class Definition:
    """A row of `indicators.csv`."""

    code: str
    app: str
    name: str
    numerator: str
    denominator: str
    unit: str
    decimals: int
    period_rule: str
    exclusions: str
    direction: str


@dataclass(frozen=True)
class Figure:
    """One figure. `numerator`: the count, or the number of persons behind a mean. `notes`: further counts to print."""

    code: str
    numerator: int
    denominator: int | None
    value: Decimal | None
    is_preliminary: bool = False
    notes: Mapping[str, int] = field(default_factory=dict)

    @property
    def definition(self) -> Definition:
        return definitions()[self.code]

    @property
    def cell(self) -> Cell:
        """As a table prints it; a true 0 % and a base of 0 both print `-`, the raw value tells them apart."""
        return Cell() if self.value is None else Cell.of(self.value, self.definition.decimals)


class Indicator(Protocol):
    def __call__(self, hospital_id: int, first: date, last: date) -> Figure: ...


INDICATORS: dict[str, Indicator] = {}


def register(code: str) -> Callable[[Indicator], Indicator]:
    """Enter an indicator under its code; an unknown or doubled code is a mistake of ours."""

    def enter(function: Indicator) -> Indicator:
        if code not in definitions() or code in INDICATORS:
            raise ValueError(f"indicator {code} is unknown or registered twice")
        INDICATORS[code] = function
        return function

    return enter


def count(code: str, number: int, **notes: int) -> Figure:
    return Figure(code, number, None, Decimal(number), notes=notes)


def rate(code: str, part: int, whole: int, *, is_preliminary: bool = False, **notes: int) -> Figure:
    return Figure(code, part, whole, percent(part, whole), is_preliminary, notes)


def mean(code: str, total: Fraction | int, number: int) -> Figure:
    """A mean over `number` persons or answers, rounded as the definition says."""
    value = round_half_up(Fraction(total) / number, definitions()[code].decimals) if number else None
    return Figure(code, number, number, value)


_FILE = Path(__file__).parent / "data" / "indicators.csv"


@cache
def definitions() -> dict[str, Definition]:
    with _FILE.open(encoding="utf-8", newline="") as handle:
        return {row["code"]: _definition(row) for row in csv.DictReader(handle)}


def _definition(row: Mapping[str, str]) -> Definition:
    return Definition(
        code=row["code"],
        app=row["app"],
        name=row["name_ko"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        unit=row["unit"],
        decimals=int(row["decimals"]),
        period_rule=row["period_rule"],
        exclusions=row["exclusions"],
        direction=row["direction"],
    )
