"""Which counts are hidden beside their sum."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest

from core.formats import Cell
from core.small_cells import PART, SEALED, SMALL, Counted, Ledger, is_small, part_of


def sealed(counts: Sequence[int]) -> set[int]:
    """The places that are hidden among counts whose sum the reader is taken to know."""
    ledger, cells = Ledger(), [Counted(Cell.counted(one), {PART: one}) for one in counts]
    ledger.sums(cells)
    ledger.seal()
    return {place for place, cell in enumerate(cells) if cell.told.text == SEALED}


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


def test_one_cell_says_what_another_says_and_what_is_more_than_another_tells_the_rest() -> None:
    """Of sixteen of seventeen the one is few: hidden, and with it the same sixteen in a chart; three less than nineteen too."""
    ledger = Ledger()
    share, stage = part_of(Cell("94.1"), 16, 17), Counted(Cell("16"), {PART: 16})
    all_, fewer, far = (Counted(Cell(str(one)), {PART: one}) for one in (30, 27, 12))
    offices = Counted(Cell("2"))
    ledger.enter([share, stage, all_, fewer, far, offices])
    ledger.alike(stage, share)
    for more, less in ((all_, fewer), (all_, far), (fewer, far)):
        ledger.holds(more, less)
    ledger.seal()
    assert [one.told.text for one in (share, stage, all_, fewer, far, offices)] == [
        "가림",
        "가림",
        "30",
        "가림",
        "12",
        "2",
    ]


def test_of_a_sum_that_is_hidden_not_every_part_is_told() -> None:
    ledger = Ledger()
    whole, parts = part_of(Cell("90.0"), 18, 20), [part_of(Cell("x"), 9, 9), part_of(Cell("y"), 9, 11)]
    ledger.enter([whole])
    ledger.sums(parts, whole)
    ledger.seal()
    assert [one.is_hidden for one in (whole, *parts)] == [True, False, True]
