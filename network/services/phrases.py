"""Keeping, changing and dropping one's own phrases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import audit
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.once import once
from network.access import PHRASE
from network.models import Phrase

MOST = 30  # of one person for one field
TOO_MANY = f"한 곳에 {MOST}개까지 둡니다. 쓰지 않는 것을 지우십시오."
TWICE = "같은 이름의 상용구가 있습니다."


def keep(*, actor: Actor, data: Mapping[str, Any], idempotency_key: str = "") -> Phrase:
    """A new phrase for a field. Raises Invalid."""
    assert actor.user_id is not None
    owner_id = actor.user_id

    def make() -> Phrase:
        with transaction.atomic():
            _demand_room(actor, data["field"], data["name"])
            row = Phrase.objects.create(owner_id=owner_id, **data)
            audit.record(actor, "phrase.keep", action="CREATE", about=row)
            return row

    row, _ = once(actor, "phrase.keep", idempotency_key, dict(data), Phrase, make)
    return row


def _demand_room(actor: Actor, field: str, name: str, pk: int | None = None) -> None:
    others = Phrase.objects.for_actor(actor).filter(field=field).exclude(pk=pk)
    names = list(others.values_list("name", flat=True))
    if name in names:
        raise Invalid({"name": TWICE})
    if pk is None and len(names) >= MOST:
        raise Invalid({"name": TOO_MANY})


def change(*, actor: Actor, phrase: Phrase, data: Mapping[str, Any], version: int | None = None) -> Phrase:
    """Another name or text. Raises Conflict, Invalid."""
    with transaction.atomic():
        row = PHRASE.lock_for(actor, "edit", phrase.pk)
        if version is not None and row.version != version:
            raise Conflict
        _demand_room(actor, row.field, data["name"], row.pk)
        row.name, row.text = data["name"], data["text"]
        row.version += 1
        row.save()
        audit.record(actor, "phrase.change", action="UPDATE", about=row)
    return row


def drop(*, actor: Actor, phrase: Phrase) -> Phrase:
    with transaction.atomic():
        row = PHRASE.lock_for(actor, "edit", phrase.pk)
        audit.record(actor, "phrase.drop", action="DELETE", about=row)
        Phrase.objects.filter(pk=row.pk).delete()
    return row
