"""Opening a case, deciding on it, and the people who care for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from core import audit, duties, workdays
from core.actor import Actor
from core.dates import kdate
from core.errors import Conflict, Forbidden, Invalid, NotVisible
from core.identifiers import normalise_kcd
from core.masking import age_on
from core.models import Duty
from core.numbers import case_number
from core.once import once
from discharge.access import ADMISSION, CASE, HOSPITAL_STAFF
from discharge.models import Admission, DischargeCase, TeamMember
from discharge.querysets import OPEN
from discharge.services import charge, stays
from discharge.workflow import DISCHARGE, PROGRAMME, SERIES, CaseStatus
from network.models import ChartNumber, Client, Membership
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
ROOT = charge.ROOT
# A moment far ahead stands for "nothing is owed": pages by key need a value in every row.
NOTHING_OWED = datetime(9999, 1, 1, tzinfo=UTC)


def with_chart_number(rows: QuerySet[Any], hospital: str = "hospital_id") -> Any:
    """`chart_no`: the number under which the hospital knows the person; it tells namesakes apart."""
    numbers = ChartNumber.objects.filter(client=OuterRef("client_id"), institution=OuterRef(hospital))
    return rows.annotate(chart_no=Subquery(numbers.values("number")[:1]))


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
    if "attending" not in values:
        raise Invalid({"attending": "담당의를 고르십시오."})
    _check_people(actor, values)
    assert actor.institution_id is not None
    assert actor.user_id is not None
    known = DischargeCase.objects.filter(client=person, hospital_id=actor.institution_id).counted()
    earlier = list(known.order_by("-created_at").only("number", "status", "admitted_on", "discharged_on"))
    _check_earlier(earlier, data)
    case = DischargeCase(
        number=case_number(SERIES),
        client=person,
        hospital_id=actor.institution_id,
        created_by_id=actor.user_id,
        previous_case_id=earlier[0].pk if earlier else None,
        recheck_on=data.get("recheck_on") if data.get("result") == "RECHECK" else None,
        rule_hits=[hit["label"] for hit in admission.rule_hits] if admission else [],
        next_due_at=NOTHING_OWED,  # until a duty opens
        **values,
    )
    _take_charge(case, actor)
    DISCHARGE.start(case, "screen", actor=actor, is_passing=data.get("result") in ("TARGET", "EXCLUDED"))
    stays.admitted(person, case.hospital_id, case.admitted_on, actor, but=case.pk)
    if admission is not None:
        admission.case = case
        admission.save(update_fields=["case"])
    return case


def _check_earlier(earlier: Iterable[DischargeCase], data: Mapping[str, Any]) -> None:
    """One case a stay; while an earlier stay has no discharge a second case is made only when it is meant. Raises Invalid."""
    if any(case.admitted_on == data["admitted_on"] for case in earlier):
        raise Invalid({"admitted_on": REGISTERED_STAY})
    lasting = [case for case in earlier if case.status in OPEN and case.discharged_on is None]
    if lasting and not data.get("is_second_stay"):
        first = lasting[0]
        raise Invalid(
            {
                "is_second_stay": f"이 대상자는 {kdate(first.admitted_on)} 입원하여 아직 퇴원하지 않은 사례({first.number})가 있습니다. "
                "그래도 새 사례로 등록하려면 표시하십시오."
            }
        )


def _undecided(actor: Actor, admission: Admission) -> Admission:
    """The row of the list, locked: a patient who was selected or left out meanwhile is not registered from it again."""
    stored = ADMISSION.lock_for(actor, "decide", admission.pk)
    demand_undecided(stored)
    return stored


def demand_undecided(admission: Admission) -> None:
    """Raises Conflict for somebody who was selected or left out."""
    if admission.case_id is not None:
        raise Conflict("이미 선정되어 사례가 열린 환자입니다.")
    if admission.dismissed_at is not None:
        raise Conflict("제외한 환자입니다. 되돌린 뒤에 다시 하십시오.")


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
    """Of whom only the year is known, at the age that they may have on that day."""
    if person.birth_date is None:
        return bool(person.birth_year and day.year - person.birth_year >= FRACTURE_AGE)
    return age_on(person.birth_date, day) >= FRACTURE_AGE


_TEAM_ROLES = charge.ROLES


def _check_people(actor: Actor, values: Mapping[str, Any]) -> None:
    """The people named must hold the role in this programme at the actor's own hospital."""
    named = {name: values[name].pk for name in _TEAM_ROLES if values.get(name) is not None}
    held = roles_of(actor, named.values()) if named else {}
    errors = {
        name: "우리 병원에서 이 역할을 맡은 사람을 고르십시오."
        for name, pk in named.items()
        if _TEAM_ROLES[name] not in held.get(pk, ())
    }
    if errors:
        raise Invalid(errors)


def roles_of(actor: Actor, people: Iterable[int]) -> dict[int, set[str]]:
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
        changed += sorted(charge.fill(locked, people, actor))
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
        changes = charge.fill(locked, data, actor)
        if not changes:
            raise Invalid("새로 맡을 사람을 한 명 이상 고르십시오.")
        locked.version += 1
        locked.save()
        audit.record(
            actor, "discharge.assign", action="UPDATE", about=locked, persons=[locked.client_id], changes=changes
        )
    return locked


def add_member(*, actor: Actor, case: DischargeCase, person: Any, role: str) -> TeamMember:
    """A further member of the care team, with the rights of that profession on this case."""
    assert actor.user_id is not None
    with transaction.atomic():
        CASE.demand(case, "team", CASE.relations_of(actor, case))
        if role not in HOSPITAL_STAFF or role not in roles_of(actor, [person.pk]).get(person.pk, ()):
            raise Invalid({"person": "우리 병원에서 이 역할을 맡은 사람을 고르십시오."})
        member, is_new = TeamMember.objects.get_or_create(
            case=case, user=person, removed_at=None, defaults={"role": role, "added_by_id": actor.user_id}
        )
        _fill_empty_post(actor, case, person, role)
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


def _fill_empty_post(actor: Actor, case: DischargeCase, person: Any, role: str) -> None:
    """The first of a profession whose post is empty is in charge for it."""
    locked = DischargeCase.objects.select_related("client").get(pk=case.pk)
    people = {name: person for name in charge.free(locked) if charge.ROLES[name] == role}
    if not people or locked.status in DISCHARGE.final:
        return
    locked = CASE.lock_for(actor, "team", case.pk, DischargeCase.objects.select_related("client"))
    changes = charge.fill(locked, people, actor)
    locked.version += 1
    locked.save()
    audit.record(actor, "discharge.assign", action="UPDATE", about=locked, persons=[locked.client_id], changes=changes)


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
