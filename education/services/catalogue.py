"""What a hospital offers to teach."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from core import audit
from core.actor import Actor
from core.errors import Conflict, Forbidden, Invalid
from education.access import TOPIC, runs
from education.models import Topic

Data = Mapping[str, Any]
_DEFAULTS = Path(__file__).resolve().parent.parent / "data" / "topics.csv"
TWICE = "같은 이름의 주제가 있습니다."


def add_topic(*, actor: Actor, data: Data) -> Topic:
    """A topic that agencies may choose. Raises Forbidden, Invalid for a title that is there."""
    _demand(actor)
    try:
        with transaction.atomic():
            row = Topic.objects.create(host_id=actor.institution_id, **data)  # type: ignore[misc]
            audit.record(actor, "education.add_topic", action="CREATE", about=row)
    except IntegrityError:
        raise Invalid({"title": TWICE}) from None
    return row


def add_defaults(*, actor: Actor) -> list[Topic]:
    """The usual topics that the hospital lacks, to begin with; it changes them as it teaches them. Raises Forbidden, Conflict."""
    _demand(actor)
    assert actor.institution_id is not None
    with _DEFAULTS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    known = set(Topic.objects.filter(host_id=actor.institution_id).values_list("title", flat=True))
    lacking = [Topic(host_id=actor.institution_id, **_default(row)) for row in rows if row["title"] not in known]
    try:
        with transaction.atomic():
            made = Topic.objects.bulk_create(lacking)
            if made:
                audit.record(actor, "education.add_default_topics", action="CREATE", changes={"count": len(made)})
    except IntegrityError:
        raise Conflict("그 사이에 같은 이름의 주제가 더해졌습니다. 새로 고친 뒤 확인하십시오.") from None
    return made


def _default(row: Mapping[str, str]) -> Data:
    """A line of the carried list as columns."""
    return {
        **{name: row[name] for name in ("field", "title", "qualification", "summary", "material")},
        **{name: row[name].split() for name in ("audiences", "methods")},
        "minutes": int(row["minutes"]),
        "per_manikin": int(row["per_manikin"]) if row["per_manikin"] else None,
        "has_test": row["has_test"] == "예",
    }


def edit_topic(*, actor: Actor, topic: Topic, data: Data, version: int | None = None) -> Topic:
    """What was asked for under it stays as it was asked. Raises Conflict with both texts, Invalid."""
    with transaction.atomic():
        row = TOPIC.lock_for(actor, "keep", topic.pk)
        if version is not None and row.version != version:
            raise Conflict.between(row, data)
        for name, value in data.items():
            setattr(row, name, value)
        row.version += 1
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Invalid({"title": TWICE}) from None
        audit.record(actor, "education.edit_topic", action="UPDATE", about=row)
    return row


def _demand(actor: Actor) -> None:
    if not runs(actor):
        raise Forbidden
