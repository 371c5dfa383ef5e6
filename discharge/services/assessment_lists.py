"""Choice lists of the assessment form that no shared code list holds, read from `discharge/data`."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from network.instruments import charlson_conditions

_FILE = Path(__file__).resolve().parent.parent / "data" / "assessment_lists.csv"
NOTHING = "NONE"  # 없음: stands alone


@cache
def _lists() -> dict[str, dict[str, str]]:
    lists: dict[str, dict[str, str]] = {}
    with _FILE.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            lists.setdefault(row["list"], {})[row["code"]] = row["label_ko"]
    weighted = {condition.key: condition.label for condition in charlson_conditions()}
    lists["comorbidity"] = weighted | lists["comorbidity"]
    return lists


def choices(name: str) -> list[tuple[str, str]]:
    """(code, Korean label) pairs in the order of the data; the Charlson conditions come first."""
    return list(_lists()[name].items())


def label(name: str, code: str) -> str:
    """Korean label of a code; an unknown code prints as itself."""
    return _lists()[name].get(code, code)


def is_code(name: str, code: str) -> bool:
    return code in _lists()[name]
