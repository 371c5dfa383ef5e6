"""The plan in three parts: written and signed by profession, submitted, approved by another, frozen, revised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, codes, duties, workdays
from core.actor import Actor
from core.dates import kdate
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.forms import rrn_errors
from core.models import Duty
from discharge.access import CASE, PART
from discharge.models import Assessment, DischargeCase, DischargePlan, Need, PlanAction, PlanGoal, PlanPart
from discharge.services import posts
from discharge.workflow import DISCHARGE, PLAN_PART, CaseStatus, PartStatus

Kind = PlanPart.Kind
WRITABLE = (CaseStatus.PLANNING, CaseStatus.FOLLOW_UP)
MAX_GOALS = 5
PART_ROWS = {
    Kind.DOCTOR: ("medications", "appointments", "warning_signs", "staff_note"),
    Kind.NURSE: ("education", "staff_note"),
    Kind.SOCIAL: ("staff_note",),
}
# How staff write down what they did (`낙상 예방을 교육함.`), and where one sentence ends. What was found is none of it
# (`골절이 확인됨.`).
_DEEDS = "교육|설명|안내|상담|지도|의뢰|연계|시행|실시|제공|투여|권고"
_LOOKS = "확인|관찰|평가"
_DEED = re.compile(rf"(?:(?:{_DEEDS}|{_LOOKS})\s*(?:함|했음|하였음|완료)|(?:{_DEEDS})\s*(?:됨|되었음))[\s.。]*$")
_SENTENCE = re.compile(r"(?<=[.。])\s+|\n")


def open_plan(case: DischargeCase) -> DischargePlan | None:
    """The version that is being written: the one without approval. No query where the page has read the versions."""
    return next((plan for plan in case.plans.all() if plan.approved_at is None), None)


def approved_plan(case: DischargeCase) -> DischargePlan | None:
    """The newest approved version: it holds until a newer one is approved."""
    approved = [plan for plan in case.plans.all() if plan.approved_at is not None]
    return max(approved, key=lambda plan: plan.edition, default=None)


def part_to_write(*, actor: Actor, case: DischargeCase, kind: str) -> PlanPart:
    """The part of the version being written. NotVisible where none is; Forbidden for another profession."""
    plan = open_plan(case)
    code = kind.upper()
    if plan is None or code not in Kind.values:
        raise NotVisible
    part = PlanPart.objects.select_related("plan__case__client", "edited_by").get(plan=plan, kind=code)
    if not PART.allows("edit", PART.relations_of(actor, part)):
        raise Forbidden(
            f"'{part.get_kind_display()}' 부분은 그 직종의 담당자가 씁니다.", owners=PART.owners(part, ["author"])
        )
    return part


def begin(case: DischargeCase, actor: Actor) -> DischargePlan:
    """The first version, with three empty parts. A version that is open already stays."""
    plan = open_plan(case)
    if plan is not None:
        return plan
    plan = DischargePlan.objects.create(case=case, edition=1, created_by_id=actor.user_id, created_at=timezone.now())
    for kind in Kind:
        part = PlanPart.objects.create(plan=plan, kind=kind)
        owe_signature(part, case, actor)
    return plan


def owe_signature(part: PlanPart, case: DischargeCase, actor: Actor) -> None:
    """The part is owed by its profession, unless it stands open already."""
    if not Duty.objects.open().about(audit.kind_of(part), part.pk).filter(kind="discharge.sign_part").exists():
        posts.owe("discharge.sign_part", part, case, actor, by_nurse=part.kind == Kind.NURSE)


def save_part(
    *,
    actor: Actor,
    part: PlanPart,
    data: Mapping[str, Any],
    version: int | None = None,
    sign: bool = False,
) -> PlanPart:
    """Write a part, and sign it where `sign`. An edit of a signed part un-signs that part only.

    `data`: text, the part's own rows; for the social part also goals, actions, disposition_planned and
    emergency_contact. Raises Forbidden for another profession, Conflict (both texts) for a stale version, Invalid.
    """
    with transaction.atomic():
        locked = _locked_part(actor, part, version, data)
        if locked.status == PartStatus.SIGNED:
            PLAN_PART.fire(locked, "unsign", actor=actor)
            locked.refresh_from_db()
        _check_appointments(locked.plan.case, data.get("appointments", ()))
        locked.text = data.get("text", locked.text)
        locked.rows = {name: data.get(name, locked.rows.get(name, [])) for name in PART_ROWS[Kind(locked.kind)]}
        locked.edited_by_id, locked.edited_at = actor.user_id, timezone.now()
        locked.version += 1
        locked.save()
        if locked.kind == Kind.SOCIAL:
            _save_frame(locked.plan, data)
        case = locked.plan.case
        audit.record(
            actor,
            "plan_part.write",
            action="UPDATE",
            about=locked,
            persons=[case.client_id],
            changes={"case": case.number, "edition": locked.plan.edition, "part": locked.kind},
        )
        if sign:
            return PLAN_PART.fire(locked, "sign", actor=actor)
    return locked


def _hold_case(actor: Actor, part: PlanPart) -> None:
    """The case first, as every move of it does: nobody submits or approves a version while a part of it changes."""
    CASE.lock_for(actor, "list", part.plan.case_id)


def _locked_part(actor: Actor, part: PlanPart, version: int | None, data: Mapping[str, Any]) -> PlanPart:
    _hold_case(actor, part)
    locked = PART.lock_for(actor, "edit", part.pk, PlanPart.objects.select_related("plan__case__client"))
    if version is not None and locked.version != version:
        raise Conflict(
            "먼저 저장한 글이 있습니다. 내 글은 지워지지 않았습니다.",
            stored={"text": locked.text, "version": locked.version, "by": str(locked.edited_by or "")},
            mine={"text": data.get("text", "")},
        )
    blocked = _not_writable(locked)
    if blocked:
        raise Conflict(blocked)
    errors = rrn_errors(dict(data))
    if errors:
        raise Invalid(errors)
    return locked


def staff_sentences(text: str) -> list[str]:
    """The sentences of a text for the patient that tell what staff did: they belong in the note of the house."""
    return [one.strip() for one in _SENTENCE.split(text) if _DEED.search(one)]


def _not_writable(part: PlanPart) -> str | None:
    """Why a part cannot be written now: approved versions are frozen, and so is one under review."""
    if part.plan.approved_at is not None:
        return "확정된 판은 고칠 수 없습니다. 계획 변경으로 새 판을 만드십시오."
    if part.plan.case.status not in WRITABLE:
        state = CaseStatus(part.plan.case.status).label
        return f"지금 상태({state})에서는 계획을 고칠 수 없습니다."
    return None


def _check_appointments(case: DischargeCase, rows: Iterable[Mapping[str, Any]]) -> None:
    """Nobody is due at the clinic before they came in. Raises Invalid."""
    early = {
        f"appointments.{order}": f"{row['department']}: 외래 날짜는 입원일({kdate(case.admitted_on)}) 이후로 적으십시오."
        for order, row in enumerate(rows)
        if str(row["on"]) < str(case.admitted_on)
    }
    if early:
        raise Invalid(early)


def _save_frame(plan: DischargePlan, data: Mapping[str, Any]) -> None:
    """Goals, actions, where the person goes, whom to call: written with the social part."""
    plan.disposition_planned = data.get("disposition_planned", plan.disposition_planned)
    plan.emergency_contact = data.get("emergency_contact", plan.emergency_contact)
    plan.save(update_fields=["disposition_planned", "emergency_contact"])
    if "goals" in data:
        _replace_goals(plan, data["goals"])
    if "actions" in data:
        _replace_actions(plan, data["actions"])


def _replace_goals(plan: DischargePlan, rows: Sequence[Mapping[str, Any]]) -> None:
    if len(rows) > MAX_GOALS:
        raise Invalid({"goals": f"목표는 {MAX_GOALS}개까지 적으십시오."})
    plan.goals.all().delete()
    PlanGoal.objects.bulk_create(
        PlanGoal(plan=plan, order=order, text=row["text"], measure=row.get("measure", ""), due_on=row["due_on"])
        for order, row in enumerate(rows)
    )


_ACTION_FIELDS = ("need_area", "action", "service", "who", "responsible", "partner", "start_on", "frequency", "end_on")
_REASON_FIELDS = ("unlinked_reason", "unlinked_text")


def _replace_actions(plan: DischargePlan, rows: Sequence[Mapping[str, Any]]) -> None:
    errors: dict[str, str] = {}
    actions = []
    for order, row in enumerate(rows):
        problem = _action_fault(row)
        if problem:
            errors[f"actions.{order}"] = problem
        values = {name: row[name] for name in (*_ACTION_FIELDS, *_REASON_FIELDS) if row.get(name) not in (None, "")}
        actions.append(PlanAction(plan=plan, order=order, **values))
    if errors:
        raise Invalid(errors)
    plan.actions.all().delete()
    PlanAction.objects.bulk_create(actions)


def _action_fault(row: Mapping[str, Any]) -> str | None:
    """Every action says who, and until when; 해당 없음 says why instead (domain 2.1)."""
    area = codes.label("need_area", row.get("need_area", ""))
    start, end = row.get("start_on"), row.get("end_on")
    if row.get("who") == PlanAction.Who.NONE:
        return None if row.get("unlinked_reason") else f"{area}: 해당 없음의 사유를 고르십시오."
    if not row.get("action"):
        return f"{area}: 할 일을 적으십시오."
    if start and end and end < start:
        return f"{area}: 종료일은 시작일 이후 날짜로 적으십시오."
    return None


def sign(*, actor: Actor, part: PlanPart, version: int | None = None) -> PlanPart:
    """Sign one's own part; name and time stay with the version."""
    with transaction.atomic():
        _hold_case(actor, part)
        return PLAN_PART.fire(part, "sign", actor=actor, version=version)


