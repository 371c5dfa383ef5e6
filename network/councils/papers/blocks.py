"""The blocks of text and tables of which papers are made: one making for the page, the PDF and the HWPX (domain 4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core import codes
from core.tables import HEADING, MARK, SUM, Table

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
SHORT_KINDS = {"DECISION": "의결"}
Block = dict[str, Any]
NAMED = "지표명"  # the second column of a table whose rows stand in fields
GAP = "\u00a0\u00a0"  # two half-width blanks, one full letter


def chapter(text: str) -> Block:
    return {"kind": "chapter", "text": text}


def heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def line(level: int, sign: str, text: str, label: str = "") -> Block:
    return {"kind": "line", "level": level, "sign": sign, "text": text, "label": label}


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[str], **more: Any) -> Block:
    """A table of words; `widths`: a class per column (`no`, `20`, `26`, `34`, `42` or empty); `numbers`: columns at the right."""
    found = {"kind": "table", "columns": list(columns), "rows": [list(row) for row in rows], "widths": list(widths)}
    return found | {"caption": "", "title": "", "numbers": [], "left": [], "totals": [], "headings": []} | more


def of_table(found: Table) -> Block:
    """A plan-against-actual table; a row that belongs to one above it is indented. `notes`: said under the table."""
    numbers = [place for place in range(len(found.columns)) if place not in found.text_columns]
    widths = ["42", *["" for _ in found.columns[1:]]]
    return table(
        found.columns,
        [_indented(found, place) for place in range(len(found.lines))],
        widths,
        caption=found.caption,
        title=found.title,
        numbers=numbers,
        left=[0, 1] if NAMED in found.columns else [0],
        totals=[place for place, row in enumerate(found.lines) if row.role == SUM],
        headings=[place for place, row in enumerate(found.lines) if row.role == HEADING],
        notes=found.notes,
    )


def _indented(found: Table, place: int) -> list[str]:
    """A row whose name begins as far in as its level says; where rows stand in fields it is the second cell."""
    cells, row = list(found.rows[place]), found.lines[place]
    at = 1 if NAMED in found.columns and not row.role else 0
    cells[at] = GAP * row.level + cells[at]
    return cells


def of_tables(found: Iterable[Table]) -> list[Block]:
    """Tables, each with its notes under it."""
    return [block for one in found for block in (of_table(one), *(line(3, MARK, note) for note in one.notes))]


def attached(titles: Sequence[str]) -> Block:
    """붙임, the last line with 끝. (one attachment: no number)."""
    lines = [f"{title} 1부." for title in titles]
    if len(lines) > 1:
        lines = [f"{place}. {text}" for place, text in enumerate(lines, start=1)]
    lines[-1] += f"{GAP}끝."
    return {"kind": "attached", "lines": lines}


def circled(order: int) -> str:
    return CIRCLED[order - 1] if order <= len(CIRCLED) else f"({order})"


def kind_word(kind: str) -> str:
    """`(보고)`; an item of no kind has none."""
    return "" if kind == "OTHER" else f"({SHORT_KINDS.get(kind) or codes.label('agenda_kind', kind)}) "


def lines_of(text: str) -> list[str]:
    return [one.strip().removeprefix("○").strip() for one in text.splitlines() if one.strip()]


def agenda_lines(items: Sequence[Mapping[str, Any]]) -> list[Block]:
    return [
        line(2, circled(place), f"{kind_word(item['kind'])}{item['title']}")
        for place, item in enumerate(items, start=1)
    ]


def points(text: str) -> list[Block]:
    return [line(3, "○", one) for one in lines_of(text)]


def actions_table(rows: Sequence[Mapping[str, Any]], last: str, name: str) -> Block:
    columns = ("연번", "조치 내용", "담당 기관" if last == "비고" else "담당", "기한", last)
    cells = [(str(place), row["text"], row["owner"], row["due"], row[name]) for place, row in enumerate(rows, start=1)]
    return table(columns, cells, ("no", "", "42", "26", "20"), left=[1])
