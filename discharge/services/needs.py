"""The need level that follows from the levels of the single needs (domain 2.1)."""

from __future__ import annotations

from collections.abc import Iterable

NONE, LOW, MEDIUM, HIGH = "0", "1", "2", "3"  # codes of the choice list need_level


def need_level(levels: Iterable[int]) -> str:
    """Comprehensive need level from the levels of the single needs (0 none to 3 high).

    High with one need at 3 or three at 2; medium with one at 2; low with one at 1; else none.
    """
    found = list(levels)
    if any(level not in range(4) for level in found):
        raise ValueError("욕구 수준은 0부터 3까지입니다.")
    if found.count(3) >= 1 or found.count(2) >= 3:
        return HIGH
    if 2 in found:
        return MEDIUM
    return LOW if 1 in found else NONE
