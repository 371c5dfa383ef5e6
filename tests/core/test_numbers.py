"""Numbers that people read over the telephone: by year in Seoul, never given twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine

from core import numbers, reports
from core.models import Counter
from core.reports import Paper
from tests.rivals import together


def test_numbers_run_by_series_and_by_year_in_seoul(db: None) -> None:
    with time_machine.travel(datetime(2026, 12, 31, 14, 59, tzinfo=UTC), tick=False):
        assert [numbers.case_number("D"), numbers.case_number("D"), numbers.case_number("L")] == [
            "D-2026-00001",
            "D-2026-00002",
            "L-2026-00001",
        ]
        assert numbers.document_number("가상사업실") == "가상사업실-2026-1"
    with time_machine.travel(datetime(2026, 12, 31, 15, 0, tzinfo=UTC), tick=False):
        assert numbers.case_number("D") == "D-2027-00001"


@pytest.mark.django_db(transaction=True)
def test_rivals_never_get_the_same_number() -> None:
    parts = together(*[lambda: [numbers.next_number("T", 2026) for _ in range(25)] for _ in range(4)])
    given = [number for part in parts for number in part]
    assert sorted(given) == list(range(1, 101))


@pytest.mark.django_db(transaction=True)
def test_rivals_who_issue_a_paper_at_once_get_one_number_and_leave_no_gap() -> None:
    paper, about = (
        Paper("trial", "시험 문서", "paper.html", office="가상사업실", is_issued=True),
        Counter.objects.create(series="x", year=1),
    )
    given = together(*[lambda: reports.give_number(paper, about) for _ in range(6)])
    assert len(set(given)) == 1
    following = reports.give_number(replace(paper, edition="2"), about)
    assert int(following.rpartition("-")[2]) == int(given[0].rpartition("-")[2]) + 1
