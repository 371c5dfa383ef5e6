"""What a run says at its end: the slowest files, and what the access matrix asked. Adds up over all processes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

SHOWN = 10
_seconds: Counter[str] = Counter()
_matrix: Counter[str] = Counter()
_turns: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Every report passes here in the process that prints, also those of workers."""
    _seconds[report.nodeid.partition("::")[0]] += report.duration
    if report.when == "call":
        for name, value in report.user_properties:
            if name == "matrix" and isinstance(value, dict):
                _matrix.update({key: value[key] for key in ("cells", "knocks")})
                _turns.add(value["turn"])


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if len(_seconds) > 1:
        terminalreporter.section(f"slowest {SHOWN} files")
        for name, seconds in _seconds.most_common(SHOWN):
            terminalreporter.write_line(f"{seconds:8.1f}s {name}")
    if _matrix:
        cells, knocks, turn = _matrix["cells"], _matrix["knocks"], ", ".join(sorted(_turns))
        terminalreporter.section("access matrix")
        terminalreporter.write_line(f"{cells} cells asked, {knocks} knocks made; the same again: IEUM_MATRIX={turn}")
