"""The engine of every machine: the order of its answers, its lock, its effects, its clocks."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.actor import SYSTEM
from core.duties import KINDS
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.models import AuditEntry, Duty
from core.workflow import Workflow
from discharge.models import DischargeCase
from tests import make
from tests.cast import Cast, current
from tests.core.machine import ASK, ASSESS, machine, statements
from tests.rivals import together


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (ASK, ASSESS):
        monkeypatch.setitem(KINDS, kind.code, kind)


@pytest.fixture
def trial() -> Workflow:
    return machine()


def test_a_stranger_is_told_that_the_row_is_not_there(cast: Cast, trial: Workflow) -> None:
    case = make.case("SCREENED")
    for name in ("ask", "consent", "void"):
        with pytest.raises(NotVisible):
            trial.fire(case, name, actor=cast.hospital2.actor)


def test_a_row_that_is_gone_is_not_there(cast: Cast, trial: Workflow) -> None:
    case = make.case("SCREENED")
    case.pk = make.client_().pk
    with pytest.raises(NotVisible):
        trial.fire(case, "ask", actor=cast.social1.actor)


def test_a_colleague_is_told_who_may_before_anything_else_is_asked(cast: Cast, trial: Workflow) -> None:
    case = make.case("ASSESSING")  # also the wrong state, a stale version, and nothing filled in
    with pytest.raises(Forbidden) as refused:
        trial.fire(case, "ask", actor=cast.social2.actor, version=99)
    assert refused.value.owners == ["담당: 박가상"]
    assert refused.value.about == case


def test_the_wrong_state_is_told_before_what_is_missing(cast: Cast, trial: Workflow) -> None:
    case = make.case("ASSESSING")
    with pytest.raises(Conflict, match="평가 중"):
        trial.fire(case, "ask", actor=cast.social1.actor)


def test_a_stale_version_is_told_before_what_is_missing(cast: Cast, trial: Workflow) -> None:
    case = make.case("SCREENED")
    with pytest.raises(Conflict):
        trial.fire(case, "ask", actor=cast.social1.actor, version=case.version + 1)


def test_what_is_missing_is_told_by_its_name(cast: Cast, trial: Workflow) -> None:
    case = make.case("SCREENED")
    with pytest.raises(Invalid) as refused:
        trial.fire(case, "ask", actor=cast.social1.actor, version=case.version)
    assert list(refused.value.errors) == ["reason"]
    with pytest.raises(Invalid):
        trial.fire(case, "ask", actor=cast.social1.actor, data={"reason": ""})


def test_a_rule_that_stands_against_it_is_asked_last_and_stores_nothing(cast: Cast, trial: Workflow) -> None:
    asked: list[str] = []

    @trial.guard("ask")
    def _never(row: DischargeCase, data: Any, actor: Any) -> str | None:
        asked.append(row.status)
        return "지금은 할 수 없습니다."

    case = make.case("SCREENED")
    with pytest.raises(Invalid):
        trial.fire(case, "ask", actor=cast.social1.actor)
    assert asked == []
    with pytest.raises(Invalid, match="지금은 할 수 없습니다"):
        trial.fire(case, "ask", actor=cast.social1.actor, reason="요청")
    case.refresh_from_db()
    assert (case.status, case.version, AuditEntry.objects.count()) == ("SCREENED", 1, 0)


def test_a_move_stores_the_state_the_version_the_record_and_the_clock(cast: Cast, trial: Workflow) -> None:
    case = make.case("SCREENED")
    moved = trial.fire(case, "ask", actor=cast.social1.actor, reason="본인 요청")
    assert (moved.status, moved.version) == ("CONSENT_PENDING", 2)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.action, entry.reason) == ("trial.ask", "UPDATE", "본인 요청")
    assert (entry.object_kind, entry.object_id) == ("discharge.dischargecase", str(case.pk))
    assert entry.persons == [case.client_id]
    assert entry.changes == {"status": ["SCREENED", "CONSENT_PENDING"]}
    duty = Duty.objects.get()
    assert (duty.kind, duty.person, duty.is_clock, duty.done_at) == ("tests.ask", cast.social1.user, True, None)


def test_the_clock_of_the_state_that_is_left_is_closed_by_who_moved(cast: Cast, trial: Workflow) -> None:
    case = make.case("SCREENED")
    trial.fire(case, "ask", actor=cast.social1.actor, reason="요청")
    other = make.duty(object_kind="discharge.dischargecase", object_id=str(case.pk), kind="tests.other")
    trial.fire(case, "consent", actor=cast.social1.actor)
    asked = Duty.objects.get(kind="tests.ask")
    assert (asked.done_by, asked.outcome) == (cast.social1.user, "DONE")
    assert Duty.objects.open().get(kind="tests.assess").person == cast.nurse1.user
    other.refresh_from_db()
    assert other.done_at is None


def test_a_move_that_stays_keeps_its_clock(cast: Cast, trial: Workflow) -> None:
    case = make.case("SCREENED")
    trial.fire(case, "ask", actor=cast.social1.actor, reason="요청")
    trial.fire(case, "note", actor=cast.social1.actor)
    assert Duty.objects.open().get().opened_at == Duty.objects.get().opened_at
    assert AuditEntry.objects.filter(verb="trial.note").exists()


def test_an_effect_changes_the_row_and_is_on_record_and_what_follows_sees_it_stored(
    cast: Cast, trial: Workflow
) -> None:
    seen: list[str] = []

    @trial.effect("ask")
    def _mark(row: DischargeCase, data: Any, actor: Any) -> dict[str, str]:
        row.ward = data["ward"]
        return {"ward": row.ward}

    @trial.after("ask")
    def _look(row: DischargeCase, data: Any, actor: Any) -> None:
        seen.append(DischargeCase.objects.get(pk=row.pk).ward)

    trial.fire(make.case("SCREENED"), "ask", actor=cast.social1.actor, data={"ward": "52병동", "reason": "이동"})
    assert seen == ["52병동"]
    assert AuditEntry.objects.get().changes["ward"] == "52병동"


def test_what_fails_afterwards_takes_the_whole_move_back(cast: Cast, trial: Workflow) -> None:
    @trial.after("ask")
    def _fail(row: DischargeCase, data: Any, actor: Any) -> None:
        raise Invalid("뒤늦게 막힘")

    case = make.case("SCREENED")
    with pytest.raises(Invalid):
        trial.fire(case, "ask", actor=cast.social1.actor, reason="요청")
    case.refresh_from_db()
    assert case.status == "SCREENED"
    assert not AuditEntry.objects.exists()
    assert not Duty.objects.exists()


def test_a_step_may_be_entered_for_the_other_side_only_by_whom_the_mapping_names(cast: Cast, trial: Workflow) -> None:
    case = make.case("CONSENT_PENDING")
    with pytest.raises(Forbidden):
        trial.fire(case, "answer", actor=cast.social1.actor)
    with pytest.raises(Forbidden):
        trial.fire(case, "answer", actor=cast.coordinator1.actor, on_behalf_of="agency")
    with pytest.raises(KeyError):
        trial.fire(case, "answer", actor=cast.social1.actor, on_behalf_of="chief")
    assert trial.fire(case, "answer", actor=cast.social1.actor, on_behalf_of="agency").status == "ASSESSING"


def test_the_system_makes_only_its_own_moves(cast: Cast, trial: Workflow) -> None:
    case = make.case("CONSENT_PENDING")
    with pytest.raises(Forbidden):
        trial.fire(case, "consent", actor=SYSTEM)
    assert trial.fire(case, "expire", actor=SYSTEM).status == "VOID"
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.roles) == (None, ["system"])


def test_the_buttons_are_the_moves_of_this_state_and_this_person(cast: Cast, trial: Workflow) -> None:
    @trial.guard("ask")
    def _never(row: DischargeCase, data: Any, actor: Any) -> str | None:
        return "선별이 끝나지 않았습니다."

    case = make.case("SCREENED")
    mine = trial.available(case, {"worker"}, cast.social1.actor)
    assert [(act.name, act.label, act.blocked) for act in mine] == [("ask", "묻기", "선별이 끝나지 않았습니다.")]
    assert [act.name for act in trial.available(case, {"chief"}, cast.coordinator1.actor)] == ["void"]
    assert trial.available(case, {"colleague"}, cast.social2.actor) == []


def test_a_start_stores_what_its_effect_did_and_records_it(cast: Cast, trial: Workflow) -> None:
    @trial.effect("begin")
    def _number(row: DischargeCase, data: Any, actor: Any) -> dict[str, str]:
        row.ward = "53병동"
        return {"ward": row.ward}

    stored = make.case()
    fresh = DischargeCase.objects.get(pk=stored.pk)
    fresh.pk, fresh.number, fresh.admitted_on = make.client_().pk, "D-2026-77777", make.days_ago(3)
    trial.start(fresh, "begin", actor=cast.social1.actor)
    assert DischargeCase.objects.get(number="D-2026-77777").ward == "53병동"
    assert AuditEntry.objects.get(action="CREATE").changes == {"status": ["", "SCREENED"], "ward": "53병동"}


def test_nobody_registers_what_they_could_not_see(cast: Cast, trial: Workflow) -> None:
    fresh = DischargeCase.objects.get(pk=make.case().pk)
    fresh.pk, fresh.number, fresh.admitted_on = make.client_().pk, "D-2026-77778", make.days_ago(3)
    with pytest.raises(Forbidden):
        trial.start(fresh, "begin", actor=cast.hospital2.actor)
    assert not DischargeCase.objects.filter(number="D-2026-77778").exists()


def test_a_rule_for_an_unknown_move_is_a_fault_of_ours(trial: Workflow) -> None:
    with pytest.raises(ValueError, match="no move"):
        trial.guard("fly")(lambda row, data, actor: None)


def test_a_move_has_one_effect(trial: Workflow) -> None:
    trial.effect("ask")(lambda row, data, actor: None)
    with pytest.raises(ValueError, match="already"):
        trial.effect("ask")(lambda row, data, actor: None)


def test_a_move_with_clock_record_and_reminders_costs_at_most_nine_statements(cast: Cast, trial: Workflow) -> None:
    case = make.case("SCREENED")
    trial.fire(case, "ask", actor=cast.social1.actor, reason="요청")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        trial.fire(case, "consent", actor=cast.social1.actor)
    assert len(statements(captured)) <= 9, "\n".join(statements(captured))


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_moves_and_the_other_is_told(trial: Workflow) -> None:

    cast = current()
    case = make.case("SCREENED")
    deeds = [lambda: trial.fire(case, "ask", actor=cast.social1.actor, reason="요청") for _ in range(4)]
    answers = together(*deeds)
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict"] * 3 + ["DischargeCase"]
    case.refresh_from_db()
    assert case.version == 2
    assert AuditEntry.objects.filter(verb="trial.ask").count() == 1
    assert Duty.objects.open().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_move_waits_for_who_holds_the_row_and_then_asks_again(trial: Workflow) -> None:

    cast = current()
    case = make.case("SCREENED")
    answers = []

    def second() -> None:
        answers.extend(together(lambda: trial.fire(case, "ask", actor=cast.social1.actor, reason="요청")))

    with transaction.atomic():
        trial.fire(case, "void", actor=cast.coordinator1.actor, reason="잘못 등록")
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(timeout=0.3)
        assert waiting.is_alive(), "it did not wait for the lock"
    waiting.join(timeout=10)
    assert [type(answer) for answer in answers] == [Conflict]
