"""One engine for every state machine of the house.

A machine is a table of `Transition` rows. The table is what runs: the buttons of a page, the actions of the API,
the checks and the documentation all come from it. `fire` alone assigns a status.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet

from core import audit, duties
from core.access import Access
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.particles import quoted

Data = Mapping[str, Any]
Guard = Callable[[Any, Data, Actor], str | None]
Effect = Callable[[Any, Data, Actor], Mapping[str, Any] | None]
After = Callable[[Any, Data, Actor], None]

NEW = "-"
REQUIRED = "이 항목을 적으십시오."


@dataclass(frozen=True)
class Transition:
    """One move. `by`: relations that may make it; `requires`: names of the data that must be filled."""

    name: str
    sources: frozenset[str]
    target: str
    by: frozenset[str]
    label: str
    requires: tuple[str, ...] = ()
    side: str = ""


@dataclass(frozen=True)
class Unowed:
    """Why nobody owes anything while a row rests in a state."""

    reason: str


@dataclass(frozen=True)
class Action:
    """A button: what it is called and, when the state allows it but a rule does not, why not."""

    name: str
    label: str
    blocked: str = ""


def move(
    name: str,
    sources: str,
    target: str,
    by: str,
    label: str,
    requires: str = "",
    side: str = "",
) -> Transition:
    """A row of a table; names inside one string are separated by blanks, as in the data."""
    return Transition(
        name, frozenset(sources.split()), target, frozenset(by.split()), label, tuple(requires.split()), side
    )


@dataclass
class Workflow:
    """A machine: its states, its moves, and what is owed in each state that is not an end.

    `former`: relation to a row that has ended → the relation it was before. Who makes a move on a row that somebody
    else has just ended is late (Conflict), not a stranger. Such a relation has no moves of its own.

    `discloses`: moves by which what is known of a person goes to another institution; the trail calls them so (외부 제공).
    """

    machine: str
    states: type[models.TextChoices]
    transitions: tuple[Transition, ...]
    clocks: Mapping[str, str | Unowed]
    final: frozenset[str]
    programme: str = ""
    access: Access[Any] | None = None
    former: Mapping[str, str] = field(default_factory=dict)
    discloses: frozenset[str] = frozenset()
    _guards: dict[str, list[Guard]] = field(default_factory=dict)
    _effects: dict[str, Effect] = field(default_factory=dict)
    _afters: dict[str, list[After]] = field(default_factory=dict)
    _shared: set[After] = field(default_factory=set)

    def bind(self, access: Access[Any]) -> None:
        """Tell the machine how relations to its rows are found; done once, where the access mapping stands."""
        self.access = access

    def guard(self, *names: str) -> Callable[[Guard], Guard]:
        """Register a rule of a move. It returns a Korean reason when the move is blocked, else None."""

        def register(rule: Guard) -> Guard:
            for name in names:
                self.named(name)
                self._guards.setdefault(name, []).append(rule)
            return rule

        return register

    def effect(self, *names: str) -> Callable[[Effect], Effect]:
        """Register what a move does to the locked row; it may return changes worth keeping in the audit entry."""

        def register(deed: Effect) -> Effect:
            for name in names:
                self.named(name)
                if name in self._effects:
                    raise ValueError(f"{self.machine}.{name} has an effect already")
                self._effects[name] = deed
            return deed

        return register

    def after(self, *names: str, is_shared: bool = False) -> Callable[[After], After]:
        """Register what follows a move once the row is stored in its new state, still in the same transaction.

        `is_shared`: it is about the owner of the row, so that for many rows moved at once it follows once.
        """

        def register(deed: After) -> After:
            if is_shared:
                self._shared.add(deed)
            for name in names:
                self.named(name)
                self._afters.setdefault(name, []).append(deed)
            return deed

        return register

    def named(self, name: str) -> tuple[Transition, ...]:
        """The rows of one name (a name may appear with different sources). Raises ValueError for an unknown one."""
        found = tuple(row for row in self.transitions if row.name == name)
        if not found:
            raise ValueError(f"{self.machine} has no move {name}")
        return found

    def available(self, row: Any, relations: Iterable[str], actor: Actor) -> list[Action]:
        """The moves that these relations may make from the row's state, blocked ones with their reason."""
        names = frozenset(relations)
        actions = []
        for transition in self.transitions:
            if row.status in transition.sources and not transition.by.isdisjoint(names):
                blocked = self._blocked(transition.name, row, {}, actor)
                actions.append(Action(transition.name, transition.label, blocked))
        return actions

    def _blocked(self, name: str, row: Any, data: Data, actor: Actor) -> str:
        for rule in self._guards.get(name, ()):
            reason = rule(row, data, actor)
            if reason:
                return reason
        return ""

    def start(
        self,
        row: Any,
        name: str,
        *,
        actor: Actor,
        data: Data | None = None,
        reason: str = "",
        is_passing: bool = False,
    ) -> Any:
        """Bring a new row into its first state (the move whose source is `-`).

        What the move needs, its guards, its effect on the row, then the row is stored, recorded and its clock opened.
        Who may begin is asked by role at the door, since nobody is related to a row that does not exist; but a row
        that its maker could not see afterwards is refused (Forbidden) and nothing is stored. `is_passing`: the caller
        moves it on in the same transaction, so nothing is owed in this state.
        """
        (transition,) = self.named(name)
        data = dict(data or {})
        self._demand_filled(transition, data, reason)
        self._demand_unblocked(name, row, data, actor)
        with transaction.atomic():
            row.status = transition.target
            self._finish(row, transition, "", actor, data, reason, owes=not is_passing)
            if not self._bound().relations_of(actor, row):
                raise Forbidden("자신이 볼 수 없는 건은 등록할 수 없습니다.")
        return row

    def enter(self, rows: Sequence[Any], name: str, *, actor: Actor, verb: str) -> None:
        """Store new rows that the system moves on in the same moment: somebody signs up and has a seat.

        The same as storing each of them (recorded as `verb`, by `actor`) and firing the move: rules, effects, trail and
        what follows; but in a few statements, however many they are. Raises Conflict, Invalid.
        """
        changes = [self._entered(row, name) for row in rows]
        with transaction.atomic():
            self._bound().model._default_manager.bulk_create(rows)
            audit.record_all(actor, verb, action="CREATE", about=[(row, {}) for row in rows])
            moved = list(zip(rows, changes, strict=True))
            audit.record_all(SYSTEM, f"{self.machine.lower()}.{name}", action="UPDATE", about=moved)
            for row in rows:
                clock = self.clocks.get(row.status)
                if isinstance(clock, str):
                    duties.move_clock(clock, row, actor=SYSTEM, is_new=True)
                for deed_after in self._afters.get(name, ()):
                    deed_after(row, {}, SYSTEM)

    def _entered(self, row: Any, name: str) -> dict[str, Any]:
        """A row that is not stored yet in its next state. Returns what is worth keeping of the move."""
        transition, before = self.permitted(row, name, frozenset({"system"})), row.status
        self._demand_filled(transition, {}, "")
        self._demand_unblocked(name, row, {}, SYSTEM)
        row.status = transition.target
        deed = self._effects.get(name)
        return {"status": [before, row.status], **((deed(row, {}, SYSTEM) if deed else None) or {})}

    def fire(
        self,
        row: Any,
        name: str,
        *,
        actor: Actor,
        data: Data | None = None,
        reason: str = "",
        version: int | None = None,
        on_behalf_of: str = "",
    ) -> Any:
        """Make a move on the stored row.

        `on_behalf_of`: the relation whose step is entered for it (대행 입력); the access mapping's act
        `for_<relation>` says who may do that.

        Locks the row, then asks in this order: is it visible (NotVisible), may this relation make the move
        (Forbidden), is this its state and version (Conflict), is what the move needs filled (Invalid), does a
        rule stand against it (Invalid). Then status, effect, audit entry and duties in the same transaction.
        """
        data = dict(data or {})
        if reason:
            data.setdefault("reason", reason)  # rules and effects see it like everything else that was entered
        with transaction.atomic():
            locked, relations = self._bound().lock(actor, row.pk)
            if locked is None or not relations:
                raise NotVisible
            transition = self.permitted(locked, name, relations, on_behalf_of)
            if version is not None and locked.version != version:
                raise Conflict
            self._demand_filled(transition, data, reason)
            self._demand_unblocked(name, locked, data, actor)
            before = locked.status
            locked.status = transition.target
            self._finish(locked, transition, before, actor, data, reason)
        return locked

    def fire_all(self, rows: QuerySet[Any], moves: Mapping[Any, tuple[str, Data]], *, actor: Actor) -> list[Any]:
        """Make a move on each of many stored rows of one owner, in a few statements however many they are.

        `rows`: all of them, from the manager of their owner, which they then share; `moves`: by id, the name of the move and
        its data. The same as firing one after another, without reasons; for moves to states in which nothing is owed.
        Raises what `fire` does.
        """
        if not moves:
            return []
        with transaction.atomic():
            found = self._bound().lock_all(actor, rows)
            if len(found) < len(moves):
                raise NotVisible
            told = defaultdict[str, list[tuple[Any, dict[str, Any]]]](list)
            changed = set[str]()
            for row, relations in found:
                name, data = moves[row.pk]
                stood = _values_of(row)
                told[name].append((row, self._moved(row, name, relations, data, actor)))
                changed |= {field for field, value in _values_of(row).items() if value != stood[field]}
            rows.model._default_manager.bulk_update([row for row, _ in found], sorted(changed))
            duties.end_clocks(rows.model, moves, actor=actor)
            for name, about in told.items():
                action = "SEND" if name in self.discloses else "UPDATE"
                audit.record_all(actor, f"{self.machine.lower()}.{name}", action=action, about=about)
                for deed_after in self._afters.get(name, ()):
                    for row, _ in about[:1] if deed_after in self._shared else about:
                        deed_after(row, moves[row.pk][1], actor)
        return [row for row, _ in found]

    def _moved(self, row: Any, name: str, relations: frozenset[str], data: Data, actor: Actor) -> dict[str, Any]:
        """A locked row in its next state, not stored yet. Returns what is worth keeping of the move."""
        if not relations:
            raise NotVisible
        transition, before = self.permitted(row, name, relations), row.status
        if isinstance(self.clocks.get(transition.target), str):
            raise RuntimeError(f"{self.machine}.{name} leads where something is owed: fire it for each row")
        self._demand_filled(transition, data, "")
        self._demand_unblocked(name, row, data, actor)
        row.status, row.version = transition.target, row.version + 1
        deed = self._effects.get(name)
        return {"status": [before, row.status], **((deed(row, data, actor) if deed else None) or {})}

    def _bound(self) -> Access[Any]:
        if self.access is None:
            raise RuntimeError(f"{self.machine} is not bound to an access mapping")
        return self.access

    def demand(self, row: Any, name: str, relations: frozenset[str], on_behalf_of: str = "") -> list[Transition]:
        """The rows of a move that these relations may make, whatever the state. Raises Forbidden where there is none.

        Doors ask before they show a form or read a body: nobody fills in what is another's to send.
        """
        rows, access = self.named(name), self._bound()
        if on_behalf_of and access.allows(f"for_{on_behalf_of}", relations):
            relations |= {on_behalf_of}
        mine = [item for item in rows if not item.by.isdisjoint(relations)]
        if not mine:
            who = frozenset().union(*(item.by for item in rows))
            raise Forbidden(
                f"{quoted(rows[0].label, '은/는')} 다른 사람이 합니다.", owners=access.owners(row, who), about=row
            )
        return mine

    def permitted(self, row: Any, name: str, relations: frozenset[str], on_behalf_of: str = "") -> Transition:
        """The row of the table by which these relations may make the move now. Raises Forbidden, then Conflict."""
        if row.status in self.final:
            relations |= {self.former[relation] for relation in relations if relation in self.former}
        mine = self.demand(row, name, relations, on_behalf_of)
        here = [item for item in mine if row.status in item.sources]
        if not here:
            state = self.states(row.status).label
            raise Conflict(
                f"지금 상태({state})에서는 {quoted(mine[0].label, '을/를')} 할 수 없습니다. 새로 고친 뒤 확인하십시오."
            )
        return here[0]

    def _demand_unblocked(self, name: str, row: Any, data: Data, actor: Actor) -> None:
        blocked = self._blocked(name, row, data, actor)
        if blocked:
            raise Invalid(blocked)

    @staticmethod
    def _demand_filled(transition: Transition, data: Data, reason: str) -> None:
        values = {**data, "reason": data.get("reason") or reason}
        lacking = (name for name in transition.requires if values.get(name) in (None, "", [], ()))
        blank = (name for name in transition.requires if str(values.get(name)).isspace())
        missing = dict.fromkeys((*lacking, *blank), REQUIRED)
        if missing:
            raise Invalid(missing)

    def _finish(
        self,
        row: Any,
        transition: Transition,
        before: str,
        actor: Actor,
        data: Data,
        reason: str,
        *,
        owes: bool = True,
    ) -> None:
        deed = self._effects.get(transition.name)
        changes = dict(deed(row, data, actor) or {}) if deed else {}
        if before:
            row.version += 1
        row.save(force_insert=not before)
        if before != row.status:
            clock = self.clocks.get(row.status) if owes else None
            duties.move_clock(clock if isinstance(clock, str) else "", row, actor=actor, is_new=not before)
        audit.record(
            actor,
            f"{self.machine.lower()}.{transition.name}",
            action="SEND" if transition.name in self.discloses else "UPDATE" if before else "CREATE",
            about=row,
            persons=audit.persons_of(row),
            changes={"status": [before, row.status], **changes},
            reason=reason or str(data.get("reason") or ""),
        )
        for deed_after in self._afters.get(transition.name, ()):
            deed_after(row, data, actor)


def _values_of(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


_DATA = Path(__file__).parent / "data"


@cache
def carried_rows() -> tuple[dict[str, str], ...]:
    """The rows of `state_machines.csv` as carried: the reference every table is compared with."""
    with (_DATA / "state_machines.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


REGISTER: dict[str, Workflow] = {}


def define(
    machine: str,
    states: type[models.TextChoices],
    transitions: Iterable[Transition],
    *,
    clocks: Mapping[str, str | Unowed],
    final: str,
    programme: str = "",
    former: Mapping[str, str] | None = None,
    discloses: str = "",
) -> Workflow:
    """Make a machine and enter it in the register that documentation and the general tests walk."""
    rows, ends, was = tuple(transitions), frozenset(final.split()), dict(former or {})
    if any(row.sources & ends and row.by & frozenset(was.values()) for row in rows):
        raise ValueError(f"{machine}: a former relation would move what has ended")
    given = frozenset(discloses.split())
    if given - {row.name for row in rows}:
        raise ValueError(f"{machine}: what discloses is no move of it")
    workflow = Workflow(machine, states, rows, clocks, ends, programme, former=was, discloses=given)
    REGISTER[machine] = workflow
    return workflow
