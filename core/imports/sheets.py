"""A list to be taken over, declared by its columns, and what reading a file by the declaration gives."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
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
from core.imports.readings import Fault, Line, Reading, Values
from core.particles import with_particle
from core.text import fold_code, without_blanks

HEADER_WITHIN = 10  # lines above the header: a title, a date, a blank
_IN_BRACKETS = re.compile(r"[(\[{（【].*?[)\]}）】]")

_TOTALS = frozenset(["합계", "총계", "소계", "누계", "계", "총인원"])

HIDDEN = "필터로 숨긴 줄입니다. 넣을지 뺄지 고르십시오."

Mended = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class Column:
    """One column: its key in the values, the words of its header, and how a cell becomes a value. `question`: asked once
    for the whole list, with a day as its answer, where a file lacks the column."""

    key: str
    header: str
    parse: cells.Parser
    required: bool = False
    example: str = ""
    help: str = ""
    aliases: tuple[str, ...] = ()
    question: str = ""

    def goes_by(self, header: str) -> bool:
        return bool(bare := _bare(header)) and bare in {_bare(name) for name in (self.header, *self.aliases)}


def _nothing_wrong(values: Mapping[str, Any]) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Sheet:
    """A declared list. `unique`: keys that tell two lines apart; `check`: rules over several cells, by key; `person`:
    keys that say whom a line is about; `assent`: what somebody says who takes a line that `asks`."""

    title: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    check: Callable[[Values], dict[str, str]] = _nothing_wrong
    person: tuple[str, ...] = ()
    assent: str = ""

    def header_of(self, key: str) -> str:
        return next((column.header for column in self.columns if column.key == key), key)

    def faults_of(self, reading: Reading) -> list[Fault]:
        """What is wrong, line by line, with whom each line is about."""
        texts = {number: [cells_of.get(key, "") for key in self.person] for number, cells_of in reading.wrong.items()}
        named = [replace(one, who=" · ".join(filter(None, texts.get(one.line, ())))) for one in reading.errors]
        return sorted(named, key=lambda fault: fault.line)

    def refuse(self, reading: Reading, line: Line, key: str, words: str) -> None:
        """Set a line aside for one of its cells."""
        reading.refuse(line, Fault(line.number, self.header_of(key), words, (key,), line.texts.get(key, "")))

    def ask(self, reading: Reading, line: Line, key: str, words: str) -> None:
        """Set a line aside until somebody says that it is meant."""
        reading.refuse(line, Fault(line.number, self.header_of(key), words, value=line.texts.get(key, ""), asks=True))

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
            question=self._question({column.key for _, column in places}),
        )
        body = table.lines[at + 1 :]
        if len(body) > MAX_ROWS:
            raise Invalid({"file": f"한 번에 {MAX_ROWS:,}줄까지 받습니다. 파일을 나누십시오."})
        if not body:
            raise Invalid({"file": "제목 줄 아래에 내용이 없습니다."})
        for number, row in body:
            if _is_total(row):
                reading.totals.append(number)
                continue
            self._read_line(reading, number, row, headers, places, is_hidden=number in table.hidden)
        self._refuse_repeated(reading)
        return reading

    def mend(self, reading: Reading, mended: Mended, left_out: Collection[int] = ()) -> list[Fault]:
        """Put lines right: new texts of their cells by line and key (none: taken as it stands, where it was hidden).

        Lines that are left out are gone, with what was wrong with them. Returns what is wrong with mended lines still.
        """
        for number in left_out:
            reading.wrong.pop(number, None)
        reading.rows = [line for line in reading.rows if line.number not in left_out]
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
        days = {column.key for column in self.columns if column.parse in cells.DAYS}
        return {key: date.fromisoformat(value) if key in days else value for key, value in stored.items()}

    def _find_header(self, table: Table) -> tuple[int, list[tuple[int, Column]]]:
        """The line among the first ten that names most columns. Raises Invalid when one that is needed is missing."""
        candidates = [(index, self._match(row)) for index, (_, row) in enumerate(table.lines[:HEADER_WITHIN])]
        at, places = max(candidates, key=lambda found: len(found[1]))
        named = [column.key for _, column in places]
        needed = [column for column in self.columns if column.required and not column.question]
        missing = [column.header for column in needed if column.key not in named]
        if missing:
            raise Invalid(
                {"file": f"제목 줄에 다음 열이 없습니다: {', '.join(missing)}. 서식 파일을 내려받아 맞추십시오."}
            )
        twice = sorted({column.header for _, column in places if named.count(column.key) > 1})
        if twice:
            raise Invalid({"file": f"같은 열이 두 번 있습니다: {', '.join(twice)}. 하나만 남기십시오."})
        return at, places

    def _match(self, row: list[Cell]) -> list[tuple[int, Column]]:
        """Which column stands where. A name that two columns go by is the first one's that the file names in no other way."""
        meant = {index: [one for one in self.columns if one.goes_by(cell.text)] for index, cell in enumerate(row)}
        places: dict[int, Column] = {}
        for index in sorted(filter(meant.get, meant), key=lambda index: len(meant[index])):
            free = [one for one in meant[index] if one not in places.values()]
            places[index] = (free or meant[index])[0]
        return sorted(places.items(), key=lambda place: place[0])

    def _question(self, named: Collection[str]) -> str:
        return next((one.question for one in self.columns if one.question and one.key not in named), "")

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
            fault = cell.fault or (AUTO_DAY if cell.is_day and column.parse not in cells.DAYS else "")
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
            key = tuple(_compared(line.values.get(name)) for name in self.unique)
            if key in seen:
                words = f"{seen[key]}번째 줄과 {with_particle(names, '이/가')} 같습니다."
                shown = ", ".join(filter(None, (line.texts.get(name, "") for name in self.unique)))
                reading.refuse(line, Fault(line.number, names, words, self.unique, shown))
            else:
                seen[key] = line.number
        reading.errors.sort(key=lambda fault: fault.line)


def _compared(value: Any) -> Any:
    return without_blanks(value) if isinstance(value, str) else value


def _is_total(row: list[Cell]) -> bool:
    """Whether a line counts the others (`합계  12명`): such a word stands first, and nothing but numbers after it."""
    said = [bare for cell in row if (bare := _bare(cell.text))]
    return bool(said) and said[0] in _TOTALS and all(re.fullmatch(r"[\d,]+(?:명|건|회)?", word) for word in said[1:])


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
