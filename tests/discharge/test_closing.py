"""A case closes when what was begun has ended; what stands against it is named."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from core import workdays
from core.errors import Conflict, Forbidden, Invalid
from core.models import Duty
from discharge.indicators import definitions as indicators
from discharge.models import DischargeCase, InstrumentResult, PlanGoal
from discharge.services import cases, closing, conferences
from discharge.workflow import DISCHARGE
from tests import make
from tests.cast import Cast
from tests.discharge.steps_of_care import contact, discharged, row_of


def ending(case: DischargeCase, reason: str = "LOST", **values: Any) -> dict[str, Any]:
    """What the closing form sends; every goal reached, linkage not wished."""
    goals = {goal.pk: "REACHED" for goal in PlanGoal.objects.filter(plan__case=case)}
    return {
        "close_reason": reason,
        "summary": "딸과 함께 지내며 보행이 나아졌습니다.",
        "goals": goals,
        "unlinked_reason": "NOT_WISHED",
    } | values


def close(cast: Cast, case: DischargeCase, at: str, reason: str = "LOST", **values: Any) -> DischargeCase:
    with time_machine.travel(f"{at}T10:00+09:00", tick=False):
        return closing.close(actor=cast.social1.actor, case=case, data=ending(case, reason, **values))


def followed_to_the_end(cast: Cast) -> DischargeCase:
    case = discharged(cast)
    for step, at in (("1W", "2026-10-30"), ("1M", "2026-11-23"), ("3M", "2027-01-25"), ("6M", "2027-04-23")):
        contact(cast, row_of(case, step), f"{at} 10:00")
    return DischargeCase.objects.get(pk=case.pk)


def test_a_case_that_ran_its_course_is_completed_and_asks_how_it_was(cast: Cast) -> None:
    case = followed_to_the_end(cast)
    closed = close(cast, case, "2027-04-26", "COMPLETED")
    assert (closed.status, closed.closed_on, closed.close_reason) == ("CLOSED", date(2027, 4, 26), "COMPLETED")
    assert closed.satisfaction_offered_at is not None
    assert list(PlanGoal.objects.filter(plan__case=case).values_list("result", flat=True)) == ["REACHED"]
    assert not Duty.objects.open().filter(root_id=str(case.pk)).exists()
    assert DischargeCase.objects.get(pk=case.pk).next_due_at.year == 9999


def test_open_linkages_and_what_else_is_owed_stand_against_it(cast: Cast) -> None:
    case = discharged(cast)
    for status in ("SENT", "IN_SERVICE", "DRAFT", "COMPLETED"):
        make.linkage(case, status)
    contact_less = {"data": {}, "actor": cast.social1.actor}
    blocked = {
        action.name: action.blocked for action in DISCHARGE.available(case, {"social_worker"}, contact_less["actor"])
    }
    assert blocked["close"] == "끝나지 않은 의뢰 3건, 남은 추적관찰 4회가 있어 종결할 수 없습니다."
    with pytest.raises(Invalid, match="끝나지 않은 의뢰 3건"):
        close(cast, case, "2026-10-24")
    assert DischargeCase.objects.get(pk=case.pk).status == "FOLLOW_UP"


@pytest.mark.parametrize("reason", ["COMPLETED", "PERIOD_END"])
def test_a_planned_end_needs_the_follow_ups_and_the_plan_finished(cast: Cast, reason: str) -> None:
    case = discharged(cast)
    with pytest.raises(Invalid, match="남은 추적관찰 4회가 있어"):
        close(cast, case, "2026-10-24", reason)
    case = followed_to_the_end(cast)
    make.plan(case)
    with pytest.raises(Invalid, match="확정하지 않은 계획 2판이 있어"):
        close(cast, case, "2027-04-26", reason)


def test_lost_people_are_closed_with_rows_left_and_those_are_cancelled(cast: Cast) -> None:
    case = discharged(cast)
    close(cast, case, "2026-11-10")
    assert [row.status for row in case.followups.all()] == ["MISSED", "CANCELLED", "CANCELLED", "CANCELLED"]


@pytest.mark.parametrize(
    ("reason", "values", "field"),
    [
        ("OTHER", {}, "close_text"),
        ("HANDED_OVER", {}, "handed_to"),
        ("READMITTED", {"goals": {}}, "goals"),
        ("LOST", {"unlinked_reason": ""}, "unlinked_reason"),
        ("LOST", {"unlinked_reason": "OTHER"}, "unlinked_text"),
        ("LOST", {"closed_on": date(2026, 11, 11)}, "closed_on"),
        ("LOST", {"closed_on": date(2026, 10, 22)}, "closed_on"),
        ("LOST", {"summary": ""}, "summary"),
        ("", {}, "close_reason"),
        ("DECEASED", {}, "death_on"),
    ],
)
def test_what_a_reason_asks_for_is_asked_at_its_field(
    cast: Cast, reason: str, values: dict[str, Any], field: str
) -> None:
    case = discharged(cast)
    with pytest.raises(Invalid) as refused:
        close(cast, case, "2026-11-10", reason, **values)
    assert field in refused.value.errors
    assert DischargeCase.objects.get(pk=case.pk).status == "FOLLOW_UP"
    assert case.followups.open().count() == 4


def test_no_reason_for_missing_linkage_is_asked_where_one_was_accepted(cast: Cast) -> None:
    case = discharged(cast)
    make.linkage(case, "STOPPED")
    assert close(cast, case, "2026-11-10", unlinked_reason="").status == "CLOSED"


def test_a_handed_over_case_keeps_to_whom(cast: Cast) -> None:
    case = discharged(cast)
    place = cast.hospital2.institution
    closed = close(cast, case, "2026-11-10", "HANDED_OVER", handed_to=place)
    assert closed.handed_to_id == place.pk


def test_a_site_may_ask_for_a_conference_first(cast: Cast, settings: Any) -> None:
    settings.SITE = {**settings.SITE, "closing_conference_required": True}
    case = discharged(cast)
    with pytest.raises(Invalid, match="사례회의"):
        close(cast, case, "2026-11-10")
    with time_machine.travel("2026-11-10T09:00+09:00", tick=False):
        data = {
            "held_on": date(2026, 11, 9),
            "place": "회의실",
            "situation": "연락이 닿지 않습니다.",
            "decision": "CLOSE",
            "decision_text": "연락두절로 종결",
            "attendees": [{"institution": cast.host, "role": "사회복지사", "name": "박가상"}],
        }
        conferences.record(actor=cast.social1.actor, case=case, data=data)
    assert close(cast, case, "2026-11-10").status == "CLOSED"


def test_a_stale_screen_does_not_close(cast: Cast) -> None:
    case = discharged(cast)
    with time_machine.travel("2026-11-10T10:00+09:00", tick=False), pytest.raises(Conflict):
        closing.close(actor=cast.social1.actor, case=case, data=ending(case), version=case.version - 1)


# --- before discharge -------------------------------------------------------------------------------------------------


def test_before_discharge_only_some_reasons_close_and_linkages_end_with_it(cast: Cast) -> None:
    case = make.case("PLANNED")
    sent, running = make.linkage(case, "SENT"), make.linkage(case, "ACCEPTED", cast.welfare1.institution)
    for reason in ("COMPLETED", "LOST", "PERIOD_END", "READMITTED"):
        with pytest.raises(Invalid) as refused:
            closing.close_early(actor=cast.nurse1.actor, case=case, data=ending(case, reason))
        assert "close_reason" in refused.value.errors
    closed = closing.close_early(actor=cast.nurse1.actor, case=case, data=ending(case, "FACILITY"))
    assert (closed.status, closed.close_reason) == ("CLOSED", "FACILITY")
    sent.refresh_from_db()
    running.refresh_from_db()
    assert (sent.status, sent.cancel_reason) == ("CANCELLED", "CASE_CLOSED")
    assert (running.status, running.stop_reason) == ("STOPPED", "CASE_CLOSED")


def test_closing_as_deceased_records_the_death_itself(cast: Cast) -> None:
    case = make.case("PLANNED")
    died = workdays.seoul_today() - timedelta(days=1)
    closed = closing.close_early(actor=cast.nurse1.actor, case=case, data=ending(case, "DECEASED", death_on=died))
    case.client.refresh_from_db()
    assert (closed.status, closed.close_reason, case.client.deceased_on) == ("CLOSED", "DECEASED", died)


def test_a_death_is_no_way_round_the_table_nor_round_a_stale_screen(cast: Cast) -> None:
    """The nurse does not close after discharge, nobody closes before it, and what was read last year does not count."""
    followed, planned = make.case("FOLLOW_UP"), make.case("PLANNED")
    died = workdays.seoul_today() - timedelta(days=1)
    social, nurse = cast.social1.actor, cast.nurse1.actor
    with pytest.raises(Forbidden):
        closing.close(actor=nurse, case=followed, data=ending(followed, "DECEASED", death_on=died))
    with pytest.raises(Conflict):
        closing.close(actor=social, case=planned, data=ending(planned, "DECEASED", death_on=died))
    data = ending(followed, "DECEASED", death_on=died)
    with pytest.raises(Conflict):
        closing.close(actor=social, case=followed, data=data, version=followed.version - 1)
    for case in (followed, planned):
        case.refresh_from_db()
        assert (case.status == "CLOSED", case.client.deceased_on) == (False, None)


# --- how content the person was --------------------------------------------------------------------------------------


def test_what_the_person_answered_at_closing_is_kept_counted_and_shown(cast: Cast) -> None:
    case = discharged(cast)
    answers = {"explained": 5, "respected": 4, "helped": 5, "whole": 4, "overall": None}
    close(cast, case, "2026-11-10", satisfaction=answers)
    (row,) = InstrumentResult.objects.of_satisfaction()
    assert (row.answers, row.measured_on, row.measured_by) == (answers, date(2026, 11, 10), cast.social1.user)
    found = indicators.satisfaction(cast.host.pk, date(2026, 11, 1), date(2026, 11, 30))
    assert (found.numerator, found.value) == (1, Decimal("4.50"))
    with time_machine.travel("2026-11-11T09:00+09:00", tick=False):
        page = cast.social1.client().get(f"/discharge/cases/{case.pk}/").content.decode()
    assert "도움이 되었습니다 5점" in page
    assert "전반적으로 만족합니다 " not in page


def test_nobody_has_to_answer_and_an_answer_has_five_steps(cast: Cast) -> None:
    case = discharged(cast)
    for wrong in ({"explained": 6}, {"unknown": 3}, {"overall": "5"}):
        with pytest.raises(Invalid) as refused:
            close(cast, case, "2026-11-10", satisfaction=wrong)
        assert set(refused.value.errors) == {"satisfaction"}
    close(cast, case, "2026-11-10", satisfaction=dict.fromkeys(("explained", "overall")))
    assert not InstrumentResult.objects.of_satisfaction().exists()


def test_closed_again_the_newer_answers_hold(cast: Cast) -> None:
    case = discharged(cast)
    close(cast, case, "2026-11-10", satisfaction={"overall": 1, "helped": 1, "whole": 1})
    with time_machine.travel("2026-11-11T09:00+09:00", tick=False):
        case = cases.step("reopen", actor=cast.coordinator1.actor, case=case, data={"reason": "다시 살핌"})
    close(cast, case, "2026-11-12", satisfaction={"overall": 5, "helped": 5, "whole": 5})
    found = indicators.satisfaction(cast.host.pk, date(2026, 11, 1), date(2026, 11, 30))
    assert (found.numerator, found.value) == (1, Decimal("5.00"))


def test_the_page_and_the_api_of_closing_take_the_five_answers(cast: Cast) -> None:
    done: Any
    for door in ("page", "api"):
        case = discharged(cast)
        answers = {"explained": 5, "respected": 5, "helped": 4, "whole": 4, "overall": 4}
        typed = {"close_reason": "LOST", "closed_on": "2026-11-10", "summary": "연락이 닿지 않음"}
        typed |= {"unlinked_reason": "NO_RESOURCE"}
        with time_machine.travel("2026-11-10T10:00+09:00", tick=False):
            if door == "page":
                page = typed | {f"sat_{name}": points for name, points in answers.items()} | {"version": case.version}
                done = cast.social1.client().post(f"/discharge/cases/{case.pk}/close/", page)
                assert done.status_code == 302
            else:
                url = f"/api/v1/discharge/cases/{case.pk}/aftercare/close/"
                done = cast.social1.api().post(url, typed | {"satisfaction": answers}, format="json")
                assert done.status_code == 200, done.content.decode()
        assert InstrumentResult.objects.of_satisfaction().get(case=case).answers == answers
