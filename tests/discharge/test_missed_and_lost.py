"""When nobody is reached, the rows say so by themselves and somebody is asked to decide."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from core import sweeps, workdays
from core.errors import Invalid
from core.models import Duty
from discharge.models import DischargeCase
from discharge.services import aftercare
from tests.cast import Cast
from tests.discharge.steps_of_care import contact, discharged, in_vain, row_of


def sweep(at: str) -> None:
    with time_machine.travel(f"{at}+09:00", tick=False):
        sweeps.run_all(timezone.now())


def owed(case: DischargeCase) -> set[str]:
    return set(Duty.objects.open().filter(root_id=str(case.pk)).values_list("kind", flat=True))


def test_a_row_is_missed_one_working_day_after_its_window_has_closed(cast: Cast) -> None:
    """The window ends on Monday 11-02; on Tuesday what was done may still be written down."""
    case = discharged(cast)
    sweep("2026-11-03T23:59")
    assert row_of(case, "1W").status == "SCHEDULED"
    sweep("2026-11-04T00:05")
    assert row_of(case, "1W").status == "MISSED"
    assert not Duty.objects.open().filter(kind="discharge.follow_up", object_id=str(row_of(case, "1W").pk)).exists()
    before = row_of(case, "1W").version
    sweep("2026-11-04T00:10")
    assert row_of(case, "1W").version == before


def test_two_missed_in_a_row_offer_the_case_for_closing_as_lost(cast: Cast) -> None:
    case = discharged(cast)
    sweep("2026-11-04T00:05")
    assert "discharge.offer_lost" not in owed(case)
    sweep("2026-12-02T00:05")
    assert [row.status for row in case.followups.all()] == ["MISSED", "MISSED", "SCHEDULED", "SCHEDULED"]
    duty = Duty.objects.open().get(kind="discharge.offer_lost", object_id=str(case.pk))
    assert (duty.person_id, workdays.last_day_of(duty.due_at)) == (cast.social1.pk, date(2026, 12, 9))


def test_a_case_offered_as_lost_shows_its_worker_the_way_on(cast: Cast) -> None:
    case = discharged(cast)
    page, keep = f"/discharge/cases/{case.pk}/", f"/discharge/cases/{case.pk}/aftercare/keep/"
    assert keep not in cast.social1.client().get(page).text
    sweep("2026-11-04T00:05")
    sweep("2026-12-02T00:05")
    browser = cast.social1.client()
    assert keep in browser.get(page).text
    assert browser.get(keep).status_code == 200
    assert browser.post(keep, {"reason": "이웃과 연락됨"}).status_code == 302
    assert "discharge.offer_lost" not in owed(case)
    assert keep not in browser.get(page).text


def test_a_contact_between_two_missed_rows_starts_the_count_anew(cast: Cast) -> None:
    case = discharged(cast)
    sweep("2026-11-04T00:05")
    contact(cast, row_of(case, "1M"), "2026-11-23 10:00")
    sweep("2027-02-15T00:05")
    assert row_of(case, "3M").status == "MISSED"
    assert "discharge.offer_lost" not in owed(case)


def test_reaching_the_person_after_all_drops_the_offer(cast: Cast) -> None:
    case = discharged(cast)
    sweep("2026-12-02T00:05")
    assert "discharge.offer_lost" in owed(case)
    contact(cast, row_of(case, "3M"), "2027-01-25 10:00")
    assert "discharge.offer_lost" not in owed(case)


def test_a_window_that_closed_while_in_hospital_is_not_a_step_to_lost(cast: Cast) -> None:
    case = discharged(cast)
    stay = {"hospital_name": "가상병원", "admitted_on": date(2026, 10, 26), "readmission_type": "PLANNED"}
    row = in_vain(cast, row_of(case, "1W"), "2026-10-28 10:00", "HOSPITALIZED", readmissions=[stay])
    sweep("2026-11-04T00:05")
    assert row_of(case, "1W").status == "SUSPENDED"
    with time_machine.travel("2026-11-05T09:00+09:00", tick=False):
        aftercare.step("resume", actor=cast.social1.actor, follow_up=row)
    sweep("2026-12-02T00:05")
    assert [row.status for row in case.followups.all()][:2] == ["MISSED", "MISSED"]
    assert "discharge.offer_lost" not in owed(case)


def test_before_its_window_closes_a_row_is_not_missed_by_hand(cast: Cast) -> None:
    case = discharged(cast)
    with time_machine.travel("2026-10-30T10:00+09:00", tick=False), pytest.raises(Invalid, match="기간"):
        aftercare.step("miss", actor=cast.social1.actor, follow_up=row_of(case, "1W"))


def test_after_the_last_row_somebody_closes_or_extends(cast: Cast) -> None:
    case = discharged(cast)
    for step, at in (("1W", "2026-10-30"), ("1M", "2026-11-23"), ("3M", "2027-01-25")):
        contact(cast, row_of(case, step), f"{at} 10:00")
    assert "discharge.close_or_extend" not in owed(case)
    contact(cast, row_of(case, "6M"), "2027-04-23 10:00")
    assert owed(case) == {"discharge.close_or_extend"}


def test_the_end_of_the_period_asks_once(cast: Cast) -> None:
    case = discharged(cast)
    DischargeCase.objects.filter(pk=case.pk).update(follow_until=date(2026, 11, 10))
    sweep("2026-11-10T23:50")
    assert "discharge.close_or_extend" not in owed(case)
    sweep("2026-11-11T00:05")
    sweep("2026-11-11T00:10")
    assert Duty.objects.filter(kind="discharge.close_or_extend", object_id=str(case.pk)).count() == 1
