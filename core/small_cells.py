"""Few people are told apart nowhere: which cells of a report are hidden, and which besides, so that nothing else tells them.

A report enters every cell that is about people, and what a reader knows to hold between them; then all of it is sealed at
once. A cell is hidden where one of its counts is small, and then whatever a sum, a difference or another cell about the
same people would tell it by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.formats import Cell

SMALL = 5
SEALED = "가림"
MEANING = (
    f"{SMALL}명 미만인 사람의 수와 그 사람들로 계산한 비율·점수는 ‘{SEALED}’으로 적고, "
    "다른 칸과 견주거나 더하고 빼면 알 수 있는 칸도 가림"
)
PART, WHOLE, REST = "part", "whole", "rest"


def is_small(number: int) -> bool:
    return 0 < number < SMALL


@dataclass(eq=False)
class Counted:
    """A cell, and the counts of people that it tells all together: of a count or a mean its PART, of a rate also its WHOLE
    and the REST. One that is about no people has none and is told."""

    cell: Cell
    counts: Mapping[str, int] = field(default_factory=dict)
    is_hidden: bool = False

    @property
    def told(self) -> Cell:
        return Cell(SEALED) if self.is_hidden else self.cell

    @property
    def is_few(self) -> bool:
        return any(map(is_small, self.counts.values()))

    def hide(self) -> bool:
        """Whether it was not hidden yet; what is about no people never is."""
        was_told = bool(self.counts) and not self.is_hidden
        self.is_hidden = self.is_hidden or was_told
        return was_told


def part_of(cell: Cell, part: int, whole: int) -> Counted:
    return Counted(cell, {PART: part, WHOLE: whole, REST: whole - part})


class Ledger:
    """The cells of one report and what holds between them."""

    def __init__(self) -> None:
        self._cells: list[Counted] = []
        self._sums: list[tuple[Sequence[Counted], Counted | None]] = []
        self._steps: list[tuple[Counted, Counted, str]] = []
        self._leads: list[tuple[Counted, Counted]] = []

    def enter(self, cells: Iterable[Counted]) -> None:
        self._cells.extend(cells)

    def sums(self, parts: Sequence[Counted], whole: Counted | None = None) -> None:
        """The parts make up the whole; without one they make up what the reader is taken to know."""
        self.enter(parts)
        self._sums.append((parts, whole))

    def holds(self, more: Counted, fewer: Counted, side: str = PART) -> None:
        """The people of a cell are among those of another; few who are not are told by the difference."""
        self._steps.append((more, fewer, side))

    def leads(self, first: Counted, others: Iterable[Counted]) -> None:
        """Where the first is hidden, the others are about the same few."""
        self._leads.extend((first, other) for other in others)

    def alike(self, one: Counted, other: Counted) -> None:
        """Two cells about the same people: what one says is told by the other."""
        self._leads += [(one, other), (other, one)]

    def seal(self) -> None:
        """Hide until nothing that is hidden follows from what is told."""
        for cell in self._cells:
            if cell.is_few:
                cell.hide()
        while self._follow() or self._close():
            pass

    def _follow(self) -> bool:
        found = [other for first, other in self._leads if first.is_hidden]
        found += [fewer for more, fewer, side in self._steps if _tells_few(more, fewer, side)]
        return any(cell.hide() for cell in found)

    def _close(self) -> bool:
        return any(_close(parts, whole) for parts, whole in self._sums)


def _tells_few(more: Counted, fewer: Counted, side: str) -> bool:
    if more.is_hidden or fewer.is_hidden or not (more.counts and fewer.counts):
        return False
    return is_small(more.counts[PART] - fewer.counts[side])


def _close(parts: Sequence[Counted], whole: Counted | None) -> bool:
    names = dict.fromkeys(name for cell in parts for name in cell.counts)
    return any(_close_count(parts, whole, name) for name in names)


def _close_count(parts: Sequence[Counted], whole: Counted | None, name: str) -> bool:
    """Of a sum that is told no hidden part may stand alone, nor those hidden be few even together; of one that is hidden
    the parts may not all be told. The least that is told is hidden besides, and the sum where no part is left."""
    known = [cell for cell in parts if name in cell.counts]
    hidden = [cell.counts[name] for cell in known if cell.is_hidden]
    if whole is not None and whole.is_hidden:
        is_open = not hidden
    else:
        is_open = sum(hidden) > 0 and (len(hidden) < 2 or sum(hidden) < SMALL)
    if not is_open:
        return False
    left = [cell for cell in known if not cell.is_hidden and cell.counts[name] >= SMALL]
    if left:
        return min(left, key=lambda cell: cell.counts[name]).hide()
    return whole.hide() if whole is not None else False
