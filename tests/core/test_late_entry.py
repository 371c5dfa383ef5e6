"""A true fact is entered late: the day says what it says, and only far back the reason is asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from core import late_entry, workdays
from core.errors import Invalid
from core.forms import LateEntry

WORDS = "30일이 지난 일은 늦게 적는 사유를 적으십시오."


@pytest.mark.parametrize(("back", "asks"), [(0, False), (30, False), (31, True), (400, True)])
def test_the_reason_is_asked_beyond_thirty_days(back: int, asks: bool) -> None:
    day = workdays.seoul_today() - timedelta(days=back)
    expected = {"late_reason": WORDS} if asks else {}
    assert late_entry.faults(day, "") == late_entry.faults(day, " ") == expected
    assert late_entry.faults(day, "기록을 늦게 찾음") == {}
    moment = timezone.now() - timedelta(days=back) + timedelta(minutes=1)
    assert late_entry.faults(moment, None) == expected


def test_a_site_sets_its_own_days(settings: Any) -> None:
    settings.SITE = {**settings.SITE, "entry_limits": {"late_entry_days": 7}}
    assert late_entry.faults(workdays.seoul_today() - timedelta(days=8), "")["late_reason"].startswith("7일이 지난")


def _fault(**data: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refused:
        late_entry.moment(
            data, SimpleNamespace(sent_at=timezone.now() - timedelta(days=50)), (("sent_at", "발송일시"),)
        )
    return refused.value.errors


def test_a_step_is_never_ahead_and_never_before_what_it_follows() -> None:
    now = timezone.now()
    assert _fault(happened_at=now + timedelta(minutes=1)) == {"happened_at": [late_entry.NOT_AHEAD]}
    assert _fault(happened_at=now - timedelta(days=40)) == {"late_reason": [WORDS]}
    (said,) = _fault(happened_at=now - timedelta(days=51), late_reason="늦음")["happened_at"]
    assert said.startswith("발송일시(")
    sent = datetime(2026, 11, 5, 10, 20, 41, tzinfo=now.tzinfo)
    same_minute = sent.replace(second=0)
    told = {"happened_at": same_minute, "late_reason": "늦음"}
    assert late_entry.moment(told, SimpleNamespace(sent_at=sent), (("sent_at", "발송일시"),)) == same_minute, (
        "people enter whole minutes"
    )


def test_the_page_says_from_when_on_the_reason_is_asked() -> None:
    assert LateEntry().fields["late_reason"].help_text == "30일이 지난 일이면 적으십시오."
