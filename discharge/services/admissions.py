"""Finding whom the programme is for: the admission list, ward referrals, and deciding on candidates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit, codes, workdays
from core.actor import Actor
from core.errors import Conflict, DomainError, Forbidden, Invalid
from core.identifiers import normalise_kcd, normalise_phone
from core.masking import mask_name
from core.once import once
from core.search import bigrams
from discharge.access import ADMISSION
from discharge.models import Admission
from discharge.services import cases, stays
from discharge.services.selection_rules import active_rules, apply_rules
from discharge.workflow import PROGRAMME

SCREENERS = ("SOCIAL_WORKER", "NURSE")
REFERRERS = (*SCREENERS, "PHYSICIAN", "COORDINATOR")  # who in the programme meets patients on a ward
IDENTITY = ("chart_no", "name", "birth_date", "sex", "admitted_on")
FIELDS = (
    *IDENTITY,
    "phone",
    "municipality_code",
    "admit_route",
    "ward",
    "department",
    "attending_name",
    "diagnosis",
    "kcd_code",
    "insurance_type",
    "household_type",
    "risk_items",
    "ed_visits_6m",
    "admissions_6m",
    "expected_discharge_on",
    "discharged_on",
)
MOST = 100  # rows of one request
SAME_STAY = "이 등록번호의 같은 입원이 이미 명단에 있습니다."
OTHER_PERSON = "같은 등록번호로 다른 생년월일의 환자가 있습니다. 등록번호와 생년월일을 확인하십시오."


def demand_role(actor: Actor, roles: Iterable[str], text: str) -> None:
    if not (actor.holds(*roles) and actor.works_in(PROGRAMME)):
        raise Forbidden(text)


def add_admission(*, actor: Actor, data: Mapping[str, Any], idempotency_key: str = "") -> Admission:
    """Enter a patient into the list by hand and run the rules. Raises Forbidden, Invalid."""
    demand_role(actor, SCREENERS, "입원 명단은 의료사회복지사와 사업 전담 간호사가 적습니다.")

    def make() -> Admission:
        return _create(actor, data)

    admission, _ = once(actor, "discharge.admission", idempotency_key, data, Admission, make)
    return admission


def update_admission(
    *, actor: Actor, admission: Admission, data: Mapping[str, Any], version: int | None = None
) -> Admission:
    """Correct a row; the rules run again unless the row is decided. Raises Conflict for a stale version, Invalid."""
    with transaction.atomic():
        stored = ADMISSION.lock_for(actor, "edit", admission.pk)
        if version is not None and stored.version != version:
            raise Conflict.between(stored, {name: data[name] for name in FIELDS if name in data})
        changed = fill(stored, data)
        _demand_sense(stored)
        if changed:
            stored.version += 1
            apply_rules(stored, active_rules(stored.hospital_id))
            stored.save()
            audit.record(actor, "admission.update", action="UPDATE", about=stored, changes={"fields": changed})
            stays.read_list([stored], actor)
    return stored


def refer_from_ward(*, actor: Actor, data: Mapping[str, Any], idempotency_key: str = "") -> Admission:
    """A ward asks for somebody: the patient becomes a candidate whatever the rules say.

    A row of the same stay is marked and otherwise left as it is; it is looked at again even if it had been left out.
    Raises Forbidden, Invalid, Conflict when a case stands already.
    """
    demand_role(actor, REFERRERS, "병동 의뢰는 퇴원환자 연계 사업에 참여하는 의료진이 합니다.")

    def make() -> Admission:
        with transaction.atomic():
            rows = Admission.objects.select_for_update(of=("self",)).filter(hospital_id=actor.institution_id)
            stored = rows.filter(chart_no=data["chart_no"], admitted_on=data["admitted_on"]).first()
            if stored is None:
                return _create(actor, data, ward_note=data.get("ward_note", ""))
            return _mark_referred(actor, stored, data)

    admission, _ = once(actor, "discharge.ward_referral", idempotency_key, data, Admission, make)
    return admission


def dismiss(*, actor: Actor, admission: Admission, reason: str, text: str = "") -> Admission:
    """Leave a candidate out: a coded reason, words for 기타. Raises Forbidden, Conflict, Invalid."""
    check_dismissal(reason, text)
    with transaction.atomic():
        stored = ADMISSION.lock_for(actor, "decide", admission.pk)
        cases.demand_undecided(stored)
        stored.dismissed_reason, stored.dismissed_text = reason, text
        stored.dismissed_by_id, stored.dismissed_at = actor.user_id, timezone.now()
        stored.version += 1
        stored.save()
        audit.record(
            actor, "admission.dismiss", action="UPDATE", about=stored, changes={"dismissed_reason": ["", reason]}
        )
    return stored


@dataclass(frozen=True)
class Outcome:
    """What became of one row of a bulk act."""

    label: str
    done: bool
    reason: str = ""
    ref: str = ""


def check_number(ids: Collection[Any]) -> None:
    """Raises Invalid when nobody is chosen, or more than one request takes."""
    if not ids:
        raise Invalid("제외할 환자를 먼저 고르십시오.")
    if len(ids) > MOST:
        raise Invalid(f"한 번에 {MOST}명까지 고르십시오.")


def dismiss_many(*, actor: Actor, ids: Collection[Any], reason: str, text: str = "") -> list[Outcome]:
    """Leave out several, row by row; one that cannot be left out does not hold up the others."""
    check_dismissal(reason, text)
    check_number(ids)
    return [_dismiss_one(actor, pk, reason, text) for pk in dict.fromkeys(ids)]


def restore(*, actor: Actor, admission: Admission) -> Admission:
    """Take back a dismissal on the day it was made. Raises Forbidden, Conflict, Invalid."""
    with transaction.atomic():
        stored = ADMISSION.lock_for(actor, "decide", admission.pk)
        if stored.dismissed_at is None:
            raise Conflict("제외하지 않은 환자입니다.")
        if workdays.seoul_date(stored.dismissed_at) != workdays.seoul_today():
            raise Invalid("제외는 그날 안에만 되돌릴 수 있습니다. 다시 살피려면 병동 의뢰로 올리십시오.")
        _reopen(stored)
        stored.save()
        audit.record(actor, "admission.restore", action="UPDATE", about=stored)
    return stored


def fill(admission: Admission, data: Mapping[str, Any]) -> list[str]:
    """Set the fields given, in their stored shape; returns the names of those that changed. Raises Invalid."""
    changed = []
    for name in FIELDS:
        if name in data:
            value = _stored_shape(name, data[name])
            if getattr(admission, name) != value:
                setattr(admission, name, value)
                changed.append(name)
    if "name" in changed:
        admission.name_bigrams = bigrams(admission.name)
    return changed


def check_dismissal(reason: str, text: str) -> None:
    """Leaving somebody out needs a coded reason; 기타 needs words."""
    if not codes.is_code("ineligible_reason", reason):
        raise Invalid({"reason": "제외 사유를 고르십시오."})
    if reason == "OTHER" and not text.strip():
        raise Invalid({"text": "기타 사유를 적으십시오."})


def _stored_shape(name: str, value: Any) -> Any:
    try:
        if name == "phone" and value:
            return normalise_phone(value)
        if name == "kcd_code" and value:
            return normalise_kcd(value)
    except ValueError as error:
        raise Invalid({name: str(error)}) from error
    return " ".join(value.split()) if isinstance(value, str) else value


def _create(actor: Actor, data: Mapping[str, Any], ward_note: str | None = None) -> Admission:
    assert actor.institution_id is not None
    assert actor.user_id is not None
    admission = Admission(hospital_id=actor.institution_id, created_by_id=actor.user_id)
    fill(admission, data)
    if ward_note is not None:
        admission.referred_by_ward, admission.ward_note = True, ward_note
    _demand_sense(admission)
    apply_rules(admission, active_rules(actor.institution_id))
    with transaction.atomic():
        try:
            with transaction.atomic():
                admission.save(force_insert=True)
        except IntegrityError as error:  # somebody entered the same stay a moment ago
            raise Invalid({"admitted_on": SAME_STAY}) from error
        verb = "admission.add" if ward_note is None else "admission.refer"
        audit.record(actor, verb, action="CREATE", about=admission)
        stays.read_list([admission], actor)
    return admission


def _demand_sense(admission: Admission) -> None:
    values = {name: getattr(admission, name) for name in FIELDS}
    errors = admission_faults(values, workdays.seoul_today())
    same_number = Admission.objects.filter(hospital_id=admission.hospital_id, chart_no=admission.chart_no)
    others = same_number.exclude(pk=admission.pk)
    if others.filter(admitted_on=admission.admitted_on).exists():
        errors.setdefault("admitted_on", SAME_STAY)
    elif others.exclude(birth_date=admission.birth_date).exists():
        errors.setdefault("chart_no", OTHER_PERSON)
    if errors:
        raise Invalid(errors)


def _mark_referred(actor: Actor, stored: Admission, data: Mapping[str, Any]) -> Admission:
    if stored.case_id is not None:
        raise Conflict("이미 선정되어 사례가 열린 환자입니다.")
    if data.get("birth_date") and data["birth_date"] != stored.birth_date:
        raise Invalid({"chart_no": OTHER_PERSON})
    if stored.dismissed_at is not None:
        _reopen(stored)
    stored.referred_by_ward, stored.ward_note = True, data.get("ward_note", "")
    stored.version += 1
    apply_rules(stored, active_rules(stored.hospital_id))
    stored.save()
    audit.record(actor, "admission.refer", action="UPDATE", about=stored)
    return stored


def _reopen(stored: Admission) -> None:
    stored.dismissed_reason = stored.dismissed_text = ""
    stored.dismissed_by, stored.dismissed_at = None, None
    stored.version += 1
    apply_rules(stored, active_rules(stored.hospital_id))


def _dismiss_one(actor: Actor, pk: Any, reason: str, text: str) -> Outcome:
    try:
        row = ADMISSION.find(actor, "decide", pk=pk)
        done = dismiss(actor=actor, admission=row, reason=reason, text=text)
    except DomainError as error:
        return Outcome("환자", False, error.detail)
    except (ValidationError, ValueError):
        return Outcome("환자", False, "찾는 내용이 없습니다.")
    return Outcome(f"{mask_name(done.name)} 님", True, ref=done.ward)


# --- selection ----------------------------------------------------------------------------------------------------

OLDEST = 120  # years


def admission_faults(values: Mapping[str, Any], today: date) -> dict[str, str]:
    """What is wrong between the dates of an admission, by field. For what is typed and what is taken over alike."""
    faults: dict[str, str] = {}
    birth, admitted = values.get("birth_date"), values.get("admitted_on")
    expected, discharged = values.get("expected_discharge_on"), values.get("discharged_on")
    if birth and (birth > today or today.year - birth.year > OLDEST):
        faults["birth_date"] = f"생년월일을 확인하십시오. 오늘 이전, 나이 {OLDEST}세까지 적을 수 있습니다."
    if admitted and admitted > today:
        faults["admitted_on"] = "입원일은 오늘 이전 날짜로 적으십시오."
    elif admitted and birth and admitted < birth:
        faults["admitted_on"] = "입원일은 생년월일 이후 날짜로 적으십시오."
    if expected and admitted and expected < admitted:
        faults["expected_discharge_on"] = "퇴원예정일은 입원일 이후 날짜로 적으십시오."
    if discharged and admitted and discharged < admitted:
        faults["discharged_on"] = "퇴원일은 입원일 이후 날짜로 적으십시오."
    elif discharged and discharged > today:
        faults["discharged_on"] = "퇴원일은 오늘 이전 날짜로 적으십시오. 앞으로의 날짜는 퇴원예정일에 적으십시오."
    return faults
