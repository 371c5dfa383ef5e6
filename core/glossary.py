"""The words of the field: one identifier for every Korean term, and the document that pairs them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "glossary.csv"
_INTRODUCTION = """# 용어

이 문서는 `manage.py describe_glossary`가 `core/data/glossary.csv`에서 만듭니다. 손으로 고치지 마십시오.
우리말 하나에 부호 하나를 씁니다. 새 모형을 만들면 그 이름을 먼저 여기에 적습니다.
"""


@dataclass(frozen=True)
class Term:
    """A row. `identifiers`: as the code spells them; none for a word that the code does not need.

    `avoided`: synonyms that no identifier may use.
    """

    group: str
    korean: str
    english: str
    identifiers: tuple[str, ...]
    avoided: tuple[str, ...]
    note: str

    @property
    def words(self) -> frozenset[str]:
        """What the Korean side stands for, without blanks: `회차(차시)` is 회차, 차시 and 회차차시."""
        plain = re.sub(r"\(.*?\)", "", self.korean)
        inner = re.findall(r"\((.*?)\)", self.korean)
        found = [
            plain,
            self.korean.replace("(", "").replace(")", ""),
            *(one for text in inner for one in text.split(",")),
        ]
        parts = {part for text in (plain, *found) for part in (text, *re.split(r"[/·]", text))}
        return frozenset("".join(part.split()) for part in parts if part.strip())

    @property
    def classes(self) -> tuple[str, ...]:
        """The identifiers that are names of classes: `Client`, not `client_id` and not `CLIENT`."""
        return tuple(one for one in self.identifiers if re.fullmatch(r"(?:[A-Z][a-z]+)+", one))


@cache
def terms() -> tuple[Term, ...]:
    """Every row of the carried file, in its order."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        return tuple(
            Term(
                row["group"],
                row["korean"],
                row["english"],
                tuple(filter(None, re.split(r" / |, ", row["identifier"]))),
                tuple(row["avoid"].split()),
                row["note"],
            )
            for row in csv.DictReader(handle)
        )


def document() -> str:
    """The glossary as a page, a table for each group."""
    parts = [_INTRODUCTION]
    for group, rows in groupby(terms(), key=lambda term: term.group):
        parts.append("\n".join([f"## {group}", "", *_table(rows), ""]))
    return "\n".join(parts)


def _table(rows: Iterable[Term]) -> Iterator[str]:
    yield "| 우리말 | 영어 | 부호 | 쓰지 않는 말 | 비고 |"
    yield "| --- | --- | --- | --- | --- |"
    for row in rows:
        identifiers = ", ".join(f"`{one}`" for one in row.identifiers)
        yield f"| {row.korean} | {row.english} | {identifiers} | {', '.join(row.avoided)} | {row.note} |"
