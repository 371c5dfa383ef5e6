"""What a page is for, in one paragraph: shown on the page to whoever asks (`config/data/help.csv`)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "help.csv"


@cache
def texts() -> dict[str, str]:
    """Name of a route → the paragraph of its page."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        return {row["page"]: row["help"] for row in csv.DictReader(handle)}
