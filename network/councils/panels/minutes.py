"""How a form of an item's notes begins: as they are stored, or as this person was typing them."""

from __future__ import annotations

import re
from typing import Any

from core import drafts
from core.actor import Actor
from core.models import Draft
from network.councils.models import AgendaItem
from network.councils.services import minutes

DRAFT = "council-notes"


def stored_of(item: AgendaItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in minutes.FIELDS} | {"version": item.version}


def as_of(item: AgendaItem, version: str) -> dict[str, Any]:
    """What the form of an earlier version began with, as far as versions keep it: who typed nothing since has nothing
    to say against what somebody else stored."""
    stored = stored_of(item)
    if not _is_version(version) or int(version) == item.version:
        return stored
    note = item.notes.filter(version=int(version)).first()
    empty = {"way": "", **dict.fromkeys(minutes.VOTES)}
    texts = {name: getattr(note, name) if note else "" for name in minutes.TEXTS}
    return {**stored, **texts, **(empty if not (note and note.votes) else {})}


def begun(actor: Actor, item: AgendaItem) -> tuple[dict[str, Any], Draft | None]:
    """The values a form starts with, and the draft they come from. A draft keeps the version it began with, so what
    somebody else stored meanwhile is not overrun."""
    stored = stored_of(item)
    draft = drafts.load(actor, DRAFT, item.pk)
    if draft is None:
        return stored, None
    base = str(draft.fields.get("base_version", ""))
    return {**stored, **draft.fields, "version": int(base) if _is_version(base) else item.version}, draft


def forget(actor: Actor, item: AgendaItem) -> None:
    """What was typed is stored now."""
    drafts.drop(actor, DRAFT, item.pk)


def _is_version(typed: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,9}", typed))
