"""SAT5, the satisfaction question on 5 points: mean to two decimals, and on 100 points in two ways."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from core.formats import round_half_up

POINTS = (1, 2, 3, 4, 5)
Method = Literal["TIMES_20", "FROM_ZERO"]


def mean(counts: Mapping[int, int]) -> Decimal | None:
    """Mean of the answers, given how often each point was chosen; None when nobody answered."""
    exact = _exact_mean(counts)
    return None if exact is None else round_half_up(exact, 2)


def hundred_points(counts: Mapping[int, int], method: Method) -> Decimal | None:
    """The mean on 100 points with one decimal: x * 20, or (x - 1) * 25; tables name which one a site uses."""
    exact = _exact_mean(counts)
    if exact is None:
        return None
    return round_half_up(exact * 20 if method == "TIMES_20" else (exact - 1) * 25, 1)


def _exact_mean(counts: Mapping[int, int]) -> Fraction | None:
    if set(counts) - set(POINTS):
        raise ValueError("만족도는 1점부터 5점까지입니다.")
    answers = sum(counts.values())
    return Fraction(sum(point * count for point, count in counts.items()), answers) if answers else None
