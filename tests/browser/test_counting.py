"""Figures that take long to count, as a person meets them who asks for a period first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core import workdays
from network.figures.services import kept
from tests import cast as standing
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_page_says_that_it_counts_and_opens_by_itself(sit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has asked for January yet: the page says so at once, and shows the numbers when a worker has counted them."""
    monkeypatch.setattr(kept, "MANY", 3)
    cast = standing.current()
    for _ in range(6):
        make.case("FOLLOW_UP", discharged_on=workdays.seoul_today() - timedelta(days=1))
    seat = sit(cast.social1)
    seat.go("/figures/discharge/?kind=month&year=2026&month=1")
    assert "세는 중입니다." in seat.text
    assert "준비되면 이 화면에 바로 보입니다." in seat.text
    assert seat.audit() == []
    assert kept.count_wanted() == 1
    seat.page.get_by_role("heading", name="퇴원환자 연계 실적").wait_for(timeout=15_000)
    assert "에 센 수입니다." in seat.text
