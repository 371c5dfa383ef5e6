"""Bytes of an uploaded file to rows of plain texts. Whatever is hostile or too large is refused before it is read."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl

from core.errors import Invalid

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_EMPTY = 1_000  # blank lines in all; a sheet with one cell in its last line would be a million
MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 300
MAX_CELL = 2_000

Table = list[tuple[int, list[str]]]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UNREADABLE = "파일을 읽을 수 없습니다. 서식 파일에 옮겨 .xlsx나 .csv로 다시 저장하십시오."
_MACROS = "매크로가 든 파일은 받지 않습니다. .xlsx로 다시 저장하십시오."
_TOO_LONG = f"한 번에 {MAX_ROWS:,}줄까지 받습니다. 파일을 나누십시오."


def read_table(name: str, content: bytes) -> Table:
    """(line number, texts of its cells) of every line that is not blank. Raises Invalid with what to do.

    XLSX: the first sheet, stored values of formulas. CSV: UTF-8 (with or without BOM), UTF-16 or CP949, split at
    commas or tabs. The kind is told by the content, not by the name.
    """
    if not content:
        raise Invalid({"file": "빈 파일입니다."})
    if len(content) > MAX_BYTES:
        raise Invalid({"file": f"파일은 {MAX_BYTES // 1024 // 1024}MB까지 받습니다. 파일을 나누십시오."})
    if name.lower().endswith((".xlsm", ".xltm", ".xlsb", ".xlam")):
        raise Invalid({"file": _MACROS})
    if content.startswith(_OLE):
        raise Invalid({"file": "옛 형식(.xls)이거나 암호가 걸린 파일입니다. 암호 없이 .xlsx로 저장하십시오."})
    lines = _workbook_lines(content) if content.startswith(_ZIP) else _text_lines(content)
    table = _bounded(lines)
    if not table:
        raise Invalid({"file": "빈 파일입니다."})
    return table


def _bounded(lines: Iterable[tuple[int, list[str]]]) -> Table:
    table: Table = []
    blank = 0
    for number, texts in lines:
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            blank += 1
            if blank > MAX_EMPTY:
                raise Invalid({"file": "빈 줄이 너무 많습니다. 빈 줄을 지우고 다시 올리십시오."})
            continue
        if len(texts) > MAX_COLUMNS:
            raise Invalid({"file": f"열은 {MAX_COLUMNS}개까지 받습니다. 서식 파일의 열만 남기십시오."})
        table.append((number, texts))
        if len(table) > MAX_ROWS + 20:  # the lines above the rows: title and header
            raise Invalid({"file": _TOO_LONG})
    return table


# --- XLSX ---------------------------------------------------------------------------------------------------------


def _workbook_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    _inspect(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says about its own size is not believed
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_text(value) for value in values]
    except Invalid:
        raise
    except Exception as error:  # a broken file makes the library stumble in any way there is
        raise Invalid({"file": _UNREADABLE}) from error


def _inspect(content: bytes) -> None:
    """Refuse what must not reach the reader: bombs, macros, entities. Sizes in a directory bound what is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Invalid({"file": "풀면 너무 커지는 파일입니다. 서식 파일에 옮겨 다시 저장하십시오."})
            names = [part.filename.lower() for part in parts]
            if any("vba" in name or (name.endswith(".bin") and "macro" in name) for name in names):
                raise Invalid({"file": _MACROS})
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _inspect_xml(archive.read(part))
    except Invalid:
        raise
    except Exception as error:  # as above
        raise Invalid({"file": _UNREADABLE}) from error


def _inspect_xml(text: bytes) -> None:
    """No document type, hence no entities; no encoding in which one could hide."""
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\x00" in text:
        raise Invalid({"file": _UNREADABLE})
    if b"macroEnabled" in text:
        raise Invalid({"file": _MACROS})


def _text(value: Any) -> str:
    """A cell as a person reads it: whole numbers without a point, days as 2026-12-07."""
    if value is None or isinstance(value, bool | time):
        return "" if value is None else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return _cut(str(value))


def _cut(text: str) -> str:
    if len(text) > MAX_CELL:
        raise Invalid({"file": f"한 칸에 {MAX_CELL:,}자가 넘는 글이 있습니다. 줄이고 다시 올리십시오."})
    return " ".join(text.split())


# --- CSV ----------------------------------------------------------------------------------------------------------


def _text_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decode(content)
    if "\x00" in text:
        raise Invalid({"file": _UNREADABLE})
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head else ",")
    try:
        for texts in reader:
            yield reader.line_num, [_cut(one) for one in texts]
    except csv.Error as error:
        raise Invalid({"file": _UNREADABLE}) from error


def _decode(content: bytes) -> str:
    """Korean spreadsheets save as UTF-8 with a BOM, as CP949, or ("유니코드 텍스트") as UTF-16."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp949")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid({"file": "글자를 알아볼 수 없는 파일입니다. UTF-8로 저장하거나 .xlsx로 저장하십시오."})
