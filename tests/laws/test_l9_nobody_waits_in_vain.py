"""L9: whatever ends a row, nothing is owed about it any more, and every house that stood to it is told.

Every move into a final state of every machine is made in the test world, by each side and by the system; what ends
along with the row (the linkages of a case, the bookings of a course) is held to the same. Each run takes one of the
states that a move can be made from, another one on another day: `IEUM_ENDS` names the turn again (a number) or makes
it from every state (`all`, as `./ieum campaign ends` does).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from core import duties, workdays
from core.actor import SYSTEM, Actor
from core.acts import REGISTER as BOARDS
from core.audit import kind_of
from core.errors import Invalid
from core.models import Duty, Message
from core.workflow import REGISTER as MACHINES
from core.workflow import Transition, Workflow
from network.models import Membership
from network.services import clients
from tests.cast import Cast, Member
from tests.laws import registered
from tests.laws.filling import filled
from tests.laws.scenes import BY_MOVE, SCENES

pytestmark = pytest.mark.django_db
LEAST_ENDS = 50
ENVIRONMENT, EVERY = "IEUM_ENDS", "all"
# What is sent beside what a form offers.
POSTED: dict[str, dict[str, Any]] = {
    "INSTRUCTOR_BOOKING": {"reason": "일정이 겹침", "told_by": "남가상"},
    "AGENCY_REFERRAL.decline": {"other_agency": "가상노인복지관"},
}


def said(move: str) -> dict[str, Any]:
    """What a move is told that no board makes."""
    now, ended = timezone.now(), {"close_reason": "MOVED", "summary": "타지로 옮김", "close_text": "타지로 옮김"}
    return {
        "CONSENT.withdraw": {"withdrawn_at": now, "withdrawn_how": "전화"},
        "CONSENT.by_law": {"legal_basis": "URGENT_LIFE"},
        "LINKAGE.stop": {"stop_reason": "CLIENT_REFUSED"},
        "LINKAGE.cancel": {"cancel_reason": "MISTAKE"},
        "AGENCY_REFERRAL.withdraw": {"withdrawn_told_by": "본인", "withdrawn_at": now},
        "DISCHARGE.close": ended | {"unlinked_reason": "OTHER", "unlinked_text": "연계할 것이 없음"},
        "DISCHARGE.close_early": ended,
        "DISCHARGE.close_by_event": {"close_reason": "CLIENT_REFUSED", "close_text": "동의 철회"},
        "FOLLOWUP.complete": {"contacted_at": now, "method": "PHONE", "result": "DONE"},
    }.get(move, {})


_DONE = "everything that was owed has been done: nobody waits for anything"
_OWN_CASE = "the hospital closed its own case, and the agency had let it lie or had sent it back"
# Ends of which the other house is not told, each with the reason.
UNTOLD = {
    "LINKAGE.confirm": _DONE,
    "AGENCY_REFERRAL.confirm": _DONE,
    "EDUCATION_REQUEST.close": _DONE,
    "INSTRUCTOR_BOOKING.pay": "a note of the hospital's own books",
    "INSTRUCTOR_BOOKING.decline": "what the coordinator enters the instructor has said",
    "AGENCY_REFERRAL.confirm_cancel": "the agency's wish comes to pass: the hospital's duty to confirm it is settled",
    "LINKAGE.cancel from NO_RESPONSE by system": _OWN_CASE,
    "LINKAGE.cancel from RETURNED by system": _OWN_CASE,
}
# Moves that only come along with another, where they are held to the law.
ALONG = {
    "LINKAGE.withdraw": "CONSENT.withdraw",
    "FOLLOWUP.cancel": "DISCHARGE.close_by_event",
    "INSTRUCTOR_BOOKING.cancel system": "EDUCATION_REQUEST.cancel_host",
    "ENROLMENT.cancel system": "EDUCATION_REQUEST.cancel_host",
}
# Sides that nobody of the test world can be, each with the reason.
NOBODY = {"mh_manager": "the programme of mental health has no cases yet"}


@dataclass(frozen=True)
class End:
    """One way in which a row can end: the move, the state it is made from, and by whom (None: the system)."""

    machine: Workflow
    move: Transition
    source: str
    relation: str

    @property
    def name(self) -> str:
        return f"{self.machine.machine}.{self.move.name}"

    @property
    def words(self) -> str:
        return f"{self.name} from {self.source} by {self.relation}"


def turn_of_today() -> str:
    """The turn as given, or the day's number."""
    return os.environ.get(ENVIRONMENT, "") or str(workdays.seoul_today().toordinal())


