"""The figures of agencies' referrals: answered in time, days to receipt, by whom they were sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from core.indicators import INDICATORS
from tests import make
from tests.cast import Cast
from tests.referrals.agency_steps import drafted, walk
from tests.referrals.conftest import at

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Wednesday, 4 November 2026."""
    with time_machine.travel(at(11, 4), tick=False) as traveller:
        yield traveller


def test_a_referral_with_a_pause_is_answered_by_its_own_limit(cast: Cast, clock: time_machine.Traveller) -> None:
    """Received on the 5th, four days of waiting for a supplement, answered on the 18th: the limit is the 23rd."""
    row = walk(cast, drafted(cast), "submit")
    clock.move_to(at(11, 5))
    row = walk(cast, row, "receive")
    clock.move_to(at(11, 6))
    row = walk(cast, row, "ask_more")
    clock.move_to(at(11, 10))
    row = walk(cast, row, "resubmit", "receive", "accept", "assign", "start")
    clock.move_to(at(11, 18))
    row = walk(cast, row, "reply")
    assert row.reply_due_on == date(2026, 11, 23)
    clock.move_to(at(11, 23, 23))
    assert INDICATORS["R12"](cast.host.pk, *YEAR).denominator == 0, "its limit has not passed"
    clock.move_to(at(11, 24))
    answered, taken = (INDICATORS[code](cast.host.pk, *YEAR) for code in ("R12", "R13"))
    assert (answered.numerator, answered.denominator) == (1, 1)
    assert (taken.numerator, taken.cell.text) == (1, "1.0")
    assert INDICATORS["R12"](cast.host.pk, date(2026, 11, 23), date(2026, 11, 23)).denominator == 1, "by its limit"
    assert INDICATORS["R13"](cast.host.pk, date(2026, 11, 5), date(2026, 11, 5)).denominator == 1, "by the receipt"


def test_a_refusal_in_time_is_an_answer_and_who_waits_for_the_agency_is_not_late(
    cast: Cast, clock: time_machine.Traveller
) -> None:
    walk(cast, drafted(cast), "submit", "receive", "decline")
    waiting = walk(cast, drafted(cast), "submit", "receive", "ask_more")
    walk(cast, drafted(cast), "submit", "receive")
    clock.move_to(at(11, 19))
    found = INDICATORS["R12"](cast.host.pk, *YEAR)
    assert (found.numerator, found.denominator) == (1, 2), "the third was never answered"
    assert waiting not in INDICATORS["R12"].source((cast.host.pk,), *YEAR).behind("whole")


def test_the_figures_are_parted_by_agency_and_show_what_was_asked_and_given(cast: Cast) -> None:
    """Twelve of the health centre, of which six were given something and six refused; six of the welfare centre wait."""
    day = at(11, 2)
    for _ in range(6):
        make.agency_reply(make.agency_referral("REPLIED", submitted_at=day, received_at=day))
        refused = make.agency_referral("DECLINED", submitted_at=day, received_at=day, accepted_at=None)
        make.agency_reply(refused, result="OTHER")
        make.agency_referral("SUBMITTED", by=cast.welfare1, submitted_at=day)
    found = cast.coordinator1.api().get("/api/v1/figures/referrals/").json()
    assert found["by"] == "agency"
    (line,) = found["lines"]
    assert line["name"] == cast.health1.institution.name
    assert {cell["title"]: cell["text"] for cell in line["cells"]} == {
        "기관 의뢰 회신율": "-",
        "기관 의뢰 접수 소요일": "0.0",
    }
    (chart,) = [one for one in found["charts"] if one["code"] == "delivered"]
    assert chart["heads"] == ["요청", "수락", "제공"]
    assert {row["name"]: row["texts"] for row in chart["rows"]} == {
        "보건소": ["12", "6", "6"],
        "복지관": ["6", "0", "0"],
    }
    page = cast.coordinator1.client().get("/figures/referrals/").content.decode()
    assert "의뢰기관별 실적" in page
    assert "요청과 제공" in page
