"""The audit trail: who did what to whose data. Written in the caller's transaction, sealed into a chain.

An entry that cannot be written fails the action. Entries are never changed (database trigger); each carries an
HMAC with a key that lies outside the database, and batches are chained so that a removed row is noticed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from core import context, crypto
from core.actor import Actor
from core.models import AuditEntry, AuditSeal

# The insert trigger holds this lock shared while it numbers a row; the sealer takes it alone, so no entry with a
# lower number can still appear behind a seal.
SEAL_LOCK = 0x1E0B5EA1


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
    """Write one entry. `persons`: ids of the people whose data was seen or changed; `action`: `access_action` code."""
    place = context.place()
    entry = AuditEntry(
        at=timezone.now(),
        action=action,
        verb=verb,
        user_id=actor.user_id,
        institution_id=actor.institution_id,
        roles=sorted(actor.roles),
        address=place.address,
        request_id=place.request_id,
        object_kind=kind_of(about) if about is not None else "",
        object_id=str(about.pk) if about is not None else "",
        persons=list(dict.fromkeys(persons)),
        changes=crypto.from_json(crypto.to_json(dict(changes or {}))),
        reason=reason[:500],
    )
    entry.mac = crypto.audit_mac(canonical(entry))
    entry.save(force_insert=True)
    return entry


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
    """Chain the entries that have no seal yet; returns how many. Safe to run from several workers."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
        last = AuditSeal.objects.order_by("-last_id").first()
        rows = list(
            AuditEntry.objects.filter(pk__gt=last.last_id if last else 0)
            .order_by("pk")
            .values_list("pk", "mac")[:limit]
        )
        if not rows:
            return 0
        previous = last.digest if last else ""
        AuditSeal.objects.create(
            first_id=rows[0][0],
            last_id=rows[-1][0],
            count=len(rows),
            previous=previous,
            digest=_digest(previous, rows),
            sealed_at=timezone.now(),
        )
        return len(rows)


def _digest(previous: str, rows: Iterable[tuple[int, str]]) -> str:
    text = previous + "".join(f"|{pk}:{mac}" for pk, mac in rows)
    return hashlib.sha256(crypto.audit_mac(text).encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """Where the trail does not hold: the entry or the seal, and what is wrong with it."""

    place: str
    what: str


def verify() -> list[Fault]:
    """Check every entry against its HMAC and every seal against its batch; an empty list means untouched."""
    faults: list[Fault] = []
    previous = ""
    for link in AuditSeal.objects.order_by("last_id").iterator():
        entries = list(AuditEntry.objects.filter(pk__gte=link.first_id, pk__lte=link.last_id).order_by("pk"))
        faults.extend(_entry_faults(entries))
        rows = [(entry.pk, entry.mac) for entry in entries]
        if link.previous != previous or link.digest != _digest(previous, rows) or link.count != len(rows):
            faults.append(Fault(f"봉인 {link.first_id}-{link.last_id}", "줄이 빠졌거나 더해졌거나 순서가 다릅니다."))
        previous = link.digest
    last = AuditSeal.objects.order_by("-last_id").first()
    open_rows = AuditEntry.objects.filter(pk__gt=last.last_id if last else 0).order_by("pk")
    faults.extend(_entry_faults(list(open_rows)))
    return faults


def _entry_faults(entries: Iterable[AuditEntry]) -> list[Fault]:
    return [
        Fault(f"기록 {entry.pk}", "내용이 기록할 때와 다릅니다.")
        for entry in entries
        if entry.mac != crypto.audit_mac(canonical(entry))
    ]
