"""The ledger of provision as a spreadsheet; every cell is text, so that nothing typed can run as a formula."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from core import codes, dates
from core.masking import mask_name
from referrals.models import Provision

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = (
    ("연번", 6),
    ("일시", 20),
    ("대상자(사례번호)", 24),
    ("제공받는 자", 26),
    ("목적", 30),
    ("항목", 40),
    ("근거", 50),
    ("방법", 8),
    ("처리자", 10),
    ("철회·파기 통보", 34),
)


def cells(row: Provision) -> tuple[str, ...]:
    """A line of the ledger without its running number (domain 4.12); names are masked."""
    return (
        _moment(row.provided_at),
        f"{mask_name(row.client.name)} ({row.case_number})",
        row.receiver_name,
        row.purpose,
        codes.labels("shared_item", row.items),
        row.basis,
        row.way,
        str(row.provided_by),
        withdrawal_words(row),
    )


def withdrawal_words(row: Provision) -> str:
    parts = [("철회", row.withdrawn_at), ("통보", row.withdrawal_told_at), ("파기", row.destroyed_at)]
    return " · ".join(f"{label} {dates.kdate(at)}" for label, at in parts if at is not None)


def _moment(at: datetime) -> str:
    return f"{dates.kdate(at)} {dates.seoul_time(at)}"


def ledger(rows: Iterable[Provision], note: str = "") -> bytes:
    """An XLSX file of ledger rows, and a note under them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("제3자 제공 대장")
    sheet.freeze_panes = "A2"
    for index, (_, width) in enumerate(HEADINGS):
        sheet.column_dimensions["ABCDEFGHIJ"[index]].width = width
    sheet.append([_cell(sheet, heading, is_head=True) for heading, _ in HEADINGS])
    for number, row in enumerate(rows, start=1):
        sheet.append([_cell(sheet, text) for text in (str(number), *cells(row))])
    for words in ("", note) if note else ():
        sheet.append([_cell(sheet, words)])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, text: str, *, is_head: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # a text that begins with = stays a text
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if is_head:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EBEE")
    return cell
