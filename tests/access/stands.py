"""A row that the matrix knocks at, and ids that name no row."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from tests.access.oracle import Facts

MISSING_UUID = uuid.UUID("00000000-0000-4000-8000-000000000000")
MISSING_INT = 2_000_000_000


@dataclass(frozen=True)
class Stand:
    """A row in one relationship: the ids that fill a path to it, and the facts that the oracle judges by."""

    name: str
    ids: dict[str, Any]
    facts: Facts | None
    is_nested_there: bool = True

    @property
    def is_missing(self) -> bool:
        """There is no such row."""
        return self.name == "missing"
