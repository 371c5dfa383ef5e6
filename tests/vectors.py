"""Test vectors carried as data: one row, one case."""

import csv
from pathlib import Path

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (Path(__file__).parent / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
