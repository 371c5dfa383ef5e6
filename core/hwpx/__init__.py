"""Papers as HWPX, the open format of Hangul, from the blocks of a paper. The one package that knows python-hwpx.

The library is young and moved its interface twice: it is pinned and nothing else imports it. What it has no call for is
written into the elements that it exposes (OWPML: hp:tbl, hp:tc, hh:paraPr, hh:borderFill).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from core.fitting import Laid, sections
from core.hwpx.sheet import Sheet
from core.hwpx.tables import put_approvals, put_grid, put_table

MEDIA_TYPE = "application/hwp+zip"
ATTACHED = "붙임  "
NO_LEVELS = frozenset({"words", "table", "grid", "stamp"})


@dataclass(frozen=True)
class Typed:
    """A paper as it is typed: its title in lines, its blocks, the approval box (as the PDF has it), what it is not yet
    (`mark`), whose it is (`office`), the moment from which it says this (none for a working copy), and the `warning` that
    stands above all where it names persons. `foot`: what every page says of the print. `lies`: all of it on pages that are
    turned. `name`: of a paper without a title; `is_bare`: neither number nor page at the edge of its pages."""

    title: Sequence[str]
    blocks: Sequence[Mapping[str, Any]]
    approvals: Sequence[Mapping[str, Any]] = ()
    mark: str = ""
    office: str = ""
    since: datetime | None = None
    warning: str = ""
    foot: str = ""
    lies: bool = False
    name: str = ""
    is_bare: bool = False


def render(paper: Typed, number: str) -> bytes:
    """The paper as HWPX: the approval box, the title, every block in order, number and page on every page."""
    kinds = [block["kind"] for block in paper.blocks if block["kind"] not in NO_LEVELS]
    sheet = Sheet(base=1 if kinds[:1] == ["chapter"] else 0)
    parts = sections(paper.blocks, is_turned=paper.lies)
    sheet.turn(paper.lies or parts[0].is_turned)
    if paper.warning:
        sheet.add(paper.warning, "warning")
    if paper.approvals:
        put_approvals(sheet, paper.approvals)
    for text in _titles(paper.title):
        sheet.add(text, "title")
    for part in parts:
        sheet.turn(paper.lies or part.is_turned)
        for block in part.blocks:
            _put(sheet, block)
    if not paper.is_bare:
        sheet.frame(number, paper.mark, paper.foot)
    return sheet.content(" ".join(paper.title) or paper.name, paper.office, paper.since or timezone.now())


def _titles(lines: Sequence[str]) -> list[str]:
    return [*lines[:-1], _titled(lines[-1])] if lines else []


def _titled(title: str) -> str:
    """A title; that of a demonstration's paper says so, as in the PDF."""
    return f"{title} (가상)" if settings.DEMO else title


def _put(sheet: Sheet, block: Laid | Mapping[str, Any]) -> None:
    if isinstance(block, Laid):
        put_table(sheet, block)
        return
    match block["kind"]:
        case "grid":
            put_grid(sheet, block)
        case "chapter" | "heading":
            sheet.add(block["text"], block["kind"])
        case "line":
            (text,) = lines_of(block)
            look = "remark" if block.get("note") else "line"
            sheet.add(text, f"{look}{block['level']}", sign=f"{block['sign']} ", stays=bool(block.get("leads")))
        case "attached":
            first, *others = lines_of(block)
            sheet.add(first, "attached", sign=ATTACHED)
            for text in others:
                sheet.add(text, "attached", under=ATTACHED)
        case "page":
            lines = [(block["warning"], "warning"), (_titled(block["text"]), "title")]
            first, *_ = [sheet.add(text, look) for text, look in lines if text]
            first.element.set("pageBreak", "1")
        case "words":
            is_title = block["look"] == "award-title"
            look, sign = block["look"], block.get("sign", "")
            found = [sheet.add(_titled(text) if is_title else text, look, sign=sign) for text in lines_of(block)]
            if block.get("breaks"):
                found[0].element.set("pageBreak", "1")
        case "stamp":
            sheet.stamp(block["text"], block["seal"], is_on_name=block["is_on_name"])
        case kind:
            raise ValueError(f"no such block: {kind}")


def lines_of(block: Mapping[str, Any]) -> list[str]:
    """A block that is no table in words, one paragraph each, as they stand on the paper."""
    if block["kind"] == "line":
        label = f"{block['label']}: " if block["label"] else ""
        return [f"{block['sign']} {label}{block['text']}"]
    if block["kind"] == "attached":
        first, *others = block["lines"]
        return [f"{ATTACHED}{first}", *others]
    return str(block["text"]).splitlines() or [""]


def response(name: str, content: bytes) -> HttpResponse:
    """The file for the browser. Its name is the document's number: no person, no diagnosis."""
    made = HttpResponse(content, content_type=MEDIA_TYPE)
    made["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.hwpx"
    made["X-Content-Type-Options"] = "nosniff"
    return made


def read(content: bytes) -> tuple[list[str], list[list[list[str]]]]:
    """The paragraphs and the tables of an HWPX file, to check that what was written is there.

    A merged cell stands where it begins; what it covers is empty.
    """
    from hwpx.document import HwpxDocument

    document = HwpxDocument.open(io.BytesIO(content))
    paragraphs = [row.text for row in document.paragraphs if row.text and not row.tables]
    tables = [
        [[str(one.cell.text) if one.is_anchor else "" for one in row] for row in table.get_cell_map()]
        for paragraph in document.paragraphs
        for table in paragraph.tables
    ]
    return paragraphs, tables
