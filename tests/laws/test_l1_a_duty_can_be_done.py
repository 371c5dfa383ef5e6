"""L1 over the test world: what is owed can be done by everybody to whom it is shown, where its link leads.

Every state of every machine in which somebody owes something is made as a scene, and a scene for every kind of duty
that belongs to no state. The same is asked of every open duty of the demo (`tests/network/test_demo.py`), and that no
kind is in neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import transaction

from core import duties
from core.actor import SYSTEM
from core.models import Duty
from core.workflow import REGISTER as MACHINES
from tests import make
from tests.cast import Cast
from tests.laws.owed import fault_of
from tests.laws.scenes import SCENES

pytestmark = pytest.mark.django_db
LEAST_STATES = 35
# Where what belongs to no state comes to be owed: the machine and its state.
STATE_OF = {
    "discharge.assess_medical": ("DISCHARGE", "ASSESSING"),
    "discharge.assess_nursing": ("DISCHARGE", "ASSESSING"),
    "discharge.close_or_extend": ("DISCHARGE", "FOLLOW_UP"),
    "discharge.decide_unreached": ("FOLLOWUP", "SCHEDULED"),
    "discharge.destroy": ("DISCHARGE", "INELIGIBLE"),
    "discharge.finish_amendment": ("DISCHARGE", "FOLLOW_UP"),
    "discharge.new_need": ("FOLLOWUP", "DONE"),
    "discharge.next_conference": ("DISCHARGE", "PLANNING"),
    "discharge.offer_lost": ("DISCHARGE", "FOLLOW_UP"),
    "discharge.plan_after_discharge": ("DISCHARGE", "FOLLOW_UP"),
    "discharge.renew_consent": ("DISCHARGE", "PLANNED"),
    "discharge.safety_check": ("DISCHARGE", "ASSESSING"),
    "documents.rewrite": ("DOCUMENT", "WITHDRAWN"),
    "referrals.agency_death": ("AGENCY_REFERRAL", "RECEIVED"),
    "referrals.agency_reply": ("AGENCY_REFERRAL", "IN_PROGRESS"),
    "referrals.agency_silent": ("AGENCY_REFERRAL", "SUPPLEMENT"),
    "referrals.ask_anew": ("LINKAGE", "STOPPED"),
    "referrals.late_reply": ("LINKAGE", "ACCEPTED"),
    "referrals.tell_stop": ("LINKAGE", "CANCELLED"),
}
ROW_OF: dict[str, Callable[[Cast], Any]] = {
    "discharge.name_nurse": lambda cast: make.case("ASSESSING", nurse=None),
    "referrals.next_link": lambda cast: make.linkage(None, "ACCEPTED", make.institution()),
    "councils.answer": lambda cast: SCENES["MEETING"](cast, "NOTIFIED").attendees.first(),
    "directory.verify_resource": lambda cast: make.offer(cast.health1.institution),
    "directory.answer_capacity": lambda cast: make.question(make.offer(cast.health1.institution)),
    "directory.call_capacity": lambda cast: make.question(make.offer(cast.health1.institution)),
}
# Kinds that need more than a row: each with the test that does them.
ELSEWHERE = {
    "core.check_message": "tests/core/test_messages.py: who told what a message could not bring",
}


@dataclass(frozen=True)
class Owed:
    """A kind of duty and the row, as the test world makes it, about which it is owed."""

    kind: str
    where: str
    row: Callable[[Cast], Any]


def _in_state(kind: str, machine: str, state: str) -> Owed:
    return Owed(kind, f"{machine} {state}", lambda cast: SCENES[machine](cast, state))


def all_owed() -> Iterator[Owed]:
    for machine in MACHINES.values():
        for state, kind in machine.clocks.items():
            if isinstance(kind, str):
                yield _in_state(kind, machine.machine, state)
    yield from (_in_state(kind, *place) for kind, place in STATE_OF.items())
    yield from (Owed(kind, kind, row) for kind, row in ROW_OF.items())


def faults_in(cast: Cast, owed: Owed) -> list[str]:
    """Why somebody to whom the duty is shown cannot do it."""
    duty = duties.open_duty(owed.kind, owed.row(cast), actor=SYSTEM)
    people = [who for _, who in cast.members() if who.user.is_active]
    shown = [who for who in people if Duty.objects.open().for_actor(who.actor).filter(pk=duty.pk).exists()]
    said = [(who.user.username, fault_of(duty, who.client())) for who in shown]
    faults = [f"{who}: {fault}" for who, fault in said if fault]
    return [f"{owed.where}, {fault}" for fault in (faults if shown else [f"{owed.kind} is shown to nobody"])]


def test_what_is_owed_can_be_done(cast: Cast) -> None:
    faults, found = [], list(all_owed())
    for owed in found:
        with transaction.atomic():
            faults += faults_in(cast, owed)
            transaction.set_rollback(True)
    assert not faults, "\n".join(faults)
    assert len(found) >= LEAST_STATES


def test_a_page_that_offers_nothing_is_found(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = duties.KINDS["referrals.receive"]
    monkeypatch.setitem(duties.KINDS, kind.code, replace(kind, act="없는 말"))
    assert faults_in(cast, _in_state(kind.code, "LINKAGE", "SENT")) != []
