"""Who owes what by when: kinds registered by the apps, opened and settled inside the transaction that causes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, Exists, Model, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone

from core import messages
from core.actor import SYSTEM, Actor
from core.audit import kind_of
from core.models import Duty


@dataclass(frozen=True)
class Owner:
    """The institution that owes, the role that answers for it there and, where there is one, the person.

    `programme`: in which they owe it, for kinds that serve several programmes; empty: the kind's own.
    """

    institution_id: int
    role: str
    person_id: int | None = None
    programme: str = ""


@dataclass(frozen=True)
class Line:
    """What the home page prints: the number people read over the telephone and a masked line about the matter.

    `root`: kind and id of the case to which the duty belongs, where that is not the row itself.
    """

    number: str
    about: str
    url: str
    is_urgent: bool = False
    root: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class DutyKind:
    """A kind of duty. `label` names it on the home page, `act` is the words of its button.

    The page that it opens offers the act: under the same words, or under one of `on_page` where the page calls it
    otherwise or by the state that the row has reached.

    `due(row, now)` gives the moment after which it is late (24:00 of the last day is 00:00 of the next).
    `escalates_to`: role that sees it `escalate_after` past the due moment; empty: nobody. An empty `programme`
    concerns every holder of the role, also one who works in none. `repeat_after`: how long past the due moment the owner
    is reminded again, as long as it stays open. `rings`: the institution's own telephone is told too, where it wishes.
    """

    code: str
    programme: str
    label: str
    act: str
    due: Callable[[Any, datetime], datetime]
    owner: Callable[[Any], Owner]
    line: Callable[[Any], Line]
    escalates_to: str = "COORDINATOR"
    escalate_after: timedelta = timedelta(days=1)
    repeat_after: tuple[timedelta, ...] = ()
    on_page: tuple[str, ...] = ()
    rings: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """What the page that it opens may call the act."""
        return (self.act, *self.on_page)


KINDS: dict[str, DutyKind] = {}


def register(*kinds: DutyKind) -> None:
    """Enter kinds of duty; called from an app's `ready`."""
    for kind in kinds:
        KINDS[kind.code] = kind


Refresh = Callable[[str], None]
_ROOTS: dict[str, Refresh] = {}


def register_root(kind: str, refresh: Refresh) -> None:
    """`refresh(id)` runs whenever what is owed about a case changes, so that its list can sort by what is due."""
    _ROOTS[kind] = refresh


def _refresh(roots: Iterable[tuple[str, str]]) -> None:
    for kind, pk in set(roots):
        if kind in _ROOTS:
            _ROOTS[kind](pk)


def open_duty(code: str, row: Any, *, actor: Actor, is_clock: bool = False, due_at: datetime | None = None) -> Duty:
    """Open a duty about a row, or move the open one of the same kind. Plans its messages.

    Call inside the transaction of the act that causes it, with the row locked.
    """
    duty = _open(code, row, actor, is_clock, due_at)
    _refresh([(duty.root_kind, duty.root_id)])
    return duty


def move_clock(code: str, row: Any, *, actor: Actor, is_new: bool = False) -> None:
    """The row has changed its state: close what was owed in the old one, open what is owed in the new (`""`: nothing).

    `is_new`: the row was stored just now, so nothing was owed about it.
    """
    roots = [] if is_new else _close_clocks(row, actor)
    if code:
        duty = _open(code, row, actor, is_clock=True, due_at=None)
        roots.append((duty.root_kind, duty.root_id))
    _refresh(roots)


def end_clocks(model: type[Model], ids: Iterable[Any], *, actor: Actor) -> None:
    """Rows have come where nothing is owed: close what was owed about them, in a few statements."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE_CLOCKS, [timezone.now(), actor.user_id, model._meta.label_lower, list(map(str, ids))])
        roots = list(cursor.fetchall())
    _refresh(roots)


def _open(code: str, row: Any, actor: Actor, is_clock: bool, due_at: datetime | None) -> Duty:
    kind, now = KINDS[code], timezone.now()
    owner, due = kind.owner(row), due_at or kind.due(row, now)
    values = _columns(kind, row, owner, due) | {"is_clock": is_clock}
    duty = Duty(kind=code, object_kind=kind_of(row), object_id=str(row.pk), opened_at=now, **values)
    before = _store(duty, sorted(values))
    if before is not None and before != (due, owner.person_id, owner.role):
        messages.forget_planned(duty)
    messages.plan_for_duty(duty, kind.label, opened_by=actor, repeat_after=kind.repeat_after, rings=kind.rings)
    return duty


def _store(duty: Duty, moved: Iterable[str]) -> tuple[datetime, int | None, str] | None:
    """Insert a duty, or move the open one of its kind: one statement, since almost every act runs it.

    Returns when and by whom it was owed before (None: it is new). The duty gets its id and the moment it opened.
    """
    fields = [field for field in Duty._meta.concrete_fields if not field.primary_key]
    columns = [str(field.column) for field in fields]
    changed = [str(field.column) for field in fields if {field.name, field.attname} & set(moved)]
    values = [field.get_db_prep_save(getattr(duty, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            _STORE.format(
                columns=", ".join(columns),
                places=", ".join(["%s"] * len(columns)),
                changes=", ".join(f"{column} = EXCLUDED.{column}" for column in changed),
            ),
            [duty.kind, duty.object_kind, duty.object_id, *values],
        )
        duty.pk, duty.opened_at, *before = cursor.fetchone()
    duty._state.adding, duty._state.db = False, connection.alias
    return None if before[0] is None else (before[0], before[1], before[2])


_STORE = """
    WITH before AS (
        SELECT due_at, person_id, role FROM core_duty
        WHERE kind = %s AND object_kind = %s AND object_id = %s AND done_at IS NULL
    )
    INSERT INTO core_duty ({columns}) VALUES ({places})
    ON CONFLICT (kind, object_kind, object_id) WHERE done_at IS NULL DO UPDATE SET {changes}
    RETURNING id, opened_at,
        (SELECT due_at FROM before), (SELECT person_id FROM before), (SELECT role FROM before)
