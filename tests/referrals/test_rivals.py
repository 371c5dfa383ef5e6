"""Twenty people at the same linkage in the same moment: one of them moves it, the others are told that they are late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from core import workdays
from core.errors import Conflict, DomainError
from core.models import Duty
from referrals.access import LINKAGE_ACCESS
from referrals.models import Linkage
from referrals.services.linkages import steps
from tests import cast as standing
from tests import make
from tests.rivals import together

ROUNDS, RIVALS = 50, 20


def _deeds(row: Linkage) -> list[Callable[[], Any]]:
    """Accept, decline and cancel, dealt out among twenty."""
    cast = standing.current()
    accepted = {"responsible": "남가상", "planned_start_on": workdays.seoul_today() + timedelta(days=1)}
    kinds: list[Callable[[], Any]] = [
        partial(steps.accept, actor=cast.health1.actor, linkage=row, data=accepted),
        partial(steps.decline, actor=cast.health1.actor, linkage=row, data={"decline_reason": "CAPACITY"}),
        partial(steps.cancel, actor=cast.social1.actor, linkage=row, data={"cancel_reason": "MISTAKE"}),
    ]
    return [kinds[index % len(kinds)] for index in range(RIVALS)]


@pytest.mark.django_db(transaction=True)
def test_one_of_twenty_moves_a_linkage_and_the_rest_are_late() -> None:
    case = make.case("FOLLOW_UP")
    ends = set()
    for turn in range(ROUNDS):
        row = make.linkage(case, "RECEIVED")
        deeds = _deeds(row)
        answers = together(*deeds[turn % 3 :], *deeds[: turn % 3])
        winners = [answer for answer in answers if not isinstance(answer, Exception)]
        losers = [answer for answer in answers if isinstance(answer, Exception)]
        assert len(winners) == 1, [repr(loser) for loser in losers]
        assert {type(loser) for loser in losers} == {Conflict}
        assert {loser.status for loser in losers if isinstance(loser, DomainError)} == {409}
        row.refresh_from_db()
        assert row.status == winners[0].status
        assert row.version == 2
        _is_seen_alike(row)
        ends.add(row.status)
    assert len(ends) > 1, "a race that always ends alike is none"


def _is_seen_alike(row: Linkage) -> None:
    """Both sides read the same state, and what is owed belongs to it alone."""
    cast = standing.current()
    for who in (cast.social1, cast.health1):
        assert LINKAGE_ACCESS.find(who.actor, "list", pk=row.pk).status == row.status
    kinds = set(Duty.objects.open().about("referrals.linkage", row.pk).values_list("kind", flat=True))
    expected = {
        "ACCEPTED": {"referrals.first_contact", "referrals.reply"},
        "DECLINED": {"referrals.find_other"},
        "CANCELLED": set(),
    }
    assert kinds == expected[row.status]