def _chosen(sources: list[str], turn: str, place: int) -> list[str]:
    return sources if turn == EVERY else [sources[(int(turn) + place) % len(sources)]]


def ends(turn: str) -> list[End]:
    """Every end, from one of the states it can be made from, or from all; what takes others along, from all."""
    assert registered.acts()
    found = []
    for machine in MACHINES.values():
        for move in (one for one in machine.transitions if one.target in machine.final):
            sources = sorted(move.sources - machine.final) or sorted(move.sources)
            for place, relation in enumerate(sorted(move.by - set(NOBODY))):
                takes_along = f"{machine.machine}.{move.name}" in ALONG.values()
                chosen = _chosen(sources, EVERY if takes_along else turn, place)
                found += [End(machine, move, source, relation) for source in chosen]
    return [end for end in found if not {end.name, f"{end.name} {end.relation}"} & set(ALONG)]


def _houses(cast: Cast) -> dict[int, Member]:
    """One of each house that can stand to a row: of the hospital the coordinator."""
    found = {who.institution.pk: who for _, who in reversed(list(cast.members())) if who.user.is_active}
    return found | {cast.host.pk: cast.coordinator1}


class Watch:
    """What stood open before an end, and what came of it."""

    def __init__(self, cast: Cast, row: Any) -> None:
        self.owed = list(Duty.objects.open())
        self.last = (_last(Message), _last(Duty))
        self.houses: dict[tuple[str, Any], set[int]] = {}
        for name, machine in MACHINES.items():
            rows = open_rows(machine)
            if isinstance(row, machine._bound().model):  # one that is issued has ended, and may still be withdrawn
                rows = rows | _model(machine)._default_manager.filter(pk=row.pk)
            self._look_at(name, machine, cast, rows)

    def _look_at(self, name: str, machine: Workflow, cast: Cast, rows: Any) -> None:
        """Which houses stand to these rows of a machine in a relation with a move of its own."""
        acting = frozenset().union(*(move.by for move in machine.transitions))
        access = machine._bound()
        self.houses |= {(name, pk): set() for pk in rows.values_list("pk", flat=True)}
        if not any(key[0] == name for key in self.houses):
            return
        for house, who in _houses(cast).items():
            for row in access.related(rows, who.actor):
                if access.read_relations(row) & acting:
                    self.houses[name, row.pk].add(house)

    def ended(self) -> Iterator[tuple[Workflow, Any]]:
        for name, machine in MACHINES.items():
            pks = [pk for found, pk in self.houses if found == name]
            for row in _model(machine)._default_manager.filter(pk__in=pks, status__in=machine.final) if pks else ():
                yield machine, row

    def told(self) -> set[int]:
        """The houses to which something was sent, or which owe something new."""
        new = Message.objects.filter(pk__gt=self.last[0])
        people = Membership.objects.filter(user__in=new.exclude(recipient=None).values("recipient"))
        owing = Duty.objects.open().filter(pk__gt=self.last[1])
        return set(people.values_list("institution", flat=True)) | set(owing.values_list("institution", flat=True))

    def faults(self, actor: Actor, reason_not_to_tell: str) -> Iterator[str]:
        """What is wrong with every row that has ended."""
        still, told = {duty.pk for duty in Duty.objects.open()}, self.told()
        own = set() if actor.is_system else {actor.institution_id}
        for machine, row in self.ended():
            about, name = (kind_of(row), str(row.pk)), f"{machine.machine}.{row.status}"
            left = [duty.kind for duty in self.owed if duty.pk in still and about in _subjects(duty)]
            if left:
                yield f"{name} still owed: {', '.join(left)}"
            owing = {duty.institution_id for duty in self.owed if about in _subjects(duty)}
            silent = (self.houses[machine.machine, row.pk] | owing) - own - told
            if silent and not reason_not_to_tell:
                yield f"{name} nobody told {sorted(silent)}"


def _subjects(duty: Duty) -> tuple[tuple[str, str], ...]:
    return (duty.object_kind, duty.object_id), (duty.root_kind, duty.root_id)


def _model(machine: Workflow) -> type[Model]:
    model: type[Model] = machine._bound().model
    return model


def open_rows(machine: Workflow) -> Any:
    return _model(machine)._default_manager.exclude(status__in=machine.final)


def _last(model: type[Model]) -> int:
    return int(model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0)


