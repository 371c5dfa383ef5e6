"""In hospital again: all rounds of the case wait and its team hears of it; back home they go on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from core import sweeps
from core.errors import Invalid
from core.indicators import INDICATORS
from core.models import Duty, Message
from discharge.models import DischargeCase, Readmission
from discharge.services import admissions, aftercare
from network.models import ChartNumber
from tests import make
from tests.cast import Cast
from tests.discharge.screening_data import registered
from tests.discharge.steps_of_care import contact, discharged, in_vain, row_of

LEFT, BACK = date(2026, 9, 10), date(2026, 9, 28)
STAY = {"hospital_name": "가상병원", "admitted_on": BACK, "readmission_type": "UNPLANNED_SAME"}


def states(case: DischargeCase) -> list[str]:
    return [row.status for row in case.followups.all()]


def told(case: DischargeCase) -> set[int | None]:
    return set(
        Message.objects.filter(values__number=case.number, template="notice").values_list("recipient", flat=True)
    )


@pytest.fixture
def case(cast: Cast) -> DischargeCase:
    """Left on 09-10, reached in the first week."""
    made = discharged(cast, LEFT, client=make.client_(chart_no="90000777"))
    contact(cast, row_of(made, "1W"), "2026-09-17 10:00")
    return made


HELD = ["DONE", "SUSPENDED", "SUSPENDED", "SUSPENDED"]


def test_a_call_that_finds_the_person_in_hospital_holds_every_later_round(cast: Cast, case: DischargeCase) -> None:
    row = in_vain(cast, row_of(case, "1M"), "2026-10-05 10:00", "HOSPITALIZED", readmissions=[STAY])
    assert (row.step, row.suspended_from) == ("1M", BACK)
    assert states(case) == HELD
    assert told(case) == {cast.nurse1.pk, cast.doctor1.pk}
    assert not Duty.objects.open().filter(kind="discharge.follow_up", root_id=str(case.pk)).exists()


def test_a_stay_without_an_end_that_is_told_holds_them_too_and_one_that_is_over_does_not(
    cast: Cast, case: DischargeCase
) -> None:
    over = discharged(cast, LEFT)
    ended = STAY | {"discharged_on": date(2026, 10, 2)}
    contact(cast, row_of(over, "1M"), "2026-10-08 10:00", readmitted=True, readmissions=[ended])
    contact(cast, row_of(case, "1M"), "2026-10-08 10:00", readmitted=True, readmissions=[STAY])
    assert states(case) == ["DONE", "DONE", "SUSPENDED", "SUSPENDED"]
    assert states(over) == ["SCHEDULED", "DONE", "SCHEDULED", "SCHEDULED"]


@time_machine.travel("2026-09-29T10:00+09:00", tick=False)
def test_a_new_case_of_the_same_person_here_holds_the_earlier_one(cast: Cast, case: DischargeCase) -> None:
    new = registered(cast, client=case.client, admitted_on=BACK)
    assert (new.previous_case_id, states(case)) == (case.pk, HELD)
    assert row_of(case, "1M").suspended_from == BACK
    assert told(case) == {cast.nurse1.pk, cast.doctor1.pk}


@time_machine.travel("2026-09-29T10:00+09:00", tick=False)
def test_a_new_line_of_the_admission_list_holds_them_and_its_discharge_lets_them_go_on(
    cast: Cast, case: DischargeCase
) -> None:
    client = case.client
    assert ChartNumber.objects.filter(client=client, number="90000777").exists()
    data = {
        "chart_no": "90000777", "name": client.name, "birth_date": client.birth_date, "sex": client.sex,
        "admitted_on": BACK, "ward": "51병동", "department": "정형외과", "diagnosis": "폐렴",
    }  # fmt: skip
    line = admissions.add_admission(actor=cast.nurse1.actor, data=data)
    assert states(case) == HELD
    with time_machine.travel("2026-10-06T10:00+09:00", tick=False):
        admissions.update_admission(actor=cast.nurse1.actor, admission=line, data={"discharged_on": date(2026, 10, 5)})
        assert states(case) == ["DONE", "SCHEDULED", "SCHEDULED", "SCHEDULED"]
        assert row_of(case, "1M").suspended_to == date(2026, 10, 5)
        admissions.update_admission(actor=cast.nurse1.actor, admission=line, data={"ward": "52병동"})
    assert states(case) == ["DONE", "SCHEDULED", "SCHEDULED", "SCHEDULED"]


def test_somebody_else_with_that_birth_date_is_not_touched(cast: Cast, case: DischargeCase) -> None:
    other = discharged(cast, LEFT, client=make.client_())
    assert states(other) == ["SCHEDULED"] * 4
    with time_machine.travel("2026-09-29T10:00+09:00", tick=False):
        registered(cast, client=case.client, admitted_on=BACK)
    assert states(other) == ["SCHEDULED"] * 4


def test_back_home_all_rounds_go_on_and_the_stay_has_its_end(cast: Cast, case: DischargeCase) -> None:
    in_vain(cast, row_of(case, "1M"), "2026-10-05 10:00", "HOSPITALIZED", readmissions=[STAY])
    with time_machine.travel("2026-10-12T10:00+09:00", tick=False):
        early = {"home_on": date(2026, 9, 27)}
        with pytest.raises(Invalid) as refused:
            aftercare.step("resume", actor=cast.nurse1.actor, follow_up=row_of(case, "3M"), data=early)
        assert list(refused.value.errors) == ["home_on"]
        home = {"home_on": date(2026, 10, 9)}
        aftercare.step("resume", actor=cast.nurse1.actor, follow_up=row_of(case, "3M"), data=home)
    assert states(case) == ["DONE", "SCHEDULED", "SCHEDULED", "SCHEDULED"]
    assert {row.suspended_to for row in case.followups.all()[1:]} == {date(2026, 10, 9)}
    assert Readmission.objects.get(case=case).discharged_on == date(2026, 10, 9)
    assert row_of(case, "1M").action_on == date(2026, 10, 12)
    assert cast.social1.pk in told(case)


def test_pressed_on_one_round_it_holds_for_all(cast: Cast, case: DischargeCase) -> None:
    page = f"/discharge/followups/{row_of(case, '6M').pk}/act/"
    with time_machine.travel("2026-10-05T10:00+09:00", tick=False):
        browser = cast.social1.client()
        assert browser.post(f"{page}suspend/", {"from_on": "2026-09-01", "reason": ""}).status_code == 400
        assert browser.post(f"{page}suspend/", {"from_on": "2026-09-28", "reason": ""}).status_code == 302
        assert states(case) == HELD
        assert browser.post(f"{page}resume/", {"home_on": "2026-10-02"}).status_code == 302
    assert states(case) == ["DONE", "SCHEDULED", "SCHEDULED", "SCHEDULED"]


def test_a_window_that_lay_wholly_in_hospital_leaves_the_figure_however_late_it_is_told(
    cast: Cast, case: DischargeCase
) -> None:
    """1개월 (10-03 to 10-17) was swept; only then somebody tells that they lie in hospital since 09-28."""
    with time_machine.travel("2026-10-20T00:05+09:00", tick=False):
        sweeps.run_all(timezone.now())
    assert row_of(case, "1M").status == "MISSED"
    period = (date(2026, 10, 1), date(2026, 10, 31))
    with time_machine.travel("2026-10-21T10:00+09:00", tick=False):
        assert INDICATORS["D09"](cast.host.pk, *period).denominator == 1
    in_vain(cast, row_of(case, "3M"), "2026-10-20 10:00", "HOSPITALIZED", readmissions=[STAY])
    assert states(case) == ["DONE", "MISSED", "SUSPENDED", "SUSPENDED"]
    with time_machine.travel("2026-10-21T10:00+09:00", tick=False):
        assert INDICATORS["D09"](cast.host.pk, *period).denominator == 0


def test_of_seven_discharges_five_count_and_two_came_back(cast: Cast) -> None:
    """One went to another acute hospital, one died in the ward; a planned stay and one on day 31 are none of D11."""
    people = [discharged(cast, LEFT) for _ in range(6)]
    make.case("CLOSED", admitted_on=date(2026, 9, 1), discharged_on=LEFT, disposition="DEATH", close_reason="DECEASED")
    DischargeCase.objects.filter(pk=people[5].pk).update(disposition="ACUTE_HOSPITAL")
    told_of: list[tuple[DischargeCase, dict[str, Any]]] = [
        (people[0], STAY),
        (people[1], STAY | {"admitted_on": date(2026, 9, 15), "readmission_type": "UNPLANNED_OTHER"}),
        (people[2], STAY | {"readmission_type": "PLANNED"}),
        (people[3], STAY | {"admitted_on": date(2026, 10, 11)}),
    ]
    for one, stay in told_of:
        in_vain(cast, row_of(one, "1M"), "2026-10-12 10:00", "HOSPITALIZED", readmissions=[stay])
    make.case("SCREENED", client=people[0].client, admitted_on=BACK, admit_route="ED", previous_case=people[0])
    with time_machine.travel("2026-12-01T10:00+09:00", tick=False):
        figure = INDICATORS["D11"](cast.host.pk, date(2026, 9, 1), date(2026, 9, 30))
    assert (figure.numerator, figure.denominator) == (2, 5)
    for one, _ in told_of:
        assert set(states(one)) == {"SUSPENDED"}
