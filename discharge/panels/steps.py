"""Where somebody does next what they owe about a case: the very form, not the page on which to look for it."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from core.actor import Actor
from discharge.access import PART_AUTHORS
from discharge.models import DischargeCase
from discharge.panels import cases as case_panel
from discharge.services import assessment_parts, assessments
from discharge.services.plans import WRITABLE, open_plan
from discharge.workflow import DISCHARGE, PartStatus

Step = Callable[[DischargeCase, Actor], str]


def _move(name: str) -> Step:
    """The page of a move, where it may be made now."""

    def step(case: DischargeCase, actor: Actor) -> str:
        found = {action.name: action.blocked for action in DISCHARGE.available(case, _relations(case), actor)}
        blocked = found.get(name, "no move of this state")
        return (
            case_panel.move_url(case, name) if not blocked or (name in case_panel.ASKED_THERE and name in found) else ""
        )

    return step


def _write(*names: str) -> Step:
    """The first of these parts of the assessment that is not finished; before there is a round, its beginning."""

    def step(case: DischargeCase, actor: Actor) -> str:
        parts = [name for name in names if assessment_parts.may_write(_relations(case), name)]
        row = assessments.open_round(case)
        if row is None:
            is_first = parts and not case.assessments.exists()
            return reverse("discharge:assessment-begin", args=[case.pk]) if is_first else ""
        left = next((name for name in parts if getattr(row, f"{name}_at") is None), "")
        return reverse("discharge:assessment-edit", args=[case.pk, row.pk, left]) if left else ""

    return step


def _measure(case: DischargeCase, actor: Actor) -> str:
    """The first instrument that the target group asks for and nobody has asked yet: the nurse in charge asks it."""
    row = assessments.open_round(case)
    if row is None or "nurse" not in _relations(case):
        return ""
    code = next(iter(assessments.unmeasured(row)), "")
    return reverse("discharge:instrument-record", args=[case.pk, code]) if code else ""


def _plan_part(case: DischargeCase, actor: Actor) -> str:
    plan = open_plan(case)
    if plan is None or case.status not in WRITABLE:
        return ""
    unsigned = [part.kind for part in plan.ordered_parts() if part.status != PartStatus.SIGNED]
    mine = next((kind for kind in unsigned if PART_AUTHORS[kind] in _relations(case)), "")
    return reverse("discharge:plan-part-edit", args=[case.pk, mine.lower()]) if mine else ""


def _first(*steps: Step) -> Step:
    """The first of these that is there to do."""
    return lambda case, actor: next(filter(None, (step(case, actor) for step in steps)), "")


# By the word of the address: the kind of duty, its form, and where on the page of the case its matter stands. What has
# no form of its own is done there.
STEPS: dict[str, tuple[str, Step, str]] = {
    kind.removeprefix("discharge."): (kind, step, anchor)
    for kind, step, anchor in (
        ("discharge.get_consent", _move("consent"), "consent"),
        ("discharge.assess_medical", _write("medical"), "assessment"),
        ("discharge.assess_nursing", _first(_write("nursing"), _measure), "assessment"),
        ("discharge.assess", _first(_write("social", "needs"), _move("finish_assessment")), "assessment"),
        ("discharge.sign_part", _plan_part, "plan"),
        ("discharge.write_plan", _first(_plan_part, _move("submit_plan")), "plan"),
        ("discharge.approve_plan", _move("approve_plan"), "plan"),
        ("discharge.record_discharge", _move("discharge"), ""),
    )
}
_BY_KIND = {kind: step for kind, step, _ in STEPS.values()}


def _relations(case: DischargeCase) -> frozenset[str]:
    return getattr(case, "relations", frozenset())


def is_theirs(case: DischargeCase, actor: Actor, move: str) -> bool:
    """Whether the actor is one of those who make this move from the state the case is in."""
    return any(action.name == move for action in DISCHARGE.available(case, _relations(case), actor))


def own_step(case: DischargeCase, actor: Actor) -> str:
    """The address of the first form that the actor owes about this case, or the case's page where none waits for them."""
    mine = [duty.kind for duty in case_panel.owed(case) if case_panel.is_mine(duty, actor)]
    steps = [_BY_KIND[kind] for kind in mine if kind in _BY_KIND]
    return _first(*steps, _measure)(case, actor) or case_panel.page_of(case)


def step_address(case: DischargeCase, actor: Actor, word: str) -> str:
    """Where this step of the case is done by the actor; its place on the case's page where it has no form for them."""
    _kind, step, anchor = STEPS[word]
    return step(case, actor) or case_panel.page_of(case, anchor)
