"""Choice lists of the domain, loaded from `core/data/code_choices.csv` and nowhere retyped."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "code_choices.csv"


@cache
def _lists() -> dict[str, dict[str, str]]:
    lists: dict[str, dict[str, str]] = {}
    with _FILE.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            lists.setdefault(row["list"], {})[row["code"]] = row["label_ko"]
    return lists


def choices(code_list: str) -> list[tuple[str, str]]:
    """(code, Korean label) pairs in the order of the data. Raises KeyError for an unknown list."""
    return list(_lists()[code_list].items())


def label(code_list: str, code: str) -> str:
    """Korean label of a code; an unknown code prints as itself so that old rows still show."""
    return _lists()[code_list].get(code, code)


def labels(code_list: str, codes: list[str]) -> str:
    return ", ".join(label(code_list, code) for code in codes)


def is_code(code_list: str, code: str) -> bool:
    return code in _lists()[code_list]
