"""Who stands how to a discharge case (domain 0.3): the care team works on it, colleagues see its header line.

SOCIAL_WORKER, NURSE and PHYSICIAN of the data become `social_worker`, `nurse`, `attending` here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from core.access import Access, Condition
from core.actor import Actor
from discharge.models import Admission, DischargeCase, FollowUp, PlanPart, TeamMember
from discharge.querysets import OPEN
from discharge.workflow import DISCHARGE, FOLLOWUP, PLAN_PART, PROGRAMME

HOSPITAL_STAFF = ("SOCIAL_WORKER", "NURSE")


def _working_as(role: str, field: str) -> Callable[[Actor], Any]:
    """Ids of the cases on which somebody works in their profession: in charge, or in the team.

    A union of two looks into an index: an OR over columns would walk every case of the hospital.
    """

    def ids(actor: Actor) -> Any:
        if not (actor.holds(role) and actor.works_in(PROGRAMME)):
            return None
        user, hospital = actor.user_id or 0, actor.institution_id or 0
        in_charge = DischargeCase.objects.filter(**{field: user}, hospital_id=hospital).values("pk")
        members = TeamMember.objects.filter(user=user, role=role, removed_at__isnull=True, case__hospital_id=hospital)
        return in_charge.union(members.values("case_id"))

    return ids


_WORKING = {
    "social_worker": _working_as("SOCIAL_WORKER", "social_worker_id"),
    "nurse": _working_as("NURSE", "nurse_id"),
}


def _works_on(relation: str) -> Condition:
    def condition(actor: Actor) -> Q | None:
        ids = _WORKING[relation](actor)
        return None if ids is None else Q(pk__in=ids)

    return condition


def _attending(actor: Actor) -> Q | None:
    if not (actor.holds("PHYSICIAN") and actor.works_in(PROGRAMME)):
        return None
    return Q(hospital_id=actor.institution_id, attending_id=actor.user_id)


def _coordinator(actor: Actor) -> Q | None:
    if not (actor.holds("COORDINATOR") and actor.works_in(PROGRAMME)):
        return None
    return Q(hospital_id=actor.institution_id)


def _colleague(actor: Actor) -> Q | None:
    """Same hospital and programme, not in the team: knows that the case exists and who is in charge."""
    if not (actor.holds(*HOSPITAL_STAFF) and actor.works_in(PROGRAMME)):
        return None
    return Q(hospital_id=actor.institution_id)


def _could_take(role: str, field: str) -> Condition:
    """A colleague of the profession whose post on an open case nobody holds."""

    def condition(actor: Actor) -> Q | None:
        if not (actor.holds(role) and actor.works_in(PROGRAMME)):
            return None
        return Q(hospital_id=actor.institution_id, status__in=OPEN, **{f"{field}__isnull": True})

    return condition


def _never(actor: Actor) -> Q | None:
    """A relation of the data that has no place in this programme (MH_MANAGER belongs to mental health)."""
    return None


def _in_charge(case: DischargeCase) -> dict[str, str]:
    """Who is told to somebody whose act it is not."""
    people = {
        "social_worker": ("담당 사회복지사", case.social_worker),
        "nurse": ("담당 간호사", case.nurse),
        "attending": ("담당의", case.attending),
    }
    named = {
        relation: f"{label}: {person.name if person is not None else '아직 없음'}"
        for relation, (label, person) in people.items()
    }
    return named | {"coordinator": "사업 코디네이터"}


def _ways(case: DischargeCase, relations: frozenset[str]) -> list[tuple[str, str]]:
    """How a colleague comes to work on a case whose post nobody holds."""
    if relations.isdisjoint(("free_social", "free_nurse")):
        return []
    return [("내가 맡기", reverse("discharge:post-act", args=[case.pk, "take_charge"]))]


TEAM = ("social_worker", "nurse")
WORKING = (*TEAM, "attending", "coordinator")

CASE: Access[DischargeCase] = Access(
    DischargeCase,
    relations={
        **{name: _works_on(name) for name in _WORKING},
        "attending": _attending,
        "coordinator": _coordinator,
        "colleague": _colleague,
        "free_social": _could_take("SOCIAL_WORKER", "social_worker"),
        "free_nurse": _could_take("NURSE", "nurse"),
    },
    acts={
        "list": (*WORKING, "colleague"),
        "take_charge": ("free_social", "free_nurse"),
        "read": WORKING,
        "edit": TEAM,
        "assess": (*TEAM, "attending"),
        "plan": (*TEAM, "attending"),
        "approve": ("attending", "coordinator"),
        "consent": TEAM,
        "withdraw_consent": (*TEAM, "coordinator"),
        "link": TEAM,
        "follow_up": TEAM,
        "confer": (*TEAM, "coordinator"),
        "close": ("social_worker", "coordinator"),
        "assign": ("coordinator",),
        "team": (*TEAM, "coordinator"),
        "confirm_safety": WORKING,
        "record_death": (*TEAM, "attending", "coordinator"),
        "correct_death": ("coordinator",),
        "correct": (*TEAM, "coordinator"),
        "destroy": ("coordinator",),
        "print": WORKING,
    },
    covers={"colleague": TEAM, "coordinator": (*TEAM, "attending", "colleague")},
    in_charge=_in_charge,
    ways=_ways,
)
DISCHARGE.bind(CASE)


def _of_case(relation: str) -> Condition:
    """The same relation, one step further: to a row that belongs to a case."""

    def condition(actor: Actor) -> Q | None:
        inner = CASE.relations[relation](actor)
        return None if inner is None else Q(case__in=DischargeCase.objects.filter(inner))

    return condition


FOLLOWUP_ACCESS: Access[FollowUp] = Access(
    FollowUp,
    relations={**{name: _of_case(name) for name in (*WORKING, "colleague")}, "mh_manager": _never},
    acts={"list": (*WORKING, "colleague"), "read": WORKING, "edit": TEAM},
    covers={"colleague": TEAM, "coordinator": (*TEAM, "attending", "colleague")},
    in_charge=lambda row: _in_charge(row.case),
)
FOLLOWUP.bind(FOLLOWUP_ACCESS)


PART_AUTHORS = {"DOCTOR": "attending", "NURSE": "nurse", "SOCIAL": "social_worker"}


def _author(actor: Actor) -> Q | None:
    """The profession that writes a part: own part only."""
    found: Q | None = None
    for kind, relation in PART_AUTHORS.items():
        inner = CASE.relations[relation](actor)
        if inner is not None:
            part = Q(kind=kind, plan__case__in=DischargeCase.objects.filter(inner))
            found = part if found is None else found | part
    return found


def _reader(actor: Actor) -> Q | None:
    return Q(plan__case__in=DischargeCase.objects.filter(CASE.scope(actor, "read")))


def _author_of(part: PlanPart) -> dict[str, str]:
    named = _in_charge(part.plan.case)
    return {"author": named[PART_AUTHORS[part.kind]]} if PART_AUTHORS[part.kind] in named else {}


PART: Access[PlanPart] = Access(
    PlanPart,
    relations={"author": _author, "reader": _reader},
    acts={"list": ("reader",), "read": ("reader",), "edit": ("author",)},
    in_charge=_author_of,
)
PLAN_PART.bind(PART)


def _screener(actor: Actor) -> Q | None:
    return _colleague(actor)


ADMISSION: Access[Admission] = Access(
    Admission,
    relations={"screener": _screener, "coordinator": _coordinator},
    acts={
        "list": ("screener", "coordinator"),
        "read": ("screener", "coordinator"),
        "edit": ("screener",),
        "decide": ("screener",),
    },
    covers={"coordinator": ("screener",)},
)


def clients_as(relation: str) -> Any:
    """Ids of the people with whom an actor works in this programme, for the network's person and consent access."""

    def ids(actor: Actor) -> Any:
        condition = CASE.relations[relation](actor)
        return None if condition is None else DischargeCase.objects.filter(condition).values("client_id")

    return ids


def cases_as(relation: str) -> Any:
    """Ids of the cases to which an actor stands in a relation, for the access to their linkages."""
    if relation in _WORKING:
        return _WORKING[relation]

    def ids(actor: Actor) -> Any:
        condition = CASE.relations[relation](actor)
        return None if condition is None else DischargeCase.objects.filter(condition).values("pk")

    return ids
