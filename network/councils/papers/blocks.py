"""Blocks that the papers of councils share; what a block is, and how typed text becomes blocks, is the kernel's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core import codes, outlines
from core.blocks import Block, line, table

SHORT_KINDS = {"DECISION": "의결"}


def kind_word(kind: str) -> str:
    """`(보고)`; an item of no kind has none."""
    return "" if kind == "OTHER" else f"({SHORT_KINDS.get(kind) or codes.label('agenda_kind', kind)}) "


def agenda_lines(items: Sequence[Mapping[str, Any]]) -> list[Block]:
    return [
        line(2, outlines.circled(place), f"{kind_word(item['kind'])}{outlines.bare(item['title'])}")
        for place, item in enumerate(items, start=1)
    ]


def actions_table(rows: Sequence[Mapping[str, Any]], last: str, name: str) -> Block:
    """`last` and `name`: head and value of the last column. Actions of this meeting name the item they follow from."""
    heads = ["연번", "조치 내용", "담당 기관" if last == "비고" else "담당", "기한", last]
    cells = [[str(place), row["text"], row["owner"], row["due"], row[name]] for place, row in enumerate(rows, start=1)]
    if all(row.get("item") for row in rows):
        heads.insert(1, "안건")
        cells = [[cell[0], row["item"], *cell[1:]] for cell, row in zip(cells, rows, strict=True)]
    return table(heads, cells, left=[heads.index("조치 내용")])
