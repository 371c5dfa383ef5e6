"""사례회의: what was decided together about a case."""

from __future__ import annotations

from typing import Any

from core.actor import Actor
from discharge.access import CASE
from discharge.models import DischargeCase
from discharge.services.conferences import IN_CARE


def panel(case: DischargeCase, actor: Actor) -> dict[str, Any]:
    """Three queries: conferences, participants, actions."""
    rows = list(
        case.conferences.select_related("recorded_by")
        .prefetch_related("participants__institution", "actions__institution")
        .order_by("-held_on", "-pk")
    )
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    may_record = CASE.allows("confer", relations) and case.status in IN_CARE
    return {"rows": rows, "may_record": may_record}
