"""Limits of linkages with the dates of story 7.1 (domain 0.4, 2.0.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from core import duties, sweeps
from core.models import Duty
from referrals.models import Linkage
from referrals.panels import one_time_links
from referrals.services.linkages import steps, sweeping
from tests.referrals.conftest import World, at


def open_duties(linkage: Linkage) -> dict[str, Duty]:
    return {duty.kind: duty for duty in Duty.objects.open().about("referrals.linkage", linkage.pk)}


def test_silence_becomes_no_response_when_the_third_working_day_is_over(world: World, clock) -> None:
    linkage = world.sent(world.welfare, service="MEAL")
    assert linkage.due_at == at(10, 24, 0)

    clock.move_to(at(10, 23, 23, 59))
    sweeps.run_all()
    linkage.refresh_from_db()
    assert linkage.status == "SENT"

    clock.move_to(at(10, 24, 0))
    sweeps.run_all()
    linkage.refresh_from_db()
    assert linkage.status == "NO_RESPONSE"
    chase = open_duties(linkage)["referrals.chase"]
    assert (chase.institution_id, chase.person_id) == (world.hospital.pk, world.cast.social1.pk)
    assert chase.programme == "DISCHARGE"

    version = linkage.version
    sweeps.run_all()
    linkage.refresh_from_db()
    assert linkage.version == version, "a second sweep changes nothing"


def test_urgent_is_received_within_one_working_day(world: World) -> None:
    assert world.sent(urgency="URGENT").due_at == at(10, 22, 0)


def test_reply_is_owed_fourteen_days_after_acceptance(world: World, clock) -> None:
    clock.move_to(at(10, 22, 18))
    linkage = Linkage.objects.get(pk=world.sent().pk)
    Linkage.objects.filter(pk=linkage.pk).update(sent_at=at(10, 20, 14))
    world.proxy(linkage, "receive", at(10, 21))
    linkage = world.proxy(linkage, "accept", at(10, 22), responsible="남가상", planned_start_on=date(2026, 10, 28))
    assert linkage.reply_due_on == date(2026, 11, 5)
    duties = open_duties(linkage)
    assert duties["referrals.first_contact"].due_at == at(10, 30, 0)
    assert duties["referrals.reply"].due_at == at(11, 6, 0), "the reply's limit runs from acceptance as well"
    assert duties["referrals.reply"].institution_id == world.health_center.pk


def test_late_receipt_and_acceptance_of_the_story(world: World, clock) -> None:
    linkage = world.sent(world.welfare, service="MEAL")
    clock.move_to(at(10, 26, 15))
    sweeps.run_all()
    linkage.refresh_from_db()
    world.proxy(linkage, "receive_late", at(10, 26, 10))
    linkage = world.proxy(linkage, "accept", at(10, 26, 11), responsible="배가상", planned_start_on=date(2026, 10, 29))
    assert linkage.reply_due_on == date(2026, 11, 9)


def test_service_start_keeps_one_reply_duty_with_the_same_limit(world: World) -> None:
    linkage = world.in_service()
    duties = open_duties(linkage)
    assert set(duties) == {"referrals.reply"}
    assert duties["referrals.reply"].due_at == at(11, 4, 0)
    assert linkage.due_at == at(11, 4, 0)


def test_hold_stops_the_reply_clock(world: World, clock) -> None:
    linkage = world.proxy(world.in_service(), "hold", at(10, 20, 14), note="입원", hold_until=date(2026, 10, 30))
    assert set(open_duties(linkage)) == {"referrals.end_hold"}
    assert linkage.due_at == at(10, 31, 0)

    clock.move_to(at(10, 29, 9))
    linkage = world.proxy(linkage, "resume", at(10, 29, 9))
    assert linkage.reply_due_on == date(2026, 11, 12), "nine days of pause are added to 3 November"
    assert open_duties(linkage)["referrals.reply"].due_at == at(11, 13, 0)


def test_taking_back_a_cancel_that_was_asked_on_hold_adds_the_pause_too(world: World, clock) -> None:
    linkage = world.proxy(world.in_service(), "hold", at(10, 20, 14), note="입원", hold_until=date(2026, 10, 30))
    steps.request_cancel(actor=world.worker, linkage=linkage, data={"cancel_reason": "ADMITTED"})
    clock.move_to(at(10, 22, 9))
    linkage = steps.take_back(actor=world.worker, linkage=linkage)
    assert linkage.status == "IN_SERVICE"
    assert linkage.reply_due_on == date(2026, 11, 5)


def test_reply_that_nobody_confirms_is_confirmed_after_fourteen_days(world: World, clock) -> None:
    linkage = world.replied()
    clock.move_to(at(11, 3, 23, 59))
    sweeps.run_all()
    linkage.refresh_from_db()
    assert linkage.status == "REPLIED"
    clock.move_to(at(11, 4, 0))
    sweeps.run_all()
    linkage.refresh_from_db()
    assert linkage.status == "COMPLETED"
    assert linkage.closed_at is not None
    assert linkage.due_at is None


def test_reply_entered_late_still_leaves_the_sender_fourteen_days(world: World, clock) -> None:
    linkage = world.in_service()
    clock.move_to(at(11, 16, 10))
    linkage = world.proxy(linkage, "reply", at(10, 30), result="SERVICE_STARTED", content="방문함")
    sweeps.run_all()
    linkage.refresh_from_db()
    assert linkage.status == "REPLIED"
    assert linkage.due_at == at(12, 1, 0)


def test_cancel_stands_when_nobody_answers_for_three_working_days(world: World, clock) -> None:
    linkage = world.at_state("CANCEL_REQUESTED")
    assert linkage.due_at == at(10, 24, 0)
    clock.move_to(at(10, 24, 0))
    sweeps.run_all()
    linkage.refresh_from_db()
    assert linkage.status == "CANCELLED"


def test_late_answers_become_the_senders_work_once(world: World, clock) -> None:
    linkage = world.accepted()
    clock.move_to(at(10, 28, 1))
    assert sweeps.run_all()["referrals.watch_late"] == 1
    duty = open_duties(linkage)["referrals.late_reply"]
    assert (duty.institution_id, duty.person_id) == (world.hospital.pk, world.cast.social1.pk)
    assert "referrals.first_contact" in open_duties(linkage), "the receiver still owes what it owes"
    assert sweeps.run_all()["referrals.watch_late"] == 0

    world.proxy(linkage, "start_service", at(10, 28, 0), started_on=date(2026, 10, 27))
    assert "referrals.late_reply" not in open_duties(linkage)


def test_a_receiver_that_replies_while_the_late_ones_are_gone_through_is_not_asked_after(
    world: World, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = {world.accepted().pk, world.accepted(world.welfare, service="MEAL").pk}
    open_duty = duties.open_duty

    def meanwhile(code: str, row: Linkage, **more: Any) -> Duty:
        Linkage.objects.filter(pk__in=pair - {row.pk}).update(status="REPLIED")
        return open_duty(code, row, **more)

    monkeypatch.setattr(duties, "open_duty", meanwhile)
    clock.move_to(at(10, 28, 1))
    assert sweeping.watch_late(at(10, 28, 1)) == 1
    asked = Duty.objects.open().get(kind="referrals.late_reply")
    assert Linkage.objects.get(pk=asked.object_id).status == "ACCEPTED"


def test_question_after_the_limit_gets_three_working_days(world: World, clock) -> None:
    linkage = world.in_service()
    clock.move_to(at(11, 10, 10))
    world.proxy(linkage, "reply", at(11, 10, 9), result="SERVICE_STARTED", content="방문함")
    linkage = steps.ask_back(actor=world.worker, linkage=linkage, data={"note": "방문 횟수를 알려 주십시오."})
    assert linkage.status == "IN_SERVICE"
    assert linkage.due_at == at(11, 14, 0)


def test_supplement_is_owed_by_the_sender_within_three_working_days(world: World) -> None:
    linkage = world.at_state("RETURNED")
    duty = open_duties(linkage)["referrals.supplement"]
    assert (duty.institution_id, duty.due_at) == (world.hospital.pk, at(10, 24, 0))
    linkage = steps.resend(actor=world.worker, linkage=linkage)
    assert linkage.due_at == at(10, 24, 0)
    assert set(open_duties(linkage)) == {"referrals.receive"}


def test_working_days_skip_the_substitute_holiday(world: World, clock) -> None:
    clock.move_to(at(10, 2, 10))  # a Friday; Monday the fifth is a substitute holiday in the story
    world.consents_for(world.health_center)
    linkage = steps.send(actor=world.worker, linkage=world.draft())
    assert linkage.due_at == at(10, 9, 0)


def test_a_page_shows_the_limit_that_it_speaks_of(world: World, clock) -> None:
    """Two limits run once the receipt is late: its own, and until when the sender's worker calls the agency."""
    linkage = world.sent(world.welfare, service="MEAL")
    clock.move_to(at(10, 24, 0))
    sweeps.run_all()
    clock.move_to(at(10, 24, 10))
    page = world.cast.social1.client().get(reverse("referrals:linkage-detail", args=[linkage.pk]))
    receipt = next(stage for stage in page.context["steps"] if stage["now"])
    assert (receipt["label"], receipt["note"]) == ("접수", "10. 23.(금)까지")
    box = page.context["next"]
    assert box["detail"] == "접수 기한 10. 23.(금) · 기관에 연락할 기한"
    assert box["due_at"] > date(2026, 10, 24)
    linkage.refresh_from_db()
    assert one_time_links.head(linkage)["due"] == date(2026, 10, 23)
