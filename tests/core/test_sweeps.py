"""What is due is done row by row: one that cannot be done does not hold up the others."""

from __future__ import annotations

import pytest

from core import sweeps
from core.errors import Conflict


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is logged, whatever other tests did to the loggers of the process."""
    lines: list[str] = []
    for level in ("info", "warning", "error", "exception"):
        monkeypatch.setattr(sweeps.log, level, lambda text, *args, **more: lines.append(text % args))
    return lines


def test_one_bad_row_is_logged_and_the_others_are_done(said: list[str]) -> None:
    seen: list[str] = []

    def deed(row: str) -> str | None:
        seen.append(row)
        if row == "broken":
            raise RuntimeError(row)
        if row == "moved on":
            raise Conflict
        return None if row == "done already" else row

    assert sweeps.each("trial", ["broken", "moved on", "done already", "due"], deed) == 1
    assert seen == ["broken", "moved on", "done already", "due"]
    assert said == ["trial failed for broken", "trial leaves moved on: Conflict"]
