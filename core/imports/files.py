"""Bytes of an uploaded file to rows of plain texts. Whatever is hostile or too large is refused before it is read."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import openpyxl

from core.errors import Invalid
from core.text import fold

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_EMPTY = 1_000  # blank lines in all; a sheet with one cell in its last line would be a million
MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 300
MAX_CELL = 2_000
NOTES_SHEET = "적는 법"  # the second sheet of our own form to fill in

FORMULA = "수식만 있고 값이 없는 칸입니다. 값으로 붙여 넣거나 값을 적으십시오."
ERROR = "오류 값({})이 든 칸입니다. 값을 적으십시오."
AUTO_DAY = "엑셀이 날짜로 바꾼 칸입니다. 칸을 텍스트로 바꾸고 원래 글을 다시 적으십시오."
SCIENTIFIC = "엑셀이 지수로 줄여 끝자리를 잃은 수입니다. 칸을 텍스트로 바꾸고 다시 적으십시오."


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: its text, what is wrong with it whatever its column, and whether it is typed as a day."""

    text: str = ""
    fault: str = ""
    is_day: bool = False

    def __bool__(self) -> bool:
        return bool(self.text or self.fault)


@dataclass
class Table:
    """The lines that are not blank, by number; the other sheets of the workbook, which are not read; hidden lines."""

    lines: list[tuple[int, list[Cell]]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    hidden: frozenset[int] = frozenset()


_ROW = re.compile(r"<(?:\w+:)?row\b[^>]*>")
_HIDDEN = re.compile(r"\shidden=\"(?:1|true)\"")
_R = re.compile(r"\sr=\"(\d+)\"")
_EMPTY_FORMULA = re.compile(
    r"<(?:\w+:)?c\b[^>]*?\sr=\"([A-Z]+\d+)\"[^>]*>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)"
    r"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ZEROS = re.compile(r"(?=.*0.*0)[0\- ()]+")
_ERRORS = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|#+")
_EXPONENT = re.compile(r"\d+(?:\.\d+)?[eE]\+\d+")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UNREADABLE = "파일을 읽을 수 없습니다. 서식 파일에 옮겨 .xlsx나 .csv로 다시 저장하십시오."
_MACROS = "매크로가 든 파일은 받지 않습니다. .xlsx로 다시 저장하십시오."
_TOO_LONG = f"한 번에 {MAX_ROWS:,}줄까지 받습니다. 파일을 나누십시오."


def read_table(name: str, content: bytes) -> Table:
    """Every line that is not blank. Raises Invalid with what to do.

    XLSX: the first sheet that is shown, stored values of formulas. CSV: UTF-8 (with or without BOM), UTF-16 or CP949,
    split at commas or tabs. The kind is told by the content, not by the name. Texts come folded.
    """
    if not content:
        raise Invalid({"file": "빈 파일입니다."})
    if len(content) > MAX_BYTES:
        raise Invalid({"file": f"파일은 {MAX_BYTES // 1024 // 1024}MB까지 받습니다. 파일을 나누십시오."})
    if name.lower().endswith((".xlsm", ".xltm", ".xlsb", ".xlam")):
        raise Invalid({"file": _MACROS})
    if content.startswith(_OLE):
        raise Invalid({"file": "옛 형식(.xls)이거나 암호가 걸린 파일입니다. 암호 없이 .xlsx로 저장하십시오."})
    table = Table()
    lines = _workbook_lines(content, table) if content.startswith(_ZIP) else _text_lines(content)
    table.lines = _bounded(lines)
    if not table.lines:
        raise Invalid({"file": "빈 파일입니다."})
    return table


def _bounded(lines: Iterable[tuple[int, list[Cell]]]) -> list[tuple[int, list[Cell]]]:
    found: list[tuple[int, list[Cell]]] = []
    blank = 0
    for number, row in lines:
        while row and not row[-1]:
            row.pop()
        if not row:
            blank += 1
            if blank > MAX_EMPTY:
                raise Invalid({"file": "빈 줄이 너무 많습니다. 빈 줄을 지우고 다시 올리십시오."})
            continue
        if len(row) > MAX_COLUMNS:
            raise Invalid({"file": f"열은 {MAX_COLUMNS}개까지 받습니다. 서식 파일의 열만 남기십시오."})
        found.append((number, row))
        if len(found) > MAX_ROWS + 20:  # the lines above the rows: title and header
            raise Invalid({"file": _TOO_LONG})
    return found


# --- XLSX ---------------------------------------------------------------------------------------------------------


def _workbook_lines(content: bytes, table: Table) -> Iterator[tuple[int, list[Cell]]]:
    _inspect(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), book.worksheets[0])
        table.unread = [one.title for one in book.worksheets if one is not sheet and one.title != NOTES_SHEET]
        empty = _empty_formulas(content, sheet, table)
        sheet.reset_dimensions()  # what the file says about its own size is not believed
        for number, row in enumerate(sheet.iter_rows(), start=1):
            yield (
                number,
                [Cell(fault=FORMULA) if getattr(one, "coordinate", "") in empty else _cell(one) for one in row],
            )
    except Invalid:
        raise
    except Exception as error:  # a broken file makes the library stumble in any way there is
        raise Invalid({"file": _UNREADABLE}) from error


def _empty_formulas(content: bytes, sheet: Any, table: Table) -> set[str]:
    """The cells whose formula has no stored value; notes the hidden lines on the way. The library tells of neither."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(sheet._worksheet_path).decode("utf-8", "replace")
    table.hidden = frozenset(
        int(found[1]) for one in _ROW.findall(text) if _HIDDEN.search(one) and (found := _R.search(one))
    )
    return set(_EMPTY_FORMULA.findall(text))


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


def _cell(cell: Any) -> Cell:
    """A cell as a person reads it: whole numbers without a point and with the zeros of their format, days as 2026-12-07."""
    value = cell.value
    if getattr(cell, "data_type", "") == "e":
        return Cell(fault=ERROR.format(str(value)[:10]))
    if value is None or isinstance(value, bool | time):
        return Cell("" if value is None else str(value))
    if isinstance(value, datetime):
        text = value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
        return Cell(text, is_day=True)
    if isinstance(value, date):
        return Cell(value.isoformat(), is_day=True)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return Cell(_with_zeros(value, cell.number_format)) if isinstance(value, int) else _typed(str(value))


def _with_zeros(value: int, number_format: str) -> str:
    """10001 shown as 00010001 by the format 00000000; likewise with marks between the digits."""
    shape = re.sub(r'["\\\\]', "", (number_format or "").partition(";")[0])
    if value < 0 or not _ZEROS.fullmatch(shape):
        return str(value)
    digits = str(value).zfill(shape.count("0"))
    extra = len(digits) - shape.count("0")
    rest = iter(digits[extra:])
    return digits[:extra] + "".join(next(rest) if one == "0" else one for one in shape)


def _typed(text: str) -> Cell:
    cut = tidy(text)
    if _ERRORS.fullmatch(cut):
        return Cell(fault=ERROR.format(cut))
    return Cell(cut, SCIENTIFIC if is_scientific(cut) else "")


def is_scientific(text: str) -> bool:
    return bool(_EXPONENT.fullmatch(text))


def tidy(text: str) -> str:
    """Folded, one blank between words; the line ends of a cell stay, because lists are written so."""
    if len(text) > MAX_CELL:
        raise Invalid({"file": f"한 칸에 {MAX_CELL:,}자가 넘는 글이 있습니다. 줄이고 다시 올리십시오."})
    lines = (" ".join(line.split()) for line in fold(text).split("\n"))
    return "\n".join(line for line in lines if line)


# --- CSV ----------------------------------------------------------------------------------------------------------


def _text_lines(content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    text = _decode(content)
    if "\x00" in text:
        raise Invalid({"file": _UNREADABLE})
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head else ",")
    try:
        for texts in reader:
            yield reader.line_num, [_typed(one) for one in texts]
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