def _who(cast: Cast, end: End, row: Any) -> Member | None:
    access = end.machine._bound()
    return next((who for _, who in cast.members() if end.relation in access.relations_of(who.actor, row)), None)


def make_it(end: End, row: Any, who: Member | None) -> str:
    """Make the move as its door does; empty, or why it could not be made."""
    board, act = next(
        ((board, act) for board in BOARDS.values() if board.machine is end.machine for act in board
         if board.move_of(act) == end.move.name), (None, None),
    )  # fmt: skip
    if who is not None and board is not None and act is not None:
        sent = filled(board.form(act, row, who.actor)) | POSTED.get(end.machine.machine, {}) | POSTED.get(end.name, {})
        answer = who.client().post(board.url(act, row), sent)
        return "" if answer.status_code == 302 else f"{answer.status_code} {words_of(answer)}"
    try:
        actor = who.actor if who else SYSTEM
        end.machine.fire(row, end.move.name, actor=actor, data=said(end.name), reason="가상의 까닭")
    except Invalid as error:
        return str(error.errors)
    return ""


def words_of(answer: Any) -> str:
    return " ".join(re.findall(r'role="alert"[^>]*>(.*?)</', answer.content.decode(), re.DOTALL))


def open_clocks() -> None:
    """What is owed in the state of every row."""
    for machine in MACHINES.values():
        for row in open_rows(machine):
            clock = machine.clocks.get(row.status)
            if isinstance(clock, str):
                duties.open_duty(clock, row, actor=SYSTEM, is_clock=True)


def look(cast: Cast, end: End) -> tuple[set[str], list[str]]:
    """What ended (machine and state), and what is wrong with how."""
    scene = BY_MOVE.get(end.name) or SCENES[end.machine.machine]
    row = scene(cast, end.source)
    open_clocks()
    who = None if end.relation == "system" else _who(cast, end, row)
    if who is None and end.relation != "system":
        return set(), [f"{end.words}: nobody stands so"]
    watch = Watch(cast, row)
    fault = make_it(end, row, who)
    if fault:
        return set(), [f"{end.words}: {fault}"]
    faults = watch.faults(who.actor if who else SYSTEM, UNTOLD.get(end.words) or UNTOLD.get(end.name, ""))
    ended = {f"{machine.machine} {one.status}" for machine, one in watch.ended()}
    return ended, [f"{end.words}: {said}" for said in faults]


def look_at_all(cast: Cast, among: list[End]) -> tuple[dict[str, set[str]], list[str]]:
    """What ended by each move, and all faults."""
    ended: dict[str, set[str]] = {}
    faults: list[str] = []
    for end in among:
        with transaction.atomic():
            found, said = look(cast, end)
            transaction.set_rollback(True)
        ended.setdefault(end.name, set()).update(found)
        faults += said
    return ended, faults


def test_every_end_settles_what_was_owed_and_tells_who_stood_to_it(cast: Cast) -> None:
    turn = turn_of_today()
    found = ends(turn)
    ended, faults = look_at_all(cast, found)
    assert not faults, "\n".join([*faults, f"the same again: {ENVIRONMENT}={turn}"])
    for along, cause in ALONG.items():
        machine, _, move = along.partition(" ")[0].partition(".")
        assert f"{machine} {MACHINES[machine].named(move)[0].target}" in ended[cause], along
    assert len(found) >= LEAST_ENDS


def test_a_death_settles_what_is_owed_and_every_agency_hears_of_it(cast: Cast) -> None:
    """Nobody comes in vain: the clocks of everything stop, and each house that worked for the person is told."""
    row = SCENES["DISCHARGE"](cast, "FOLLOW_UP")
    open_clocks()
    watch = Watch(cast, row)
    clients.record_death(actor=cast.social1.actor, client=row.client, on=workdays.seoul_today(), source="보호자")
    assert {machine.machine for machine, _ in watch.ended()} >= {"DISCHARGE", "LINKAGE", "FOLLOWUP"}
    assert list(watch.faults(cast.social1.actor, "")) == []


def _named(*names: str) -> list[End]:
    return [end for end in ends(turn_of_today()) if end.name in names]


def test_an_end_that_tells_nobody_is_found(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.messages.notify", lambda *args, **kwargs: None)
    assert len(look_at_all(cast, _named("ACTION_ITEM.drop", "AGENCY_REFERRAL.decline"))[1]) >= 2


def test_an_end_that_leaves_a_duty_open_is_found(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.duties._close_clocks", lambda row, actor: [])
    assert look_at_all(cast, _named("ACTION_ITEM.drop"))[1] != []
