"""Spreadsheets: every cell is typed, and text stays text whatever it begins with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_LIMIT = 32767
WIDTH = 20
MOST = 20_000  # rows of one file
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Taken(Generic[M]):
    """The rows of a list that one file holds. `note`: what the file says of those that it leaves out; empty where it has all."""

    rows: list[M]
    note: str


def taken(rows: QuerySet[M]) -> Taken[M]:
    """The first `MOST` of them, in their order."""
    found = list(rows[: MOST + 1])
    note = f"앞의 {MOST:,}줄만 담았습니다. 조건을 좁혀 나누어 내려받으십시오."
    return Taken(found[:MOST], note if len(found) > MOST else "")


def warning(rows: QuerySet[Any]) -> str:
    """What the page says before a file that will not hold all of them."""
    if not rows.order_by()[MOST : MOST + 1].exists():
        return ""
    return f"파일 하나에는 {MOST:,}줄까지 담습니다. 지금 조건에는 더 많으니 조건을 좁혀 나누어 내려받으십시오."


def workbook(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]], note: str = "") -> bytes:
    """One sheet with a head line, and a note under its rows. Streams the rows, so memory does not grow with them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    sheet.append([_cell(sheet, label, is_head=True) for label in head])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    for words in ("", note) if note else ():
        sheet.append([_cell(sheet, words)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet: Any, value: Any, *, is_head: bool = False) -> Any:
    """A number stays a number, a date a date; text is marked as text, so `=1+1` is never a formula."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None)
    if value is not None and not isinstance(value, int | float | date | datetime):
        value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:CELL_LIMIT]
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    if is_head:
        cell.font = Font(bold=True)
    return cell


def response(content: bytes, name: str) -> HttpResponse:
    """The file for the browser; `name` says the kind and the day, never a person."""
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
