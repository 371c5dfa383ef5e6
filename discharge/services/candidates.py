"""Whom a selection rule hits: a pure rule over facts and conditions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core import codes


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
