"""A list to be taken over, declared by its columns, and what reading a file by the declaration gives."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.errors import Invalid
from core.identifiers import RRN_REFUSED, contains_rrn
from core.imports import cells
from core.imports.files import MAX_ROWS, Table, read_table
from core.text import fold_code

HEADER_WITHIN = 10  # lines above the header: a title, a date, a blank
_IN_BRACKETS = re.compile(r"[(\[{（【].*?[)\]}）】]")

Values = dict[str, Any]


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
    """What is wrong with one line, told without repeating what stands there."""

    line: int
    column: str
    text: str


@dataclass(frozen=True)
class Line:
    """A line that can be taken over: its number in the file and its values; empty cells are left out."""

    number: int
    values: Values


@dataclass
class Reading:
    """What a file holds. Nothing is stored yet."""

    rows: list[Line] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    sha256: str = ""


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
        if any(contains_rrn(cell) for _, texts in table[: at + 1] for cell in texts):
            raise Invalid({"file": f"제목 줄: {RRN_REFUSED}"})
        known = {index for index, _ in places}
        headers = table[at][1]
        reading = Reading(
            unknown_columns=[head for index, head in enumerate(headers) if head and index not in known],
            sha256=hashlib.sha256(content).hexdigest(),
        )
        body = table[at + 1 :]
        if len(body) > MAX_ROWS:
            raise Invalid({"file": f"한 번에 {MAX_ROWS:,}줄까지 받습니다. 파일을 나누십시오."})
        if not body:
            raise Invalid({"file": "제목 줄 아래에 내용이 없습니다."})
        for number, texts in body:
            self._read_line(reading, number, texts, headers, places)
        self._refuse_repeated(reading)
        return reading

    def revive(self, stored: Mapping[str, Any]) -> Values:
        """Values as parsed, from values as kept in JSON."""
        days = {column.key for column in self.columns if column.parse is cells.day}
        return {key: date.fromisoformat(value) if key in days else value for key, value in stored.items()}

    def _find_header(self, table: Table) -> tuple[int, list[tuple[int, Column]]]:
        """The line among the first ten that names most columns. Raises Invalid when one that is needed is missing."""
        candidates = [(index, self._match(texts)) for index, (_, texts) in enumerate(table[:HEADER_WITHIN])]
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

    def _match(self, texts: list[str]) -> list[tuple[int, Column]]:
        names = {_bare(name): column for column in self.columns for name in (column.header, *column.aliases)}
        return [(index, names[_bare(text)]) for index, text in enumerate(texts) if _bare(text) in names]

    def _read_line(
        self, reading: Reading, number: int, texts: list[str], headers: list[str], places: list[tuple[int, Column]]
    ) -> None:
        hidden = [index for index, text in enumerate(texts) if contains_rrn(text)]
        if hidden:
            reading.errors.append(Fault(number, _name_of(hidden[0], headers), RRN_REFUSED))
            return
        values, faults = _parse(texts, places)
        if not faults:
            faults = self.check(values)
        if faults:
            reading.errors += [Fault(number, self.header_of(key), text) for key, text in faults.items()]
        else:
            reading.rows.append(Line(number, values))

    def _refuse_repeated(self, reading: Reading) -> None:
        """Of lines that say the same thing twice the first is taken."""
        seen: dict[tuple[Any, ...], int] = {}
        kept: list[Line] = []
        names = "·".join(self.header_of(key) for key in self.unique)
        for line in reading.rows:
            key = tuple(line.values.get(name) for name in self.unique)
            if self.unique and key in seen:
                reading.errors.append(Fault(line.number, names, f"{seen[key]}번째 줄과 {names}이(가) 같습니다."))
            else:
                seen[key] = line.number
                kept.append(line)
        reading.rows = kept
        reading.errors.sort(key=lambda fault: fault.line)


def _parse(texts: list[str], places: list[tuple[int, Column]]) -> tuple[Values, dict[str, str]]:
    values: Values = {}
    faults: dict[str, str] = {}
    for index, column in places:
        text = texts[index].strip() if index < len(texts) else ""
        if not text or text == "-":
            if column.required:
                faults[column.key] = "빈 칸입니다. 값을 적으십시오."
            continue
        try:
            values[column.key] = column.parse(text)
        except ValueError as error:
            faults[column.key] = str(error)
    return values, faults


def _bare(header: str) -> str:
    """`등록 번호(차트)*` → `등록번호`."""
    plain = _IN_BRACKETS.sub("", fold_code(header))
    return re.sub(r"[\s*:_\-·.]", "", plain).casefold()


def _name_of(index: int, headers: list[str]) -> str:
    named = headers[index] if index < len(headers) else ""
    return named or f"{index + 1}번째 열"
