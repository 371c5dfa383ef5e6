"""The figures of discharge care, on the two stories of the domain and rule by rule."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from core.indicators import INDICATORS, Figure, definitions
from discharge.models import DischargeCase, InstrumentResult, Readmission
from discharge.services import closing
from network.models import Consent
from network.services import clients, consents
from referrals.models import Linkage
from tests import make
from tests.cast import Cast
from tests.discharge.steps_of_care import LEFT, contact, discharged, in_vain, moment, row_of
from tests.discharge.test_closing import ending

KMBI_78 = {
    "hygiene": 5,
    "bathing": 4,
    "feeding": 10,
    "toilet": 8,
    "stairs": 5,
    "dressing": 8,
    "bowel": 10,
    "bladder": 8,
    "ambulation": 12,
    "transfer": 8,
}
ALWAYS = (date(2026, 1, 1), date(2027, 12, 31))


def figure(cast: Cast, code: str, period: tuple[date, date] = ALWAYS) -> Figure:
    return INDICATORS[code](cast.host.pk, *period)


def counts(cast: Cast, code: str, period: tuple[date, date] = ALWAYS) -> tuple[int, int | None]:
    found = figure(cast, code, period)
    return found.numerator, found.denominator


def kmbi(case: DischargeCase, total: int, on: str, **values: Any) -> InstrumentResult:
    return InstrumentResult.objects.create(
        case=case,
        instrument="KMBI",
        edition="1",
        rule_edition="1",
        answers={},
        total=total,
        measured_on=date.fromisoformat(on),
        measured_by=case.created_by,
        **values,
    )


def accepted(
    case: DischargeCase, receiver: Any, sent: str, taken: str, replied: str, due: str, **values: Any
) -> Linkage:
    return make.linkage(
        case,
        "COMPLETED",
        receiver,
        sent_at=moment(f"{sent} 09:00"),
        accepted_at=moment(f"{taken} 09:00"),
        replied_at=moment(f"{replied} 17:00"),
        reply_due_on=date.fromisoformat(due),
        **values,
    )


def test_every_figure_of_discharge_care_is_counted() -> None:
    assert {code for code in INDICATORS if code.startswith("D")} == {
        code for code, row in definitions().items() if row.app == "discharge"
    }


def test_without_anything_there_is_no_rate(cast: Cast) -> None:
    for code in INDICATORS:
        found = figure(cast, code)
        assert found.numerator == 0
        assert str(found.cell) == ("-" if definitions()[code].denominator else "0"), code


# --- the hip fracture, the whole way ------------------------------------------------------------------------------------


@pytest.fixture
def hip_fracture(cast: Cast) -> DischargeCase:
    case = discharged(cast)
    places = (cast.health1.institution, cast.welfare1.institution, cast.town1.institution)
    accepted(case, places[0], "2026-10-20", "2026-10-22", "2026-11-04", "2026-11-05", service="HOME_HEALTH")
    accepted(case, places[1], "2026-10-20", "2026-10-26", "2026-11-08", "2026-11-09", service="MEAL")
    accepted(case, places[2], "2026-10-21", "2026-10-23", "2026-11-06", "2026-11-06", service="INTEGRATED_CARE")
    kmbi(case, 52, "2026-10-23", is_at_discharge=True)
    checks = [{"linkage_id": row.pk, "use": "IN_USE"} for row in Linkage.objects.about(case.pk)[:2]]
    contact(cast, row_of(case, "1W"), "2026-10-30 10:00", service_checks=checks)
    in_vain(cast, row_of(case, "1M"), "2026-11-20 10:00")
    contact(cast, row_of(case, "1M"), "2026-11-23 10:00")
    contact(cast, row_of(case, "3M"), "2027-01-25 10:00", kmbi=KMBI_78)
    contact(cast, row_of(case, "6M"), "2027-04-23 10:00")
    with time_machine.travel("2027-04-26T10:00+09:00", tick=False):
        data = ending(case, "COMPLETED", unlinked_reason="")
        return closing.close(actor=cast.social1.actor, case=case, data=data)


@time_machine.travel("2027-04-26T11:00+09:00", tick=False)
def test_the_hip_fracture_story_counts_as_the_domain_says(cast: Cast, hip_fracture: DischargeCase) -> None:
    expected = {
        "D05": (1, 1, "100.0"),
        "D06": (3, None, "3"),
        "D07": (3, 3, "100.0"),
        "D08": (3, 3, "100.0"),
        "D09": (4, 4, "100.0"),
        "D10": (0, 1, "0.0"),
        "D13": (2, 3, "66.7"),
        "D15": (1, 1, "26.0"),
    }
    for code, (part, whole, value) in expected.items():
        found = figure(cast, code)
        assert (code, found.numerator, found.denominator, str(found.value)) == (code, part, whole, value)


# --- alcohol dependence, withdrawn later --------------------------------------------------------------------------------


def test_the_alcohol_story_counts_as_the_domain_says(cast: Cast) -> None:
    case = discharged(cast, date(2026, 11, 16), target_group="ALCOHOL_DEPENDENCE")
    make.linkage(case, "DRAFT")
    contact(cast, row_of(case, "1W"), "2026-11-23 10:00", alcohol_since="ONCE_TWICE")
    with time_machine.travel("2026-12-14T10:00+09:00", tick=False):
        for kind in ("COLLECT", "SENSITIVE", "PROGRAM"):
            consent = Consent.objects.get(client=case.client, consent_type=kind)
            consents.withdraw(actor=cast.social1.actor, consent=consent, withdrawn_at=timezone.now(), how="전화")
        assert counts(cast, "D09") == (1, 1)
        assert counts(cast, "D05") == (0, 1)
        assert (figure(cast, "D10").numerator, figure(cast, "D10").value) == (0, Decimal("0.0"))
        assert counts(cast, "D06") == (0, None)


# --- rule by rule -------------------------------------------------------------------------------------------------------


def test_screening_counts_persons_and_leaves_void_and_unfinished_out(cast: Cast) -> None:
    person = make.client_()
    make.case("CLOSED", client=person, admitted_on=make.days_ago(200))
    make.case("FOLLOW_UP", client=person)
    make.case("SCREENED")
    make.case("INELIGIBLE")
    make.case("VOID")
    period = (make.days_ago(0), make.days_ago(0))
    assert counts(cast, "D01", period) == (3, None)
    assert counts(cast, "D02", period) == (2, 3)
    assert counts(cast, "D01", (make.days_ago(9), make.days_ago(1))) == (0, None)


def test_consent_counts_by_the_day_of_the_answer(cast: Cast) -> None:
    make.case("PLANNED")
    make.case("CONSENT_REFUSED")
    make.case("CONSENT_PENDING")
    assert counts(cast, "D03", (make.days_ago(9), make.days_ago(8))) == (1, 2)
    assert counts(cast, "D03", (make.days_ago(8), make.days_ago(0))) == (0, 1)


def test_a_plan_counts_when_it_stood_on_the_day_of_discharge(cast: Cast) -> None:
    make.case("FOLLOW_UP")
    make.case("FOLLOW_UP", discharged_on=make.days_ago(5), plan_after_discharge=True)
    make.case("FOLLOW_UP", consented_on=make.days_ago(3))
    period = (make.days_ago(20), make.days_ago(0))
    assert counts(cast, "D04", period) == (1, 2)


def test_other_hospitals_do_not_count(cast: Cast, hip_fracture: DischargeCase) -> None:
    with time_machine.travel("2027-06-01T10:00+09:00", tick=False):
        for code, indicator in INDICATORS.items():
            assert indicator(cast.hospital2.institution.pk, *ALWAYS).numerator == 0, code


@pytest.mark.parametrize(
    ("status", "part", "whole"),
    [
        ("ACCEPTED", 1, 1),
        ("STOPPED", 1, 1),
        ("DECLINED", 0, 1),
        ("NO_RESPONSE", 0, 1),
        ("SENT", 0, 0),
        ("RECEIVED", 0, 0),
        ("CANCELLED", 0, 0),
        ("WITHDRAWN", 0, 0),
    ],
)
def test_acceptance_counts_what_was_answered_or_is_past_its_limit(
    cast: Cast, status: str, part: int, whole: int
) -> None:
    values = {"sent_at": timezone.now()} if status == "CANCELLED" else {}
    make.linkage(None, status, **values)
    assert counts(cast, "D07", (make.days_ago(5), make.days_ago(0))) == (part, whole)


def test_a_reply_after_its_limit_is_late_and_one_before_the_limit_is_not_counted_yet(cast: Cast) -> None:
    case = discharged(cast)
    place = cast.health1.institution
    accepted(case, place, "2026-10-20", "2026-10-22", "2026-11-06", "2026-11-05")
    with time_machine.travel("2026-11-05T23:00+09:00", tick=False):
        assert counts(cast, "D08") == (0, 0)
    with time_machine.travel("2026-11-06T00:00+09:00", tick=False):
        assert counts(cast, "D08") == (0, 1)
    with time_machine.travel("2026-11-10T00:00+09:00", tick=False):
        accepted(case, place, "2026-10-20", "2026-10-22", "2026-11-05", "2026-11-05")
        assert counts(cast, "D08") == (1, 2)


def test_who_died_before_the_limit_leaves_the_reply_rate(cast: Cast) -> None:
    case = discharged(cast)
    linkage = accepted(case, None, "2026-10-20", "2026-10-22", "2026-11-04", "2026-11-05")
    Linkage.objects.filter(pk=linkage.pk).update(status="STOPPED", replied_at=None, stop_reason="DECEASED")
    type(case.client).objects.filter(pk=case.client_id).update(deceased_on=date(2026, 11, 1))
    with time_machine.travel("2026-12-01T00:00+09:00", tick=False):
        assert counts(cast, "D08") == (0, 0)


def test_late_and_early_contacts_are_counted_apart_from_those_inside_the_window(cast: Cast) -> None:
    case = discharged(cast)
    contact(cast, row_of(case, "1W"), "2026-10-25 10:00")
    contact(cast, row_of(case, "1M"), "2026-11-23 10:00")
    with time_machine.travel("2026-12-10T10:00+09:00", tick=False):
        found = figure(cast, "D09")
    assert (found.numerator, found.denominator, found.notes) == (1, 2, {"outside": 1})


def test_a_window_counts_in_the_month_in_which_it_ends(cast: Cast) -> None:
    case = discharged(cast)
    contact(cast, row_of(case, "1W"), "2026-10-30 10:00")
    with time_machine.travel("2026-11-20T10:00+09:00", tick=False):
        assert counts(cast, "D09", (date(2026, 10, 1), date(2026, 10, 31))) == (0, 0)
        assert counts(cast, "D09", (date(2026, 11, 1), date(2026, 11, 30))) == (1, 1)


def test_a_window_closed_in_hospital_leaves_the_rate(cast: Cast) -> None:
    case = discharged(cast)
    stay = {"hospital_name": "가상병원", "admitted_on": date(2026, 10, 26), "readmission_type": "PLANNED"}
    in_vain(cast, row_of(case, "1W"), "2026-10-28 10:00", "HOSPITALIZED", readmissions=[stay])
    with time_machine.travel("2026-11-10T10:00+09:00", tick=False):
        assert counts(cast, "D09", (date(2026, 10, 1), date(2026, 11, 10))) == (0, 0)


def test_a_window_that_closed_without_a_contact_counts_against_us(cast: Cast) -> None:
    discharged(cast)
    with time_machine.travel("2026-11-03T00:00+09:00", tick=False):
        assert counts(cast, "D09", (date(2026, 10, 1), date(2026, 11, 10))) == (0, 1)


def test_lost_counts_by_the_day_of_closing_among_the_cases_in_care(cast: Cast) -> None:
    lost, _other = discharged(cast), discharged(cast)
    with time_machine.travel("2026-12-05T10:00+09:00", tick=False):
        closing.close(actor=cast.social1.actor, case=lost, data=ending(lost))
    assert counts(cast, "D10", (date(2026, 12, 1), date(2026, 12, 31))) == (1, 2)
    assert counts(cast, "D10", (date(2026, 11, 1), date(2026, 11, 30))) == (0, 2)
    assert counts(cast, "D10", (date(2027, 1, 1), date(2027, 1, 31))) == (0, 1)


@pytest.mark.parametrize(
    ("day", "kind", "part"),
    [
        (0, "UNPLANNED_SAME", 0),
        (1, "UNPLANNED_SAME", 1),
        (30, "UNPLANNED_OTHER", 1),
        (31, "UNPLANNED_OTHER", 0),
        (10, "PLANNED", 0),
        (10, "TRANSFER", 0),
        (10, "UNKNOWN", 0),
    ],
)
def test_readmission_is_unplanned_and_on_day_1_to_30(cast: Cast, day: int, kind: str, part: int) -> None:
    case = discharged(cast)
    for name in ("가상병원", "다른병원"):
        Readmission.objects.create(
            case=case,
            hospital_name=name,
            admitted_on=LEFT + timedelta(days=day),
            readmission_type=kind,
            recorded_by=cast.social1.user,
        )
    assert counts(cast, "D11") == (part, 1)


def test_a_new_case_through_the_emergency_room_is_a_readmission_here(cast: Cast) -> None:
    case = discharged(cast)
    make.case("SCREENED", client=case.client, admitted_on=LEFT + timedelta(days=12), admit_route="ED")
    assert counts(cast, "D11") == (1, 1)


def test_readmission_is_preliminary_for_thirty_days_and_leaves_acute_hospitals_out(cast: Cast) -> None:
    case = discharged(cast)
    period = (date(2026, 10, 1), date(2026, 10, 31))
    with time_machine.travel("2026-11-30T10:00+09:00", tick=False):
        assert figure(cast, "D11", period).is_preliminary
    with time_machine.travel("2026-12-01T10:00+09:00", tick=False):
        assert not figure(cast, "D11", period).is_preliminary
    DischargeCase.objects.filter(pk=case.pk).update(disposition="ACUTE_HOSPITAL")
    assert counts(cast, "D11", period) == (0, 0)


def test_an_emergency_visit_told_at_a_follow_up_counts(cast: Cast) -> None:
    case = discharged(cast)
    contact(cast, row_of(case, "1W"), "2026-10-30 10:00", ed_visit=True, ed_visit_on=date(2026, 10, 28))
    assert counts(cast, "D12") == (1, 1)


def test_function_gained_needs_both_scores_and_a_living_person(cast: Cast) -> None:
    cases = [discharged(cast) for _ in range(3)]
    for case, after in zip(cases, (60, 73, 90), strict=True):
        kmbi(case, 50, "2026-10-22", is_at_discharge=True)
        row = contact(cast, row_of(case, "3M"), "2027-01-25 10:00")
        kmbi(case, after, "2027-01-25", follow_up=row)
    kmbi(discharged(cast), 99, "2027-01-25", follow_up=row_of(cases[0], "3M"))
    with time_machine.travel("2027-01-26T10:00+09:00", tick=False):
        clients.record_death(actor=cast.social1.actor, client=cases[2].client, on=date(2027, 1, 26), source="가족")
    found = figure(cast, "D15")
    assert (found.numerator, found.value) == (2, Decimal("16.5"))


def test_satisfaction_is_the_mean_of_means_of_valid_answers(cast: Cast) -> None:
    case = discharged(cast)
    for answers in ({"a": 5, "b": 4, "c": None}, {"a": 3, "b": 3, "c": 4}, {"a": 1, "b": None, "c": None}):
        InstrumentResult.objects.create(
            case=case,
            instrument="SAT5",
            edition="1",
            rule_edition="1",
            answers=answers,
            measured_on=date(2026, 12, 1),
            measured_by=case.created_by,
        )
    found = figure(cast, "D14")
    assert (found.numerator, found.value) == (2, Decimal("3.92"))


def test_added_linkages_were_first_created_after_discharge(cast: Cast) -> None:
    case = discharged(cast)
    for created, sent in (("2026-10-23", "2026-10-26"), ("2026-10-24", "2026-10-26"), ("2026-11-02", "2026-12-02")):
        make.linkage(case, "SENT", created_at=moment(f"{created} 09:00"), sent_at=moment(f"{sent} 09:00"))
    assert counts(cast, "D16") == (2, None)
    assert counts(cast, "D16", (date(2026, 10, 1), date(2026, 10, 31))) == (1, None)
