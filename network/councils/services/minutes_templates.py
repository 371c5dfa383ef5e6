"""How the minutes of a body begin: words for every kind of item, offered where nothing was noted yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from core import audit, codes
from core.actor import Actor
from core.errors import Conflict, Invalid
from network.councils.access import COUNCIL
from network.councils.models import AgendaItem, Council, MinutesTemplate

Data = Mapping[str, Any]
TEXTS = ("discussion", "decision")


def stored(council: Council) -> list[dict[str, str]]:
    """Every kind of item in its order, with the words that the body keeps for it."""
    kept = {row.kind: row for row in council.minutes_templates.all()}
    return [
        {"kind": kind, **{name: getattr(kept[kind], name) if kind in kept else "" for name in TEXTS}}
        for kind, _ in codes.choices("agenda_kind")
    ]


def offered(item: AgendaItem) -> MinutesTemplate | None:
    """What is offered for an item of which nothing was noted."""
    if item.discussion or item.decision:
        return None
    return MinutesTemplate.objects.filter(council_id=item.meeting.council_id, kind=item.kind).first()


def save(*, actor: Actor, council: Council, rows: Sequence[Data], version: int | None = None) -> Council:
    """The words of the kinds that are named; the others stay. Empty words are none. A stale version raises Conflict."""
    with transaction.atomic():
        row = COUNCIL.lock_for(actor, "word", council.pk)
        if version is not None and row.version != version:
            raise Conflict
        kinds = [str(one["kind"]) for one in rows]
        if len(set(kinds)) != len(kinds) or not all(codes.is_code("agenda_kind", kind) for kind in kinds):
            raise Invalid("안건의 구분마다 한 번씩 적으십시오.")
        row.minutes_templates.filter(kind__in=kinds).delete()
        made = [_made(row, one) for one in rows if any(one.get(name) for name in TEXTS)]
        MinutesTemplate.objects.bulk_create(made)
        row.version += 1
        row.save(update_fields=["version"])
        audit.record(actor, "council.word_minutes", action="UPDATE", about=row, changes={"kinds": kinds})
    return row


def _made(council: Council, data: Data) -> MinutesTemplate:
    return MinutesTemplate(council=council, kind=data["kind"], **{name: data.get(name) or "" for name in TEXTS})
