"""Every move of a follow-up, and the moves of a case that belong to aftercare, for every relation and state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core import workdays
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Forbidden, NotVisible
from discharge.models import DischargeCase, FollowUp
from discharge.workflow import DISCHARGE, FOLLOWUP, CaseStatus, FollowUpStatus
from tests import make
from tests.cast import Cast

PEOPLE = {
    "social_worker": "social1",
    "nurse": "nurse1",
    "attending": "doctor1",
    "coordinator": "coordinator1",
    "colleague": "social2",
}
STRANGERS = ("hospital2", "health1", "mhmanager1", "regional1", "doctor2", "cpo1", "admin1", "monitor1")
OURS = ("discharge", "discharge_early", "extend", "close", "close_early", "close_by_event", "reopen")


def actor_of(cast: Cast, relation: str) -> Actor:
    return SYSTEM if relation == "system" else getattr(cast, PEOPLE[relation]).actor


def followup_data() -> dict[str, Any]:
    return {
        "contacted_at": make.at(make.days_ago(1)),
        "method": "PHONE",
        "result": "DONE",
        "spoke_with": "SELF",
        "timing": "IN",
        "reason": "사유",
    }


def a_row(status: str, move: str) -> FollowUp:
    """A row whose window has closed, so that no rule but the table stands against a move."""
    case = make.case("CLOSED" if move == "cancel" else "FOLLOW_UP", admitted_on=make.days_ago(60))
    return make.followup(case, status=status, due_on=make.days_ago(20), suspended_from=None)


FOLLOWUP_MOVES = [row.name for row in FOLLOWUP.transitions]


@pytest.mark.parametrize("relation", [*PEOPLE, "system"])
@pytest.mark.parametrize("move", FOLLOWUP_MOVES)
def test_a_follow_up_moves_only_as_its_table_says(cast: Cast, move: str, relation: str) -> None:
    (transition,) = FOLLOWUP.named(move)
    data = followup_data() | ({"result": "NO_ANSWER"} if move == "attempt" else {})
    for status in FollowUpStatus.values:
        row = a_row(status, move)
        actor = actor_of(cast, relation)
        if relation not in transition.by:
            with pytest.raises(Forbidden):
                FOLLOWUP.fire(row, move, actor=actor, data=data)
        elif status not in transition.sources:
            with pytest.raises(Conflict):
                FOLLOWUP.fire(row, move, actor=actor, data=data)
        else:
            assert FOLLOWUP.fire(row, move, actor=actor, data=data).status == transition.target
            continue
        assert FollowUp.objects.get(pk=row.pk).status == status


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize("move", FOLLOWUP_MOVES)
def test_a_follow_up_does_not_exist_for_strangers(cast: Cast, move: str, stranger: str) -> None:
    row = a_row("SCHEDULED", move)
    with pytest.raises(NotVisible):
        FOLLOWUP.fire(row, move, actor=getattr(cast, stranger).actor, data=followup_data())


def case_data() -> dict[str, Any]:
    today = workdays.seoul_today()
    return {
        "discharged_on": today,
        "disposition": "HOME",
        "reason": "사유",
        "follow_until": today + timedelta(days=400),
        "close_reason": "CLIENT_REFUSED",
        "summary": "요약",
        "unlinked_reason": "NOT_WISHED",
    }


def a_case(status: str) -> DischargeCase:
    case = make.case(status)
    make.assessment(case, round="REASSESS")
    return case


@pytest.mark.parametrize("relation", [*PEOPLE, "system"])
@pytest.mark.parametrize("move", OURS)
def test_a_case_leaves_and_ends_only_as_its_table_says(cast: Cast, move: str, relation: str) -> None:
    (transition,) = DISCHARGE.named(move)
    for status in CaseStatus.values:
        case = a_case(status)
        actor = actor_of(cast, relation)
        if relation not in transition.by:
            with pytest.raises(Forbidden):
                DISCHARGE.fire(case, move, actor=actor, data=case_data())
        elif status not in transition.sources:
            with pytest.raises(Conflict):
                DISCHARGE.fire(case, move, actor=actor, data=case_data())
        else:
            assert DISCHARGE.fire(case, move, actor=actor, data=case_data()).status == transition.target
            continue
        assert DischargeCase.objects.get(pk=case.pk).status == status


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize("move", OURS)
def test_a_case_does_not_exist_for_strangers(cast: Cast, move: str, stranger: str) -> None:
    case = a_case("FOLLOW_UP")
    with pytest.raises(NotVisible):
        DISCHARGE.fire(case, move, actor=getattr(cast, stranger).actor, data=case_data())
