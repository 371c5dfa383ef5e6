"""Deciding on candidates: ward referrals, leaving out, taking back, making a case."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.models import AuditEntry
from discharge.models import Admission, DischargeCase
from discharge.services import admissions, cases, registering, selection_rules
from tests import make
from tests.cast import Cast
from tests.discharge.test_selection_rules import patient


def test_a_ward_referral_makes_a_candidate_whom_no_rule_found(cast: Cast) -> None:
    row = admissions.refer_from_ward(
        actor=cast.doctor1.actor, data=patient(diagnosis="폐렴", kcd_code="J18.9", ward_note="혼자 지냄")
    )
    assert row.is_candidate
    assert row.rule_hits == [{"rule": 0, "label": "병동 의뢰", "why": "혼자 지냄", "target_group": ""}]


def test_a_ward_referral_marks_the_row_of_the_list_and_opens_it_again(cast: Cast) -> None:
    row = admissions.add_admission(actor=cast.social1.actor, data=patient())
    admissions.dismiss(actor=cast.social1.actor, admission=row, reason="NO_NEED")
    again = admissions.refer_from_ward(actor=cast.nurse1.actor, data=patient(name="다른 이름", ward_note="재평가 부탁"))
    assert again.pk == row.pk
    assert again.name == "김가상"
    assert again.dismissed_at is None
    assert again.referred_by_ward


def test_a_ward_referral_with_somebody_elses_chart_number_is_refused(cast: Cast) -> None:
    admissions.add_admission(actor=cast.social1.actor, data=patient())
    with pytest.raises(Invalid) as refusal:
        admissions.refer_from_ward(
            actor=cast.nurse1.actor, data=patient(birth_date=make.days_ago(20000), ward_note="의뢰")
        )
    assert "chart_no" in refusal.value.errors


def test_a_partner_cannot_refer(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        admissions.refer_from_ward(actor=cast.welfare1.actor, data=patient(ward_note="의뢰"))


def test_leaving_somebody_out_needs_a_reason_and_other_needs_words(cast: Cast) -> None:
    row = make.admission()
    for reason, text, field in (("", "", "reason"), ("NO_SUCH", "", "reason"), ("OTHER", " ", "text")):
        with pytest.raises(Invalid) as refusal:
            admissions.dismiss(actor=cast.social1.actor, admission=row, reason=reason, text=text)
        assert field in refusal.value.errors
    done = admissions.dismiss(actor=cast.social1.actor, admission=row, reason="OTHER", text="가족이 돌봄")
    assert (done.dismissed_reason, done.dismissed_text) == ("OTHER", "가족이 돌봄")
    assert AuditEntry.objects.filter(verb="admission.dismiss", object_id=str(row.pk)).count() == 1


def test_a_dismissal_is_taken_back_on_the_same_day_only(cast: Cast) -> None:
    with time_machine.travel("2026-12-07T23:30:00+09:00", tick=False):
        row = make.admission()
        admissions.dismiss(actor=cast.social1.actor, admission=row, reason="NO_NEED")
        assert admissions.restore(actor=cast.nurse1.actor, admission=row).dismissed_at is None
        admissions.dismiss(actor=cast.social1.actor, admission=row, reason="NO_NEED")
    with time_machine.travel("2026-12-08T00:10:00+09:00", tick=False), pytest.raises(Invalid):
        admissions.restore(actor=cast.nurse1.actor, admission=row)


def test_several_are_left_out_row_by_row(cast: Cast) -> None:
    rows = [make.admission(name="김가상"), make.admission()]
    admissions.dismiss(actor=cast.social1.actor, admission=rows[1], reason="DEATH")
    foreign = make.admission(hospital=cast.hospital2.institution)
    found = admissions.dismiss_many(
        actor=cast.social1.actor, ids=[rows[0].pk, rows[1].pk, foreign.pk, "x"], reason="SHORT_STAY"
    )
    assert [(one.label, one.done) for one in found] == [
        ("김*상 님", True),
        ("환자", False),
        ("환자", False),
        ("환자", False),
    ]
    foreign.refresh_from_db()
    assert foreign.dismissed_at is None


def test_somebody_at_another_hospital_does_not_see_the_row(cast: Cast) -> None:
    row = make.admission()
    with pytest.raises(NotVisible):
        admissions.dismiss(actor=cast.hospital2.actor, admission=row, reason="NO_NEED")


def test_selecting_makes_a_case_with_what_the_list_knows(cast: Cast) -> None:
    selection_rules.default_rules(cast.host)
    row = admissions.add_admission(actor=cast.social1.actor, data=full_patient())
    case = registering.register(actor=cast.social1.actor, admission=row, data={"attending": cast.doctor1.user})
    row.refresh_from_db()
    assert row.case == case
    assert case.client.name == "김가상"
    assert case.client.chart_numbers.get().number == "90000001"
    assert (case.target_group, case.referred_by) == ("FRAGILITY_FRACTURE_65", "RULE")
    assert "65세 이상 노인골절" in case.rule_hits
    assert not Admission.objects.candidates().filter(pk=row.pk).exists()


def test_selecting_twice_is_a_conflict_but_a_repeated_request_is_not(cast: Cast) -> None:
    row = admissions.add_admission(actor=cast.social1.actor, data=full_patient())
    data = {"attending": cast.doctor1.user, "target_group": "OTHER"}
    case = registering.register(actor=cast.social1.actor, admission=row, data=data, idempotency_key="k1")
    assert registering.register(actor=cast.social1.actor, admission=row, data=data, idempotency_key="k1").pk == case.pk
    with pytest.raises(Conflict):
        registering.register(actor=cast.social1.actor, admission=row, data=data, idempotency_key="k2")


def test_a_dismissed_candidate_is_not_selected(cast: Cast) -> None:
    row = admissions.add_admission(actor=cast.social1.actor, data=full_patient())
    admissions.dismiss(actor=cast.social1.actor, admission=row, reason="NO_NEED")
    with pytest.raises(Conflict):
        registering.register(actor=cast.social1.actor, admission=row, data={"attending": cast.doctor1.user})


def test_the_registration_page_does_not_take_a_decided_row(cast: Cast) -> None:
    row = admissions.add_admission(actor=cast.social1.actor, data=full_patient())
    data = {**registering.stay_of(row), "attending": cast.doctor1.user, "target_group": "OTHER"}
    admissions.dismiss(actor=cast.nurse1.actor, admission=row, reason="NO_NEED")
    with pytest.raises(Conflict):
        cases.screen(actor=cast.social1.actor, data=data, client=make.client_(), admission=row)
    assert not DischargeCase.objects.exists()


def test_a_person_who_comes_again_is_known_by_the_chart_number(cast: Cast) -> None:
    known = make.client_(chart_no="90000001", name="김가상", birth_date=patient()["birth_date"])
    row = admissions.add_admission(actor=cast.social1.actor, data=full_patient())
    case = registering.register(
        actor=cast.social1.actor, admission=row, data={"attending": cast.doctor1.user, "target_group": "OTHER"}
    )
    assert case.client_id == known.pk


def test_the_same_stay_is_not_entered_twice(cast: Cast) -> None:
    admissions.add_admission(actor=cast.social1.actor, data=patient())
    with pytest.raises(Invalid) as refusal:
        admissions.add_admission(actor=cast.social1.actor, data=patient())
    assert "admitted_on" in refusal.value.errors


def test_a_stale_correction_is_a_conflict(cast: Cast) -> None:
    row = admissions.add_admission(actor=cast.social1.actor, data=patient())
    admissions.update_admission(actor=cast.social1.actor, admission=row, data={"ward": "52병동"}, version=1)
    with pytest.raises(Conflict) as conflict:
        admissions.update_admission(actor=cast.nurse1.actor, admission=row, data={"ward": "53병동"}, version=1)
    assert conflict.value.stored == {"ward": "52병동"}


def full_patient() -> dict[str, Any]:
    return patient(admit_route="ED", department="정형외과", risk_items=["FALLS"], phone="010-0000-0001")
