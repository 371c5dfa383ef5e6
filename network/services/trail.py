"""The privacy officer's reading of the audit trail. Reading it is itself recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from core import audit, codes, dates, paging, sheets, workdays
from core.actor import Actor
from core.identifiers import parse_case_number
from core.models import AuditEntry
from network.access import AUDIT
from network.models import User
from network.registry.clients import client_of_number

ORDER = ("-id", "-id")
HEAD = ("일시", "이름", "아이디", "역할", "행위", "대상", "대상자", "접속지", "사유")


def entries(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[AuditEntry]:
    """Entries of the actor's own institution that fit. An unknown number or account fits nothing."""
    rows = AuditEntry.objects.filter(AUDIT.scope(actor)).select_related("user")
    if wanted.get("number"):
        person = client_of_number(str(parse_case_number(wanted["number"]) or wanted["number"].strip().upper()))
        rows = rows.filter(persons__contains=[person]) if person else rows.none()
    if wanted.get("account"):
        name = wanted["account"].strip()
        rows = rows.filter(Q(user__in=User.objects.filter(username=name)) | Q(changes__username=name))
    if wanted.get("action"):
        rows = rows.filter(action=wanted["action"])
    if wanted.get("since"):
        rows = rows.filter(at__gte=workdays.end_of_day(wanted["since"] - timedelta(days=1)))
    if wanted.get("until"):
        rows = rows.filter(at__lt=workdays.end_of_day(wanted["until"]))
    return rows


def page(*, actor: Actor, wanted: Mapping[str, Any], after: str = "") -> paging.Page:
    """A page of entries, newest first, ready for the screen; that it was read becomes an entry itself."""
    found = paging.paginate(entries(actor, wanted), ORDER, after)
    found.rows = list(lines(found.rows))
    audit.record(actor, "audit.list", action="VIEW", changes=_asked(wanted))
    return found


def download(*, actor: Actor, wanted: Mapping[str, Any], reason: str, note: str = "") -> bytes:
    """The entries as a spreadsheet, the newest first, as many as a file holds; recorded with the coded reason."""
    changes = {**_asked(wanted), "reason": reason}
    words = ": ".join(text for text in (codes.label("download_reason", reason), note) if text)
    audit.record(actor, "audit.download", action="DOWNLOAD", changes=changes, reason=words)
    found = sheets.taken(entries(actor, wanted).order_by("-id"))
    return sheets.workbook("열람 기록", HEAD, _sheet_rows(found.rows), found.note)


def _sheet_rows(rows: Iterable[AuditEntry]) -> Iterator[tuple[Any, ...]]:
    for shown in lines(rows):
        yield (
            shown["moment"],
            shown["name"],
            shown["username"],
            shown["roles"],
            shown["action"],
            shown["about"],
            ", ".join(shown["persons"]),
            shown["address"],
            shown["reason"],
        )


def lines(rows: Iterable[AuditEntry]) -> Iterator[dict[str, Any]]:
    """Entries in words, with the number of the record where it has one; one statement for all of them."""
    entries = list(rows)
    numbers = _numbers(entries)
    yield from (line(entry, numbers.get((entry.object_kind, entry.object_id), "")) for entry in entries)


def _numbers(entries: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    """By kind and id; what was destroyed has none any more."""
    asked = defaultdict[str, set[str]](set)
    for entry in entries:
        if entry.object_kind and entry.object_id:
            asked[entry.object_kind].add(entry.object_id)
    parts = [
        apps.get_model(kind)._base_manager.filter(pk__in=ids).annotate(kind=Value(kind), key=Cast("pk", TextField()))
        for kind, ids in sorted(asked.items())
        if any(one.name == "number" for one in apps.get_model(kind)._meta.fields)
    ]
    if not parts:
        return {}
    first, *others = (one.order_by().values_list("kind", "key", "number") for one in parts)
    return {(kind, key): str(number) for kind, key, number in first.union(*others, all=True)}


def line(entry: AuditEntry, number: str = "") -> dict[str, Any]:
    """An entry in words. Persons appear under a short mark, never by name; of a case nothing is shown but its number."""
    user = entry.user
    return {
        "moment": entry.at,
        "at": dates.kdatetime(entry.at),
        "seconds": f"{entry.at:%S}",
        "name": audit.who(entry),
        "username": user.username if user else entry.changes.get("username", ""),
        "roles": codes.labels("user_role", [role for role in entry.roles if role != "system"]),
        "action": codes.label("access_action", entry.action),
        "about": f"{_kind_label(entry.object_kind)} {number}".strip(),
        "persons": [mark(person) for person in entry.persons],
        "address": entry.address or "",
        "reason": entry.reason,
    }


def mark(person: Any) -> str:
    """The first eight signs of a person's id: enough to see that two entries are about the same person."""
    return str(person)[:8]


@cache
def _kind_label(kind: str) -> str:
    return str(apps.get_model(kind)._meta.verbose_name) if kind else ""


def _asked(wanted: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in wanted.items() if value}
