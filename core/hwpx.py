"""Papers as HWPX, the open format of Hangul, from the blocks of a paper. The one module that knows python-hwpx.

The library is young and moved its interface twice: it is pinned and nothing else imports it. Every paragraph names the
style 바탕글, because one after a heading would inherit the heading's outline number.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

MEDIA_TYPE = "application/hwp+zip"
BODY = "바탕글"
INDENT = {1: "", 2: "  ", 3: "    ", 4: "      "}


def render(title: Sequence[str], blocks: Sequence[Mapping[str, Any]], head: Sequence[Sequence[str]] = ()) -> bytes:
    """The paper as HWPX: title lines, the approval box (`head`: its rows) if there is one, then every block in order."""
    from hwpx.document import HwpxDocument

    document = HwpxDocument.new()
    bold = document.styles.ensure_run(bold=True, size=16)
    for text in title:
        document.add_paragraph(text, style=BODY, char_pr_id_ref=bold)
    if head:
        _table(document, head)
    for block in blocks:
        _block(document, block)
    document.page.set_page_number(target="footer")
    content: bytes = document.to_bytes()
    return content


def response(name: str, content: bytes) -> HttpResponse:
    """The file for the browser. Its name is the document's number: no person, no diagnosis."""
    made = HttpResponse(content, content_type=MEDIA_TYPE)
    made["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.hwpx"
    made["X-Content-Type-Options"] = "nosniff"
    return made


def _block(document: Any, block: Mapping[str, Any]) -> None:
    kind = block["kind"]
    if kind == "table":
        for above in (block["title"], block["caption"]):
            if above:
                document.add_paragraph(above, style=BODY)
        _table(document, [block["columns"], *block["rows"]])
        return
    for text in lines_of(block):
        bold = kind in ("chapter", "heading")
        run = {"char_pr_id_ref": document.styles.ensure_run(bold=True, size=13)} if bold else {}
        document.add_paragraph(text, style=BODY, **run)


def _table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    made = document.add_table(len(rows), len(rows[0]))
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            made.set_cell_text(place, column, text)


def lines_of(block: Mapping[str, Any]) -> list[str]:
    """A block that is no table in words, as they stand on the paper."""
    if block["kind"] == "line":
        label = f"{block['label']}: " if block["label"] else ""
        return [f"{INDENT[block['level']]}{block['sign']} {label}{block['text']}"]
    if block["kind"] == "attached":
        first, *others = block["lines"]
        return [f"붙임  {first}", *(f"      {one}" for one in others)]
    return [block["text"]]


def read(content: bytes) -> tuple[list[str], list[list[list[str]]]]:
    """The paragraphs and the tables of an HWPX file, to check that what was written is there."""
    from hwpx.document import HwpxDocument

    document = HwpxDocument.open(io.BytesIO(content))
    paragraphs = [row.text for row in document.paragraphs if row.text and not row.tables]
    tables = [
        [[str(table.cell(row, column).text) for column in range(table.column_count)] for row in range(table.row_count)]
        for paragraph in document.paragraphs
        for table in paragraph.tables
    ]
    return paragraphs, tables