"""


def _columns(kind: DutyKind, row: Any, owner: Owner, due: datetime) -> dict[str, Any]:
    line = kind.line(row)
    root_kind, root_id = line.root if line.root[0] else (kind_of(row), str(row.pk))
    return {
        "programme": owner.programme or kind.programme,
        "institution_id": owner.institution_id,
        "role": owner.role,
        "person_id": owner.person_id,
        "number": line.number,
        "about": line.about,
        "url": line.url,
        "root_kind": root_kind,
        "root_id": root_id,
        "is_urgent": line.is_urgent,
        "due_at": due,
        "escalates_to": kind.escalates_to,
        "escalate_at": due + kind.escalate_after if kind.escalates_to else None,
        "escalated_at": None,
    }


def is_owed(model: type[Model], code: str) -> Exists:
    """The condition, in a query of a model's rows, that a duty of this kind is open about the row."""
    about = {"object_kind": model._meta.label_lower, "object_id": Cast(OuterRef("pk"), CharField())}
    return Exists(Duty.objects.open().filter(kind=code, **about))


def due_of(row: Any, code: str) -> datetime | None:
    """By when something is owed about a row; None where it is not."""
    rows = Duty.objects.open().about(kind_of(row), row.pk).filter(kind=code)
    return rows.values_list("due_at", flat=True).first()


def open_kinds(row: Any) -> frozenset[str]:
    """Kinds of duty that are open about a row; one query."""
    rows = Duty.objects.open().about(kind_of(row), row.pk)
    return frozenset(rows.values_list("kind", flat=True))


def settle(row: Any, *codes: str, actor: Actor, outcome: str = "DONE") -> int:
    """Close the open duties of these kinds about a row; without codes, every open one. Returns how many."""
    rows = Duty.objects.open().about(kind_of(row), row.pk)
    if codes:
        rows = rows.filter(kind__in=codes)
    return _close(rows, actor, outcome)


_CLOSE_CLOCKS = """
    UPDATE core_duty SET done_at = %s, done_by_id = %s, outcome = 'DONE'
    WHERE object_kind = %s AND object_id = ANY(%s) AND is_clock AND done_at IS NULL
    RETURNING root_kind, root_id
"""


def _close_clocks(row: Any, actor: Actor) -> list[tuple[str, str]]:
    """Close the clocks of a row and tell their roots; one statement, since every move runs it."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE_CLOCKS, [timezone.now(), actor.user_id, kind_of(row), [str(row.pk)]])
        return list(cursor.fetchall())


def _close(rows: Any, actor: Actor, outcome: str) -> int:
    roots = list(rows.values_list("root_kind", "root_id"))
    if not roots:
        return 0
    count = rows.update(done_at=timezone.now(), done_by_id=actor.user_id, outcome=outcome)
    _refresh(roots)
    return int(count)


def drop_all(root_kind: str, root_id: object, *, actor: Actor) -> int:
    """A case has ended: nothing about it is owed any more."""
    rows = Duty.objects.open().filter(root_kind=root_kind, root_id=str(root_id))
    return _close(rows, actor, "DROPPED")


def hand_over(rows: Any, person_id: int, *, actor: Actor = SYSTEM) -> int:
    """Move open duties to another person (a colleague is away); their clocks run on, their reminders move along."""
    with transaction.atomic():
        moved = list(rows.filter(done_at__isnull=True).select_for_update(of=("self",)))
        for duty in moved:
            duty.person_id = person_id
            duty.save(update_fields=["person"])
            messages.forget_planned(duty)
            messages.put_away(duty)
            kind = KINDS.get(duty.kind)
            repeats = kind.repeat_after if kind else ()
            rings = kind.rings if kind else False
            messages.plan_for_duty(duty, label_of(duty), opened_by=actor, repeat_after=repeats, rings=rings)
    return len(moved)


def label_of(duty: Duty) -> str:
    """The words of its kind; the bare kind for one that no app registers any more."""
    kind = KINDS.get(duty.kind)
    return kind.label if kind else duty.kind


def escalate_late(now: datetime, limit: int = 500) -> int:
    """Show duties that are late beyond their patience to the role they escalate to. Returns how many."""
    count = 0
    with transaction.atomic():
        late = Duty.objects.open().filter(escalate_at__lte=now, escalated_at__isnull=True)
        for duty in late.select_for_update(skip_locked=True).order_by("escalate_at")[:limit]:
            escalate(duty, now)
            count += 1
    return count


def escalate(duty: Duty, now: datetime) -> None:
    """Show a duty to the role it goes up to and tell them; at once where it must not wait to be late."""
    duty.escalated_at = now
    duty.save(update_fields=["escalated_at"])
    messages.plan_escalation(duty, label_of(duty))
