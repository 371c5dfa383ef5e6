"""What a programme has drawn beside its indicators: rows of counts, counted in one statement each.

Which of them are too few to be told is decided for a report as a whole (`network.figures.services.sealing`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from core import codes
from core.indicators import Hospitals

Counts = list[tuple[str, list[int]]]


@dataclass(frozen=True)
class Chart:
    """Rows of bars. `heads`: of the counts of a row, the first of which is drawn, and behind it the last where there are
    several; `count(hospitals, first, last)`: name and counts of every row.

    `left`: of a path, whose rows are stages and each a part of the one before: who was left behind at each step.
    `note`: by which day it goes, and what it counts; `day`: that day, as the indicators name theirs.
    `stands`: stages by the indicators that count the same people on one of their sides; `holds`: stages by the indicators
    whose whole is a part of it. What is not `is_about_people` is told however few it is.
    """

    code: str
    label: str
    heads: Sequence[str]
    count: Callable[[Hospitals, date, date], Counts]
    note: str
    left: Sequence[str] = ()
    unit: str = "건"
    day: str = ""
    stands: Sequence[tuple[str, str]] = ()
    holds: Sequence[tuple[str, str]] = ()
    is_about_people: bool = True

    @property
    def is_path(self) -> bool:
        return bool(self.left)


def stages(rows: QuerySet[Any], **conditions: Q) -> list[int]:
    """How many rows there are, and how many come as far as each stage: a stage asks what those before it ask."""
    asked, so_far = {"n_all": Count("pk")}, Q()
    for name, condition in conditions.items():
        so_far &= condition
        asked[f"n_{name}"] = Count("pk", filter=so_far)
    found = rows.order_by().aggregate(**asked)
    return [found[name] for name in asked]


def by_code(rows: QuerySet[Any], column: str, code_list: str, **conditions: Q) -> Counts:
    """How many rows have each code of a list, the most first; `conditions`: and how many of them meet each."""
    asked = {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()}
    found = rows.exclude(**{column: ""}).order_by().values_list(column).annotate(n_all=Count("pk"), **asked)
    lines = [(codes.label(code_list, code), list(numbers)) for code, *numbers in found]
    return sorted(lines, key=lambda line: (-line[1][0], line[0]))
