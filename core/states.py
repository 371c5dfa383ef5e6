"""Names of every stored state of every machine, loaded from `core/data/states.csv` and nowhere retyped."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "states.csv"


@cache
def _machines() -> dict[str, dict[str, str]]:
    machines: dict[str, dict[str, str]] = {}
    with _FILE.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            machines.setdefault(row["machine"], {})[row["state"]] = row["label_ko"]
    return machines


def machines() -> list[str]:
    return list(_machines())


def states(machine: str) -> list[str]:
    """Codes of a machine in the order of the data. Raises KeyError for an unknown machine."""
    return list(_machines()[machine])


def choices(machine: str) -> list[tuple[str, str]]:
    """(code, Korean label) pairs of a machine, ready for a filter or a form field."""
    return list(_machines()[machine].items())


def label(machine: str, state: str) -> str:
    """Korean label of a state. Raises KeyError for an unknown one: a state without a name is a fault of ours."""
    return _machines()[machine][state]
