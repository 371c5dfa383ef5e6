"""What is due is done row by row: one that cannot be done does not hold up the others."""

from __future__ import annotations

import pytest

from core import sweeps
from core.errors import Conflict


def test_one_bad_row_is_logged_and_the_others_are_done(caplog: pytest.LogCaptureFixture) -> None:
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
    assert ["trial failed for broken" in caplog.text, "trial leaves moved on: Conflict" in caplog.text] == [True, True]
