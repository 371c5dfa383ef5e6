"""Longer care after a re-assessment, and a closed case taken up again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from core.errors import Conflict, Forbidden, Invalid
from core.models import AuditEntry, Duty
from discharge.models import DischargeCase
from discharge.services import aftercare, cases, followups
from network.services import clients
from tests import make
from tests.cast import Cast
from tests.discharge.steps_of_care import contact, discharged, row_of
from tests.discharge.test_closing import close

FROM = date(2027, 5, 7)  # end of the six-month window


def reassessed(cast: Cast, at: str = "2027-05-03") -> DischargeCase:
    """A case near its end whose re-assessment is finished."""
    case = discharged(cast)
    with time_machine.travel(f"{at}T09:00+09:00", tick=False):
        moment = make.at(date.fromisoformat(at))
        make.assessment(case, round="REASSESS", assessed_on=date.fromisoformat(at), finished_at=moment)
    return DischargeCase.objects.get(pk=case.pk)


def extend(cast: Cast, case: DischargeCase, at: str = "2027-05-04", **values: Any) -> DischargeCase:
    data = {"follow_until": date(2027, 8, 7), "reason": "혼자 지내며 낙상이 있었습니다."} | values
    with time_machine.travel(f"{at}T10:00+09:00", tick=False):
        return cases.step("extend", actor=cast.coordinator1.actor, case=case, data=data)


def test_an_extension_adds_three_months_and_a_contact_before_its_end(cast: Cast) -> None:
    case = reassessed(cast)
    assert case.follow_until == FROM
    assert aftercare.default_extension(case) == date(2027, 8, 7)
    longer = extend(cast, case)
    assert (longer.status, longer.follow_until, longer.extensions) == ("FOLLOW_UP", date(2027, 8, 7), 1)
    row = case.followups.get(step="EXTRA")
    assert (str(row), row.due_on, row.window_to) == ("연장 1차", date(2027, 7, 24), date(2027, 7, 31))
    assert Duty.objects.open().filter(kind="discharge.follow_up", object_id=str(row.pk)).exists()


def test_the_days_of_further_contacts_may_be_named(cast: Cast) -> None:
    case = reassessed(cast)
    extend(cast, case, extra_on=[date(2027, 6, 7), date(2027, 7, 26)])
    assert [str(row.due_on) for row in case.followups.filter(step="EXTRA")] == ["2027-06-07", "2027-07-26"]
    with pytest.raises(Invalid) as refused:
        extend(cast, case, follow_until=date(2027, 11, 7), extra_on=[date(2027, 12, 1)])
    assert "extra_on" in refused.value.errors


def test_without_a_recent_reassessment_there_is_no_extension(cast: Cast) -> None:
    with pytest.raises(Invalid, match="재평가"):
        extend(cast, discharged(cast))


def test_a_reassessment_counts_for_thirty_days_or_until_a_new_plan(cast: Cast) -> None:
    case = reassessed(cast, "2027-03-01")
    with time_machine.travel("2027-03-10T09:00+09:00", tick=False):
        plan = make.plan(case, is_signed=True, is_approved=True)
        plan.approved_at = make.at(date(2027, 3, 9))
        plan.save()
    with pytest.raises(Invalid, match="재평가"):
        extend(cast, case, "2027-05-04")
    assert extend(cast, case, "2027-03-31").extensions == 1


def test_twice_and_no_more(cast: Cast) -> None:
    case = reassessed(cast)
    extend(cast, case)
    extend(cast, case, "2027-05-05", follow_until=date(2027, 11, 7))
    with pytest.raises(Invalid, match="2번까지"):
        extend(cast, case, "2027-05-06", follow_until=date(2028, 2, 7))


def test_the_new_end_lies_behind_the_old_one_and_the_reason_is_kept(cast: Cast) -> None:
    case = reassessed(cast)
    with pytest.raises(Invalid) as refused:
        extend(cast, case, follow_until=FROM)
    assert "follow_until" in refused.value.errors
    with pytest.raises(Invalid) as refused:
        extend(cast, case, reason="")
    assert "reason" in refused.value.errors
    extend(cast, case)
    assert AuditEntry.objects.get(verb="discharge.extend").reason == "혼자 지내며 낙상이 있었습니다."


def test_only_the_coordinator_extends(cast: Cast) -> None:
    case = reassessed(cast)
    with pytest.raises(Forbidden):
        cases.step(
            "extend", actor=cast.social1.actor, case=case, data={"follow_until": date(2027, 8, 7), "reason": "필요"}
        )


# --- again ------------------------------------------------------------------------------------------------------------


def reopen(cast: Cast, case: DischargeCase, at: str, reason: str = "다시 도움이 필요합니다.") -> DischargeCase:
    with time_machine.travel(f"{at}T10:00+09:00", tick=False):
        return cases.step("reopen", actor=cast.coordinator1.actor, case=case, data={"reason": reason})


def test_a_closed_case_is_taken_up_again_and_history_keeps_both(cast: Cast) -> None:
    case = discharged(cast)
    contact(cast, row_of(case, "1W"), "2026-10-30 10:00")
    close(cast, case, "2026-11-10")
    again = reopen(cast, case, "2026-11-20")
    assert (again.status, again.closed_on, again.close_reason) == ("FOLLOW_UP", None, "")
    assert [row.status for row in case.followups.all()] == ["DONE", "CANCELLED", "CANCELLED", "CANCELLED"]
    entry = AuditEntry.objects.get(verb="discharge.reopen")
    assert entry.changes["before"]["close_reason"] == "LOST"
    assert entry.changes["before"]["closed_on"] == "2026-11-10"
    with time_machine.travel("2026-11-20T11:00+09:00", tick=False):
        row = followups.add_extra(actor=cast.social1.actor, case=again, due_on=date(2026, 11, 27), reason="재개")
    assert row.status == "SCHEDULED"


def test_after_ninety_days_it_is_too_late(cast: Cast) -> None:
    case = discharged(cast)
    close(cast, case, "2026-11-10")
    with pytest.raises(Invalid, match="90일"):
        reopen(cast, case, "2027-02-09")
    assert reopen(cast, case, "2027-02-08").status == "FOLLOW_UP"


def test_a_case_taken_up_after_its_period_has_a_new_end(cast: Cast) -> None:
    case = discharged(cast)
    close(cast, case, "2027-04-20")
    assert reopen(cast, case, "2027-06-30").follow_until == date(2027, 9, 30)


@pytest.mark.parametrize("reason", ["", " "])
def test_taking_up_again_needs_a_reason(cast: Cast, reason: str) -> None:
    case = discharged(cast)
    close(cast, case, "2026-11-10")
    with pytest.raises(Invalid):
        reopen(cast, case, "2026-11-20", reason)


def test_neither_the_dead_nor_the_never_discharged_nor_those_without_consent(cast: Cast) -> None:
    dead = make.case("FOLLOW_UP")
    clients.record_death(actor=cast.social1.actor, client=dead.client, on=make.days_ago(1), source="가족")
    early = make.case("CLOSED", discharged_on=None)
    refused = make.case("CLOSED")
    refused.client.consents.filter(consent_type="PROGRAM").delete()
    for case, text in ((dead, "사망"), (early, "퇴원 전"), (refused, "동의")):
        with pytest.raises(Invalid, match=text):
            cases.step("reopen", actor=cast.coordinator1.actor, case=case, data={"reason": "다시"})


def test_only_the_coordinator_takes_up_again_and_only_what_is_closed(cast: Cast) -> None:
    closed = make.case("CLOSED")
    with pytest.raises(Forbidden):
        cases.step("reopen", actor=cast.social1.actor, case=closed, data={"reason": "다시"})
    with pytest.raises(Conflict):
        cases.step("reopen", actor=cast.coordinator1.actor, case=make.case("FOLLOW_UP"), data={"reason": "다시"})
    closed.refresh_from_db()
    assert closed.status == "CLOSED"
    assert closed.closed_on == make.days_ago(1)
