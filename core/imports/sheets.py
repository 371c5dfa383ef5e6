"""A list to be taken over, declared by its columns, and what reading a file by the declaration gives."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.errors import Invalid
from core.identifiers import RRN_REFUSED, contains_rrn
from core.imports import cells
from core.imports.files import (
    AUTO_DAY,
    ERROR,
    FORMULA,
    MAX_ROWS,
    SCIENTIFIC,
    Cell,
    Table,
    is_scientific,
    read_table,
    tidy,
)
from core.text import fold_code

HEADER_WITHIN = 10  # lines above the header: a title, a date, a blank
_IN_BRACKETS = re.compile(r"[(\[{（【].*?[)\]}）】]")

HIDDEN = "필터로 숨긴 줄입니다. 넣을지 뺄지 고르십시오."

Values = dict[str, Any]
Mended = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class Column:
    """One column: its key in the values, the words of its header, and how a cell becomes a value."""

    key: str
    header: str
    parse: cells.Parser
    required: bool = False
    example: str = ""
    help: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line. `keys`: the cells to mend; `value`: what stands there, for the eyes of who sent it."""

    line: int
    column: str
    text: str
    keys: tuple[str, ...] = ()
    value: str = ""


@dataclass(frozen=True)
class Line:
    """A line that can be taken over: its number in the file, its values (empty cells are left out) and its texts."""

    number: int
    values: Values
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Reading:
    """What a file holds. Nothing is stored yet. `wrong`: the texts of the lines with faults, by number and key."""

    rows: list[Line] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    sha256: str = ""
    wrong: dict[int, dict[str, str]] = field(default_factory=dict)
    unread_sheets: list[str] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)

    def refuse(self, line: Line, fault: Fault) -> None:
        """Set a line aside that reads well and cannot be taken all the same."""
        self.rows = [one for one in self.rows if one.number != line.number]
        self.wrong[line.number] = dict(line.texts)
        self.errors.append(fault)


