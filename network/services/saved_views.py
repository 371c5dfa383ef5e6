"""Keeping, renaming and dropping one's own views of lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import audit
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.once import once
from network.access import SAVED_VIEW
from network.models import SavedView

MOST = 20  # of one person for one list
TOO_MANY = f"한 목록에 {MOST}개까지 둡니다. 쓰지 않는 것을 지우십시오."
TWICE = "이 목록에 같은 이름의 보기가 있습니다."


def keep(*, actor: Actor, data: Mapping[str, Any], idempotency_key: str = "") -> SavedView:
    """A new view of a list. Raises Invalid."""
    assert actor.user_id is not None
    owner_id = actor.user_id

    def make() -> SavedView:
        with transaction.atomic():
            _demand_room(actor, data["path"], data["name"])
            row = SavedView.objects.create(owner_id=owner_id, **data)
            audit.record(actor, "savedview.keep", action="CREATE", about=row)
            return row

    row, _ = once(actor, "savedview.keep", idempotency_key, dict(data), SavedView, make)
    return row


def _demand_room(actor: Actor, path: str, name: str, pk: int | None = None) -> None:
    names = list(SavedView.objects.for_actor(actor).filter(path=path).exclude(pk=pk).values_list("name", flat=True))
    if name in names:
        raise Invalid({"name": TWICE})
    if pk is None and len(names) >= MOST:
        raise Invalid({"name": TOO_MANY})


def rename(*, actor: Actor, view: SavedView, data: Mapping[str, Any], version: int | None = None) -> SavedView:
    """Raises Conflict, Invalid."""
    with transaction.atomic():
        row = SAVED_VIEW.lock_for(actor, "edit", view.pk)
        if version is not None and row.version != version:
            raise Conflict
        _demand_room(actor, row.path, data["name"], row.pk)
        row.name = data["name"]
        row.version += 1
        row.save()
        audit.record(actor, "savedview.rename", action="UPDATE", about=row)
    return row


def drop(*, actor: Actor, view: SavedView) -> SavedView:
    with transaction.atomic():
        row = SAVED_VIEW.lock_for(actor, "edit", view.pk)
        audit.record(actor, "savedview.drop", action="DELETE", about=row)
        SavedView.objects.filter(pk=row.pk).delete()
    return row
