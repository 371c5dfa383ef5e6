"""What is due is done row by row: one that cannot be done does not hold up the others."""

from __future__ import annotations

from typing import Any

import pytest

from core import sweeps
from core.errors import Conflict
from discharge.models import DischargeCase
from tests import make


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


@pytest.mark.django_db
def test_a_row_that_is_due_no_more_when_it_is_locked_is_left_alone() -> None:
    pair = {make.case("SCREENED").pk, make.case("SCREENED").pk}
    seen: list[Any] = []

    def deed(row: DischargeCase) -> None:
        """Meanwhile somebody moves the other one."""
        seen.append(row.pk)
        DischargeCase.objects.filter(pk__in=pair - {row.pk}).update(status="VOID")

    assert sweeps.each_still("trial", DischargeCase.objects.filter(status="SCREENED"), deed) == 1
    assert len(seen) == 1
