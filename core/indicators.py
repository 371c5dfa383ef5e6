"""Indicators of a period: a value, what it was computed from, and the register that reports and pages read.

An app registers under a code what is counted, as rows and a part of them; from that one declaration come the figure of a
hospital or of several together, the figures of every group, and the rows behind a number. Rates are computed from
whole counts, one decimal, half up; a base of 0 gives no value (it prints `-`).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import TruncDate, TruncMonth
from django.urls import reverse
from django.utils.http import urlencode

from core.formats import Cell, percent, round_half_up
from core.small_cells import PART, REST, WHOLE, Counted
from core.workdays import SEOUL, calendar


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

    @property
    def is_mean(self) -> bool:
        """A mean: its denominator says over what it is taken, and is not divided by once more."""
        return bool(self.denominator) and self.unit != "%"


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
    def rest(self) -> int:
        """Who is in the denominator of a rate and not in its numerator."""
        return 0 if self.denominator is None else self.denominator - self.numerator

    @property
    def definition(self) -> Definition:
        return definitions()[self.code]

    @property
    def cell(self) -> Cell:
        """As a page or a table prints it: `-` where there is nothing to divide by, 0 where nothing was found."""
        return Cell.counted(self.value, self.definition.decimals)

    @property
    def counted(self) -> Counted:
        """A cell of its own with the people that it tells of."""
        if not INDICATORS[self.code].is_about_people:
            return Counted(self.cell)
        sides = {WHOLE: self.denominator or 0, REST: self.rest} if self.definition.unit == "%" else {}
        return Counted(self.cell, {PART: self.numerator} | sides)


Hospitals = Collection[int]
Key = Any
MONTH = "month"


@dataclass(frozen=True)
class Counting:
    """Rows of a period, none of them twice, and what the database counts of them, in one statement.

    `number`: the numerator, or over how many a mean is taken; `whole`: the denominator of a rate; `total`: what a mean
    adds up, in so many parts of one as `scale` says. `by`: dimension → column that parts the rows; every one has `hospital`, and `month` (`by_month`) what is drawn
    over a year. `part`: which rows are behind the numerator, where not all are; `of`: the column that is counted once;
    `opened`: the rows behind both where they are of other kinds than the rows counted.
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
    scale: int = 1
    opened: Mapping[str, QuerySet[Any]] = field(default_factory=dict)

    @property
    def asked(self) -> dict[str, Any]:
        """The expressions by names that no column has."""
        named = {"n_number": self.number, "n_whole": self.whole, "n_total": self.total}
        notes = {f"n_note_{name}": expression for name, expression in self.notes.items()}
        return {name: one for name, one in named.items() if one is not None} | notes

    def grouped(self, dimension: str) -> QuerySet[Any]:
        """What is asked of each group of a dimension; of all rows where none is named."""
        column = self.by[dimension] if dimension else Value(1)
        rows = self.rows.order_by().annotate(n_group=F(column) if isinstance(column, str) else column)
        return rows.values("n_group").annotate(**self.asked)

    def behind(self, which: str) -> QuerySet[Any]:
        """As many rows as the numerator or the denominator says."""
        if which in self.opened:
            return self.opened[which]
        rows = self.rows.filter(self.part) if which == PART and self.part is not None else self.rows
        if self.of == "pk":
            return rows
        return rows.filter(**{f"{self.of}__isnull": False}).order_by(self.of, "pk").distinct(self.of)


def by_month(column: str, *, is_moment: bool = False) -> dict[str, Any]:
    """The dimension of the months of a day, or of a moment as Seoul has it; a group is called `2026-03`."""
    return {MONTH: TruncMonth(column, tzinfo=SEOUL) if is_moment else TruncMonth(column)}


def month_key(first: date) -> str:
    return f"{first:%Y-%m}"


def counted(rows: QuerySet[Any], by: Mapping[str, Any], of: str = "pk", **notes: Q) -> Counting:
    """How many there are; `notes`: of them those that meet a condition, to be printed beside."""
    beside = {name: _count_of(of, condition) for name, condition in notes.items()}
    return Counting(rows, _count_of(of), by, of=of, notes=beside)


def shared(rows: QuerySet[Any], part: Q, by: Mapping[str, Any], of: str = "pk", **values: Any) -> Counting:
    """Those that meet `part` among all of them."""
    return Counting(rows, _count_of(of, part), by, _count_of(of), part=part, of=of, **values)


def _count_of(column: str, condition: Q | None = None) -> Count:
    """Rows are counted as they are, since none comes twice; anything else of them once each, which takes a sort."""
    return Count(column, filter=condition, distinct=column != "pk")


@dataclass(frozen=True)
class Measured:
    """Values that only we can compute: of each its groups by dimension, its sum, and how many it stands for."""

    values: Iterable[tuple[Mapping[str, Key], Fraction | int, int]]
    rows: QuerySet[Any] | None = None

    def behind(self, which: str) -> QuerySet[Any] | None:
        return self.rows


