"""After discharge the condition's schedule stands on the calendar, and contacts move it only as the rules say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from core import workdays
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.models import AuditEntry, Duty
from discharge.models import DischargeCase, FollowUpTemplate
from discharge.services import aftercare, followups
from tests import make, vectors
from tests.cast import Cast

VECTORS = [row for row in vectors.rows("followup_vectors") if not row["step"].startswith("MH")]
BY_ANCHOR: dict[str, list[vectors.Row]] = {}
for _row in VECTORS:
    BY_ANCHOR.setdefault(_row["anchor_date"], []).append(_row)


def leave(cast: Cast, day: date, **values: Any) -> DischargeCase:
    """A planned case whose social worker records the discharge."""
    case = make.case("PLANNED", admitted_on=day - timedelta(days=10), **values)
    return aftercare.discharge(actor=cast.social1.actor, case=case, data={"discharged_on": day, "disposition": "HOME"})


@pytest.mark.parametrize("anchor", sorted(BY_ANCHOR))
def test_rows_stand_where_the_vectors_say(cast: Cast, anchor: str) -> None:
    day = date.fromisoformat(anchor)
    with time_machine.travel(workdays.start_of_day(day) + timedelta(hours=11), tick=False):
        case = leave(cast, day)
    rows = {row.step: row for row in case.followups.all()}
    assert list(rows) == ["1W", "1M", "3M", "6M"]
    for vector in BY_ANCHOR[anchor]:
        row = rows[vector["step"]]
        assert str(row.due_on) == vector["due_date"]
        assert (str(row.window_from), str(row.window_to)) == (vector["window_from"], vector["window_to"])
        if vector["action_date_default"]:
            assert str(row.action_on) == vector["action_date_default"].split()[0]
    assert case.follow_until == rows["6M"].window_to


@time_machine.travel("2026-10-23T14:00+09:00", tick=False)
def test_every_row_is_a_duty_of_the_social_worker_at_the_end_of_its_day(cast: Cast) -> None:
    case = leave(cast, date(2026, 10, 23))
    duties = Duty.objects.open().filter(kind="discharge.follow_up", root_id=str(case.pk)).order_by("due_at")
    assert [workdays.last_day_of(duty.due_at) for duty in duties] == [
        date(2026, 10, 30),
        date(2026, 11, 23),
        date(2027, 1, 25),
        date(2027, 4, 23),
    ]
    assert {duty.person_id for duty in duties} == {cast.social1.pk}
    assert case.client.name not in duties[0].about
    assert "1주 추적관찰" in duties[0].about


@time_machine.travel("2026-10-23T14:00+09:00", tick=False)
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"discharged_on": date(2026, 10, 24), "disposition": "HOME"}, "discharged_on"),
        ({"discharged_on": date(2026, 10, 1), "disposition": "HOME"}, "discharged_on"),
        ({"discharged_on": date(2026, 10, 22), "disposition": "DEATH"}, "disposition"),
        ({"discharged_on": date(2026, 10, 22), "disposition": ""}, "disposition"),
    ],
)
def test_a_discharge_that_cannot_be_is_refused(cast: Cast, data: dict[str, Any], field: str) -> None:
    case = make.case("PLANNED", admitted_on=date(2026, 10, 5))
    with pytest.raises(Invalid) as refused:
        aftercare.discharge(actor=cast.social1.actor, case=case, data=data)
    assert field in refused.value.errors
    assert DischargeCase.objects.get(pk=case.pk).status == "PLANNED"
    assert not case.followups.exists()


@time_machine.travel("2026-10-23T14:00+09:00", tick=False)
@pytest.mark.parametrize("status", ["ASSESSING", "PLANNING", "PLAN_REVIEW"])
def test_leaving_before_the_plan_stands_owes_the_plan_within_seven_days(cast: Cast, status: str) -> None:
    case = make.case(status, admitted_on=date(2026, 10, 5))
    data = {"discharged_on": date(2026, 10, 22), "disposition": "AMA"}
    with pytest.raises(Invalid, match="항목"):
        aftercare.discharge(actor=cast.nurse1.actor, case=case, data=data)
    left = aftercare.discharge(actor=cast.nurse1.actor, case=case, data={**data, "reason": "자의퇴원"})
    assert (left.status, left.plan_after_discharge, left.early_reason) == ("FOLLOW_UP", True, "자의퇴원")
    duty = Duty.objects.open().get(kind="discharge.plan_after_discharge", object_id=str(case.pk))
    assert workdays.last_day_of(duty.due_at) == date(2026, 10, 29)


@time_machine.travel("2026-10-23T14:00+09:00", tick=False)
def test_the_hospital_sets_its_own_schedule_for_a_condition(cast: Cast) -> None:
    steps = [{"step": "1W", "days": 3, "before": 1, "after": 1}, {"step": "1M", "months": 1, "before": 3, "after": 3}]
    followups.save_template(actor=cast.coordinator1.actor, target_group="HEART_FAILURE", steps=steps)
    own = leave(cast, date(2026, 10, 23), target_group="HEART_FAILURE")
    other = leave(cast, date(2026, 10, 23))
    assert [str(row.due_on) for row in own.followups.all()] == ["2026-10-26", "2026-11-23"]
    assert other.followups.count() == 4


def test_a_schedule_with_windows_that_touch_is_refused(cast: Cast) -> None:
    steps = [{"step": "1W", "days": 7, "after": 3}, {"step": "1M", "days": 14, "before": 5}]
    with pytest.raises(Invalid, match="겹칩니다"):
        followups.save_template(actor=cast.coordinator1.actor, target_group="", steps=steps)
    with pytest.raises(Forbidden):
        followups.save_template(actor=cast.social1.actor, target_group="", steps=steps[:1])
    assert not FollowUpTemplate.objects.exists()


@time_machine.travel("2026-10-26T09:00+09:00", tick=False)
def test_a_due_date_moves_once_inside_its_window_with_a_reason(cast: Cast) -> None:
    case = leave(cast, date(2026, 10, 23))
    row = case.followups.get(step="1W")
    move = {"actor": cast.social1.actor, "follow_up": row}
    with pytest.raises(Invalid, match="기간"):
        followups.move_due(**move, due_on=date(2026, 11, 3), reason="가족이 오는 날")
    with pytest.raises(Invalid, match="사유"):
        followups.move_due(**move, due_on=date(2026, 11, 1), reason=" ")
    moved = followups.move_due(**move, due_on=date(2026, 11, 1), reason="가족이 오는 날")
    assert (moved.due_on, moved.action_on) == (date(2026, 11, 1), date(2026, 11, 2))
    assert (moved.window_from, moved.window_to) == (date(2026, 10, 27), date(2026, 11, 2))
    duty = Duty.objects.open().get(kind="discharge.follow_up", object_id=str(row.pk))
    assert workdays.last_day_of(duty.due_at) == date(2026, 11, 2)
    assert AuditEntry.objects.filter(verb="followup.move", reason="가족이 오는 날").exists()
    with pytest.raises(Invalid, match="한 번만"):
        followups.move_due(**move, due_on=date(2026, 10, 31), reason="다시")
    with pytest.raises(Conflict):
        followups.move_due(**move, due_on=date(2026, 10, 31), reason="다시", version=1)


@time_machine.travel("2026-10-26T09:00+09:00", tick=False)
def test_an_extra_contact_finds_room_between_its_neighbours(cast: Cast) -> None:
    case = leave(cast, date(2026, 10, 23))
    add = {"actor": cast.nurse1.actor, "case": case}
    row = followups.add_extra(**add, due_on=date(2026, 11, 6), reason="상처 확인", label="상처 확인")
    assert (row.window_from, row.window_to) == (date(2026, 11, 3), date(2026, 11, 13))
    assert (row.step, str(row)) == ("EXTRA", "상처 확인")
    with pytest.raises(Invalid, match="1주 회차의 기간"):
        followups.add_extra(**add, due_on=date(2026, 10, 30), reason="겹침")
    with pytest.raises(Invalid, match="관리기간"):
        followups.add_extra(**add, due_on=date(2027, 9, 1), reason="너무 뒤")
    again = followups.add_extra(**add, due_on=date(2026, 12, 10), reason="한 번", idempotency_key="k1")
    assert followups.add_extra(**add, due_on=date(2026, 12, 10), reason="한 번", idempotency_key="k1") == again


@time_machine.travel("2026-10-26T09:00+09:00", tick=False)
def test_only_the_care_team_moves_or_adds(cast: Cast) -> None:
    case = leave(cast, date(2026, 10, 23))
    row = case.followups.get(step="1W")
    for person, error in ((cast.social2, Forbidden), (cast.coordinator1, Forbidden), (cast.hospital2, NotVisible)):
        with pytest.raises(error):
            followups.move_due(actor=person.actor, follow_up=row, due_on=date(2026, 10, 29), reason="-")
    with pytest.raises(Forbidden):
        followups.add_extra(actor=cast.doctor1.actor, case=case, due_on=date(2026, 11, 6), reason="-")
