"""Who is in charge of a case for a profession: named by the coordinator, taken over, or the first member of the team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, duties
from core.actor import Actor
from core.errors import Conflict
from core.models import Duty
from discharge.access import CASE
from discharge.models import Assessment, DischargeCase, PlanPart, StandIn
from discharge.services import plans, posts
from discharge.services.assessment_parts import PARTS
from discharge.services.assessment_parts import owe as owe_part
from discharge.workflow import CaseStatus, PartStatus
from network.models import User

ROLES = {"social_worker": "SOCIAL_WORKER", "nurse": "NURSE", "attending": "PHYSICIAN"}
ROOT = "discharge.dischargecase"


def free(case: DischargeCase) -> list[str]:
    """The posts of a case that nobody holds."""
    return [name for name in ("social_worker", "nurse") if getattr(case, f"{name}_id") is None]


def fill(case: DischargeCase, people: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Put other people in charge; what they owe moves along, what waited for somebody is theirs. Not saved here.

    An empty name leaves it as it is. Returns what changed: before and after.
    """
    changes: dict[str, Any] = {}
    for name, person in people.items():
        before = getattr(case, f"{name}_id")
        if person is not None and person.pk != before:
            setattr(case, name, person)
            changes[name] = [before, person.pk]
            held = StandIn.objects.filter(case=case, post=name, ended_at__isnull=True)
            held.update(ended_at=timezone.now())  # whoever stood in does no more
            owed = Duty.objects.filter(root_kind=ROOT, root_id=str(case.pk), role=ROLES[name])
            duties.hand_over(owed, person.pk, actor=actor)
    if changes.get("social_worker", [0])[0] is None:
        _move_clocks(case, actor)
    if changes.get("nurse", [0])[0] is None:
        owe_parts(case, actor)
    return changes


def _move_clocks(case: DischargeCase, actor: Actor) -> None:
    """What somebody else looked after while there was no social worker."""
    for duty in Duty.objects.open().about(ROOT, case.pk).filter(is_clock=True):
        duties.open_duty(duty.kind, case, actor=actor, is_clock=True, due_at=duty.due_at)


def owe_parts(case: DischargeCase, actor: Actor) -> None:
    """What the physician and the nurse owe in the state of a case."""
    if case.status == CaseStatus.ASSESSING:
        row = Assessment.objects.filter(case=case, finished_at__isnull=True).order_by("-pk").first()
        for part in PARTS.values():
            if part.duty and (row is None or getattr(row, f"{part.name}_at") is None):
                owe_part(case, part, actor)
    for unsigned in _unsigned(case):
        plans.owe_signature(unsigned, case, actor)
    if case.nurse_id is not None:
        duties.settle(case, posts.EMPTY, actor=actor)


def _unsigned(case: DischargeCase) -> list[PlanPart]:
    plan = plans.open_plan(case)
    rows = [] if plan is None else list(plan.parts.filter(status=PartStatus.DRAFT).select_related("plan"))
    for row in rows:
        row.plan.case = case  # with who is in charge now
    return rows


def taken(case: DischargeCase) -> str:
    """Why no post can be taken over: all are held. Empty where one is free."""
    return "" if free(case) else "그 사이에 담당이 정해졌습니다. 새로 고친 뒤 확인하십시오."


def take_charge(*, actor: Actor, case: DischargeCase) -> DischargeCase:
    """내가 맡기: a colleague takes the post of their own profession that nobody holds. Raises Forbidden, Conflict."""
    with transaction.atomic():
        locked = CASE.lock_for(actor, "list", case.pk, DischargeCase.objects.select_related("client"))
        if why := taken(locked):
            raise Conflict(why)
        CASE.demand(locked, "take_charge", locked.relations)
        me = User.objects.get(pk=actor.user_id or 0)
        changes = fill(locked, {name: me for name in free(locked) if actor.holds(ROLES[name])}, actor)
        locked.version += 1
        locked.save()
        audit.record(
            actor, "discharge.take_charge", action="GRANT", about=locked, persons=[locked.client_id], changes=changes
        )
    return locked
