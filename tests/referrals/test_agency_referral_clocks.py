"""Until when, and by whom: every state that is no end has an owner and a limit; time ends what nobody answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine

from core import duties as core_duties
from core import sweeps, workdays
from core.errors import Invalid
from core.models import Duty, Message
from network.services import clients
from referrals.models import AgencyReferral
from referrals.services.agency_referrals import sweeping
from tests.cast import Cast
from tests.referrals.agency_steps import at_state, drafted, walk
from tests.referrals.conftest import SENT_ON, at


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Tuesday, 20 October 2026, 14:00."""
    with time_machine.travel(SENT_ON, tick=False) as traveller:
        yield traveller


def _owed(row: AgencyReferral) -> dict[str, tuple[str, int | None, date]]:
    """Kind → role, person, last day of everything that is owed about a referral."""
    found = Duty.objects.open().filter(root_id=str(row.pk))
    return {
        duty.kind.removeprefix("referrals.agency_"): (duty.role, duty.person_id, workdays.last_day_of(duty.due_at))
        for duty in found
    }


def test_receipt_has_three_working_days_and_one_when_urgent(cast: Cast) -> None:
    assert _owed(at_state(cast, "SUBMITTED")) == {"receive": ("COORDINATOR", None, date(2026, 10, 23))}
    assert _owed(at_state(cast, "SUBMITTED", urgency="URGENT")) == {
        "receive": ("COORDINATOR", None, date(2026, 10, 21))
    }


@pytest.mark.parametrize(
    ("state", "kind", "role", "last"),
    [
        ("RECEIVED", "decide", "COORDINATOR", date(2026, 10, 23)),
        ("SUPPLEMENT", "supplement", "PARTNER_STAFF", date(2026, 10, 23)),
        ("ACCEPTED", "assign", "COORDINATOR", date(2026, 10, 21)),
        ("ASSIGNED", "start", "SOCIAL_WORKER", date(2026, 10, 27)),
        ("IN_PROGRESS", "reply", "SOCIAL_WORKER", date(2026, 11, 3)),
        ("REPLIED", "confirm", "PARTNER_STAFF", date(2026, 11, 3)),
        ("CANCEL_REQUESTED", "answer_cancel", "COORDINATOR", date(2026, 10, 23)),
    ],
)
def test_every_state_has_its_owner_and_limit(cast: Cast, state: str, kind: str, role: str, last: date) -> None:
    row = at_state(cast, state)
    found = _owed(row)[kind]
    assert (found[0], found[2]) == (role, last)
    assert workdays.last_day_of(row.due_at) == last


@pytest.mark.parametrize("state", ["DRAFT", "CLOSED", "DECLINED", "CANCELLED"])
def test_where_nothing_is_owed_nothing_is(cast: Cast, state: str) -> None:
    row = at_state(cast, state)
    assert (_owed(row), row.due_at) == ({}, None)


def test_the_reply_is_owed_from_the_assignment_on(cast: Cast) -> None:
    row = at_state(cast, "ASSIGNED")
    assert _owed(row)["reply"] == ("SOCIAL_WORKER", cast.social1.pk, date(2026, 11, 3))
    assert "reply" not in _owed(walk(cast, row, "reply"))


def test_the_reply_clock_stands_still_while_a_supplement_is_awaited(cast: Cast, clock: time_machine.Traveller) -> None:
    row = at_state(cast, "SUPPLEMENT")
    assert row.reply_due_on == date(2026, 11, 3)
    clock.move_to(at(10, 25))
    row = walk(cast, row, "resubmit")
    assert (row.reply_due_on, row.paused_at) == (date(2026, 11, 8), None)
    row = walk(cast, row, "receive")
    assert row.received_at == SENT_ON  # the first receipt counts
    assert row.reply_due_on == date(2026, 11, 8)


def test_a_question_asked_back_late_gets_days_of_its_own(cast: Cast, clock: time_machine.Traveller) -> None:
    row = at_state(cast, "REPLIED")
    clock.move_to(at(11, 2))  # Monday
    row = walk(cast, row, "ask_back")
    assert _owed(row)["reply"][2] == date(2026, 11, 5)


def test_nobody_confirms_and_the_system_does(cast: Cast, clock: time_machine.Traveller) -> None:
    row = at_state(cast, "REPLIED")
    clock.move_to(at(11, 3, 23))
    assert sweeping.move_on(at(11, 3, 23)) == 0
    clock.move_to(at(11, 4, 0, 1))
    assert sweeping.move_on(at(11, 4, 0, 1)) == 1
    assert AgencyReferral.objects.get(pk=row.pk).status == "CLOSED"
    assert sweeping.move_on(at(11, 4, 0, 1)) == 0


def test_a_cancel_that_nobody_answers_stands(cast: Cast, clock: time_machine.Traveller) -> None:
    row = at_state(cast, "CANCEL_REQUESTED")
    clock.move_to(at(10, 24, 0, 1))
    assert sweeping.move_on(at(10, 24, 0, 1)) == 1
    assert AgencyReferral.objects.get(pk=row.pk).status == "CANCELLED"


def test_without_a_supplement_the_coordinator_may_decline_after_two_weeks(
    cast: Cast, clock: time_machine.Traveller
) -> None:
    row = at_state(cast, "SUPPLEMENT")
    clock.move_to(at(11, 3, 23))
    with pytest.raises(Invalid, match="14일이 지나야"):
        walk(cast, row, "decline")
    assert sweeping.watch_silent(at(11, 3, 23)) == 0
    clock.move_to(at(11, 4, 15))
    assert sweeping.watch_silent(at(11, 4, 15)) == 1
    assert sweeping.watch_silent(at(11, 4, 15)) == 0
    assert _owed(row)["silent"][0] == "COORDINATOR"
    row = walk(cast, row, "decline")
    assert (row.status, _owed(row)) == ("DECLINED", {})


