"""회의자료 묶음: cover with contents, 회의자료, and what was attached to the items, one after another on sheets that name it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.blocks import Block, line, table
from core.reports import Paper

MATERIALS = Paper("council_materials", "회의자료 묶음", "councils/papers/materials.html")
APART = "따로 붙임"
NOTE = "PDF와 그림이 아니거나 열리지 않는 파일은 묶지 못해 따로 붙입니다."


@dataclass(frozen=True)
class Sheet:
    """The sheet into which pages of a file are set: which file by its place in the contents, whose, and how it lies."""

    head: str
    whose: str
    lies: bool


def contents(when: str, where: str, rows: Sequence[tuple[str, str, int | None]]) -> list[Block]:
    """When and where, and the table of contents. `rows`: the name of what is bound, whose, its first page, or None where it
    is not bound."""
    cells = [
        [str(place), name, whose, str(first) if first else APART] for place, (name, whose, first) in enumerate(rows, 1)
    ]
    found = [
        line(1, "□", when, "일시"),
        line(1, "□", where, "장소"),
        line(1, "□", f"{len(rows)}건", "자료", leads=True),
        table(("연번", "자료", "안건", "쪽"), cells, left=[1, 2]),
    ]
    return found if all(first for _, _, first in rows) else [*found, line(1, "※", NOTE, note=True)]
