"""A contact counts for one row, and what came of it decides what is owed next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from core import workdays
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.models import Duty
from discharge.models import FollowUp
from discharge.services import aftercare, contacts
from tests import make
from tests.cast import Cast
from tests.discharge.steps_of_care import answers, contact, discharged, in_vain, moment, row_of

STAY = {"hospital_name": "가상병원", "admitted_on": date(2026, 10, 28), "readmission_type": "UNPLANNED_OTHER"}


def due_day(row: FollowUp, kind: str = "discharge.follow_up") -> date:
    return workdays.last_day_of(Duty.objects.open().get(kind=kind, object_id=str(row.pk)).due_at)


def owes(row: FollowUp, kind: str) -> bool:
    return Duty.objects.open().filter(kind=kind, object_id=str(row.pk)).exists()


# --- for which row ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "step", "timing"),
    [
        ("2026-10-30 10:00", "1W", "IN"),
        ("2026-10-27 00:10", "1W", "IN"),
        ("2026-11-02 23:50", "1W", "IN"),
        ("2026-10-26 10:00", "1W", "EARLY"),
        ("2026-11-03 10:00", "1W", "LATE"),
        ("2026-11-20 10:00", "1M", "IN"),
    ],
)
def test_a_contact_counts_for_the_row_whose_window_holds_it(cast: Cast, at: str, step: str, timing: str) -> None:
    case = discharged(cast)
    done = contact(cast, row_of(case, "6M"), at)
    assert (done.step, done.timing, done.status) == (step, timing, "DONE")
    assert row_of(case, "6M").status == "SCHEDULED"


def test_a_done_row_is_owed_no_more_and_keeps_who_did_it(cast: Cast) -> None:
    case = discharged(cast)
    row = contact(cast, row_of(case, "1W"), "2026-10-30 10:00", pain=3, fall_since=0, note="딸과 지냅니다.")
    assert (row.done_by_id, row.pain, row.fall_since) == (cast.social1.pk, 3, 0)
    assert not owes(row, "discharge.follow_up")
    assert row.attempts.get().result == "DONE"


def test_what_was_said_is_kept_whole_with_the_contact_and_with_the_attempt(cast: Cast) -> None:
    """As much as the form takes; at three months with the reason why the K-MBI was not measured."""
    case = discharged(cast, target_group="FRAGILITY_FRACTURE_65")
    said, why = "가" * 999 + "끝", "나" * 199 + "끝"
    tried = in_vain(cast, row_of(case, "1W"), "2026-10-30 10:00", note=said)
    assert tried.attempts.get().note == said
    done = contact(cast, row_of(case, "3M"), "2027-01-25 10:00", note=said, kmbi_not_done=why)
    assert done.note == f"{said}\nK-MBI 시행 불가: {why}"


def test_the_same_press_twice_counts_once(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "1W")
    data = answers("2026-10-30 10:00", result="NO_ANSWER")
    with time_machine.travel("2026-10-30T10:05+09:00", tick=False):
        for _ in range(2):
            contacts.record_contact(actor=cast.social1.actor, follow_up=row, data=data, idempotency_key="press")
    assert row.attempts.count() == 1


def test_a_stale_screen_is_told_so(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "1W")
    in_vain(cast, row, "2026-10-30 10:00")
    with time_machine.travel("2026-10-30T11:00+09:00", tick=False), pytest.raises(Conflict):
        contacts.record_contact(
            actor=cast.nurse1.actor, follow_up=row, data=answers("2026-10-30 10:50"), version=row.version
        )


# --- what must be said ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"contacted_at": moment("2026-10-30 10:16")}, "contacted_at"),
        ({"contacted_at": moment("2026-10-22 10:00")}, "contacted_at"),
        ({"spoke_with": ""}, "spoke_with"),
        ({"method": ""}, "method"),
        ({"ed_visit": None}, "ed_visit"),
        ({"readmitted": None}, "readmitted"),
        ({"new_need": None}, "new_need"),
        ({"ed_visit": True}, "ed_visit_on"),
        ({"ed_visit": True, "ed_visit_on": date(2026, 10, 31)}, "ed_visit_on"),
        ({"ed_visit": True, "ed_visit_on": date(2026, 10, 22)}, "ed_visit_on"),
        ({"new_need": True}, "new_need_text"),
        ({"readmitted": True}, "readmissions"),
        ({"readmitted": True, "readmissions": [{"hospital_name": "가상병원"}]}, "readmissions"),
        ({"readmitted": True, "readmissions": [STAY | {"admitted_on": date(2026, 10, 22)}]}, "readmissions"),
        ({"readmitted": True, "readmissions": [STAY | {"admitted_on": date(2026, 10, 31)}]}, "readmissions"),
        ({"readmitted": True, "readmissions": [STAY | {"discharged_on": date(2026, 10, 27)}]}, "readmissions"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_at_its_field(cast: Cast, values: dict[str, Any], field: str) -> None:
    case = discharged(cast)
    data = answers("2026-10-30 10:00") | values
    with time_machine.travel("2026-10-30T10:15+09:00", tick=False), pytest.raises(Invalid) as refused:
        contacts.record_contact(actor=cast.social1.actor, follow_up=row_of(case, "1W"), data=data)
    assert field in refused.value.errors
    assert row_of(case, "1W").status == "SCHEDULED"
    assert not row_of(case, "1W").attempts.exists()


def test_a_partial_contact_may_leave_questions_open_but_not_who_answered(cast: Cast) -> None:
    case = discharged(cast)
    unasked = {"ed_visit": None, "readmitted": None, "new_need": None}
    with pytest.raises(Invalid, match="누가 답했는지"):
        contact(cast, row_of(case, "1W"), "2026-10-30 10:00", result="PARTIAL", spoke_with="", **unasked)
    row = contact(cast, row_of(case, "1W"), "2026-10-30 10:00", result="PARTIAL", spoke_with="CAREGIVER", **unasked)
    assert (row.status, row.result, row.ed_visit) == ("DONE", "PARTIAL", None)


def test_an_old_contact_needs_a_reason_for_coming_late(cast: Cast) -> None:
    case = discharged(cast)
    data = answers("2026-10-30 10:00")
    with time_machine.travel("2026-12-01T10:00+09:00", tick=False):
        with pytest.raises(Invalid) as refused:
            contacts.record_contact(actor=cast.social1.actor, follow_up=row_of(case, "1W"), data=data)
        assert "late_reason" in refused.value.errors
        done = contacts.record_contact(
            actor=cast.social1.actor, follow_up=row_of(case, "1W"), data={**data, "late_reason": "전산 장애"}
        )
    assert (done.status, done.timing) == ("DONE", "IN")


def test_drinking_is_asked_of_people_with_alcohol_dependence(cast: Cast) -> None:
    case = discharged(cast, target_group="ALCOHOL_DEPENDENCE")
    with pytest.raises(Invalid) as refused:
        contact(cast, row_of(case, "1W"), "2026-10-30 10:00")
    assert "alcohol_since" in refused.value.errors
    assert contact(cast, row_of(case, "1W"), "2026-10-30 10:00", alcohol_since="ONCE_TWICE").status == "DONE"


def test_every_service_under_way_is_asked_about(cast: Cast) -> None:
    case = discharged(cast)
    running = make.linkage(case, "IN_SERVICE")
    done = make.linkage(case, "COMPLETED", cast.welfare1.institution, service="MEAL")
    row = row_of(case, "1W")
    with pytest.raises(Invalid, match="이용하고 있는지"):
        contact(cast, row, "2026-10-30 10:00")
    check = {"linkage_id": running.pk, "use": "NOT_USED"}
    with pytest.raises(Invalid, match="이용하지 않는 이유"):
        contact(cast, row, "2026-10-30 10:00", service_checks=[check])
    stranger = make.linkage(None, "IN_SERVICE")
    with pytest.raises(Invalid, match="이 사례의 연계가 아닌"):
        contact(cast, row, "2026-10-30 10:00", service_checks=[{"linkage_id": stranger.pk, "use": "IN_USE"}])
    checks = [
        {**check, "reason": "아직 방문 전"},
        {"linkage_id": done.pk, "use": "IN_USE", "satisfaction": 4},
    ]
    kept = contact(cast, row, "2026-10-30 10:00", service_checks=checks).service_checks
    assert list(kept.order_by("pk").values_list("service", "use", "satisfaction")) == [
        ("HOME_HEALTH", "NOT_USED", None),
        ("MEAL", "IN_USE", 4),
    ]


def test_three_months_on_the_daily_functions_are_measured_again(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "3M")
    with pytest.raises(Invalid) as refused:
        contact(cast, row, "2027-01-25 10:00", kmbi_not_done="")
    assert "kmbi_not_done" in refused.value.errors
    with pytest.raises(Invalid) as refused:
        contact(cast, row, "2027-01-25 10:00", kmbi={"hygiene": 5})
    assert "kmbi.bathing" in refused.value.errors
    assert row_of(case, "3M").status == "SCHEDULED"
    done = contact(cast, row, "2027-01-25 10:00", note="잘 지냄")
    assert done.note == "잘 지냄\nK-MBI 시행 불가: 전화로 재지 못함"
    other = discharged(cast, target_group="HEART_FAILURE")
    assert contact(cast, row_of(other, "3M"), "2027-01-25 10:00", kmbi_not_done="").status == "DONE"


def test_a_new_need_becomes_a_duty_to_link_it(cast: Cast) -> None:
    case = discharged(cast)
    row = contact(cast, row_of(case, "1W"), "2026-10-30 10:00", new_need=True, new_need_text="보행기가 필요합니다.")
    assert due_day(row, "discharge.new_need") == date(2026, 11, 4)


# --- in vain ----------------------------------------------------------------------------------------------------------


def test_nobody_answers_so_the_row_is_due_on_the_next_working_day(cast: Cast) -> None:
    case = discharged(cast)
    row = in_vain(cast, row_of(case, "1W"), "2026-10-30 10:00")
    assert (row.status, row.due_on, row.action_on) == ("SCHEDULED", date(2026, 10, 30), date(2026, 11, 2))
    assert due_day(row) == date(2026, 11, 2)
    assert "연락 1회 부재" in Duty.objects.open().get(kind="discharge.follow_up", object_id=str(row.pk)).about


def test_trying_again_never_leaves_the_window_nor_comes_before_the_day(cast: Cast) -> None:
    case = discharged(cast)
    late = in_vain(cast, row_of(case, "1W"), "2026-11-02 10:00")
    assert late.action_on == date(2026, 11, 2)
    early = in_vain(cast, row_of(case, "1M"), "2026-11-17 10:00")
    assert early.action_on == date(2026, 11, 23)


def test_a_postponed_contact_is_due_on_the_day_agreed(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "1M")
    with pytest.raises(Invalid) as refused:
        in_vain(cast, row, "2026-11-20 10:00", "POSTPONED", again_on=date(2026, 12, 5))
    assert "again_on" in refused.value.errors
    with pytest.raises(Invalid, match="근무일"):
        in_vain(cast, row, "2026-11-20 10:00", "POSTPONED", again_on=date(2026, 11, 28))
    again = in_vain(cast, row, "2026-11-20 10:00", "POSTPONED", again_on=date(2026, 11, 27))
    assert due_day(again) == date(2026, 11, 27)


def test_three_attempts_on_three_days_ask_for_a_decision(cast: Cast) -> None:
    case = discharged(cast)
    row = row_of(case, "1M")
    for at in ("2026-11-17 10:00", "2026-11-17 15:00", "2026-11-18 10:00"):
        in_vain(cast, row, at)
    assert not owes(row, "discharge.decide_unreached")
    with time_machine.travel("2026-11-18T16:00+09:00", tick=False), pytest.raises(Invalid, match="서로 다른 날"):
        aftercare.step("miss", actor=cast.social1.actor, follow_up=row)
    in_vain(cast, row, "2026-11-19 10:00")
    assert due_day(row, "discharge.decide_unreached") == date(2026, 11, 23)
    assert contacts.reach_hint(FollowUp.objects.get(pk=row.pk)).startswith("아직 09:00~18:00")
    with time_machine.travel("2026-11-19T16:00+09:00", tick=False):
        assert aftercare.step("miss", actor=cast.social1.actor, follow_up=row).status == "MISSED"
    assert not owes(row, "discharge.decide_unreached")


def test_an_evening_call_ends_the_hint_and_the_contact_limit_stands_in_it(cast: Cast) -> None:
    case = discharged(cast, client=make.client_(contact_limit="18시 이후"))
    row = row_of(case, "1W")
    in_vain(cast, row, "2026-10-28 10:00")
    assert contacts.reach_hint(FollowUp.objects.get(pk=row.pk)) == ""
    in_vain(cast, row, "2026-10-29 11:00")
    assert "18시 이후" in contacts.reach_hint(FollowUp.objects.get(pk=row.pk))
    in_vain(cast, row, "2026-10-30 18:00")
    assert contacts.reach_hint(FollowUp.objects.get(pk=row.pk)) == ""


def test_a_refusal_to_talk_asks_for_a_decision_at_once(cast: Cast) -> None:
    case = discharged(cast)
    row = in_vain(cast, row_of(case, "1W"), "2026-10-30 10:00", "REFUSED")
    assert row.status == "SCHEDULED"
    assert owes(row, "discharge.decide_unreached")


# --- in hospital ------------------------------------------------------------------------------------------------------


def test_in_hospital_again_suspends_the_row_and_keeps_the_stay(cast: Cast) -> None:
    case = discharged(cast)
    with pytest.raises(Invalid) as refused:
        in_vain(cast, row_of(case, "1W"), "2026-10-30 10:00", "HOSPITALIZED")
    assert "readmissions" in refused.value.errors
    row = in_vain(cast, row_of(case, "1W"), "2026-10-30 10:00", "HOSPITALIZED", readmissions=[STAY])
    assert (row.status, row.suspended_from) == ("SUSPENDED", date(2026, 10, 28))
    assert not owes(row, "discharge.follow_up")
    contact(cast, row_of(case, "1M"), "2026-11-23 10:00", readmitted=True, readmissions=[STAY])
    assert case.readmissions.count() == 1


def test_home_again_the_row_is_due_again(cast: Cast) -> None:
    case = discharged(cast)
    row = in_vain(cast, row_of(case, "1W"), "2026-10-28 10:00", "HOSPITALIZED", readmissions=[STAY])
    with time_machine.travel("2026-11-02T09:00+09:00", tick=False):
        back = aftercare.step("resume", actor=cast.nurse1.actor, follow_up=row)
    assert (back.status, back.suspended_to, due_day(back)) == ("SCHEDULED", date(2026, 11, 2), date(2026, 11, 2))


def test_home_again_after_the_window_the_due_date_may_move_once(cast: Cast) -> None:
    case = discharged(cast)
    row = in_vain(cast, row_of(case, "1W"), "2026-10-28 10:00", "HOSPITALIZED", readmissions=[STAY])
    with time_machine.travel("2026-11-04T09:00+09:00", tick=False):
        with pytest.raises(Invalid) as refused:
            aftercare.step("resume", actor=cast.nurse1.actor, follow_up=row, data={"due_on": date(2026, 11, 6)})
        assert "reason" in refused.value.errors
        with pytest.raises(Invalid, match="1개월 회차의 기간"):
            aftercare.step(
                "resume", actor=cast.nurse1.actor, follow_up=row, data={"due_on": date(2026, 11, 20), "reason": "퇴원"}
            )
        back = aftercare.step(
            "resume",
            actor=cast.nurse1.actor,
            follow_up=row,
            data={"due_on": date(2026, 11, 9), "reason": "11. 4. 퇴원"},
        )
    assert (back.window_from, back.due_on, back.window_to) == (
        date(2026, 11, 2),
        date(2026, 11, 9),
        date(2026, 11, 15),
    )
    with time_machine.travel("2026-11-05T09:00+09:00", tick=False):
        held = aftercare.step("suspend", actor=cast.nurse1.actor, follow_up=back)
        again = {"due_on": date(2026, 11, 10), "reason": "다시 입원"}
        with pytest.raises(Invalid, match="한 번만"):
            aftercare.step("resume", actor=cast.nurse1.actor, follow_up=held, data=again)


# --- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "error"),
    [
        ("social2", Forbidden),
        ("doctor1", Forbidden),
        ("coordinator1", Forbidden),
        ("doctor2", NotVisible),
        ("hospital2", NotVisible),
        ("health1", NotVisible),
        ("mhmanager1", NotVisible),
        ("cpo1", NotVisible),
    ],
)
def test_nobody_outside_the_team_records_a_contact(cast: Cast, person: str, error: type[Exception]) -> None:
    case = discharged(cast)
    with time_machine.travel(moment("2026-10-30 10:15") + timedelta(0), tick=False), pytest.raises(error):
        contacts.record_contact(
            actor=getattr(cast, person).actor, follow_up=row_of(case, "1W"), data=answers("2026-10-30 10:00")
        )
    assert row_of(case, "1W").status == "SCHEDULED"


def test_a_key_belongs_to_one_row(cast: Cast) -> None:
    case = discharged(cast)
    data = answers("2026-10-30 10:00")
    with time_machine.travel(data["contacted_at"] + timedelta(minutes=15), tick=False):
        for step in ("1W", "1M"):
            if step == "1W":
                contacts.record_contact(
                    actor=cast.social1.actor, follow_up=row_of(case, step), data=data, idempotency_key="press"
                )
                continue
            with pytest.raises(Conflict):
                contacts.record_contact(
                    actor=cast.social1.actor, follow_up=row_of(case, step), data=data, idempotency_key="press"
                )


# --- a day agreed outside of the window -------------------------------------------------------------------------------


@pytest.fixture
def missed(cast: Cast) -> FollowUp:
    """1주 of somebody who left on 10-23; its window ended on 11-02 without a contact."""
    row = row_of(discharged(cast), "1W")
    FollowUp.objects.filter(pk=row.pk).update(status="MISSED")
    return FollowUp.objects.get(pk=row.pk)


def test_the_day_agreed_after_a_missed_window_is_where_the_next_call_is_owed(cast: Cast, missed: FollowUp) -> None:
    tried = in_vain(cast, missed, "2026-11-04 10:00", again_on=date(2026, 11, 6))
    upcoming = row_of(tried.case, "1M")
    assert (tried.step, tried.status, tried.attempts.get().result) == ("1W", "MISSED", "NO_ANSWER")
    assert (upcoming.action_on, due_day(upcoming)) == (date(2026, 11, 6), date(2026, 11, 6))
    with time_machine.travel("2026-11-06T10:00+09:00", tick=False):
        page = cast.social1.client().get(f"/discharge/cases/{tried.case_id}/").text
        queue = cast.social1.client().get("/discharge/calls/", follow=True)
    assert "11. 6.(금)</b>" in page
    assert "다시 연락하기로 한 날" in page
    assert queue.context["row"].pk == upcoming.pk


def test_once_the_agreed_call_was_made_the_next_round_has_its_own_day_again(cast: Cast, missed: FollowUp) -> None:
    in_vain(cast, missed, "2026-11-04 10:00", again_on=date(2026, 11, 6))
    done = contact(cast, row_of(missed.case, "1M"), "2026-11-06 10:00")
    assert (done.step, done.status, done.timing) == ("1W", "DONE", "LATE")
    upcoming = row_of(missed.case, "1M")
    assert (upcoming.status, upcoming.action_on, due_day(upcoming)) == ("SCHEDULED", upcoming.due_on, upcoming.due_on)


def test_no_day_is_agreed_where_no_round_is_left(cast: Cast, missed: FollowUp) -> None:
    missed.case.followups.exclude(pk=missed.pk).update(status="SUSPENDED")
    with pytest.raises(Invalid, match="예정된 회차가 없어"):
        in_vain(cast, missed, "2026-11-04 10:00", again_on=date(2026, 11, 6))
