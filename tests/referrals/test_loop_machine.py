"""Whatever people and time do to referrals in whatever order: who sees what, and that somebody always owes something.

The machine gives and withdraws consents, sends, answers, cancels, lets days pass. After every step each receiver
opens each referral through both doors.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core import workdays
from core.errors import DomainError
from core.models import Duty
from network.models import Consent, Institution
from network.services import consents
from referrals.models import Linkage
from referrals.querysets.linkages import FINAL
from referrals.services.linkages import ending, steps, sweeping
from referrals.workflow import LINKAGE, LinkageStatus
from tests import make
from tests.referrals.conftest import SENT_ON, World

NAME = "남궁나래빛"
# What each item says about the person, in words that stand nowhere else.
WORDS = {
    "NAME": NAME,
    "PHONE": "010-0000-1234",
    "ADDRESS": "흥선동 가상로",
    "DIAGNOSIS": "대퇴골 골절",
    "FUNCTION": "K-MBI 46점",
}
# Written anew from the security model, not read from the portal: health items never go to a meal service.
TEMPLATES = {"HOME_HEALTH": set(WORDS), "MEAL": {"NAME", "PHONE", "ADDRESS"}}
SERVICES = {"health": "HOME_HEALTH", "welfare": "MEAL"}
SENSITIVE = {"DIAGNOSIS", "FUNCTION"}
ITEMS = st.sets(st.sampled_from(sorted(WORDS)), min_size=1)
MOVES = sorted({(row.name, row.side) for row in LINKAGE.transitions if row.side})
POSSIBLE = {
    state: sorted({(row.name, row.side) for row in LINKAGE.transitions if row.side and state in row.sources})
    for state in LinkageStatus.values
}
DEEDS = [*["step"] * 8, "consent", "send", "withdraw", "days pass", "close"]
ENDING, SELDOM = ("decline", "cancel", "stop", "confirm_cancel"), 40
ENVIRONMENT = "IEUM_STORIES"  # how many stories are made up; other ones each time
LONG = 8  # presses after which a case may close
UNOWED = ("DRAFT",)  # has gone to nobody yet


class Loop(RuleBasedStateMachine):
    """`world` and `travel` are set on a subclass by the test."""

    world: World
    travel: time_machine.Traveller

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.travel.move_to(SENT_ON)
        self.places = {code: Institution.objects.get(code=code) for code in SERVICES}
        self.people = {"health": self.world.cast.health1, "welfare": self.world.cast.welfare1}
        self.given: dict[str, list[Consent]] = {code: [] for code in SERVICES}
        self.pressed = 0
        self.looked_at: set[Any] = set()  # pages are dear: each state of a row is opened once

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    # --- what people do ----------------------------------------------------------------------------------------------

    @initialize(days=st.integers(5, 60))
    def two_referrals_are_on_their_way(self, days: int) -> None:
        """Else most runs would end before anything had been sent."""
        for code, service in SERVICES.items():
            self.consent(code, set(WORDS), days)
            self.send(code, TEMPLATES[service], is_careful=True, urgency="NORMAL")

    @rule(
        deed=st.sampled_from(DEEDS),
        code=st.sampled_from(sorted(SERVICES)),
        items=ITEMS,
        number=st.integers(0, 59),
        is_careful=st.booleans(),
        move=st.sampled_from(MOVES),
    )
    def something_happens(
        self, deed: str, code: str, items: set[str], number: int, is_careful: bool, move: tuple[str, str]
    ) -> None:
        """One rule for all deeds, so that none is left out of a run; moves are the commonest."""
        if deed == "consent":
            self.consent(code, items, number + 1)
        elif deed == "send":
            self.send(code, items, is_careful, "URGENT" if number % 2 else "NORMAL")
        elif deed == "withdraw":
            self.withdraw(code, number)
        elif deed == "days pass":
            self.days_pass(number % 9 + 1)
        elif deed == "close" and self.pressed > LONG:
            self.close_the_case()
        else:
            self.step(code, number, is_careful, move)

    def consent(self, code: str, items: set[str], days: int) -> None:
        until = workdays.seoul_today() + timedelta(days=days)
        for kind, named in (("THIRD_PARTY", items), ("SENSITIVE_THIRD_PARTY", items & SENSITIVE)):
            self.given[code].append(
                make.consent(
                    self.world.client, kind, receiver=self.places[code], items=sorted(named), valid_until=until
                )
            )

    def send(self, code: str, items: set[str], is_careful: bool, urgency: str) -> None:
        """Somebody careful sends what is allowed of it; others try whatever they like."""
        if is_careful:
            items = items & self._lawful(code) or items
        try:
            with transaction.atomic():
                row = self.world.draft(
                    self.places[code], service=SERVICES[code], shared_items=sorted(items), urgency=urgency
                )
                row = steps.send(actor=self.world.worker, linkage=row)
        except DomainError:
            assert not items <= self._lawful(code), "a sending that everything allows was refused"
        else:
            assert items <= self._lawful(code), f"{sorted(items)} left the house"
            assert row.status == "SENT"

    def step(self, code: str, turn: int, is_careful: bool, anything: tuple[str, str]) -> None:
        """Somebody careful does what the state allows and seldom ends it; others press whatever they find."""
        self.pressed += 1
        row = Linkage.objects.for_page().filter(receiver__code=code).latest("created_at")
        possible = [move for move in POSSIBLE[row.status] if move[0] not in ENDING or turn > SELDOM]
        name, side = possible[turn % len(possible)] if possible and is_careful else anything
        actor = self.world.worker if side == "sender" else self.people[row.receiver.code].actor
        try:
            with transaction.atomic():
                steps.step(name, actor=actor, linkage=row, data=self._words())
        except DomainError:
            return

    def withdraw(self, code: str, which: int) -> None:
        held = [row for row in self.given[code] if Consent.objects.get(pk=row.pk).status == "GRANTED"]
        if not held:
            return
        chosen = Consent.objects.get(pk=held[which % len(held)].pk)
        consents.withdraw(actor=self.world.worker, consent=chosen, withdrawn_at=timezone.now(), how="전화")

    def days_pass(self, days: int) -> None:
        """Time moves and the system does what it does by itself."""
        self.travel.shift(timedelta(days=days))
        now = timezone.now()
        consents.expire_due(now)
        sweeping.move_on(now)
        sweeping.watch_late(now)

    def close_the_case(self) -> None:
        ending.end_for_case(actor=self.world.worker, case_id=self.world.case.pk, reason="CASE_CLOSED")

    # --- what must always hold ---------------------------------------------------------------------------------------

    @invariant()
    def nobody_sees_more_than_the_template_and_the_consent(self) -> None:
        for row in Linkage.objects.select_related("receiver"):
            lawful = self._lawful(row.receiver.code)
            person = self.people[row.receiver.code]
            answer = person.api().get(f"/api/v1/linkages/{row.pk}/")
            seen = set((answer.json().get("items") or {}) if answer.status_code == 200 else {})
            assert seen <= lawful, f"{row.status}: {sorted(seen - lawful)} in the answer"
            assert answer.status_code == 404 or row.status != "WITHDRAWN"
            if (row.pk, row.version, len(lawful)) in self.looked_at:
                continue
            self.looked_at.add((row.pk, row.version, len(lawful)))
            page = person.client().get(f"/linkages/{row.pk}/").content.decode()
            shown = {item for item, word in WORDS.items() if word in page}
            assert shown <= lawful, f"{row.status}: {sorted(shown - lawful)} on the page"
            other = next(who for code, who in self.people.items() if code != row.receiver.code)
            assert other.api().get(f"/api/v1/linkages/{row.pk}/").status_code == 404

    @invariant()
    def whatever_is_open_has_a_clock_and_an_owner(self) -> None:
        for row in Linkage.objects.exclude(status__in=[*FINAL, *UNOWED]):
            assert row.due_at is not None, f"{row.status} has no clock"
            owed = Duty.objects.open().filter(object_kind=Linkage._meta.label_lower, object_id=str(row.pk))
            assert owed.exclude(institution=None).exclude(role="").exists(), f"{row.status} is owed by nobody"

    # --- the rest ----------------------------------------------------------------------------------------------------

    def _lawful(self, code: str) -> set[str]:
        """The items that consents in force name for this receiver, inside the template of its service."""
        held = Consent.objects.filter(
            pk__in=[row.pk for row in self.given[code]], status="GRANTED", valid_until__gte=workdays.seoul_today()
        )
        plain = {item for row in held if row.consent_type == "THIRD_PARTY" for item in row.items}
        sensitive = {item for row in held if row.consent_type == "SENSITIVE_THIRD_PARTY" for item in row.items}
        if not any(row.consent_type == "THIRD_PARTY" for row in held):
            return set()
        return ((plain - SENSITIVE) | (sensitive & SENSITIVE)) & TEMPLATES[SERVICES[code]]

    @staticmethod
    def _words() -> dict[str, Any]:
        """What any step may ask for; a step takes what it knows."""
        today = workdays.seoul_today()
        return {
            "note": "확인",
            "responsible": "남가상",
            "planned_start_on": today,
            "started_on": today,
            "hold_until": today + timedelta(days=3),
            "decline_reason": "CAPACITY",
            "stop_reason": "MOVED",
            "cancel_reason": "DUPLICATE",
            "result": "SERVICE_DONE",
            "content": "방문함",
        }


@pytest.fixture
def machine(world: World, clock: time_machine.Traveller) -> type[Loop]:
    world.client.name = NAME
    world.client.address_town, world.client.address_rest = "흥선동", "가상로 1"
    world.client.save()
    world.client.consents.all().delete()
    world.welfare.is_member = True
    world.welfare.save()
    return type("Loop", (Loop,), {"world": world, "travel": clock})


def test_the_loop_holds_in_whatever_order(machine: type[Loop]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=int(os.environ.get(ENVIRONMENT, "15")),
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.generate],  # shrinking a story of thirty steps takes longer than reading it
            suppress_health_check=list(HealthCheck),
        ),
    )