def test_an_agency_that_answers_while_the_silent_ones_are_gone_through_is_not_held_for_silent(
    cast: Cast, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = {at_state(cast, "SUPPLEMENT").pk, at_state(cast, "SUPPLEMENT").pk}
    open_duty = core_duties.open_duty

    def meanwhile(code: str, row: AgencyReferral, **more: Any) -> Duty:
        AgencyReferral.objects.filter(pk__in=pair - {row.pk}).update(status="RECEIVED", paused_at=None)
        return open_duty(code, row, **more)

    monkeypatch.setattr(core_duties, "open_duty", meanwhile)
    clock.move_to(at(11, 4, 15))
    assert sweeping.watch_silent(at(11, 4, 15)) == 1
    asked = Duty.objects.open().get(kind="referrals.agency_silent")
    assert AgencyReferral.objects.get(pk=asked.object_id).status == "SUPPLEMENT"


@pytest.mark.parametrize(
    ("state", "now", "to"),
    [
        ("SUPPLEMENT", at(10, 27), "PARTNER_MANAGER"),
        ("ASSIGNED", at(10, 30), "COORDINATOR"),
        ("IN_PROGRESS", at(11, 6), "COORDINATOR"),
    ],
)
def test_what_stays_undone_goes_up(
    cast: Cast, clock: time_machine.Traveller, state: str, now: datetime, to: str
) -> None:
    row = at_state(cast, state)
    clock.move_to(now)
    core_duties.escalate_late(now)
    late = Duty.objects.open().filter(root_id=str(row.pk), escalated_at__isnull=False)
    assert {duty.escalates_to for duty in late} == {to}
    if to == "COORDINATOR":
        assert late.first() in Duty.objects.for_actor(cast.coordinator1.actor)


def test_the_agency_hears_once_that_the_hospital_is_late(cast: Cast, clock: time_machine.Traveller) -> None:
    at_state(cast, "SUBMITTED")
    clock.move_to(at(10, 24))
    for _ in range(2):
        sweeping.tell_late(at(10, 24))
    told = Message.objects.filter(recipient_id=cast.health1.pk, values__text="병원의 답이 기한을 지났습니다.")
    assert told.count() == 1


def test_the_sweeps_are_entered() -> None:
    names = {"referrals.agency_move_on", "referrals.agency_watch_silent", "referrals.agency_tell_late"}
    assert names <= set(sweeps.SWEEPS)


def test_no_notice_names_the_person(cast: Cast) -> None:
    at_state(cast, "CLOSED")
    walk(cast, at_state(cast, "REPLIED"), "ask_back")
    texts = " ".join(str(row.values) for row in Message.objects.all())
    assert "마가상" not in texts
    assert "고혈압" not in texts
    assert "A-2026-" in texts


# --- a death ---------------------------------------------------------------------------------------------------------


def _die(cast: Cast, row: AgencyReferral) -> AgencyReferral:
    clients.record_death(actor=cast.social1.actor, client=row.client, on=date(2026, 10, 20), source="가족")
    return AgencyReferral.objects.get(pk=row.pk)


@pytest.mark.parametrize(("state", "end"), [("REPLIED", "CLOSED"), ("CANCEL_REQUESTED", "CANCELLED")])
def test_a_death_ends_what_only_waited_for_a_confirmation(cast: Cast, state: str, end: str) -> None:
    row = at_state(cast, state)
    Message.objects.all().delete()
    row = _die(cast, row)
    assert (row.status, row.due_at, _owed(row)) == (end, None, {})
    assert not Message.objects.filter(recipient_id=cast.health1.pk).exists()  # no letter goes out


@pytest.mark.parametrize(
    ("state", "role", "person"),
    [
        ("SUBMITTED", "PARTNER_STAFF", None),
        ("RECEIVED", "COORDINATOR", None),
        ("ACCEPTED", "COORDINATOR", None),
        ("ASSIGNED", "SOCIAL_WORKER", "social1"),
        ("IN_PROGRESS", "SOCIAL_WORKER", "social1"),
    ],
)
def test_a_death_stops_the_clocks_and_asks_the_holder_to_end_it(
    cast: Cast, clock: time_machine.Traveller, state: str, role: str, person: str | None
) -> None:
    row = _die(cast, at_state(cast, state))
    assert (row.status, row.due_at) == (state, None)
    ((kind, (found, who, _)),) = _owed(row).items()
    assert (kind, found, who) == ("death", role, getattr(cast, person).pk if person else None)
    clock.move_to(at(12, 1))
    assert sweeping.move_on(at(12, 1)) + sweeping.watch_silent(at(12, 1)) + sweeping.tell_late(at(12, 1)) == 0


def test_the_worker_ends_it_with_the_result_deceased(cast: Cast) -> None:
    row = walk(cast, _die(cast, at_state(cast, "IN_PROGRESS")), "reply", result="DECEASED")
    assert set(_owed(row)) == {"confirm"}


def test_a_draft_about_somebody_who_died_stays_the_agencys(cast: Cast) -> None:
    row = _die(cast, drafted(cast))
    assert (row.status, _owed(row)) == ("DRAFT", {})
