"""Appointments of the receiver with the person: by the agency itself, or entered by the sender on its behalf."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.errors import Conflict, Forbidden, Invalid
from core.models import AuditEntry, Duty, Message
from referrals.models import Appointment, Linkage, ProxyEntry
from referrals.services import appointments
from referrals.services.linkages import steps
from tests.referrals.conftest import World, at

SAID = {"way": "PHONE", "told_by": "남가상", "happened_at": at(10, 20, 14)}
PLAN = {"planned_at": at(10, 22, 14), "way": "HOME", "place": "자택"}


def owed(linkage: Linkage) -> Duty | None:
    return Duty.objects.open().filter(kind="referrals.appointment", object_id=str(linkage.pk)).first()


def planned(world: World, linkage: Linkage, **changes: Any) -> Appointment:
    return appointments.plan(actor=world.cast.health1.actor, linkage=linkage, data={**PLAN, **changes})


def test_the_agency_plans_moves_misses_and_keeps_a_meeting_through_the_page(world: World, clock: Any) -> None:
    linkage = world.accepted()
    path = f"/linkages/{linkage.pk}/appointments/"
    agency = world.cast.health1.client()
    data = {"planned_at": "2026-10-21T14:00", "way": "HOME", "place": "자택"}
    assert agency.post(path, data).status_code == 302
    first = linkage.appointments.get()
    assert owed(linkage).due_at == at(10, 22, 0)  # type: ignore[union-attr]

    moved = {"planned_at": "2026-10-22T10:00", "way": "HOME", "place": "자택"}
    assert agency.post(f"{path}{first.pk}/move/", moved).status_code == 302
    first.refresh_from_db()
    second = linkage.appointments.get(outcome="")
    assert (first.outcome, second.moved_from) == ("MOVED", first)
    assert owed(linkage).due_at == at(10, 23, 0)  # type: ignore[union-attr]

    clock.move_to(at(10, 22, 11))
    agency = world.cast.health1.client()
    assert agency.post(f"{path}{second.pk}/no_show/", {"note": "문이 잠겨 있음"}).status_code == 302
    assert owed(linkage) is None
    assert Message.objects.filter(recipient=world.cast.social1.user, values__text__icontains="이루어지지").exists()

    assert agency.post(path, {"planned_at": "2026-10-23T10:00", "way": "OFFICE"}).status_code == 302
    third = linkage.appointments.get(outcome="")
    clock.move_to(at(10, 23, 11))
    agency = world.cast.health1.client()
    page = agency.get(f"/linkages/{linkage.pk}/").content.decode()
    for text in ("방문·상담 일정", "결과를 적을 차례", "미방문", "일정 변경", "문이 잠겨 있음"):
        assert text in page, text
    visit = {"happened_at": "2026-10-23T10:10", "note": "혈압 확인", "starts_service": "on"}
    assert agency.post(f"{path}{third.pk}/visit/", visit).status_code == 302
    linkage.refresh_from_db()
    assert (linkage.status, linkage.started_on) == ("IN_SERVICE", date(2026, 10, 23))
    verbs = set(AuditEntry.objects.filter(object_id=str(linkage.pk)).values_list("verb", flat=True))
    assert {f"linkage.appointment_{name}" for name in ("plan", "move", "no_show", "visit")} <= verbs


def test_a_kept_meeting_need_not_start_the_service(world: World, clock: Any) -> None:
    linkage = world.accepted()
    one = planned(world, linkage)
    clock.move_to(at(10, 22, 15))
    appointments.record_visit(actor=world.cast.health1.actor, linkage=linkage, appointment=one, data={})
    linkage.refresh_from_db()
    assert (linkage.status, linkage.started_on) == ("ACCEPTED", None)
    one.refresh_from_db()
    assert one.happened_at == PLAN["planned_at"]


def test_the_sender_enters_it_on_behalf_and_says_how_it_heard(world: World, clock: Any) -> None:
    linkage = world.accepted(world.welfare, service="MEAL")
    with pytest.raises(Invalid) as refused:
        appointments.plan(actor=world.worker, linkage=linkage, data=PLAN)
    assert set(refused.value.errors) == {"way", "told_by", "happened_at"}
    one = appointments.plan(actor=world.worker, linkage=linkage, data=PLAN, proxy=SAID)
    duty = owed(linkage)
    assert duty is not None
    assert (duty.institution_id, duty.person_id) == (world.hospital.pk, world.cast.social1.pk), "it has no accounts"
    clock.move_to(at(10, 22, 15))
    data = {"starts_service": True}
    said = {**SAID, "happened_at": at(10, 22, 15)}
    appointments.act("visit", actor=world.worker, linkage=linkage, appointment=one, data=data, proxy=said)
    linkage.refresh_from_db()
    assert linkage.status == "IN_SERVICE"
    entered = set(ProxyEntry.objects.filter(linkage=linkage).values_list("step", flat=True))
    assert {"appointment_plan", "appointment_visit", "start_service"} <= entered
    page = world.cast.social1.client().get(f"/linkages/{linkage.pk}/").content.decode()
    assert "만남 기록" in page, "the list of what was entered on behalf names the act"


def test_the_web_form_of_the_sender_asks_who_told(world: World) -> None:
    linkage = world.accepted()
    sender = world.cast.social1.client()
    path = f"/linkages/{linkage.pk}/appointments/"
    page = sender.get(path).content.decode()
    for text in ("받은 방법", "말한 사람", "들은 일시"):
        assert text in page
    data = {"planned_at": "2026-10-22T10:00", "way": "PHONE"}
    assert sender.post(path, data).status_code == 400
    told = {"way_told": "FAX", "told_by": "남가상", "told_at": "2026-10-20T13:00"}
    assert sender.post(path, data | told).status_code == 302
    entry = ProxyEntry.objects.get(linkage=linkage, step="appointment_plan")
    assert (entry.way, entry.told_by) == ("FAX", "남가상")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"planned_at": at(10, 20, 13)}, "planned_at"),
        ({"planned_at": at(10, 20, 13).replace(year=2027)}, "planned_at"),
        ({"planned_at": None}, "planned_at"),
        ({"way": "BUS"}, "way"),
    ],
)
def test_what_cannot_be_planned(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        planned(world, world.accepted(), **changes)
    assert set(refused.value.errors) == {field}


@pytest.mark.parametrize("state", ["SENT", "RECEIVED", "REPLIED", "COMPLETED", "RETURNED"])
def test_nothing_is_planned_outside_the_service(world: World, state: str) -> None:
    linkage = world.at_state(state)
    with pytest.raises(Conflict):
        planned(world, linkage)


def test_a_result_comes_once_and_not_before_its_time(world: World, clock: Any) -> None:
    linkage = world.accepted()
    one = planned(world, linkage)
    agency = world.cast.health1.actor
    with pytest.raises(Invalid):
        appointments.record_no_show(actor=agency, linkage=linkage, appointment=one, data={"note": "부재"})
    with pytest.raises(Invalid):
        appointments.record_visit(actor=agency, linkage=linkage, appointment=one, data={})
    appointments.call_off(actor=agency, linkage=linkage, appointment=one, data={"note": "본인 사정"})
    with pytest.raises(Conflict):
        appointments.move(actor=agency, linkage=linkage, appointment=one, data={"planned_at": at(10, 23, 10)})


def test_others_of_the_sender_may_not_enter_it(world: World) -> None:
    linkage = world.accepted()
    for who in ("doctor1", "coordinator1"):
        with pytest.raises(Forbidden):
            appointments.plan(actor=getattr(world.cast, who).actor, linkage=linkage, data=PLAN, proxy=SAID)


def test_the_end_of_a_linkage_calls_off_what_was_planned(world: World) -> None:
    linkage = world.accepted()
    one = planned(world, linkage)
    steps.stop(actor=world.cast.health1.actor, linkage=linkage, data={"stop_reason": "MOVED"})
    one.refresh_from_db()
    assert one.outcome == "CANCELLED"
    assert owed(linkage) is None


def test_a_meeting_whose_day_passed_is_late_at_the_agency(world: World, clock: Any) -> None:
    linkage = world.accepted()
    planned(world, linkage)
    clock.move_to(at(10, 23, 9))
    page = world.cast.health1.client().get("/").content.decode()
    assert "방문·상담 결과 적기" in page
    assert "지남" in page


def test_the_api_has_every_act(world: World, clock: Any) -> None:
    linkage, other = world.accepted(), world.in_service()
    api, path = world.cast.health1.api(), f"/api/v1/linkages/{linkage.pk}/appointments/"
    plan = {"planned_at": "2026-10-22T14:00:00+09:00", "way": "HOME"}
    made = api.post(path, plan, format="json")
    assert made.status_code == 201
    one = made.json()["id"]
    moved = api.post(f"{path}{one}/move/", {"planned_at": "2026-10-21T09:00:00+09:00"}, format="json").json()
    assert moved["moved_from"] == one
    clock.move_to(at(10, 21, 10))
    api = world.cast.health1.api()
    missed = api.post(f"{path}{moved['id']}/no-show/", {"note": "부재"}, format="json")
    assert missed.json()["outcome"] == "NO_SHOW"
    again = api.post(path, {**plan, "planned_at": "2026-10-21T15:00:00+09:00"}, format="json").json()
    clock.move_to(at(10, 21, 16))
    api = world.cast.health1.api()
    kept = api.post(f"{path}{again['id']}/visit/", {"starts_service": True}, format="json").json()
    assert kept["outcome"] == "VISITED"
    assert api.post(f"{path}{again['id']}/call-off/", {"note": "x"}, format="json").status_code == 409
    assert [row["outcome"] for row in api.get(path).json()] == ["MOVED", "VISITED", "NO_SHOW"]
    assert api.post(f"/api/v1/linkages/{other.pk}/appointments/{one}/visit/", {}, format="json").status_code == 404


def test_what_the_api_does_not_name_is_as_the_page_offers_it(world: World, clock: Any) -> None:
    linkage = world.accepted()
    one = planned(world, linkage)
    clock.move_to(at(10, 22, 15))
    path = f"/api/v1/linkages/{linkage.pk}/appointments/{one.pk}"
    api = world.cast.health1.api()
    assert api.post(f"{path}/visit/", {}, format="json").status_code == 200
    linkage.refresh_from_db()
    assert linkage.status == "IN_SERVICE"
    assert api.post(f"{path}/move/", {}, format="json").status_code == 409, "a result is there: before the body"


def test_a_link_of_the_portal_is_no_way_of_hearing_it(world: World) -> None:
    page = world.cast.social1.client().get(f"/linkages/{world.accepted().pk}/appointments/").content.decode()
    assert 'name="way_told"' in page
    assert f'value="{ProxyEntry.Way.LINK}"' not in page
