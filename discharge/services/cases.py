"""Opening a case, deciding on it, and the people who care for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from core import audit, duties, workdays
from core.actor import Actor
from core.dates import kdate
from core.errors import Conflict, DomainError, Forbidden, Invalid, NotVisible
from core.identifiers import normalise_kcd
from core.masking import age_on
from core.models import Duty
from core.numbers import case_number
from core.once import once
from discharge.access import ADMISSION, CASE, HOSPITAL_STAFF
from discharge.models import Admission, DischargeCase, TeamMember
from discharge.workflow import DISCHARGE, PROGRAMME, CaseStatus
from network.models import Client, Membership
from network.services import clients
from referrals.models import Linkage

SCREENING_FIELDS = (
    "admitted_on",
    "admit_route",
    "ward",
    "department",
    "attending",
    "diagnosis",
    "kcd_code",
    "operation",
    "operated_on",
    "target_group",
    "risk_items",
    "referred_by",
    "expected_discharge_on",
    "social_worker",
    "nurse",
)
FRACTURE_AGE = 65
REGISTERED_STAY = "이 입원은 이미 등록되어 있습니다."
ROOT = "discharge.dischargecase"
# A moment far ahead stands for "nothing is owed": pages by key need a value in every row.
NOTHING_OWED = datetime(9999, 1, 1, tzinfo=UTC)


def screen(
    *,
    actor: Actor,
    data: Mapping[str, Any],
    client: Client | None = None,
    client_data: Mapping[str, Any] | None = None,
    chart_no: str = "",
    is_new_person: bool = False,
    admission: Admission | None = None,
    idempotency_key: str = "",
) -> DischargeCase:
    """Register a patient as screened (the move `screen`), and decide at once where the screening is complete.

    Either `client`, or `client_data` for a person not recorded yet; a likely duplicate raises SamePerson unless
    `is_new_person`. `data["result"]`: TARGET qualifies, EXCLUDED excludes (coded reason), RECHECK waits until
    `recheck_on`. The same `idempotency_key` makes one case. Raises Forbidden, Invalid.
    """
    if not (actor.holds(*HOSPITAL_STAFF) and actor.works_in(PROGRAMME)):
        raise Forbidden("선별 등록은 의료사회복지사와 사업 전담 간호사가 합니다.")
    check_result(data)
    body = {
        "data": data, "client": client or client_data or {}, "chart": chart_no, "new": is_new_person,
        "admission": admission,
    }  # fmt: skip

    def make() -> DischargeCase:
        try:
            with transaction.atomic():
                person = client or clients.record(
                    actor=actor, data=client_data or {}, chart_no=chart_no, is_new_person=is_new_person
                )
                if client is not None and chart_no:
                    assert actor.institution_id is not None
                    clients.set_chart_number(client, actor.institution_id, chart_no)
                # deciding belongs to the same transaction: what cannot be decided so is not registered either
                return _decide(actor, _start(actor, person, data, admission), data)
        except IntegrityError as error:
            raise Conflict("방금 같은 입원이나 등록번호가 등록되었습니다. 목록에서 확인하십시오.") from error

    case, _ = once(actor, "discharge.screen", idempotency_key, body, DischargeCase, make)
    return case


def _start(actor: Actor, person: Client, data: Mapping[str, Any], admission: Admission | None) -> DischargeCase:
    if admission is not None:
        admission = _undecided(actor, admission)
    values = {name: data.get(name) for name in SCREENING_FIELDS if data.get(name) not in (None, "")}
    _check_screening(person, values)
    _check_people(actor, values)
    assert actor.institution_id is not None
    assert actor.user_id is not None
    stays = DischargeCase.objects.filter(client=person, hospital_id=actor.institution_id).counted()
    earlier = list(stays.order_by("-created_at").values_list("pk", "admitted_on"))
    if any(day == data["admitted_on"] for _, day in earlier):
        raise Invalid({"admitted_on": REGISTERED_STAY})
    case = DischargeCase(
        number=case_number("D"),
        client=person,
        hospital_id=actor.institution_id,
        created_by_id=actor.user_id,
        previous_case_id=earlier[0][0] if earlier else None,
        recheck_on=data.get("recheck_on") if data.get("result") == "RECHECK" else None,
        rule_hits=[hit["label"] for hit in admission.rule_hits] if admission else [],
        next_due_at=NOTHING_OWED,  # until a duty opens
        **values,
    )
    _take_charge(case, actor)
    DISCHARGE.start(case, "screen", actor=actor, is_passing=data.get("result") in ("TARGET", "EXCLUDED"))
    if admission is not None:
        admission.case = case
        admission.save(update_fields=["case"])
    return case


def _undecided(actor: Actor, admission: Admission) -> Admission:
    """The row of the list, locked: a patient who was selected or left out meanwhile is not registered from it again."""
    stored = ADMISSION.lock_for(actor, "decide", admission.pk)
    if stored.case_id is not None:
        raise Conflict("이미 선정되어 사례가 열린 환자입니다.")
    if stored.dismissed_at is not None:
        raise Conflict("제외한 환자입니다. 되돌린 뒤에 다시 하십시오.")
    return stored


def _take_charge(case: DischargeCase, actor: Actor) -> None:
    """Who registers a patient is in charge for their profession, unless somebody else was named."""
    if actor.holds("SOCIAL_WORKER") and case.social_worker_id is None:
        case.social_worker_id = actor.user_id
    if actor.holds("NURSE") and case.nurse_id is None:
        case.nurse_id = actor.user_id


def _decide(actor: Actor, case: DischargeCase, data: Mapping[str, Any]) -> DischargeCase:
    result = data.get("result")
    if result == "TARGET":
        return step("qualify", actor=actor, case=case)
    if result == "EXCLUDED":
        return exclude(actor=actor, case=case, data=data)
    return case


def check_result(data: Mapping[str, Any]) -> None:
    """What each result of screening asks for besides itself. Raises Invalid."""
    if data.get("result") == "EXCLUDED":
        check_exclusion(data)
    if data.get("result") != "RECHECK":
        return
    if not data.get("recheck_on"):
        raise Invalid({"recheck_on": "재확인일을 적으십시오."})
    if data["recheck_on"] < workdays.seoul_today():
        raise Invalid({"recheck_on": "재확인일은 오늘 이후 날짜로 적으십시오."})


def check_exclusion(data: Mapping[str, Any]) -> None:
    """Leaving somebody out needs a coded reason; 기타 needs words. Raises Invalid."""
    if not data.get("ineligible_reason"):
        raise Invalid({"ineligible_reason": "제외 사유를 고르십시오."})
    if data["ineligible_reason"] == "OTHER" and not data.get("ineligible_text"):
        raise Invalid({"ineligible_text": "기타 사유를 적으십시오."})


def _check_screening(person: Client, values: dict[str, Any]) -> None:
    """Rules of the screening form (domain 2.1). Raises Invalid with every field that is wrong."""
    errors: dict[str, str] = {}
    today = workdays.seoul_today()
    admitted = values["admitted_on"]
    if admitted > today:
        errors["admitted_on"] = "입원일은 오늘 이전 날짜로 적으십시오."
    expected, operated = values.get("expected_discharge_on"), values.get("operated_on")
    if expected and expected < admitted:
        errors["expected_discharge_on"] = "퇴원예정일은 입원일 이후 날짜로 적으십시오."
    if operated and operated < admitted - timedelta(days=1):
        errors["operated_on"] = "수술·시술일은 입원 전날부터 적을 수 있습니다."
    if not values.get("target_group"):
        errors["target_group"] = "대상군을 고르십시오."
    elif values["target_group"] == "FRAGILITY_FRACTURE_65" and not _is_old_enough(person, admitted):
        errors["target_group"] = f"65세 이상 노인골절은 입원일 기준 {FRACTURE_AGE}세 이상만 고를 수 있습니다."
    risks = values.get("risk_items", [])
    if "NONE" in risks and len(risks) > 1:
        errors["risk_items"] = "'해당 없음'은 다른 위험요인과 함께 고를 수 없습니다."
    if values.get("kcd_code"):
        try:
            values["kcd_code"] = normalise_kcd(values["kcd_code"])
        except ValueError as error:
            errors["kcd_code"] = str(error)
    if errors:
        raise Invalid(errors)


def _is_old_enough(person: Client, day: Any) -> bool:
    return person.birth_date is not None and age_on(person.birth_date, day) >= FRACTURE_AGE


_TEAM_ROLES = {"social_worker": "SOCIAL_WORKER", "nurse": "NURSE", "attending": "PHYSICIAN"}


def _check_people(actor: Actor, values: Mapping[str, Any]) -> None:
    """The people named must hold the role in this programme at the actor's own hospital."""
    named = {name: values[name].pk for name in _TEAM_ROLES if values.get(name) is not None}
    held = _roles_of(actor, named.values()) if named else {}
    errors = {
        name: "우리 병원에서 이 역할을 맡은 사람을 고르십시오."
        for name, pk in named.items()
        if _TEAM_ROLES[name] not in held.get(pk, ())
    }
    if errors:
        raise Invalid(errors)


