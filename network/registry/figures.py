"""The programmes whose figures have pages: each registers who reads them and how they are parted, and nothing more.

What a figure counts is registered with `core.indicators`; the pages themselves are those of `network.figures`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.formats import DASH, Cell
from core.indicators import INDICATORS, Figure, Hospitals, Key, Question, answers, definitions, registered
from core.periods import Period
from core.small_cells import SEALED, sealed

WHOLE = "전체"
UNKNOWN = "알 수 없음"


@dataclass(frozen=True)
class Column:
    label: str
    unit: str


@dataclass(frozen=True)
class Line:
    """A group and its cells, in the order of the columns."""

    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """The figures of every group. `notes`: what it means to be parted so; `drawn`: the place of the column that is drawn
    as bars, if one is."""

    columns: Sequence[Column]
    lines: Sequence[Line]
    whole: Line
    notes: Sequence[str] = ()
    drawn: int | None = None


Found = Mapping[str, Figure]
Build = Callable[[Hospitals, Period, Found], Table]


@dataclass(frozen=True)
class Grouping:
    """A way to part the figures. `build(hospitals, period, found)`: its table, in a number of statements that the rows
    do not change; `found`: the figures of the whole by their codes, which need not be counted again."""

    code: str
    label: str
    build: Build


@dataclass(frozen=True)
class Programme:
    """A programme with a page of figures.

    `slug`: its part of the address; `code`: as memberships name it; `app`: as the data of the indicators name it;
    `workers`: roles that read the figures besides the coordinators; `shown`: what stands in the table of hospitals;
    `trend`: the indicator that is drawn over the months.
    """

    slug: str
    code: str
    label: str
    app: str
    workers: frozenset[str] = frozenset()
    groupings: tuple[Grouping, ...] = ()
    shown: tuple[str, ...] = ()
    trend: str = ""

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


def parted(dimension: str, codes: Sequence[str], names: Callable[[Iterable[Key]], Mapping[Key, str]]) -> Build:
    """The table of a dimension that the indicators `codes` know. `names(keys)`: the words of the groups, in their order."""

    def build(hospitals: Hospitals, period: Period, found: Found) -> Table:
        asked = [Question(code, hospitals, period.first, period.last, dimension) for code in codes]
        each = dict(zip(codes, answers(asked), strict=True))
        known = {key for figures in each.values() for key in figures}
        words = names(known)
        keys = [key for key in words if key in known]
        keys += sorted((key for key in known if key not in words), key=str)
        cells = {code: cells_of([figures.get(key) for key in keys], found[code]) for code, figures in each.items()}
        lines = [
            Line(words.get(key) or UNKNOWN, [cells[code][place] for code in codes]) for place, key in enumerate(keys)
        ]
        rows = [found[code].definition for code in codes]
        columns = [Column(row.name, row.unit) for row in rows]
        return Table(columns, lines, Line(WHOLE, [found[code].told for code in codes]))

    return build


def cells_of(figures: Sequence[Figure | None], whole: Figure) -> list[Cell]:
    """One indicator of all groups, beside which the whole is told: no small cell, and none that a subtraction tells."""
    known = [one or Figure(whole.code, 0, 0, None) for one in figures]
    counts = [[one.numerator for one in known], [one.denominator or 0 for one in known]]
    counts += [[one.rest for one in known]] if whole.hides_rest else []
    hides = INDICATORS[whole.code].is_about_people
    hidden = frozenset[int]().union(*map(sealed, counts)) if hides else frozenset()
    return [Cell(SEALED) if place in hidden else one.told if one else Cell(DASH) for place, one in enumerate(figures)]
