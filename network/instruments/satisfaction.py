"""SAT5, the satisfaction question on 5 points: mean to two decimals, and on 100 points in two ways."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from core.formats import round_half_up

POINTS = (1, 2, 3, 4, 5)
CODE, EDITION = "SAT5", "1"
# What people who were cared for are asked (domain 2.3, form `satisfaction`): four items of our own and the whole.
QUESTIONS = {
    "explained": "설명을 알아듣게 들었습니다",
    "respected": "존중받았습니다",
    "helped": "도움이 되었습니다",
    "whole": "이용한 과정 전체에 만족합니다",
    "overall": "전반적으로 만족합니다",
}
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
