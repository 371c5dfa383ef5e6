"""The audit trail: who did what to whose data. Written in the caller's transaction, sealed into a chain.

An entry that cannot be written fails the action. Entries are never changed (database trigger); each carries an
HMAC with a key that lies outside the database, and batches are chained so that a removed row is noticed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import context, crypto
from core.actor import Actor
from core.models import AuditEntry, AuditSeal

# The insert trigger holds this lock shared while it numbers a row; the sealer takes it alone, so no entry with a
# lower number can still appear behind a seal.
SEAL_LOCK = 0x1E0B5EA1
HOLDER = "holder"  # among the changes: the name of somebody without an account, who held a key


def kind_of(row: models.Model) -> str:
    """`app.model` of a row, the way duties, audit and documents point to it."""
    return row._meta.label_lower


def record(
    actor: Actor,
    verb: str,
    *,
    action: str,
    about: models.Model | None = None,
    persons: Iterable[Any] = (),
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Write one entry. `persons`: ids of the people whose data was seen or changed; `action`: `access_action` code.

    What the holder of a key does stands in the trail of the institution that gave the key: no officer but theirs reads it.
    """
    entry = _entry(actor, verb, action, about, persons, changes, reason)
    entry.save(force_insert=True)
    return entry


def record_all(
    actor: Actor, verb: str, *, action: str, about: Iterable[tuple[models.Model, Mapping[str, Any]]]
) -> None:
    """An entry for each of many rows, with its changes, in one statement."""
    AuditEntry.objects.bulk_create(
        [_entry(actor, verb, action, row, persons_of(row), changes, "") for row, changes in about]
    )


def persons_of(row: models.Model) -> list[Any]:
    """The person whom a row is about, where it is about one that is cared for."""
    client_id = getattr(row, "client_id", None)
    return [client_id] if client_id else []


def _entry(
    actor: Actor,
    verb: str,
    action: str,
    about: models.Model | None,
    persons: Iterable[Any],
    changes: Mapping[str, Any] | None,
    reason: str,
) -> AuditEntry:
    place = context.place()
    told = {**(changes or {}), HOLDER: actor.name} if actor.key_to else dict(changes or {})
    entry = AuditEntry(
        at=timezone.now(),
        action=action,
        verb=verb,
        user_id=actor.user_id,
        institution_id=actor.key_from if actor.key_to else actor.institution_id,
        roles=sorted(actor.roles),
        address=place.address,
        request_id=place.request_id,
        object_kind=kind_of(about) if about is not None else "",
        object_id=str(about.pk) if about is not None else "",
        persons=list(dict.fromkeys(persons)),
        changes=crypto.from_json(crypto.to_json(told)),
        reason=reason[:500],
    )
    entry.mac = crypto.audit_mac(canonical(entry))
    return entry


def of(row: models.Model) -> QuerySet[AuditEntry]:
    """What was done about a row, newest first, with who did it; mere reading left out."""
    rows = AuditEntry.objects.filter(object_kind=kind_of(row), object_id=str(row.pk)).exclude(action="VIEW")
    return rows.select_related("user").order_by("-pk")


def who(entry: AuditEntry) -> str:
    """Who did it, by name: a person, whoever held a key, or the portal itself."""
    return str(entry.user.name if entry.user else entry.changes.get(HOLDER, "자동"))


def canonical(entry: AuditEntry) -> str:
    """The text that the HMAC covers: every stored column except the id and the HMAC itself."""
    return crypto.to_json(
        {
            "at": entry.at.isoformat(),
            "action": entry.action,
            "verb": entry.verb,
            "user": entry.user_id,
            "institution": entry.institution_id,
            "roles": entry.roles,
            "address": entry.address,
            "request": entry.request_id,
            "object": [entry.object_kind, entry.object_id],
            "persons": [str(person) for person in entry.persons],
            "changes": entry.changes,
            "reason": entry.reason,
        }
    )


def seal(limit: int = 5000) -> int:
    """Chain the entries that have no seal yet; returns how many. Safe to run from several workers.

    Waits briefly for entries under way; while it waits, new ones wait behind it, so it gives up after a second
    (OperationalError) and is run again by the next beat.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
        last = AuditSeal.objects.order_by("-last_id").first()
        rows = list(_behind(last).values_list("pk", "mac")[:limit])
        if not rows:
            return 0
        previous = last.digest if last else ""
        made = AuditSeal.objects.create(
            first_id=rows[0][0],
            last_id=rows[-1][0],
            count=len(rows),
            previous=previous,
            digest=_digest(previous, rows),
            sealed_at=timezone.now(),
        )
        transaction.on_commit(lambda: _anchor(made))
        return len(rows)


def _behind(seal: AuditSeal | None) -> QuerySet[AuditEntry]:
    """The entries after a seal, in order."""
    rows = AuditEntry.objects.order_by("pk")
    return rows.filter(pk__gt=seal.last_id) if seal else rows


def _digest(previous: str, rows: Iterable[tuple[int, str]]) -> str:
    text = previous + "".join(f"|{pk}:{mac}" for pk, mac in rows)
    return hashlib.sha256(crypto.audit_mac(text).encode()).hexdigest()


def _anchor(seal: AuditSeal) -> None:
    """Note the head of the chain outside the database, so that a tail that is cut off is missed."""
    path = Path(settings.AUDIT_HEADS)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as handle:
        handle.write(f"{seal.sealed_at.isoformat()} {seal.last_id} {seal.digest}\n")


@dataclass(frozen=True)
class Fault:
    """Where the trail does not hold: the entry or the seal, and what is wrong with it."""

    place: str
    what: str


def verify() -> list[Fault]:
    """Check every entry, every seal and the heads noted outside the database; an empty list means untouched."""
    faults: list[Fault] = []
    last: AuditSeal | None = None
    for link in AuditSeal.objects.order_by("last_id").iterator():
        # from the end of the seal before, so that an entry put into a gap of the numbers is seen
        entries = list(_behind(last).filter(pk__lte=link.last_id))
        faults.extend(_entry_faults(entries))
        rows = [(entry.pk, entry.mac) for entry in entries]
        previous = last.digest if last else ""
        if link.previous != previous or link.digest != _digest(previous, rows) or link.count != len(rows):
            faults.append(Fault(f"봉인 {link.first_id}-{link.last_id}", "줄이 빠졌거나 더해졌거나 순서가 다릅니다."))
        last = link
    faults.extend(_entry_faults(_behind(last).iterator()))
    return faults + _head_faults()


def _head_faults() -> list[Fault]:
    """Seals that were noted outside and are not in the database any more, or no longer the same."""
    path = Path(settings.AUDIT_HEADS)
    if not path.exists():
        return []
    noted = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    stored = {str(last_id): digest for last_id, digest in AuditSeal.objects.values_list("last_id", "digest")}
    return [
        Fault(f"봉인 머리 {last_id}", "데이터베이스 밖에 적어 둔 봉인이 없거나 다릅니다.")
        for _, last_id, digest in noted
        if stored.get(last_id) != digest
    ]


def _entry_faults(entries: Iterable[AuditEntry]) -> list[Fault]:
    return [
        Fault(f"기록 {entry.pk}", "내용이 기록할 때와 다릅니다.")
        for entry in entries
        if entry.mac != crypto.audit_mac(canonical(entry))
    ]
