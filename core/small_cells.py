"""Few people are told apart nowhere: which counts of a table are hidden, and which besides, so that no subtraction tells."""

from __future__ import annotations

from collections.abc import Sequence

SMALL = 5
SEALED = "가림"
MEANING = f"{SMALL}명보다 적은 사람의 수와 그 사람들로 셈한 비율·점수는 ‘{SEALED}’으로 적습니다. 전체에서 빼면 알 수 있는 칸도 가립니다."


def is_small(number: int) -> bool:
    return 0 < number < SMALL


def sealed(counts: Sequence[int]) -> frozenset[int]:
    """The places to hide among counts whose sum is told.

    The small ones; and where what is hidden is one count alone, or small even together, of the others the least. Where
    nothing is left to hide, the sum is that small number itself and is hidden for its own sake.
    """
    hidden = {place for place, number in enumerate(counts) if is_small(number)}
    others = sorted((number, place) for place, number in enumerate(counts) if number >= SMALL)
    while hidden and others and (len(hidden) < 2 or sum(counts[place] for place in hidden) < SMALL):
        hidden.add(others.pop(0)[1])
    return frozenset(hidden)
