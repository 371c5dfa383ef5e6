"""A report that leaves the portal: from everything it prints, no hidden cell follows by a sum, a difference or an equality.

The reader here is given more than a paper shows: a rate that is told tells both its counts. What holds between the numbers is
written down once more, without the portal's own rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any

import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from core.indicators import Figure, count, definitions, mean, month_key, rate
from core.periods import Period
from core.small_cells import SEALED, is_small
from discharge.indicators.charts import STAGES
from network.figures.access import OWN, Scope
from network.figures.papers import reports as papers
from network.figures.services.kept import Answered
from network.figures.services.reports import Report, composed
from network.registry.figures import named

GROUPS = ("FRAGILITY_FRACTURE_65", "ALCOHOL_DEPENDENCE", "STROKE")
GROUPED = ("D01", "D03", "D04", "D05", "D06", "D09")
YEAR = Period.of("year", 2025)
SIDES = ("part", "whole", "rest")
STANDS = {"선별": ("D01", "part"), "적합": ("D02", "part"), "동의 물음": ("D03", "whole"), "동의": ("D03", "part"),
          "계획 확정": ("D04", "part"), "연계 수락": ("D05", "part")}  # fmt: skip
NUMBER = st.sampled_from((0, 0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 20, 31))
Name = tuple[Any, ...]
Numbers = dict[Name, int]


def _figure(code: str, part: int, rest: int) -> Figure:
    if definitions()[code].unit == "%":
        return rate(code, part, part + rest)
    return count(code, part) if not definitions()[code].denominator else mean(code, part, part)


@st.composite
def _split(draw: st.DrawFn, number: int, parts: int) -> list[int]:
    """A number in so many parts."""
    cuts = sorted(draw(st.integers(0, number)) for _ in range(parts - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, number], strict=True)]


class Drawn:
    """A year of a hospital: the counts of every cell by name, and the report of them."""

    def __init__(self, draw: st.DrawFn) -> None:
        programme = named("discharge")
        assert programme is not None
        self.programme, self.draw = programme, draw
        self.numbers: Numbers = {}
        steps = [draw(NUMBER) for _ in STAGES]
        stages = [sum(steps[place:]) for place in range(len(steps))]
        self.path = dict(zip(STAGES, stages, strict=True))
        self.whole = {code: self._whole(code) for code in programme.codes}
        self.before = {code: (draw(NUMBER), draw(NUMBER)) for code in programme.codes}
        self.groups = {code: self._parts(self.whole[code], len(GROUPS)) for code in GROUPED}
        self.months, self.months_before = (self._parts(one["D05"], 12) for one in (self.whole, self.before))
        rows = [sorted((draw(NUMBER) for _ in range(3)), reverse=True) for _ in range(3)]
        self.delivered = [(f"서비스{place}", row) for place, row in enumerate(rows)]
        self.declined = [(f"사유{place}", [draw(NUMBER)]) for place in range(3)]

    def _whole(self, code: str) -> tuple[int, int]:
        """How many are on either side of an indicator: what stands for a stage has its people."""
        of = {side: self.path[stage] for stage, (one, side) in STANDS.items() if one == code}
        part = of.get("part", self.draw(NUMBER)) if "part" in of or "whole" not in of else 0
        if "whole" in of:
            return part, of["whole"] - part
        most = self.path["선별"] - part if code == "D02" else 40
        return part, min(self.draw(NUMBER), most)

    def _parts(self, whole: tuple[int, int], number: int) -> list[tuple[int, int]]:
        part, rest = whole
        return list(zip(self.draw(_split(part, number)), self.draw(_split(rest, number)), strict=True))

    def answered(self) -> Answered:
        now = [{None: _figure(code, *self.whole[code])} for code in self.programme.codes]
        then = [{None: _figure(code, *self.before[code])} for code in self.programme.codes]
        groups = [
            {key: _figure(code, *one) for key, one in zip(GROUPS, each, strict=True)}
            for code, each in self.groups.items()
        ]
        months = {
            month_key(date(year, place, 1)): _figure("D05", *one)
            for year, each in ((2025, self.months), (2024, self.months_before))
            for place, one in enumerate(each, 1)
        }
        charts = {
            "path": [(name, [number]) for name, number in self.path.items()],
            "delivered": self.delivered,
            "declined": self.declined,
            "unlinked": [],
        }
        return Answered({"now": now, "then": then, "groups": groups, "trend": [months]}, charts)

    def report(self) -> Report:
        scope, grouping = Scope(OWN, "가상의료원", (1,), opens_rows=True), self.programme.groupings[0]
        return composed(self.programme, scope, YEAR, grouping, {}, self.answered(), is_sealed=True)


@st.composite
def _years(draw: st.DrawFn) -> Drawn:
    return Drawn(draw)


# --- what is printed --------------------------------------------------------------------------------------------------


def _printed(found: Report) -> dict[str, list[list[str]]]:
    """The rows of every table of the paper under its title."""
    told: dict[str, list[list[str]]] = {}
    title = ""
    for block in papers.blocks_of(found):
        title = block["text"].partition(". ")[2] if block["kind"] in ("chapter", "heading") else title
        if block["kind"] == "table":
            told[title] = block["rows"]
    return told


def _cells(found: Report) -> Iterator[tuple[str, Name]]:
    """Every cell of the paper that counts people, by the name of what it counts."""
    tables = _printed(found)
    for one, row in zip(found.figures, tables["추진 실적"], strict=True):
        code = one.figure.code
        assert row[1] == one.figure.definition.name
        yield row[3], (code,)
        yield row[4], (code, "then")
        assert row[5] == "-" or SEALED not in row[3:5], "a change beside a hidden value"
        assert (row[6] == "-") >= (row[3] == SEALED), "a base beside a hidden value"
    months = next(rows for title, rows in tables.items() if title.startswith("월별"))
    for kind, row in zip(("month", "month then"), months, strict=True):
        for place, cell in enumerate(row[1:]):
            yield cell, ("D05", kind, place)
    for name, cell, *left in tables.get("퇴원 경로", []):
        yield cell, ("path", name)
        assert left in ([], ["-"]) or cell != SEALED
    for title, code in (("요청과 제공", "delivered"), ("거절 사유", "declined")):
        yield from _named(tables.get(title, []), code, found)
    groups = tables.get("대상군별 실적", [])
    names = {line.name: place for place, line in enumerate(found.table.lines)} if found.table else {}
    for name, *cells in groups[:-1]:
        places = (
            [names[name]] if name in names else [at for one, at in names.items() if one not in dict(_firsts(groups))]
        )
        yield from ((cell, (code, "group", at)) for at in places for code, cell in zip(GROUPED, cells, strict=True))
    for code, cell in zip(GROUPED, groups[-1][1:] if groups else [], strict=bool(groups)):
        yield cell, (code,)


def _firsts(rows: list[list[str]]) -> Iterator[tuple[str, list[str]]]:
    return ((row[0], row) for row in rows)


def _named(rows: list[list[str]], code: str, found: Report) -> Iterator[tuple[str, Name]]:
    """The rows of a chart by the place of their names; of those that stand together each is hidden."""
    names = next((list(dict(one.counted)) for one in found.charts if one.chart.code == code), [])
    told = dict(_firsts(rows))
    mute = next((row for name, row in told.items() if name not in names), [])
    for place, name in enumerate(names):
        for at, cell in enumerate(told.get(name, mute)[1:]):
            yield cell, (code, place, at)


def _sides(name: Name) -> list[Name]:
    """The numbers that a cell tells where it is told."""
    is_rate = name[0] in definitions() and definitions()[name[0]].unit == "%"
    return [(*name, side) for side in (SIDES if is_rate else SIDES[:1])]


# --- what holds between the numbers -----------------------------------------------------------------------------------


def _numbers(drawn: Drawn) -> Numbers:
    cells: dict[Name, tuple[int, int]] = {(code,): one for code, one in drawn.whole.items()}
    cells |= {(code, "group", place): one for code, each in drawn.groups.items() for place, one in enumerate(each)}
    cells |= {(code, "then"): one for code, one in drawn.before.items()}
    for kind, months in (("month", drawn.months), ("month then", drawn.months_before)):
        cells |= {("D05", kind, place): one for place, one in enumerate(months)}
    found = {
        (*name, side): number
        for name, (part, rest) in cells.items()
        for side, number in zip(SIDES, (part, part + rest, rest), strict=True)
    }
    found |= {("path", name, "part"): number for name, number in drawn.path.items()}
    for code, rows in (("delivered", drawn.delivered), ("declined", drawn.declined)):
        for place, (_, row) in enumerate(rows):
            found |= {(code, place, at, "part"): number for at, number in enumerate(row)}
    return found


def _sums(numbers: Numbers) -> list[dict[Name, int]]:
    """What adds up to nothing: each number by its sign. Differences that are printed nowhere have names of their own."""
    found = [
        {name: 1, (*name[:-1], "rest"): 1, (*name[:-1], "whole"): -1}
        for name in numbers
        if name[-1] == "part" and (*name[:-1], "whole") in numbers
    ]
    for kind, middle in (("group", ()), ("month", ()), ("month then", ("then",))):
        for name in numbers:
            parts = [one for one in numbers if one[0] == name[0] and one[1] == kind and one[-1] == name[-1]]
            if name[1:-1] == middle and parts:
                found.append({name: -1} | dict.fromkeys(parts, 1))
    found += [{("path", stage, "part"): 1, (code, side): -1} for stage, (code, side) in STANDS.items()]
    stages: Sequence[Name] = [("path", stage, "part") for stage in STAGES]
    nested = [*combinations(stages, 2), (stages[0], ("D02", "whole"))]
    for place in range(3):
        nested += combinations([("delivered", place, at, "part") for at in range(3)], 2)
    for more, fewer in nested:
        if more in numbers and fewer in numbers:
            numbers[("left", more, fewer)] = numbers[more] - numbers[fewer]
            found.append({more: 1, fewer: -1, ("left", more, fewer): -1})
    return found


PRIME = 2**31 - 1


def _follows(sums: list[dict[Name, int]], told: set[Name]) -> set[Name]:
    """The numbers that are not told and follow from those that are, whatever these are."""
    rows: dict[Name, dict[Name, int]] = {}
    for one in sums:
        row = {name: sign % PRIME for name, sign in one.items() if name not in told}
        for name in [name for name in row if name in rows]:
            row = _less(row, rows[name], row[name])
        if not row:
            continue
        lead = next(iter(row))
        inverse = pow(row[lead], -1, PRIME)
        row = {name: value * inverse % PRIME for name, value in row.items()}
        rows = {name: _less(each, row, each[lead]) if lead in each else each for name, each in rows.items()}
        rows[lead] = row
    return {lead for lead, row in rows.items() if len(row) == 1}


def _less(row: dict[Name, int], other: dict[Name, int], times: int) -> dict[Name, int]:
    values = {name: (row.get(name, 0) - times * other.get(name, 0)) % PRIME for name in row | other}
    return {name: value for name, value in values.items() if value}


@time_machine.travel("2026-06-15T12:00+09:00", tick=False)
@settings(max_examples=150, deadline=None)
@given(_years())
def test_no_hidden_cell_of_a_paper_follows_from_what_it_prints(drawn: Drawn) -> None:
    numbers = _numbers(drawn)
    sums, cells = _sums(numbers), list(_cells(drawn.report()))
    told = {side for cell, name in cells if cell != SEALED for side in _sides(name)}
    hidden = {side for cell, name in cells if cell == SEALED for side in _sides(name)}
    assert not told & hidden, "hidden in one place and told in another"
    few = {name for name, number in numbers.items() if is_small(number)}
    known = told | _follows(sums, told)
    assert not [(name, numbers[name]) for name in known & (few | hidden) if numbers[name]]
