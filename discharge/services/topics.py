"""The hospital's list of education topics by condition."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from core import audit
from core.actor import Actor
from core.errors import Conflict, Invalid
from discharge.models import EducationTopic

FIELDS = ("target_group", "topic", "leaflet", "is_active", "order")
_DEFAULTS = Path(__file__).resolve().parent.parent / "data" / "education_topics.csv"


def save_topic(
    *, actor: Actor, data: Mapping[str, Any], topic: EducationTopic | None = None, version: int | None = None
) -> EducationTopic:
    """Add a topic or correct one. What was taught before keeps the words it was recorded with."""
    assert actor.institution_id is not None
    try:
        with transaction.atomic():
            row = topic or EducationTopic(hospital_id=actor.institution_id, version=0)
            if topic is not None:
                row = EducationTopic.objects.select_for_update().get(pk=topic.pk, hospital_id=actor.institution_id)
                if version is not None and row.version != version:
                    raise Conflict.between(row, {name: data[name] for name in FIELDS if name in data})
            for name in FIELDS:
                if name in data:
                    setattr(row, name, data[name])
            row.version += 1
            row.save()
            audit.record(actor, "discharge.save_topic", action="UPDATE", about=row, changes={"topic": row.topic})
    except IntegrityError as error:
        raise Invalid({"topic": "같은 대상군에 같은 주제가 이미 있습니다."}) from error
    return row


def default_topics(hospital_id: int) -> list[EducationTopic]:
    """Give a hospital the topics to begin with; one that it has already under the same name stays as it is."""
    with _DEFAULTS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    known = set(EducationTopic.objects.filter(hospital_id=hospital_id).values_list("target_group", "topic"))
    lacking = [
        EducationTopic(hospital_id=hospital_id, order=order * 10, **row)
        for order, row in enumerate(rows, start=1)
        if (row["target_group"], row["topic"]) not in known
    ]
    return EducationTopic.objects.bulk_create(lacking)


def add_defaults(*, actor: Actor) -> list[EducationTopic]:
    """Give the actor's hospital those of the usual topics that it lacks."""
    assert actor.institution_id is not None
    with transaction.atomic():
        made = default_topics(actor.institution_id)
        if made:
            audit.record(actor, "discharge.add_default_topics", action="CREATE", changes={"count": len(made)})
    return made
