"""Which counts are hidden beside their sum."""

from __future__ import annotations

from itertools import product

import pytest

from core.small_cells import SMALL, is_small, sealed


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([], set()),
        ([0, 8, 20], set()),
        ([3], {0}),  # the sum is the same small number, and hides itself
        ([3, 0, 0], {0}),
        ([3, 8, 20], {0, 1}),  # 3 alone would be the sum less the others
        ([1, 1, 30, 9], {0, 1, 3}),  # of 2 in two cells each holds 1
        ([1, 4, 30], {0, 1}),
        ([8, 8, 8], set()),
    ],
)
def test_what_is_small_is_hidden_and_what_would_tell_it(counts: list[int], hidden: set[int]) -> None:
    assert sealed(counts) == hidden


def test_no_small_count_follows_from_the_sum_and_the_cells_that_are_told() -> None:
    """Every table of four groups: where a small count is hidden, what is hidden together fits other counts as well."""
    for counts in product((0, 1, 2, 4, 5, 9), repeat=4):
        hidden, total = sealed(counts), sum(counts)
        assert all(place in hidden for place, number in enumerate(counts) if is_small(number))
        if hidden and not is_small(total):
            together = sum(counts[place] for place in hidden)
            assert len(hidden) > 1, counts
            assert together >= SMALL, counts
            assert together > len(hidden), f"{counts}: every hidden cell would hold 1"