def unsign(*, actor: Actor, part: PlanPart, version: int | None = None) -> PlanPart:
    """Take one's own signature back before the plan is submitted."""
    with transaction.atomic():
        _hold_case(actor, part)
        return PLAN_PART.fire(part, "unsign", actor=actor, version=version)


# --- rules of the parts ----------------------------------------------------------------------------------------------


@PLAN_PART.guard("sign")
def _may_be_signed(part: PlanPart, data: Mapping[str, Any], actor: Actor) -> str | None:
    blocked = _not_writable(part)
    if blocked:
        return blocked
    if not part.text.strip():
        return "내용이 비어 있어 서명할 수 없습니다."
    found = staff_sentences(f"{part.text}\n{part.rows.get('warning_signs') or ''}")
    if found:
        return f"환자에게 드리는 글에 직원이 한 일이 있습니다({found[0]}). 직원 기록으로 옮긴 뒤 서명하십시오."
    return None


@PLAN_PART.guard("unsign")
def _may_be_unsigned(part: PlanPart, data: Mapping[str, Any], actor: Actor) -> str | None:
    return _not_writable(part)


@PLAN_PART.effect("sign")
def _sign(part: PlanPart, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    part.signed_by_id, part.signed_at, part.was_signed = actor.user_id, timezone.now(), False
    return {"edition": part.plan.edition, "part": part.kind, "case": part.plan.case.number}


@PLAN_PART.after("sign")
def _signed(part: PlanPart, data: Mapping[str, Any], actor: Actor) -> None:
    duties.settle(part, "discharge.sign_part", actor=actor)


@PLAN_PART.effect("unsign")
def _unsign(part: PlanPart, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    part.signed_by, part.signed_at, part.was_signed = None, None, True
    return {"edition": part.plan.edition, "part": part.kind, "case": part.plan.case.number}


@PLAN_PART.after("unsign")
def _unsigned(part: PlanPart, data: Mapping[str, Any], actor: Actor) -> None:
    duties.open_duty("discharge.sign_part", part, actor=actor)


# --- rules of the plan -----------------------------------------------------------------------------------------------


def _unsigned_parts(plan: DischargePlan | None) -> list[str]:
    if plan is None:
        return [Kind(kind).label for kind in Kind]
    return [part.get_kind_display() for part in plan.ordered_parts() if part.status != PartStatus.SIGNED]


def unmet_needs(case: DischargeCase, plan: DischargePlan) -> list[str]:
    """Needs of the latest finished assessment (level 1 and up) for which the plan has no line."""
    return [need.get_area_display() for need in needs_without_line(case, plan)]


def needs_without_line(case: DischargeCase, plan: DischargePlan) -> list[Need]:
    """The same as rows, the strongest first: the form of the plan offers them."""
    finished = Assessment.objects.filter(case=case, finished_at__isnull=False)
    latest = finished.order_by("-assessed_on", "-pk").first()
    if latest is None:
        return []
    planned = {action.need_area for action in plan.actions.all()}
    needs = latest.needs.filter(level__gte=1).order_by("-level", "area")
    return [need for need in needs if need.area not in planned]


@DISCHARGE.guard("submit_plan", "approve_amendment")
def _plan_is_complete(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> str | None:
    """Three signed parts, a goal, and for every need an action, or a coded reason why there is none."""
    plan = open_plan(case)
    if plan is None:
        return "작성 중인 계획이 없습니다."
    return " ".join(_gaps(case, plan)) or None


def _gaps(case: DischargeCase, plan: DischargePlan) -> list[str]:
    """All that is missing, told at once: nobody comes back for the next one."""
    unsigned, unmet = _unsigned_parts(plan), unmet_needs(case, plan)
    found = [
        (unsigned, f"서명하지 않은 부분이 있습니다: {', '.join(unsigned)}."),
        (not plan.goals.exists(), "목표를 하나 이상 적으십시오(사회복지 부분)."),
        (
            not plan.disposition_planned or not plan.emergency_contact,
            "퇴원 예정지와 응급 시 연락처를 적으십시오(사회복지 부분).",
        ),
        (unmet, f"할 일이나 해당 없음 사유가 없는 욕구가 있습니다: {', '.join(unmet)}."),
    ]
    return [words for is_missing, words in found if is_missing]


@DISCHARGE.guard("approve_plan", "approve_amendment")
def _another_approves(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> str | None:
    plan = open_plan(case)
    if plan is not None and plan.submitted_by_id is not None and plan.submitted_by_id == actor.user_id:
        return "계획을 제출한 사람은 확정할 수 없습니다."
    explained = data.get("explained_on")
    if explained and explained > workdays.seoul_today():
        return "설명일은 오늘 이전 날짜로 적으십시오."
    if explained and explained < case.admitted_on:
        return f"설명일은 입원일({kdate(case.admitted_on)}) 이후 날짜로 적으십시오."
    return None


@DISCHARGE.after("finish_assessment")
def _begin_plan(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    begin(case, actor)


@DISCHARGE.effect("submit_plan")
def _submit(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    plan = open_plan(case)
    assert plan is not None
    plan.submitted_by_id, plan.submitted_at, plan.returned_comment = actor.user_id, timezone.now(), ""
    plan.save(update_fields=["submitted_by", "submitted_at", "returned_comment"])
    return {"edition": plan.edition}


@DISCHARGE.effect("return_plan")
def _return(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    DischargePlan.objects.filter(case=case, approved_at__isnull=True).update(
        returned_comment=str(data.get("reason") or ""), submitted_by=None, submitted_at=None
    )


@DISCHARGE.effect("approve_plan", "approve_amendment")
def _approve(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    plan = open_plan(case)
    assert plan is not None
    plan.approved_by_id, plan.approved_at = actor.user_id, timezone.now()
    plan.explained_to, plan.explained_on = data["explained_to"], data["explained_on"]
    plan.version += 1
    plan.save()
    return {"edition": plan.edition}


@DISCHARGE.after("approve_amendment")
def _amendment_owes_nothing(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    duties.settle(case, "discharge.finish_amendment", actor=actor)


@DISCHARGE.guard("revise_plan", "amend_plan")
def _no_open_version(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> str | None:
    plan = open_plan(case)
    return None if plan is None else f"작성 중인 {plan.edition}판이 있습니다. 그 판을 마치십시오."


@DISCHARGE.effect("revise_plan", "amend_plan")
def _copy(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """Version + 1: a copy in which every part keeps its signature until somebody edits it."""
    old = approved_plan(case)
    assert old is not None
    new = DischargePlan.objects.create(
        case=case,
        edition=old.edition + 1,
        reason=str(data.get("reason") or ""),
        disposition_planned=old.disposition_planned,
        emergency_contact=old.emergency_contact,
        created_by_id=actor.user_id,
        # an amendment has no submitting of its own: who began it may not approve it
        submitted_by_id=actor.user_id if case.status == CaseStatus.FOLLOW_UP else None,
    )
    PlanPart.objects.bulk_create(_copies(old.parts.all(), new))
    PlanGoal.objects.bulk_create(_copies(old.goals.all(), new))
    PlanAction.objects.bulk_create(_copies(old.actions.all(), new))
    return {"edition": new.edition}


def _copies(rows: Iterable[Any], plan: DischargePlan) -> list[Any]:
    """The same rows under another version."""
    copies = list(rows)
    for row in copies:
        row.pk, row.plan_id = None, plan.pk
        row._state.adding = True
    return copies


@DISCHARGE.after("amend_plan")
def _owe_amendment(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    duties.open_duty("discharge.finish_amendment", case, actor=actor)
