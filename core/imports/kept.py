"""What was read, kept encrypted between the look and the confirmation; swept after a day."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from core.actor import Actor
from core.errors import NotVisible
from core.imports.readings import Fault, Line, Reading
from core.imports.sheets import Sheet
from core.models import ImportDraft
from core.text import fold

KEPT = timedelta(days=1)
LONGEST_NAME = 200


def keep(actor: Actor, kind: str, file_name: str, reading: Reading) -> ImportDraft:
    """Keep the parsed rows for the person who read the file, at the institution in which they act."""
    assert actor.user_id is not None
    assert actor.institution_id is not None
    content: Any = {
        "rows": [{"number": line.number, "values": line.values, "texts": line.texts} for line in reading.rows],
        "errors": [asdict(fault) for fault in reading.errors],
        "unknown": reading.unknown_columns,
        "wrong": {str(number): texts for number, texts in reading.wrong.items()},
        "unread": reading.unread_sheets,
        "hidden": reading.hidden,
        "totals": reading.totals,
        "question": reading.question,
    }
    return ImportDraft.objects.create(
        person_id=actor.user_id,
        institution_id=actor.institution_id,
        kind=kind,
        file_name=short_name(file_name),
        sha256=reading.sha256,
        content=content,
    )


def short_name(name: str) -> str:
    """A name as it is kept and shown: folded; one that is too long keeps its beginning and its end, and says so."""
    plain = " ".join(fold(name).split())
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 21]}…{plain[-20:]}"


def find(actor: Actor, kind: str, pk: Any, sheet: Sheet) -> tuple[ImportDraft, Reading]:
    """The actor's own reading of this kind. Raises NotVisible when it is somebody else's or older than a day."""
    rows = ImportDraft.objects.filter(person_id=actor.user_id, kind=kind).filter(institution=actor.institution_id)
    try:
        draft = rows.filter(pk=pk).first()
    except (ValidationError, ValueError):
        draft = None
    if draft is None:
        raise NotVisible("올린 파일이 없습니다. 하루가 지나면 지워집니다. 다시 올리십시오.")
    content: Any = draft.content
    reading = Reading(
        rows=[Line(row["number"], sheet.revive(row["values"]), row["texts"]) for row in content["rows"]],
        errors=[Fault(**{**fault, "keys": tuple(fault["keys"])}) for fault in content["errors"]],
        unknown_columns=content["unknown"],
        sha256=draft.sha256,
        wrong={int(number): texts for number, texts in content.get("wrong", {}).items()},
        unread_sheets=content.get("unread", []),
        hidden=content.get("hidden", []),
        totals=content.get("totals", []),
        question=content.get("question", ""),
    )
    return draft, reading


def forget_old(now: datetime) -> int:
    """Sweep: readings that nobody confirmed."""
    count, _ = ImportDraft.objects.filter(created_at__lt=now - KEPT).delete()
    return count
