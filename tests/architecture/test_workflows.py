"""Every machine is the one of the carried data, leads somewhere, and says who owes what in each state."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import models

from core import codes
from core.access import Access
from core.describe import document, relation_label
from core.duties import KINDS
from core.states import choices, states
from core.workflow import NEW, REGISTER, Unowed, Workflow, carried_rows

MACHINES = sorted(REGISTER)
machines = pytest.mark.parametrize("machine", MACHINES)

# A role of the data is a relation of the app; the part of a plan belongs to the profession that writes it.
ROLES = {
    "SOCIAL_WORKER": "social_worker",
    "NURSE": "nurse",
    "PHYSICIAN": "attending",
    "COORDINATOR": "coordinator",
    "PARTNER_STAFF": "receiver",
    "MH_MANAGER": "mh_manager",
    "CPO": "cpo",
    "DIRECTOR": "director",
    "OWNER": "owner",
    "AUTHOR": "drafter",
    "NEXT_APPROVER": "next_approver",
    "INSTRUCTOR": "instructor",
    "system": "system",
}
AUTHORS = {"SOCIAL_WORKER": "author", "NURSE": "author", "PHYSICIAN": "author", "system": "system"}
_ASKS = ROLES | {"PARTNER_STAFF": "sender"}  # there the agency asks
NAMES = {"PLAN_PART": AUTHORS, **dict.fromkeys(("AGENCY_REFERRAL", "EDUCATION_REQUEST", "ENROLMENT"), _ASKS)}


def _relations(machine: str, who: str) -> frozenset[str]:
    return frozenset(NAMES.get(machine, ROLES)[role] for role in who.split())


Row = tuple[str, frozenset[str], str, frozenset[str], str, str]


def _carried(machine: str) -> set[Row]:
    return {
        (
            row["action"],
            frozenset(row["from_states"].split()),
            row["to_state"],
            _relations(machine, row["who"]),
            row["action_ko"],
            row["side"],
        )
        for row in carried_rows()
        if row["machine"] == machine
    }


def _running(workflow: Workflow) -> set[Row]:
    return {(move.name, move.sources, move.target, move.by, move.label, move.side) for move in workflow.transitions}


def test_the_machines_of_discharge_care_and_of_referrals_run() -> None:
    assert {"AGENCY_REFERRAL", "CONSENT", "DISCHARGE", "FOLLOWUP", "LINKAGE", "PLAN_PART"} <= set(MACHINES)


@machines
def test_the_table_that_runs_is_the_carried_one(machine: str) -> None:
    carried, running = _carried(machine), _running(REGISTER[machine])
    assert running - carried == set(), "runs and is not carried"
    assert carried - running == set(), "is carried and does not run"


@machines
def test_no_move_stands_twice(machine: str) -> None:
    rows = [(move.name, source) for move in REGISTER[machine].transitions for source in move.sources]
    assert len(rows) == len(set(rows))


@machines
def test_states_and_their_names_are_the_carried_ones(machine: str) -> None:
    assert list(REGISTER[machine].states.choices) == choices(machine)


@machines
def test_the_stored_choices_are_the_states(machine: str) -> None:
    model = _access(machine).model
    status = model._meta.get_field("status")
    assert isinstance(status, models.CharField)
    assert list(status.choices or []) == choices(machine)


@machines
def test_every_state_can_be_reached(machine: str) -> None:
    workflow = REGISTER[machine]
    reached = {move.target for move in workflow.transitions if NEW in move.sources} | {states(machine)[0]}
    while True:
        further = reached | {move.target for move in workflow.transitions if move.sources & reached}
        if further == reached:
            break
        reached = further
    assert reached == set(workflow.states.values)


@machines
def test_every_state_that_is_no_end_has_a_way_out(machine: str) -> None:
    workflow = REGISTER[machine]
    left = {source for move in workflow.transitions if move.target not in move.sources for source in move.sources}
    assert set(workflow.states.values) - set(workflow.final) - left == set()


@machines
def test_in_every_state_somebody_owes_something_or_a_reason_is_written(machine: str) -> None:
    workflow = REGISTER[machine]
    assert set(workflow.clocks) == set(workflow.states.values) - set(workflow.final)
    for state, clock in workflow.clocks.items():
        words = clock.reason if isinstance(clock, Unowed) else clock
        assert words.strip(), state
    kinds = {clock for clock in workflow.clocks.values() if isinstance(clock, str)}
    assert kinds - set(KINDS) == set()


@machines
def test_who_moves_is_somebody_the_access_mapping_knows(machine: str) -> None:
    known = {*_access(machine).relations, "system"}
    assert {name for move in REGISTER[machine].transitions for name in move.by} - known == set()


@machines
def test_everybody_who_moves_has_a_name_in_korean(machine: str) -> None:
    for move in REGISTER[machine].transitions:
        for name in move.by:
            assert relation_label(name).strip()


@machines
def test_refusing_and_cancelling_ask_for_a_coded_reason(machine: str) -> None:
    for move in REGISTER[machine].transitions:
        coded = {name for name in move.requires if name.endswith("_reason")}
        if move.name in ("decline", "cancel", "request_cancel", "exclude", "close", "close_early") and machine in (
            "LINKAGE",
            "DISCHARGE",
            "AGENCY_REFERRAL",
        ):
            assert coded, f"{machine}.{move.name}"


def test_the_roles_of_the_data_are_roles_of_the_portal() -> None:
    roles = {role for row in carried_rows() if row["machine"] in REGISTER for role in row["who"].split()}
    # three of the data are no roles but relations (domain 2.0)
    assert roles - {code for code, _ in codes.choices("user_role")} == {"system", "OWNER", "AUTHOR", "NEXT_APPROVER"}


def _access(machine: str) -> Access[models.Model]:
    access = REGISTER[machine].access
    assert access is not None, f"{machine} is not bound"
    return access


def test_the_document_of_the_workflows_is_fresh() -> None:
    call_command("describe_workflows", check=True)


def test_a_stale_document_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stale = tmp_path / "workflows.md"
    stale.write_text(document().replace("동의 등록", "동의 받음"), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command("describe_workflows", check=True, to=str(stale))
    assert ended.value.code == 1
    call_command("describe_workflows", to=str(stale))
    call_command("describe_workflows", check=True, to=str(stale))
    assert (Path(settings.BASE_DIR) / "docs" / "workflows.md").read_text(encoding="utf-8") == document()