def _roles_of(actor: Actor, people: Iterable[int]) -> dict[int, set[str]]:
    """The roles of these people in this programme at the actor's own hospital today; one statement."""
    rows = Membership.objects.filter(institution_id=actor.institution_id or 0, user_id__in=people)
    members = rows.filter(programmes__contains=[PROGRAMME]).valid_on(workdays.seoul_today())
    held: dict[int, set[str]] = {}
    for user_id, roles in members.values_list("user_id", "roles"):
        held.setdefault(user_id, set()).update(roles)
    return held


def step(
    name: str,
    *,
    actor: Actor,
    case: DischargeCase,
    data: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> DischargeCase:
    """A move that needs no more than its row of the table, its rules and its effect."""
    return DISCHARGE.fire(case, name, actor=actor, data=data, version=version)


def exclude(*, actor: Actor, case: DischargeCase, data: Mapping[str, Any], version: int | None = None) -> DischargeCase:
    """Leave somebody out, with a coded reason."""
    check_exclusion(data)
    return step("exclude", actor=actor, case=case, data=data, version=version)


def update_screening(
    *, actor: Actor, case: DischargeCase, data: Mapping[str, Any], version: int | None = None
) -> DischargeCase:
    """Correct what was written at screening; the clocks that hang on the expected discharge move with it."""
    with transaction.atomic():
        locked = CASE.lock_for(actor, "edit", case.pk, DischargeCase.objects.select_related("client"))
        if locked.status in DISCHARGE.final:
            state = CaseStatus(locked.status).label
            raise Conflict(f"지금 상태({state})에서는 선별 내용을 고칠 수 없습니다.")
        _demand_version(locked, version, data)
        people = {name: data[name] for name in _TEAM_ROLES if data.get(name) is not None}
        values = {name: data[name] for name in SCREENING_FIELDS if name in data and name not in _TEAM_ROLES}
        merged = {name: values.get(name, getattr(locked, name)) for name in SCREENING_FIELDS}
        _check_screening(locked.client, merged)
        _check_stay(locked, merged)
        _check_people(actor, people)
        changed = sorted(name for name, value in merged.items() if getattr(locked, name) != value)
        for name in values:
            setattr(locked, name, merged[name])
        changed += sorted(_put_in_charge(locked, people))
        locked.version += 1
        locked.save()
        _move_clocks(locked, actor)
        audit.record(
            actor,
            "discharge.update_screening",
            action="UPDATE",
            about=locked,
            persons=[locked.client_id],
            changes={"fields": changed},
        )
    return locked


def _check_stay(case: DischargeCase, values: Mapping[str, Any]) -> None:
    """A corrected admission must fit the discharge, and be no other case's. Raises Invalid."""
    admitted = values["admitted_on"]
    if case.discharged_on is not None and admitted > case.discharged_on:
        raise Invalid({"admitted_on": f"입원일은 퇴원일({kdate(case.discharged_on)}) 이전 날짜로 적으십시오."})
    stays = DischargeCase.objects.filter(client=case.client, hospital_id=case.hospital_id, admitted_on=admitted)
    if stays.counted().exclude(pk=case.pk).exists():
        raise Invalid({"admitted_on": REGISTERED_STAY})


def _demand_version(case: DischargeCase, version: int | None, data: Mapping[str, Any]) -> None:
    if version is not None and case.version != version:
        raise Conflict.between(case, data)


def _move_clocks(case: DischargeCase, actor: Actor) -> None:
    """The open clock of the case's state is due again by its rule."""
    for duty in Duty.objects.open().about(ROOT, case.pk).filter(is_clock=True):
        duties.open_duty(duty.kind, case, actor=actor, is_clock=True)


# --- the team --------------------------------------------------------------------------------------------------------


def assign(*, actor: Actor, case: DischargeCase, data: Mapping[str, Any]) -> DischargeCase:
    """The coordinator names who is in charge (`social_worker`, `nurse`, `attending`); open duties move along."""
    with transaction.atomic():
        locked = CASE.lock_for(actor, "assign", case.pk, DischargeCase.objects.select_related("client"))
        _check_people(actor, data)
        changes = _put_in_charge(locked, data)
        if not changes:
            raise Invalid("새로 맡을 사람을 한 명 이상 고르십시오.")
        locked.version += 1
        locked.save()
        audit.record(
            actor, "discharge.assign", action="UPDATE", about=locked, persons=[locked.client_id], changes=changes
        )
    return locked


def _put_in_charge(case: DischargeCase, people: Mapping[str, Any]) -> dict[str, Any]:
    """Other people in charge; what they owe moves along. An empty name leaves it as it is."""
    changes: dict[str, Any] = {}
    for name, person in people.items():
        before = getattr(case, f"{name}_id")
        if person is not None and person.pk != before:
            setattr(case, name, person)
            changes[name] = [before, person.pk]
            duties.hand_over(_duties_of(case, _TEAM_ROLES[name]), person.pk)
    return changes


def _duties_of(case: DischargeCase, role: str) -> Any:
    return Duty.objects.filter(root_kind=ROOT, root_id=str(case.pk), role=role)


@dataclass(frozen=True)
class HandOver:
    """One case of a colleague who is away: handed over, or why not."""

    case: DischargeCase
    reason: str = ""


def hand_over_all(*, actor: Actor, absent_id: int, successor: Any, role: str) -> list[HandOver]:
    """All open cases of a colleague who is away go to another, case by case; one that fails does not hold the others."""
    if successor.pk == absent_id:
        raise Invalid({"successor": "자리를 비우는 사람과 다른 사람을 고르십시오."})
    assert actor.institution_id is not None
    if role not in _roles_of(actor, [successor.pk]).get(successor.pk, ()):
        raise Invalid({"successor": "우리 병원에서 이 역할을 맡은 사람을 고르십시오."})
    name = {code: field for field, code in _TEAM_ROLES.items()}[role]
    rows = DischargeCase.objects.open().for_actor(actor, "assign").filter(**{f"{name}_id": absent_id})
    return [_hand_over(actor, case, {name: successor}) for case in rows.order_by("next_due_at", "pk")]


def _hand_over(actor: Actor, case: DischargeCase, people: Mapping[str, Any]) -> HandOver:
    try:
        return HandOver(assign(actor=actor, case=case, data=people))
    except DomainError as error:
        return HandOver(case, error.detail)


def add_member(*, actor: Actor, case: DischargeCase, person: Any, role: str) -> TeamMember:
    """A further member of the care team, with the rights of that profession on this case."""
    assert actor.user_id is not None
    with transaction.atomic():
        CASE.demand(case, "team", CASE.relations_of(actor, case))
        if role not in HOSPITAL_STAFF or role not in _roles_of(actor, [person.pk]).get(person.pk, ()):
            raise Invalid({"person": "우리 병원에서 이 역할을 맡은 사람을 고르십시오."})
        member, is_new = TeamMember.objects.get_or_create(
            case=case, user=person, removed_at=None, defaults={"role": role, "added_by_id": actor.user_id}
        )
        if is_new:
            audit.record(
                actor,
                "discharge.add_member",
                action="GRANT",
                about=case,
                persons=[case.client_id],
                changes={"user": person.pk, "role": role},
            )
    return member


def remove_member(*, actor: Actor, case: DischargeCase, member_id: int) -> None:
    with transaction.atomic():
        CASE.demand(case, "team", CASE.relations_of(actor, case))
        count = TeamMember.objects.filter(pk=member_id, case=case, removed_at__isnull=True).update(
            removed_at=timezone.now()
        )
        if not count:
            raise NotVisible
        audit.record(
            actor,
            "discharge.remove_member",
            action="GRANT",
            about=case,
            persons=[case.client_id],
            changes={"member": member_id},
        )


# --- what the moves do -----------------------------------------------------------------------------------------------


@DISCHARGE.effect("exclude")
def _exclude(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    case.ineligible_reason = data["ineligible_reason"]
    case.ineligible_text = data.get("ineligible_text", "")
    return {"reason": case.ineligible_reason}


@DISCHARGE.guard("rescreen")
def _still_in_hospital(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> str | None:
    return None if case.discharged_on is None else "이미 퇴원하여 다시 선별할 수 없습니다."


@DISCHARGE.effect("rescreen")
def _rescreen(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    case.ineligible_reason, case.ineligible_text = "", ""


@DISCHARGE.guard("qualify")
def _screening_complete(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> str | None:
    if case.social_worker_id is None:
        return "담당 사회복지사를 먼저 정하십시오."
    return None


@DISCHARGE.guard("void")
def _nothing_sent(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> str | None:
    if Linkage.objects.about(case.pk).sent_out().exists():
        return "이미 발송한 연계 의뢰가 있어 등록을 취소할 수 없습니다."
    return None


@DISCHARGE.after("void", "exclude", "refuse")
def _owe_nothing(case: DischargeCase, data: Mapping[str, Any], actor: Actor) -> None:
    duties.drop_all(ROOT, case.pk, actor=actor)


def refresh_next_due(case_id: str) -> None:
    """Keep the column by which the list sorts: the earliest moment at which something is owed about the case."""
    owed = Duty.objects.open().filter(root_kind=ROOT, root_id=case_id).order_by("due_at").values("due_at")[:1]
    earliest = Coalesce(Subquery(owed), Value(NOTHING_OWED))
    DischargeCase.objects.filter(pk=case_id).update(next_due_at=earliest)
