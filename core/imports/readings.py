"""What reading a file gives: lines that can be taken over, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line. `keys`: the cells to mend; `value`: what stands there, for the eyes of who sent it;
    `who`: whom the line is about; `asks`: nothing is wrong, but somebody has to say that the line is meant."""

    line: int
    column: str
    text: str
    keys: tuple[str, ...] = ()
    value: str = ""
    who: str = ""
    asks: bool = False


@dataclass(frozen=True)
class Line:
    """A line that can be taken over: its number in the file, its values (empty cells are left out) and its texts."""

    number: int
    values: Values
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Reading:
    """What a file holds. Nothing is stored yet. `wrong`: the texts of the lines with faults, by number and key;
    `totals`: lines left out because they count the others; `question`: what is asked for a column that is not there."""

    rows: list[Line] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    sha256: str = ""
    wrong: dict[int, dict[str, str]] = field(default_factory=dict)
    unread_sheets: list[str] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    question: str = ""

    def refuse(self, line: Line, fault: Fault) -> None:
        """Set a line aside that reads well and cannot be taken all the same."""
        self.rows = [one for one in self.rows if one.number != line.number]
        self.wrong[line.number] = dict(line.texts)
        self.errors.append(fault)
