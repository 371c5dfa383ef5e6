"""Workbooks that go out: the form to fill in, and the list of what was wrong. Cells are typed as text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from django.http import HttpResponse
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from core.imports.readings import Fault
from core.imports.sheets import Sheet
from core.sheets import XLSX

_TEXT = "@"


def template_workbook(sheet: Sheet) -> bytes:
    """The list with its header and one example line, and a second sheet that explains every column."""
    book = openpyxl.Workbook(write_only=True)
    rows = [[column.header for column in sheet.columns], [column.example for column in sheet.columns]]
    _fill(book, sheet.title, rows, widths=[max(12, len(column.header) * 2 + 2) for column in sheet.columns])
    notes = [["열", "꼭 적음", "적는 법", "보기"]]
    notes += [[one.header, "예" if one.required else "", one.help, one.example] for one in sheet.columns]
    notes.append(["주민등록번호", "", "어느 칸에도 적지 마십시오. 적힌 줄은 받지 않습니다.", ""])
    _fill(book, "적는 법", notes, widths=[22, 10, 70, 24])
    return _bytes(book)


def faults_workbook(faults: Iterable[Fault]) -> bytes:
    """Line, column and what to do; nothing of what stood in the cells."""
    book = openpyxl.Workbook(write_only=True)
    rows = [["줄", "열", "고칠 내용"], *([str(fault.line), fault.column, fault.text] for fault in faults)]
    _fill(book, "고칠 줄", rows, widths=[8, 24, 80])
    return _bytes(book)


def download(content: bytes, name: str) -> HttpResponse:
    """A workbook as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _fill(book: Any, title: str, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    page = book.create_sheet(title)
    for index, width in enumerate(widths):
        page.column_dimensions[openpyxl.utils.get_column_letter(index + 1)].width = width
    page.freeze_panes = "A2"
    for number, row in enumerate(rows):
        page.append([_cell(page, text, bold=number == 0) for text in row])


def _cell(page: Any, text: str, *, bold: bool) -> Any:
    """A cell that no program reads as a formula, whatever its first letter."""
    cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    cell.number_format = _TEXT
    if bold:
        cell.font = Font(bold=True)
    return cell


def _bytes(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
