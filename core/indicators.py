"""Indicators of a period: a value, what it was computed from, and the register that reports and pages read.

An app registers under a code what is counted, as rows and a part of them; from that one declaration come the figure of a
hospital or of several together, the figures of every group, and the rows behind a number. Rates are computed from
whole counts, one decimal, half up; a base of 0 gives no value (it prints `-`).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from core.dates import kdate
from core.formats import Cell, percent, round_half_up
from core.small_cells import SEALED, is_small


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

    @property
    def is_small(self) -> bool:
        """Whether it tells of fewer people than may be told apart."""
        return INDICATORS[self.code].is_about_people and (is_small(self.numerator) or is_small(self.denominator or 0))

    @property
    def told(self) -> Cell:
        """As it leaves the portal."""
        return Cell(SEALED) if self.is_small else self.cell


Hospitals = Collection[int]
Key = Any
PART, WHOLE = "part", "whole"


@dataclass(frozen=True)
class Counting:
    """Rows of a period and what the database counts of them, in one statement.

    `number`: the numerator, or over how many a mean is taken; `whole`: the denominator of a rate; `total`: what a mean
    adds up. `by`: dimension → column that parts the rows; every one has `hospital`. `part`: which rows are behind the
    numerator, where not all are; `of`: the column that is counted once.
    """

    rows: QuerySet[Any]
    number: Any
    by: Mapping[str, Any]
    whole: Any = None
    total: Any = None
    part: Q | None = None
    of: str = "pk"
    notes: Mapping[str, Any] = field(default_factory=dict)
    is_preliminary: bool = False

    @property
    def asked(self) -> dict[str, Any]:
        """The expressions by names that no column has."""
        named = {"n_number": self.number, "n_whole": self.whole, "n_total": self.total}
        notes = {f"n_note_{name}": expression for name, expression in self.notes.items()}
        return {name: one for name, one in named.items() if one is not None} | notes

    def behind(self, which: str) -> QuerySet[Any]:
        """As many rows as the numerator or the denominator says."""
        rows = self.rows.filter(self.part) if which == PART and self.part is not None else self.rows
        return rows if self.of == "pk" else rows.order_by(self.of, "pk").distinct(self.of)


def counted(rows: QuerySet[Any], by: Mapping[str, Any], of: str = "pk", **notes: Q) -> Counting:
    """How many there are; `notes`: of them those that meet a condition, to be printed beside."""
    beside = {name: Count(of, filter=condition, distinct=True) for name, condition in notes.items()}
    return Counting(rows, Count(of, distinct=True), by, of=of, notes=beside)


def shared(rows: QuerySet[Any], part: Q, by: Mapping[str, Any], of: str = "pk", **values: Any) -> Counting:
    """Those that meet `part` among all of them."""
    number, whole = Count(of, filter=part, distinct=True), Count(of, distinct=True)
    return Counting(rows, number, by, whole, part=part, of=of, **values)


@dataclass(frozen=True)
class Measured:
    """Values that only we can compute: of each its groups by dimension, its sum, and how many it stands for."""

    values: Iterable[tuple[Mapping[str, Key], Fraction | int, int]]
    rows: QuerySet[Any] | None = None

    def behind(self, which: str) -> QuerySet[Any] | None:
        return self.rows


Source = Callable[[Hospitals, date, date], Counting | Measured]


@dataclass(frozen=True)
class Indicator:
    """A registered indicator. `opens`: the name of the route of the list that can show its rows, and what to ask it;
    `notes`: the words of its further counts."""

    code: str
    source: Source
    is_about_people: bool
    opens: str = ""
    remark: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, hospital_id: int, first: date, last: date) -> Figure:
        """Of one hospital."""
        return self.over((hospital_id,), first, last)

    def over(self, hospitals: Hospitals, first: date, last: date) -> Figure:
        """Of several hospitals together, counted as one: a person in two of them is one person."""
        found = self.source(hospitals, first, last)
        if isinstance(found, Counting):
            return self._figure_of(found, found.rows.aggregate(**found.asked))
        sums = [(total, number) for _, total, number in found.values]
        return mean(self.code, sum((Fraction(one) for one, _ in sums), Fraction(0)), sum(number for _, number in sums))

    def by(self, dimension: str, hospitals: Hospitals, first: date, last: date) -> dict[Key, Figure]:
        """Of every group that has rows."""
        found = self.source(hospitals, first, last)
        if isinstance(found, Measured):
            return self._means(dimension, found)
        column = found.by[dimension]
        rows = found.rows.order_by().annotate(n_group=F(column) if isinstance(column, str) else column)
        groups = rows.values("n_group").annotate(**found.asked)
        return {one["n_group"]: self._figure_of(found, one) for one in groups}

    def _means(self, dimension: str, found: Measured) -> dict[Key, Figure]:
        sums: dict[Key, tuple[Fraction, int]] = {}
        for groups, total, number in found.values:
            before, many = sums.get(groups[dimension], (Fraction(0), 0))
            sums[groups[dimension]] = before + Fraction(total), many + number
        return {key: mean(self.code, *one) for key, one in sums.items()}

    def _figure_of(self, found: Counting, numbers: Mapping[str, Any]) -> Figure:
        number = int(numbers["n_number"] or 0)
        notes = {name: int(numbers[f"n_note_{name}"] or 0) for name in found.notes}
        if found.total is not None:
            return mean(self.code, Fraction(numbers["n_total"] or 0), number)
        if found.whole is None:
            return count(self.code, number, **notes)
        whole = int(numbers["n_whole"] or 0)
        return rate(self.code, number, whole, is_preliminary=found.is_preliminary, **notes)

    def rows_url(self, hospital_id: int, first: date, last: date, which: str = PART) -> str:
        """The list of the rows behind; empty where there is no such list."""
        if not self.opens:
            return ""
        route, _, query = self.opens.partition("?")
        asked = urlencode({"figure": behind_word(self.code, hospital_id, first, last, which)})
        return f"{reverse(route)}?{query}&{asked}" if query else f"{reverse(route)}?{asked}"


INDICATORS: dict[str, Indicator] = {}
_OF_PEOPLE = ("명", "명(연인원)", "%", "점")


def register(
    code: str,
    *,
    opens: str = "",
    remark: str = "",
    notes: Mapping[str, str] | None = None,
    is_about_people: bool | None = None,
) -> Callable[[Source], Indicator]:
    """Enter an indicator under its code; an unknown or doubled code is a mistake of ours.

    `opens`: route of a list with a `core.filtering.FigureFilter`, and its query. `remark`: printed with the figure;
    `notes`: the words of what is counted beside it.
    `is_about_people`: few of what is counted are few people; by the unit, unless it is said.
    """

    def enter(source: Source) -> Indicator:
        if code not in definitions() or code in INDICATORS:
            raise ValueError(f"indicator {code} is unknown or registered twice")
        people = definitions()[code].unit in _OF_PEOPLE if is_about_people is None else is_about_people
        INDICATORS[code] = Indicator(code, source, people, opens, remark, notes or {})
        return INDICATORS[code]

    return enter


def registered(app: str) -> list[str]:
    """The codes that an app has registered, in the order of the data."""
    return [code for code, row in definitions().items() if row.app == app and code in INDICATORS]


# --- the rows behind a number ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Behind:
    """Which rows stand behind which number; as an address carries it, `D05.12.2026-01-01.2026-12-31.part`."""

    code: str
    hospital_id: int
    first: date
    last: date
    which: str

    @classmethod
    def read(cls, word: str) -> Behind:
        """Raises ValueError for a word that `behind_word` did not make."""
        code, hospital, first, last, which = word.split(".")
        if code not in INDICATORS or which not in (PART, WHOLE) or not (hospital.isascii() and hospital.isdigit()):
            raise ValueError(word[:40])
        days = date.fromisoformat(first), date.fromisoformat(last)
        if len(hospital) > 9 or not all(2000 <= day.year <= 2100 for day in days):
            raise ValueError(word[:40])
        return cls(code, int(hospital), *days, which)

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of these rows that stand behind the number; none where it counts rows of another kind."""
        found = INDICATORS[self.code].source((self.hospital_id,), self.first, self.last).behind(self.which)
        if found is None or found.model is not rows.model:
            return rows.none()
        return rows.filter(pk__in=found.values("pk"))

    def __str__(self) -> str:
        row = definitions()[self.code]
        side = "" if not row.denominator else " 분자" if self.which == PART else " 분모"
        return f"{row.name}{side}, {kdate(self.first)} ~ {kdate(self.last)}"


def behind_word(code: str, hospital_id: int, first: date, last: date, which: str) -> str:
    return f"{code}.{hospital_id}.{first}.{last}.{which}"


# --- figures from counts ---------------------------------------------------------------------------------------------


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
