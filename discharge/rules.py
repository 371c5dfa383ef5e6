"""Rules of the discharge programme that need no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core import codes
from core.schedule import Step

# Default follow-up after discharge; a site may set another for a target group. The anchor is the discharge date.
DEFAULT_FOLLOWUP_STEPS = (
    Step("1W", days=7, before=3, after=3),
    Step("1M", months=1, before=7, after=7),
    Step("3M", months=3, before=14, after=14),
    Step("6M", months=6, before=14, after=14),
)

NONE, LOW, MEDIUM, HIGH = "0", "1", "2", "3"  # codes of the choice list need_level


def need_level(levels: Iterable[int]) -> str:
    """Comprehensive need level from the levels of the single needs (0 none to 3 high).

    High with one need at 3 or three at 2; medium with one at 2; low with one at 1; else none.
    """
    found = list(levels)
    if any(level not in range(4) for level in found):
        raise ValueError("욕구 수준은 0부터 3까지입니다.")
    if found.count(3) >= 1 or found.count(2) >= 3:
        return HIGH
    if 2 in found:
        return MEDIUM
    return LOW if 1 in found else NONE


# Instruments that the target group asks for before the first assessment may be finished (domain 2.1).
REQUIRED_INSTRUMENTS = {
    "FRAGILITY_FRACTURE_65": ("KMBI",),
    "STROKE": ("KMBI",),
    "JOINT_REPLACEMENT": ("KMBI",),
    "ALCOHOL_DEPENDENCE": ("AUDITK",),
}

# Instruments that the programme offers, in the order of the page. Pain (NRS) is a field of the nursing part.
OFFERED_INSTRUMENTS = (
    "KMBI", "MRS", "PHQ9", "SGDSK", "CSSRS_SCREEN", "AUDITK", "CIST", "MMSE", "LACE", "HOSPITAL", "MORSE", "FRAIL",
)  # fmt: skip


def required_instruments(target_group: str) -> tuple[str, ...]:
    return REQUIRED_INSTRUMENTS.get(target_group, ())


# --- selection ----------------------------------------------------------------------------------------------------

OLDEST = 120  # years


@dataclass(frozen=True)
class Facts:
    """What a selection rule looks at. None: not known, which is not zero."""

    age: int
    diagnosis: str = ""
    kcd_code: str = ""
    risk_items: tuple[str, ...] = ()
    household_type: str = ""
    ed_visits_6m: int | None = None
    admissions_6m: int | None = None


@dataclass(frozen=True)
class Conditions:
    """The conditions of a rule; what is empty asks nothing. Code and words of the diagnosis are one condition."""

    min_age: int | None = None
    kcd_prefixes: tuple[str, ...] = ()
    diagnosis_words: tuple[str, ...] = ()
    risk_items: tuple[str, ...] = ()
    household_types: tuple[str, ...] = ()
    min_ed_visits_6m: int | None = None
    min_admissions_6m: int | None = None

    @property
    def is_empty(self) -> bool:
        return self == Conditions()


def why_hit(rule: Conditions, facts: Facts) -> str:
    """`65세 이상(78세) · 진단 S72.0` when every condition of the rule holds, else nothing.

    A rule without conditions hits nobody: it would make the whole hospital a candidate.
    """
    if rule.is_empty:
        return ""
    reasons: list[str] = []
    for reason in _reasons(rule, facts):
        if not reason:
            return ""
        reasons.append(reason)
    return " · ".join(reasons)


def _reasons(rule: Conditions, facts: Facts) -> Iterable[str]:
    """One text for each condition that the rule has; an empty one where it does not hold."""
    if rule.min_age is not None:
        yield f"{rule.min_age}세 이상({facts.age}세)" if facts.age >= rule.min_age else ""
    if rule.kcd_prefixes or rule.diagnosis_words:
        yield _diagnosis_reason(rule, facts)
    if rule.risk_items:
        yield _one_of("위험요인", "risk_item", rule.risk_items, facts.risk_items)
    if rule.household_types:
        yield _one_of("가구형태", "household_type", rule.household_types, (facts.household_type,))
    if rule.min_admissions_6m is not None:
        yield _at_least("최근 6개월 입원", rule.min_admissions_6m, facts.admissions_6m)
    if rule.min_ed_visits_6m is not None:
        yield _at_least("최근 6개월 응급실", rule.min_ed_visits_6m, facts.ed_visits_6m)


def _diagnosis_reason(rule: Conditions, facts: Facts) -> str:
    code = facts.kcd_code.replace(".", "").upper()
    if code and any(code.startswith(prefix.replace(".", "").upper()) for prefix in rule.kcd_prefixes):
        return f"진단 {facts.kcd_code}"
    diagnosis = "".join(facts.diagnosis.split())
    word = next((word for word in rule.diagnosis_words if "".join(word.split()) in diagnosis), "")
    return f"진단명에 '{word}'" if word else ""


def _one_of(label: str, code_list: str, wanted: tuple[str, ...], found: tuple[str, ...]) -> str:
    common = [code for code in wanted if code in found]
    return f"{label} {codes.labels(code_list, common)}" if common else ""


def _at_least(label: str, least: int, count: int | None) -> str:
    return f"{label} {least}회 이상({count}회)" if count is not None and count >= least else ""


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


# --- destruction --------------------------------------------------------------------------------------------------


def first_day_past(limit_days: int, today: date) -> date:
    """Days before this one lie behind a limit of so many days.

    The starting day is day 0 and the limit ends at 24:00 of its last day, all in Seoul (domain 0.4).
    """
    return today - timedelta(days=limit_days)
