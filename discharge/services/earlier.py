"""What the case before knew of the person: offered to be confirmed, never taken over by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core import audit
from core.actor import Actor
from discharge.access import CASE
from discharge.models import Assessment, DischargeCase, PlanPart
from discharge.services import plans
from discharge.services.assessment_parts import PARTS, stored_values

# Measured or said on the day; the needs are rated anew.
OF_THE_DAY = frozenset({"pain", "wish"})
OFFERED = ("medical", "nursing", "social")


@dataclass(frozen=True)
class Earlier:
    """The case before, its newest finished round, and the medication of its newest approved plan."""

    case: DischargeCase
    assessment: Assessment | None
    medications: list[dict[str, Any]] = field(default_factory=list)

    def part(self, name: str) -> dict[str, Any]:
        """What its round says in a part, without what belongs to its day; nothing where no round was finished."""
        if self.assessment is None or name not in OFFERED:
            return {}
        stored = stored_values(self.assessment, PARTS[name])
        return {key: value for key, value in stored.items() if key not in OF_THE_DAY and value not in (None, "", [])}


def before(actor: Actor, case: DischargeCase) -> Earlier | None:
    """The case before this one; None where there is none, or the actor may not read it. Reading it is recorded."""
    found = DischargeCase.objects.filter(pk=case.previous_case_id).first() if case.previous_case_id else None
    if found is None or not CASE.allows("read", CASE.relations_of(actor, found)):
        return None
    rounds = Assessment.objects.filter(case=found, finished_at__isnull=False).order_by("-assessed_on", "-pk")
    audit.record(actor, "case.earlier", action="VIEW", about=found, persons=[found.client_id])
    return Earlier(found, rounds.first(), _medications(found))


def _medications(case: DischargeCase) -> list[dict[str, Any]]:
    plan = plans.approved_plan(case)
    part = PlanPart.objects.filter(plan=plan, kind=PlanPart.Kind.DOCTOR).first() if plan is not None else None
    return list(part.rows.get("medications") or []) if part is not None else []
