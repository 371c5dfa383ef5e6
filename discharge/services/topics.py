"""The hospital's list of education topics by condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from core import audit
from core.actor import Actor
from core.errors import Conflict, Refused
from discharge.models import EducationTopic

FIELDS = ("target_group", "topic", "leaflet", "is_active", "order")


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
        raise Refused({"topic": "같은 대상군에 같은 주제가 이미 있습니다."}) from error
    return row
