"""The rules that make candidates: run over the admission list, edited by the hospital without a programmer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from core import audit
from core.actor import Actor
from core.errors import Conflict, Forbidden, Invalid
from core.identifiers import normalise_kcd
from core.masking import age_on
from discharge.models import Admission, SelectionRule
from discharge.services.candidates import Conditions, Facts, why_hit
from discharge.workflow import PROGRAMME
from network.models import Institution

WARD_REFERRAL = "병동 의뢰"
FIELDS = (
    "label",
    "target_group",
    "min_age",
    "kcd_prefixes",
    "diagnosis_words",
    "risk_items",
    "household_types",
    "min_ed_visits_6m",
    "min_admissions_6m",
    "is_active",
    "order",
)
BATCH = 500

# The groups of the programme, as a hospital starts with them: label, target group, conditions.
DEFAULTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "65세 이상 노인골절",
        "FRAGILITY_FRACTURE_65",
        {"min_age": 65, "kcd_prefixes": "S22, S32, S42, S52, S62, S72, S82, M80", "diagnosis_words": "골절"},
    ),
    ("알코올 의존", "ALCOHOL_DEPENDENCE", {"kcd_prefixes": "F10", "diagnosis_words": "알코올 의존, 알코올 사용장애"}),
    ("뇌졸중", "STROKE", {"kcd_prefixes": "I60, I61, I62, I63, I64", "diagnosis_words": "뇌졸중, 뇌경색, 뇌출혈"}),
    ("심부전", "HEART_FAILURE", {"kcd_prefixes": "I50", "diagnosis_words": "심부전"}),
    ("만성폐쇄성폐질환", "COPD", {"kcd_prefixes": "J44", "diagnosis_words": "만성폐쇄성폐질환, COPD"}),
    ("하지 인공관절 치환술", "JOINT_REPLACEMENT", {"kcd_prefixes": "Z96.6", "diagnosis_words": "인공관절 치환"}),
    ("재입원 고위험", "HIGH_READMISSION", {"min_admissions_6m": 1, "min_ed_visits_6m": 1}),
    ("1인 가구 노인", "LIVES_ALONE", {"min_age": 65, "household_types": ["ALONE"]}),
)


def default_rules(hospital: Institution) -> list[SelectionRule]:
    """Give a hospital the rules to start with; one that it has already under the same name stays as it is."""
    made = []
    for order, (label, group, conditions) in enumerate(DEFAULTS, start=1):
        rule, is_new = SelectionRule.objects.get_or_create(
            hospital=hospital, label=label, defaults={"target_group": group, "order": order * 10, **conditions}
        )
        made += [rule] if is_new else []
    return made


def add_defaults(*, actor: Actor) -> list[SelectionRule]:
    """Give the actor's hospital those of the programme's rules that it lacks, and run the rules. Raises Forbidden."""
    demand_editor(actor)
    assert actor.institution_id is not None
    with transaction.atomic():
        made = default_rules(Institution.objects.get(pk=actor.institution_id))
        if made:
            labels = [rule.label for rule in made]
            audit.record(actor, "selection_rule.add_defaults", action="CREATE", changes={"labels": labels})
            rerun_rules(actor.institution_id)
    return made


def lacks_defaults(labels: Iterable[str]) -> bool:
    """Whether a hospital with rules of these names lacks one of the programme's."""
    return not {label for label, _, _ in DEFAULTS} <= set(labels)


def active_rules(hospital_id: int) -> list[SelectionRule]:
    return list(SelectionRule.objects.filter(hospital_id=hospital_id, is_active=True))


def conditions_of(rule: SelectionRule) -> Conditions:
    return Conditions(
        min_age=rule.min_age,
        kcd_prefixes=split_words(rule.kcd_prefixes),
        diagnosis_words=split_words(rule.diagnosis_words),
        risk_items=tuple(rule.risk_items),
        household_types=tuple(rule.household_types),
        min_ed_visits_6m=rule.min_ed_visits_6m,
        min_admissions_6m=rule.min_admissions_6m,
    )


def split_words(text: str) -> tuple[str, ...]:
    return tuple(word for part in re.split(r"[,;\n]", text) if (word := " ".join(part.split())))


def facts_of(admission: Admission) -> Facts:
    return Facts(
        age=age_on(admission.birth_date, admission.admitted_on),
        diagnosis=admission.diagnosis,
        kcd_code=admission.kcd_code,
        risk_items=tuple(admission.risk_items),
        household_type=admission.household_type,
        ed_visits_6m=admission.ed_visits_6m,
        admissions_6m=admission.admissions_6m,
    )


