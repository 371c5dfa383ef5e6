"""How many statements a request may cost: one number per page in `query_counts.json`, whatever the number of rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import workdays

BUDGETS: dict[str, int] = json.loads((Path(__file__).parent / "query_counts.json").read_text(encoding="utf-8"))
UNCOUNTED = ("SAVEPOINT", "RELEASE", 'UPDATE "network_browsersession"')


@contextmanager
def count_queries(name: str) -> Iterator[CaptureQueriesContext]:
    """Fails with the statements listed when the block runs more than its budget.

    What a session costs once a minute is not counted: make one request of the same person beforehand.
    """
    workdays.calendar()  # read anew once a minute
    with CaptureQueriesContext(connection) as captured:
        yield captured
    ran = statements(captured)
    if len(ran) > BUDGETS[name]:
        lines = "\n".join(f"{index}. {sql[:300]}" for index, sql in enumerate(ran, 1))
        raise AssertionError(f"{name}: {len(ran)} statements, {BUDGETS[name]} allowed\n{lines}")


def statements(captured: CaptureQueriesContext) -> list[str]:
    """What ran, without marks of transactions inside transactions and the moment that a session keeps now and then."""
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(UNCOUNTED)]


def gather_statistics() -> None:
    """What a portal that has run for a while has: plans for the rows that are there, not for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