def working_days(rows: QuerySet[Any], begun: str, ended: str, by: Mapping[str, str], paused: str = "") -> Measured:
    """Business days from one moment of a row to another, less those of the column `paused`.

    Rows of the same days are put together by the database: a sum is made for each pair of days, not for each row.
    """
    days = {"n_begun": TruncDate(begun, tzinfo=SEOUL), "n_ended": TruncDate(ended, tzinfo=SEOUL)}
    asked = rows.order_by().annotate(**days, n_paused=F(paused) if paused else Value(0))
    found = asked.values_list("n_begun", "n_ended", "n_paused", *by.values()).annotate(n_rows=Count("pk"))
    between = calendar().working_days_between
    values = [
        (dict(zip(by, keys, strict=True)), number * max(0, between(first, last) - pause), number)
        for first, last, pause, *keys, number in found
    ]
    return Measured(values, rows)


Source = Callable[[Hospitals, date, date], Counting | Measured]


@dataclass(frozen=True, eq=False)
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
        return answers([Question(self.code, tuple(hospitals), first, last)])[0][None]

    def by(self, dimension: str, hospitals: Hospitals, first: date, last: date) -> dict[Key, Figure]:
        """Of every group that has rows."""
        return answers([Question(self.code, tuple(hospitals), first, last, dimension)])[0]

    def means(self, dimension: str, found: Measured) -> dict[Key, Figure]:
        sums: dict[Key, tuple[Fraction, int]] = {} if dimension else {None: (Fraction(0), 0)}
        for groups, total, number in found.values:
            key = groups[dimension] if dimension else None
            before, many = sums.get(key, (Fraction(0), 0))
            sums[key] = before + Fraction(total), many + number
        return {key: mean(self.code, *one) for key, one in sums.items()}

    def figure_of(self, found: Counting, numbers: Mapping[str, Any]) -> Figure:
        """`numbers`: what the database counted, by the names of `Counting.asked`; nothing where it found no row."""
        number = int(numbers.get("n_number") or 0)
        notes = {name: int(numbers.get(f"n_note_{name}") or 0) for name in found.notes}
        if found.total is not None:
            return mean(self.code, Fraction(numbers.get("n_total") or 0) / found.scale, number)
        if found.whole is None:
            return count(self.code, number, **notes)
        whole = int(numbers.get("n_whole") or 0)
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


# --- many figures at once --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """A figure that is asked for: of these hospitals together, or of each group of a dimension."""

    code: str
    hospitals: tuple[int, ...]
    first: date
    last: date
    dimension: str = ""


def answers(questions: Sequence[Question]) -> list[dict[Key, Figure]]:
    """The figures of every question by group, under None where no dimension was named.

    However many are asked for, what the database counts is counted in one statement, and what is asked twice once.
    """
    asked = list(dict.fromkeys(questions))
    found = [INDICATORS[one.code].source(one.hospitals, one.first, one.last) for one in asked]
    counts = _count_together(
        {place: (one, asked[place].dimension) for place, one in enumerate(found) if isinstance(one, Counting)}
    )
    said = {
        one: _of_counts(INDICATORS[one.code], source, counts[place], one.dimension)
        if isinstance(source, Counting)
        else INDICATORS[one.code].means(one.dimension, source)
        for place, (one, source) in enumerate(zip(asked, found, strict=True))
    }
    return [said[one] for one in questions]


def _of_counts(
    indicator: Indicator, found: Counting, counts: Sequence[Mapping[str, Any]], dimension: str
) -> dict[Key, Figure]:
    if dimension:
        name = (lambda group: str(group)[:7]) if dimension == MONTH else (lambda group: group)
        return {name(one["n_group"]): indicator.figure_of(found, one) for one in counts}
    return {None: indicator.figure_of(found, counts[0] if counts else {})}


def _count_together(parts: Mapping[int, tuple[Counting, str]]) -> dict[int, list[dict[str, Any]]]:
    """What is asked of every group of every part, by the place of the part."""
    found: dict[int, list[dict[str, Any]]] = {place: [] for place in parts}
    asked: dict[int, tuple[str, Any]] = {}
    for place, (one, dimension) in parts.items():
        with suppress(EmptyResultSet):  # of no hospital at all
            asked[place] = one.grouped(dimension).query.sql_with_params()
    if not asked:
        return found
    sql = " UNION ALL ".join(
        f"SELECT {place}, row_to_json(part)::text FROM ({one}) part" for place, (one, _) in asked.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in asked.values() for value in values])
        for place, numbers in cursor.fetchall():
            found[place].append(json.loads(numbers, parse_float=Decimal))
    return found


def behind_word(code: str, hospital_id: int, first: date, last: date, which: str) -> str:
    """The rows behind a number as an address carries them: `D05.12.2026-01-01.2026-12-31.part`."""
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


def nothing(code: str) -> Figure:
    """What an indicator says of no rows at all."""
    return rate(code, 0, 0) if definitions()[code].denominator else count(code, 0)


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
