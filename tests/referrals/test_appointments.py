"""Appointments of the receiver with the person: by the agency itself, or entered by the sender on its behalf."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

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


def test_a_meeting_of_long_ago_is_written_down_with_the_reason_at_both_doors(world: World, clock: Any) -> None:
    linkage = world.accepted()
    one, other = planned(world, linkage), planned(world, linkage, planned_at=at(10, 23, 14))
    clock.move_to(at(12, 1, 10))
    agency, path = world.cast.health1.client(), f"/linkages/{linkage.pk}/appointments/{one.pk}/visit/"
    seen = {"happened_at": "2026-10-22T14:00"}
    refused = agency.post(path, seen)
    assert (refused.status_code, "30일이 지난 일은" in refused.content.decode()) == (400, True)
    assert agency.post(path, seen | {"late_reason": "기록이 밀림"}).status_code == 302
    assert AuditEntry.objects.get(verb="linkage.appointment_visit").reason == "기록이 밀림"
    api = world.cast.health1.api()
    path = f"/api/v1/linkages/{linkage.pk}/appointments/{other.pk}/visit/"
    refused = api.post(path, {}, format="json")
    assert (refused.status_code, set(refused.json()["fields"])) == (400, {"late_reason"})
    assert api.post(path, {"late_reason": "기록이 밀림"}, format="json").status_code == 200


def test_a_meeting_in_the_very_minute_of_the_receipt_is_taken_and_one_before_it_is_not(world: World) -> None:
    """People enter whole minutes; the receipt has seconds."""
    linkage, agency = world.accepted(), world.cast.health1.actor
    Linkage.objects.filter(pk=linkage.pk).update(received_at=at(10, 20, 13, 59).replace(second=30))
    one = planned(world, linkage)
    with pytest.raises(Invalid, match="접수일시"):
        appointments.record_visit(
            actor=agency, linkage=linkage, appointment=one, data={"happened_at": at(10, 20, 13, 58)}
        )
    met = {"happened_at": at(10, 20, 13, 59)}
    kept = appointments.record_visit(actor=agency, linkage=linkage, appointment=one, data=met)
    assert kept.happened_at == met["happened_at"]


def test_a_visit_stands_in_the_calendar_without_a_word_of_whom(world: World, client: Any) -> None:
    """A feed lies on a telephone: when, how and the number, no name, no service, no place. Another agency sees none of it."""
    linkage = world.accepted()
    first = planned(world, linkage)
    appointments.move(
        actor=world.cast.health1.actor, linkage=linkage, appointment=first, data={"planned_at": at(10, 23, 10)}
    )
    agency = world.cast.health1.client()
    page = agency.get("/calendar/?day=2026-10-23").content.decode()
    assert page.count(f"가정 방문 · {linkage.number}") >= 1
    answer = agency.post("/calendar/addresses/", {"scope": "PLACE"}).content.decode()
    key = re.search(r"feed\.ics\?k=([\w-]+)", answer)
    assert key
    feed = client.get(f"/calendar/feed.ics?k={key[1]}").content
    (event,) = Calendar.from_ical(feed).walk("VEVENT")
    assert event["SUMMARY"] == f"가정 방문 · {linkage.number}"
    assert event.decoded("DTSTART") == at(10, 23, 10)
    for hidden in ("김가상", "자택", linkage.get_service_display()):
        assert hidden not in feed.decode()
    assert linkage.number not in world.cast.town1.client().get("/calendar/?day=2026-10-23").content.decode()


def test_a_visit_at_half_past_two_at_night_asks_back(world: World) -> None:
    linkage = world.accepted()
    path = f"/linkages/{linkage.pk}/appointments/"
    agency = world.cast.health1.client()
    data = {"planned_at": "2026-10-22T02:30", "way": "HOME", "place": "자택"}
    asked = agency.post(path, data)
    assert asked.status_code == 400
    page = asked.content.decode()
    assert "02:30은 밤이나 새벽입니다. 맞으면 표시하고 다시 저장하십시오." in page
    assert 'value="자택"' in page
    assert not linkage.appointments.exists()
    assert agency.post(path, data | {"is_at_night": "on"}).status_code == 302
    one = linkage.appointments.get()
    body = {"planned_at": "2026-10-23T03:00:00+09:00", "way": "HOME"}
    told = world.cast.health1.api().post(f"/api/v1/linkages/{linkage.pk}/appointments/", body, format="json")
    assert list(told.json()["fields"]) == ["is_at_night"]
    moving = agency.get(f"{path}{one.pk}/move/").content.decode()
    assert 'value="2026-10-22T02:30"' in moving, "what is moved begins at the moment that stands"


def test_what_came_of_a_visit_is_told_also_after_the_answer(world: World, clock: Any) -> None:
    """The agency answered before the visit: the visit can still be called off, and is no duty for ever."""
    linkage = world.in_service()
    one = planned(world, linkage)
    world.proxy(linkage, "reply", at(10, 20, 14), result="SERVICE_DONE", content="전화로 마침")
    agency = world.cast.health1.client()
    page = agency.get(f"/linkages/{linkage.pk}/").content.decode()
    path = f"/linkages/{linkage.pk}/appointments/{one.pk}/call_off/"
    assert path in page
    assert f"/appointments/{one.pk}/move/" not in page
    assert agency.post(path, {"note": "이미 마쳐 방문하지 않음"}).status_code == 302
    one.refresh_from_db()
    assert one.outcome == "CANCELLED"
    assert owed(linkage) is None


def test_the_end_of_a_linkage_calls_off_what_was_planned_and_says_so(world: World) -> None:
    linkage = world.in_service()
    one = planned(world, linkage)
    linkage = world.proxy(linkage, "reply", at(10, 20, 14), result="SERVICE_DONE", content="전화로 마침")
    steps.confirm(actor=world.worker, linkage=linkage)
    one.refresh_from_db()
    assert one.outcome == "CANCELLED"
    assert "방문하지 않습니다." in world.cast.health1.client().get(f"/linkages/{linkage.pk}/").content.decode()
    assert owed(linkage) is None
