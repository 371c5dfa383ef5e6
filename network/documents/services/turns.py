"""Whose turn it is: the papers that wait for somebody, those with the nearest limit first."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from core.models import Duty
from network.documents.models import Document

APPROVE = "documents.approve"


def turns_of(actor: Actor) -> list[tuple[str, Any]]:
    """Id of every paper that waits for this person, with the moment after which it is late."""
    found = Duty.objects.for_actor(actor).filter(kind=APPROVE, person_id=actor.user_id).worst_first()
    return list(found.values_list("object_id", "due_at"))


def waiting(actor: Actor) -> list[Document]:
    """The same as rows, each with `due_at`."""
    limits = dict(turns_of(actor))
    rows = {str(row.pk): row for row in Document.objects.for_actor(actor, "sign").for_page().filter(pk__in=limits)}
    found = []
    for key, due_at in limits.items():
        if key in rows:
            rows[key].due_at = due_at
            found.append(rows[key])
    return found


def due_of(papers: list[Document], document: Document) -> Any:
    """Until when a paper that waits is to be signed; None for one that does not."""
    return next((one.due_at for one in papers if one.pk == document.pk), None)


def next_turn(actor: Actor) -> str:
    """The next that waits; empty where nothing does."""
    return next((key for key, _ in turns_of(actor)), "")