def _nothing_wrong(values: Mapping[str, Any]) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Sheet:
    """A declared list. `unique`: keys that tell two lines apart; `check`: rules over several cells, by key."""

    title: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    check: Callable[[Values], dict[str, str]] = _nothing_wrong

    def header_of(self, key: str) -> str:
        return next((column.header for column in self.columns if column.key == key), key)

    def read(self, file_name: str, content: bytes) -> Reading:
        """Read and check every cell. Raises Invalid when the file as a whole cannot be used."""
        if contains_rrn(file_name):
            raise Invalid({"file": f"파일 이름: {RRN_REFUSED}"})
        table = read_table(file_name, content)
        at, places = self._find_header(table)
        if any(contains_rrn(cell.text) for _, row in table.lines[: at + 1] for cell in row):
            raise Invalid({"file": f"제목 줄: {RRN_REFUSED}"})
        known = {index for index, _ in places}
        headers = [cell.text for cell in table.lines[at][1]]
        reading = Reading(
            unknown_columns=[head for index, head in enumerate(headers) if head and index not in known],
            sha256=hashlib.sha256(content).hexdigest(),
            unread_sheets=table.unread,
        )
        body = table.lines[at + 1 :]
        if len(body) > MAX_ROWS:
            raise Invalid({"file": f"한 번에 {MAX_ROWS:,}줄까지 받습니다. 파일을 나누십시오."})
        if not body:
            raise Invalid({"file": "제목 줄 아래에 내용이 없습니다."})
        for number, row in body:
            self._read_line(reading, number, row, headers, places, is_hidden=number in table.hidden)
        self._refuse_repeated(reading)
        return reading

    def mend(self, reading: Reading, mended: Mended, left_out: Collection[int] = ()) -> list[Fault]:
        """Put lines right: new texts of their cells by line and key (none: taken as it stands, where it was hidden).

        Lines that are left out are gone, with what was wrong with them. Returns what is wrong with mended lines still.
        """
        for number in left_out:
            reading.wrong.pop(number, None)
        chosen = set(mended) & set(reading.wrong)
        told = [one for one in reading.errors if one.line in chosen]
        reading.errors = [one for one in reading.errors if one.line not in {*chosen, *left_out}]
        for number in sorted(chosen):
            left = [one for one in told if one.line == number and _is_untouched(one, mended[number])]
            texts = {**reading.wrong[number], **{key: tidy(text) for key, text in mended[number].items()}}
            if left:
                reading.wrong[number] = _texts({key: Cell(text) for key, text in texts.items()})
                reading.errors += left
                continue
            del reading.wrong[number]
            cells_of = {key: Cell(text, SCIENTIFIC if is_scientific(text) else "") for key, text in texts.items()}
            self._take_line(reading, number, cells_of)
        reading.rows.sort(key=lambda line: line.number)
        self._refuse_repeated(reading)
        return [one for one in reading.errors if one.line in chosen]

    def revive(self, stored: Mapping[str, Any]) -> Values:
        """Values as parsed, from values as kept in JSON."""
        days = {column.key for column in self.columns if column.parse is cells.day}
        return {key: date.fromisoformat(value) if key in days else value for key, value in stored.items()}

    def _find_header(self, table: Table) -> tuple[int, list[tuple[int, Column]]]:
        """The line among the first ten that names most columns. Raises Invalid when one that is needed is missing."""
        candidates = [(index, self._match(row)) for index, (_, row) in enumerate(table.lines[:HEADER_WITHIN])]
        at, places = max(candidates, key=lambda found: len(found[1]))
        named = [column.key for _, column in places]
        missing = [column.header for column in self.columns if column.required and column.key not in named]
        if missing:
            raise Invalid(
                {"file": f"제목 줄에 다음 열이 없습니다: {', '.join(missing)}. 서식 파일을 내려받아 맞추십시오."}
            )
        twice = sorted({column.header for _, column in places if named.count(column.key) > 1})
        if twice:
            raise Invalid({"file": f"같은 열이 두 번 있습니다: {', '.join(twice)}. 하나만 남기십시오."})
        return at, places

    def _match(self, row: list[Cell]) -> list[tuple[int, Column]]:
        names = {_bare(name): column for column in self.columns for name in (column.header, *column.aliases)}
        return [(index, names[_bare(cell.text)]) for index, cell in enumerate(row) if _bare(cell.text) in names]

    def _read_line(
        self,
        reading: Reading,
        number: int,
        row: list[Cell],
        headers: list[str],
        places: list[tuple[int, Column]],
        *,
        is_hidden: bool,
    ) -> None:
        elsewhere = {index for index, cell in enumerate(row) if contains_rrn(cell.text)} - {at for at, _ in places}
        cells_of = {column.key: row[index] if index < len(row) else Cell() for index, column in places}
        if is_hidden:
            reading.hidden.append(number)
        if elsewhere:
            reading.errors.append(Fault(number, _name_of(min(elsewhere), headers), RRN_REFUSED))
            reading.wrong[number] = _texts(cells_of)
        elif is_hidden and not any(contains_rrn(cell.text) for cell in cells_of.values()):
            reading.errors.append(Fault(number, "줄 전체", HIDDEN))
            reading.wrong[number] = _texts(cells_of)
        else:
            self._take_line(reading, number, cells_of)

    def _take_line(self, reading: Reading, number: int, cells_of: Mapping[str, Cell]) -> None:
        """A line whose cells can all be read, or what is wrong with it. A resident number is told alone, and not kept."""
        hidden = [key for key, cell in cells_of.items() if contains_rrn(cell.text)]
        texts = _texts(cells_of)
        values: Values = {}
        faults: dict[str, str] = dict.fromkeys(hidden, RRN_REFUSED)
        if not faults:
            values, faults = self._parse(cells_of)
        if not faults:
            faults = self.check(values)
        if not faults:
            reading.rows.append(Line(number, values, texts))
            return
        reading.wrong[number] = texts
        reading.errors += [
            Fault(number, self.header_of(key), text, (key,), texts.get(key, "")) for key, text in faults.items()
        ]

    def _parse(self, cells_of: Mapping[str, Cell]) -> tuple[Values, dict[str, str]]:
        values: Values = {}
        faults: dict[str, str] = {}
        for column in self.columns:
            cell = cells_of.get(column.key)
            if cell is None:
                continue
            fault = cell.fault or (AUTO_DAY if cell.is_day and column.parse is not cells.day else "")
            text = cell.text.strip()
            if fault:
                faults[column.key] = fault
            elif not text or text == "-":
                if column.required:
                    faults[column.key] = "빈 칸입니다. 값을 적으십시오."
            else:
                try:
                    values[column.key] = column.parse(text)
                except ValueError as error:
                    faults[column.key] = str(error)
        return values, faults

    def _refuse_repeated(self, reading: Reading) -> None:
        """Of lines that say the same thing twice the first is taken."""
        seen: dict[tuple[Any, ...], int] = {}
        names = "·".join(self.header_of(key) for key in self.unique)
        for line in list(reading.rows) if self.unique else ():
            key = tuple(line.values.get(name) for name in self.unique)
            if key in seen:
                words = f"{seen[key]}번째 줄과 {names}이(가) 같습니다."
                shown = ", ".join(filter(None, (line.texts.get(name, "") for name in self.unique)))
                reading.refuse(line, Fault(line.number, names, words, self.unique, shown))
            else:
                seen[key] = line.number
        reading.errors.sort(key=lambda fault: fault.line)


def _is_untouched(fault: Fault, mended: Mapping[str, str]) -> bool:
    """Whether a cell that a spreadsheet spoiled was left as it was; what it said is not to be read off its text."""
    is_spoiled = fault.text in (AUTO_DAY, FORMULA) or fault.text.startswith(ERROR.partition("{")[0])
    return is_spoiled and not set(fault.keys) & set(mended)


def _texts(cells_of: Mapping[str, Cell]) -> dict[str, str]:
    """The texts of a line as they can be shown and kept: no resident number among them."""
    return {key: "" if contains_rrn(cell.text) else cell.text for key, cell in cells_of.items()}


def _bare(header: str) -> str:
    """`등록 번호(차트)*` → `등록번호`."""
    plain = _IN_BRACKETS.sub("", fold_code(header))
    return re.sub(r"[\s*:_\-·.]", "", plain).casefold()


def _name_of(index: int, headers: list[str]) -> str:
    named = headers[index] if index < len(headers) else ""
    return named or f"{index + 1}번째 열"