def apply_rules(admission: Admission, rules: Sequence[SelectionRule]) -> bool:
    """Set the hits of an admission, unsaved; tells whether they changed. Decided ones keep what they were decided on."""
    if admission.is_decided:
        return False
    facts = facts_of(admission)
    hits: list[dict[str, Any]] = []
    if admission.referred_by_ward:
        hits.append({"rule": 0, "label": WARD_REFERRAL, "why": admission.ward_note, "target_group": ""})
    for rule in rules:
        why = why_hit(conditions_of(rule), facts)
        if why:
            hits.append({"rule": rule.pk, "label": rule.label, "why": why, "target_group": rule.target_group})
    changed = hits != admission.rule_hits or admission.is_candidate != bool(hits)
    admission.rule_hits, admission.is_candidate = hits, bool(hits)
    return changed


def rerun_rules(hospital_id: int) -> int:
    """Run the rules over every admission that nobody has decided on; returns how many changed."""
    rules = active_rules(hospital_id)
    rows = Admission.objects.filter(hospital_id=hospital_id).undecided()
    count = 0
    with transaction.atomic():
        changed = [row for row in rows.select_for_update(of=("self",)) if apply_rules(row, rules)]
        count += Admission.objects.bulk_update(changed, ["rule_hits", "is_candidate"], batch_size=BATCH)
    return count


def preview(hospital_id: int, data: Mapping[str, Any]) -> tuple[int, int]:
    """How many of today's admissions a rule with these conditions would hit, and how many there are."""
    rule = SelectionRule(hospital_id=hospital_id, **_clean(data))
    conditions = conditions_of(rule)
    rows = Admission.objects.filter(hospital_id=hospital_id, discharged_on__isnull=True).undecided()
    found = [bool(why_hit(conditions, facts_of(row))) for row in rows.iterator(chunk_size=BATCH)]
    return sum(found), len(found)


def save_rule(
    *, actor: Actor, data: Mapping[str, Any], rule: SelectionRule | None = None, version: int | None = None
) -> SelectionRule:
    """Make or change a rule of the actor's hospital and run the rules again. Raises Forbidden, Conflict, Invalid."""
    demand_editor(actor)
    values = _clean(data)
    with transaction.atomic():
        stored = _locked(actor, rule, version, values)
        before = {name: getattr(stored, name) for name in FIELDS}
        for name, value in values.items():
            setattr(stored, name, value)
        if conditions_of(stored).is_empty:
            raise Invalid("조건을 하나 이상 적으십시오. 조건이 없으면 입원한 모든 사람이 후보가 됩니다.")
        is_new = stored.pk is None
        _save(stored)
        audit.record(
            actor,
            "selection_rule.create" if is_new else "selection_rule.update",
            action="CREATE" if is_new else "UPDATE",
            about=stored,
            changes={name: [before[name], value] for name, value in values.items() if is_new or before[name] != value},
        )
        rerun_rules(stored.hospital_id)
    return stored


def demand_editor(actor: Actor) -> None:
    """Rules are the coordinator's."""
    if not (actor.holds("COORDINATOR") and actor.works_in(PROGRAMME)):
        raise Forbidden("선별 규칙은 코디네이터가 고칩니다.")


def _locked(actor: Actor, rule: SelectionRule | None, version: int | None, values: Mapping[str, Any]) -> SelectionRule:
    if rule is None:
        assert actor.institution_id is not None
        return SelectionRule(hospital_id=actor.institution_id)
    stored = SelectionRule.objects.select_for_update(of=("self",)).get(pk=rule.pk, hospital_id=actor.institution_id)
    if version is not None and stored.version != version:
        raise Conflict.between(stored, values)
    return stored


def _save(rule: SelectionRule) -> None:
    if rule.pk is not None:
        rule.version += 1
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        raise Invalid({"label": "같은 이름의 규칙이 있습니다. 다른 이름을 적으십시오."}) from error


def _clean(data: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: data[name] for name in FIELDS if name in data}
    if "kcd_prefixes" in values:
        values["kcd_prefixes"] = _prefixes(values["kcd_prefixes"])
    if "diagnosis_words" in values:
        values["diagnosis_words"] = ", ".join(split_words(values["diagnosis_words"]))
    return values


def _prefixes(text: str) -> str:
    """Every prefix must be a code, so that a slip of the hand does not make a rule that never hits."""
    return ", ".join(_each_prefix(split_words(text)))


def _each_prefix(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        try:
            yield normalise_kcd(word)
        except ValueError as error:
            raise Invalid({"kcd_prefixes": "KCD 코드 앞부분을 S72, I63.9처럼 적고 쉼표로 나누십시오."}) from error
