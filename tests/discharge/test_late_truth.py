"""A true fact that is written down late counts for the round whose window held it; nothing later is completed by it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from core import sweeps
from core.errors import Conflict, Invalid
from core.indicators import INDICATORS
from core.models import AuditEntry, Duty
from discharge.models import DischargeCase, FollowUp
from discharge.services import contacts
from tests.cast import Cast
from tests.discharge.api_calls import case_url, post
from tests.discharge.steps_of_care import answers, contact, discharged, in_vain, row_of

LEFT = date(2026, 11, 19)  # 1W: Monday 11-23 to Sunday 11-29; 1M: 12-12 to 12-26
FRIDAY = "2026-11-27 15:00"
PERIOD = (date(2026, 11, 1), date(2026, 12, 31))


def sweep(at: str) -> None:
    with time_machine.travel(f"{at}+09:00", tick=False):
        sweeps.run_all(timezone.now())


def typed(cast: Cast, row: FollowUp, at: str, now: str, **values: Any) -> FollowUp:
    """The social worker writes down at `now` a contact of `at`."""
    with time_machine.travel(f"{now}+09:00", tick=False):
        return contacts.record_contact(actor=cast.social1.actor, follow_up=row, data=answers(at, **values))


@pytest.fixture
def case(cast: Cast) -> DischargeCase:
    """Left on 11-19; the clock has said of the first round that it was missed."""
    made = discharged(cast, LEFT)
    sweep("2026-12-01T00:05")
    assert [row.status for row in made.followups.all()] == ["MISSED", "SCHEDULED", "SCHEDULED", "SCHEDULED"]
    return made


def test_the_sweep_leaves_the_working_day_after_the_window(cast: Cast) -> None:
    made = discharged(cast, LEFT)
    sweep("2026-11-30T23:59")
    assert row_of(made, "1W").status == "SCHEDULED"
    sweep("2026-12-01T00:05")
    assert row_of(made, "1W").status == "MISSED"


@pytest.mark.parametrize("screen", ["1M", "3M", "1W"])
def test_the_call_of_friday_counts_for_the_week_that_was_swept(cast: Cast, case: DischargeCase, screen: str) -> None:
    kept = typed(cast, row_of(case, screen), FRIDAY, "2026-12-01 09:00")
    assert (kept.step, kept.status, kept.timing) == ("1W", "DONE", "IN")
    assert (kept.entered_on, kept.is_late_entry) == (date(2026, 12, 1), True)
    assert [row.status for row in case.followups.all()] == ["DONE", "SCHEDULED", "SCHEDULED", "SCHEDULED"]
    with time_machine.travel("2026-12-05T10:00+09:00", tick=False):
        figure = INDICATORS["D09"](cast.host.pk, *PERIOD)
    assert (figure.numerator, figure.denominator) == (1, 1)


def test_a_second_call_of_that_week_is_one_more_call_and_eats_no_later_round(cast: Cast, case: DischargeCase) -> None:
    typed(cast, row_of(case, "1M"), FRIDAY, "2026-12-01 09:00", pain=3)
    again = typed(cast, row_of(case, "1M"), "2026-11-26 15:00", "2026-12-01 09:10", pain=9, note="딸과 통화")
    assert (again.step, again.pain, again.attempts.count()) == ("1W", 3, 2)
    assert [row.status for row in case.followups.all()] == ["DONE", "SCHEDULED", "SCHEDULED", "SCHEDULED"]
    assert AuditEntry.objects.filter(verb="followup.note", object_id=str(again.pk)).count() == 1


def test_an_attempt_entered_late_stays_with_its_missed_round_and_opens_nothing(cast: Cast, case: DischargeCase) -> None:
    row = typed(cast, row_of(case, "1M"), FRIDAY, "2026-12-01 09:00", result="NO_ANSWER", spoke_with="")
    assert (row.step, row.status, row.attempts.get().result) == ("1W", "MISSED", "NO_ANSWER")
    assert not Duty.objects.open().filter(object_id=str(row.pk), object_kind="discharge.followup").exists()
    assert not row_of(case, "1M").attempts.exists()


def test_a_round_to_come_is_completed_early_only_when_the_worker_says_so(cast: Cast, case: DischargeCase) -> None:
    """12-08 lies in no window, nearer to 1개월 than to 1주."""
    with pytest.raises(Invalid, match="기간보다 앞섭니다") as refused:
        contact(cast, row_of(case, "1M"), "2026-12-08 10:00")
    assert list(refused.value.errors) == ["is_for_this"]
    assert row_of(case, "1M").status == "SCHEDULED"
    kept = contact(cast, row_of(case, "1M"), "2026-12-08 10:00", is_for_this=True)
    assert (kept.step, kept.status, kept.timing) == ("1M", "DONE", "EARLY")


def test_after_the_window_it_counts_late_for_the_round_before(cast: Cast, case: DischargeCase) -> None:
    kept = contact(cast, row_of(case, "1M"), "2026-12-01 10:00")
    assert (kept.step, kept.status, kept.timing, kept.is_late_entry) == ("1W", "DONE", "LATE", False)


def test_the_offer_to_close_as_lost_stays_only_while_two_in_a_row_are_missed(cast: Cast, case: DischargeCase) -> None:
    sweep("2026-12-29T00:05")
    offer = Duty.objects.open().filter(kind="discharge.offer_lost", object_id=str(case.pk))
    assert offer.exists()
    typed(cast, row_of(case, "3M"), FRIDAY, "2026-12-29 09:00", late_reason="외근 뒤 입력")
    assert not offer.exists()


def test_what_was_cancelled_with_the_case_takes_no_call(cast: Cast, case: DischargeCase) -> None:
    row = row_of(case, "1M")
    FollowUp.objects.filter(pk=row.pk).update(status="CANCELLED")
    with pytest.raises(Conflict):
        contact(cast, row, "2026-12-14 10:00")


@time_machine.travel("2026-12-01T09:00+09:00", tick=False)
def test_the_page_offers_the_late_entry_and_says_afterwards_what_it_was(cast: Cast, case: DischargeCase) -> None:
    row, browser = row_of(case, "1W"), cast.social1.client()
    page = f"/discharge/cases/{case.pk}/"
    assert "늦게 적기" in browser.get(page).text
    assert "미실시로 넘어간 회차입니다." in browser.get(f"{page}followups/{row.pk}/").text
    sent = {
        "result": "DONE", "contacted_at": "2026-11-27T15:00", "method": "PHONE", "spoke_with": "SELF",
        "ed_visit": "no", "readmitted": "no", "new_need": "no", "version": row.version,
        "readmissions-TOTAL_FORMS": "1", "readmissions-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert browser.post(f"{page}followups/{row.pk}/", sent).status_code == 302
    assert "늦은 입력" in browser.get(page).text


@time_machine.travel("2026-12-01T09:00+09:00", tick=False)
def test_the_api_counts_alike(cast: Cast, case: DischargeCase) -> None:
    body = {
        "result": "DONE", "contacted_at": "2026-11-27T15:00:00+09:00", "method": "PHONE", "spoke_with": "SELF",
        "ed_visit": False, "readmitted": False, "new_need": False,
    }  # fmt: skip
    answer = post(cast.social1, case_url(case, f"followups/{row_of(case, '1M').pk}/contact/"), body)
    assert answer.status_code == 200, answer.content.decode()
    assert (answer.json()["step"], answer.json()["is_late_entry"]) == ("1W", True)
    early = body | {"contacted_at": "2026-11-22T10:00:00+09:00"}
    assert post(cast.social1, case_url(case, f"followups/{row_of(case, '3M').pk}/contact/"), early).status_code == 400


# --- when to try again ------------------------------------------------------------------------------------------------


def test_after_a_call_in_vain_on_friday_the_next_day_is_no_sunday(cast: Cast) -> None:
    """The window of 1주 ends on Sunday 11-29: Friday is its last working day."""
    row = in_vain(cast, row_of(discharged(cast, LEFT), "1W"), "2026-11-27 10:00")
    assert row.action_on == date(2026, 11, 27)
    earlier = in_vain(cast, row_of(discharged(cast, LEFT), "1W"), "2026-11-26 10:00")
    assert earlier.action_on == date(2026, 11, 27)


def test_the_day_agreed_is_a_working_day(cast: Cast) -> None:
    row = row_of(discharged(cast, LEFT), "1W")
    with pytest.raises(Invalid, match="근무일"):
        in_vain(cast, row, "2026-11-24 10:00", "POSTPONED", again_on=date(2026, 11, 28))
    kept = in_vain(cast, row, "2026-11-24 10:00", "POSTPONED", again_on=date(2026, 11, 27))
    assert kept.action_on == date(2026, 11, 27)
