"""Every move of a case and of a plan part, asked by everybody, from the table that runs."""

from __future__ import annotations

from typing import Any

import pytest

from core.actor import SYSTEM, Actor
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.workflow import Transition
from discharge.access import CASE, PART
from discharge.models import DischargeCase, PlanPart
from discharge.services import cases
from discharge.workflow import DISCHARGE, PLAN_PART, CaseStatus
from tests import make
from tests.cast import Cast
from tests.discharge.screening_data import stay

STOPPED = "시험에서 멈춤"
# who stands how to the cases of the builders; None: not at all
RELATIONS = {
    "social1": "social_worker",
    "nurse1": "nurse",
    "doctor1": "attending",
    "coordinator1": "coordinator",
    "social2": "colleague",
    "doctor2": None,
    "hospital2": None,
    "regional1": None,
    "health1": None,
    "cpo1": None,
    "director1": None,
    "monitor1": None,
}
MOVES = [
    pytest.param(row, source, id=f"{row.name}-{source}")
    for row in DISCHARGE.transitions
    for source in sorted(row.sources)
    if source != "-"
]


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every move stops at its guards: whoever meets them was let through."""
    for machine in (DISCHARGE, PLAN_PART):
        for row in machine.transitions:
            monkeypatch.setitem(machine._guards, row.name, [lambda *_: STOPPED])


def _filled(row: Transition) -> dict[str, Any]:
    return dict.fromkeys(row.requires, "x")


def _answer(machine: Any, thing: Any, row: Transition, actor: Actor) -> str:
    try:
        machine.fire(thing, row.name, actor=actor, data=_filled(row))
    except Invalid as error:
        return "guard" if error.detail == STOPPED else error.detail
    except (Forbidden, NotVisible) as error:
        return type(error).__name__
    return "done"


@pytest.mark.usefixtures("stop")
@pytest.mark.parametrize(("row", "source"), MOVES)
def test_a_move_of_a_case_is_made_by_whom_the_table_names(cast: Cast, row: Transition, source: str) -> None:
    case = make.case(source)
    found = {who: _answer(DISCHARGE, case, row, getattr(cast, who).actor) for who in RELATIONS}
    found["system"] = _answer(DISCHARGE, case, row, SYSTEM)
    expected = {
        who: "guard" if relation in row.by else "Forbidden" if relation else "NotVisible"
        for who, relation in {**RELATIONS, "system": "system"}.items()
    }
    assert found == expected
    assert DischargeCase.objects.get(pk=case.pk).status == source


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row.name) for row in DISCHARGE.transitions if "-" not in row.sources]
)
def test_a_move_waits_for_its_state(cast: Cast, row: Transition) -> None:
    """In every state that the table does not name, the answer is a conflict and nothing changes."""
    sources = {source for item in DISCHARGE.named(row.name) for source in item.sources}
    actor = (
        SYSTEM if row.by == {"system"} else cast.coordinator1.actor if "coordinator" in row.by else cast.social1.actor
    )
    for status in ("SCREENED", "CONSENT_PENDING", "FOLLOW_UP", "CLOSED", "VOID"):
        if status not in sources:
            case = make.case(status)
            with pytest.raises(Conflict):
                DISCHARGE.fire(case, row.name, actor=actor, data=_filled(row))
            assert DischargeCase.objects.get(pk=case.pk).status == status


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in DISCHARGE.transitions if row.requires])
def test_a_move_asks_for_what_it_needs(cast: Cast, row: Transition) -> None:
    case = make.case(min(row.sources))
    relation = "system" if row.by == {"system"} else "coordinator" if "coordinator" in row.by else "social_worker"
    actor = {"system": SYSTEM, "coordinator": cast.coordinator1.actor, "social_worker": cast.social1.actor}[relation]
    with pytest.raises(Invalid) as refusal:
        DISCHARGE.fire(case, row.name, actor=actor, data=dict.fromkeys(row.requires, ""))
    assert set(refusal.value.errors) == set(row.requires)


def test_a_stale_version_is_told_before_anything_else_is_asked(cast: Cast) -> None:
    case = make.case("SCREENED")
    with pytest.raises(Conflict):
        cases.step("qualify", actor=cast.social1.actor, case=case, version=case.version + 1)


def test_the_buttons_are_the_moves_that_the_relation_may_make(cast: Cast) -> None:
    for status in CaseStatus.values:
        case = make.case(status)
        for who, relation in RELATIONS.items():
            actor = getattr(cast, who).actor
            relations = CASE.relations_of(actor, case)
            shown = {action.name for action in DISCHARGE.available(case, relations, actor)}
            expected = {row.name for row in DISCHARGE.transitions if status in row.sources and relation in row.by}
            assert shown == expected, (status, who)


def test_registering_is_for_social_workers_and_nurses_of_the_programme(cast: Cast) -> None:
    (row,) = DISCHARGE.named("screen")
    for who, relation in RELATIONS.items():
        member = getattr(cast, who)
        if relation in row.by or who in ("social2", "hospital2"):
            continue  # theirs to do; walked through in the stories
        with pytest.raises(Forbidden):
            cases.screen(actor=member.actor, client=make.client_(), data=stay(cast))


# --- parts of the plan -----------------------------------------------------------------------------------------------

AUTHORS = {"DOCTOR": "doctor1", "NURSE": "nurse1", "SOCIAL": "social1"}
READERS = ("social1", "nurse1", "doctor1", "coordinator1")


@pytest.mark.usefixtures("stop")
@pytest.mark.parametrize("kind", AUTHORS)
@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in PLAN_PART.transitions])
def test_a_part_is_signed_by_its_author(cast: Cast, row: Transition, kind: str) -> None:
    case = make.case("PLANNING" if row.name == "sign" else "PLANNED")
    part = PlanPart.objects.get(plan__case=case, kind=kind)
    found = {who: _answer(PLAN_PART, part, row, getattr(cast, who).actor) for who in RELATIONS}
    expected = dict.fromkeys(RELATIONS, "NotVisible") | dict.fromkeys(READERS, "Forbidden") | {AUTHORS[kind]: "guard"}
    assert found == expected
    assert _answer(PLAN_PART, part, row, SYSTEM) == ("guard" if "system" in row.by else "Forbidden")


def test_a_further_member_writes_the_part_of_their_profession(cast: Cast) -> None:
    case = make.case("PLANNING")
    make.team_member(case, cast.social2)
    social, nurse = (PlanPart.objects.get(plan__case=case, kind=kind) for kind in ("SOCIAL", "NURSE"))
    assert PART.allows("edit", PART.relations_of(cast.social2.actor, social))
    assert not PART.allows("edit", PART.relations_of(cast.social2.actor, nurse))
