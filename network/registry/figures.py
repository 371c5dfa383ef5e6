"""The programmes whose figures have pages: each registers who reads them and how they are parted, and nothing more.

What a figure counts is registered with `core.indicators`; the pages themselves are those of `network.figures`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from core.actor import Actor
from core.formats import Cell
from core.indicators import Figure, Hospitals, Key, Question, definitions, nothing, registered
from core.periods import Period
from core.small_cells import Counted
from network.registry.charts import Chart

WHOLE = "전체"
UNKNOWN = "알 수 없음"


@dataclass(frozen=True)
class Column:
    """`code`: the indicator whose figure its whole says once more."""

    label: str
    unit: str
    code: str = ""


@dataclass(frozen=True)
class Line:
    """A group and what was counted of it, in the order of the columns."""

    name: str
    counted: Sequence[Counted]

    @property
    def cells(self) -> list[Cell]:
        """As they are told."""
        return [one.told for one in self.counted]


@dataclass(frozen=True)
class Table:
    """The figures of every group. `notes`: what it means to be parted so; `drawn`: the place of the column that is drawn
    as bars, if one is; `months`: of each line, where they are months."""

    columns: Sequence[Column]
    lines: Sequence[Line]
    whole: Line
    notes: Sequence[str] = ()
    drawn: int | None = None
    months: Sequence[date] = ()


Found = Mapping[str, Figure]
Each = Sequence[Mapping[Key, Figure]]
Asks = Callable[[tuple[int, ...], Period], list[Question]]
Build = Callable[[Hospitals, Period, Found, Each], Table]


def _nothing(hospitals: tuple[int, ...], period: Period) -> list[Question]:
    return []


@dataclass(frozen=True)
class Grouping:
    """A way to part the figures. `build(hospitals, period, found, each)`: its table, in a number of statements that the
    rows do not change; `found`: the figures of the whole by their codes, which need not be counted again; `each`: the
    answers to what it `asks`, which are counted in one statement with everything else of the page."""

    code: str
    label: str
    build: Build
    asks: Asks = _nothing


@dataclass(frozen=True)
class Row:
    """A row behind a number: a cell for each head of its listing, and the address of what it belongs to. `client_id`: whom
    it is about, where that is a person who is cared for."""

    cells: Sequence[str]
    url: str
    client_id: Any = None


@dataclass(frozen=True)
class Listing:
    """How the rows behind a number are shown where they are of a kind that no list of the app shows.

    `scope(actor)`: those that the actor may see; `order`: two columns, as `core.paging` wants them; `line(row)`: the first
    cell leads to the row's address, a person stands in it masked; `joins`: what a line reads of other tables.
    """

    model: type[Model]
    heads: Sequence[str]
    scope: Callable[[Actor], Q]
    line: Callable[[Any], Row]
    order: tuple[str, str]
    joins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Programme:
    """A programme with a page of figures.

    `slug`: its part of the address; `code`: as memberships name it; `app`: as the data of the indicators name it;
    `workers`: roles that read the figures besides the coordinators; `shown`: what stands in the table of hospitals;
    `trend`: the indicator that is drawn over the months; `listings`: of rows that no list shows;
    `charts`: what is drawn besides; `weighs(hospitals)`: the rows over which most of its indicators count, where these may
    be so many that nobody should wait for it.
    """

    slug: str
    code: str
    label: str
    app: str
    workers: frozenset[str] = frozenset()
    groupings: tuple[Grouping, ...] = ()
    shown: tuple[str, ...] = ()
    trend: str = ""
    listings: tuple[Listing, ...] = ()
    charts: tuple[Chart, ...] = ()
    weighs: Callable[[Hospitals], QuerySet[Any]] | None = None

    @property
    def codes(self) -> list[str]:
        return registered(self.app)


_PROGRAMMES: dict[str, Programme] = {}


def register(programme: Programme) -> None:
    """Called from an app's `ready`, after its indicators are entered."""
    _PROGRAMMES[programme.slug] = programme


def programmes() -> list[Programme]:
    """In the order of the data."""
    order = [row.app for row in definitions().values()]
    return sorted(_PROGRAMMES.values(), key=lambda one: order.index(one.app))


def named(slug: str) -> Programme | None:
    return _PROGRAMMES.get(slug)


def of_indicator(code: str) -> Programme | None:
    return next((one for one in _PROGRAMMES.values() if one.app == definitions()[code].app), None)


def parted(
    dimension: str, label: str, codes: Sequence[str], names: Callable[[Iterable[Key]], Mapping[Key, str]]
) -> Grouping:
    """By a dimension that the indicators `codes` know. `names(keys)`: the words of the groups, in their order."""

    def asks(hospitals: tuple[int, ...], period: Period) -> list[Question]:
        return [Question(code, hospitals, period.first, period.last, dimension) for code in codes]

    def build(hospitals: Hospitals, period: Period, found: Found, answered: Each) -> Table:
        each = dict(zip(codes, answered, strict=True))
        known = {key for figures in each.values() for key in figures}
        words = names(known)
        keys = [key for key in words if key in known]
        keys += sorted((key for key in known if key not in words), key=str)
        lines = [
            Line(words.get(key) or UNKNOWN, [(each[code].get(key) or nothing(code)).counted for code in codes])
            for key in keys
        ]
        rows = [found[code].definition for code in codes]
        columns = [Column(row.name, row.unit, row.code) for row in rows]
        return Table(columns, lines, Line(WHOLE, [found[code].counted for code in codes]))

    return Grouping(dimension, label, build, asks)
