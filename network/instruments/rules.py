"""How answers become points, a total and a band, for each instrument that does more than add up its items.

Every rule takes checked answers. An answer that was not given is absent or None; nothing is imputed.
Sources: the published scoring of each instrument, as told at the rule.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from network.instruments.items import Answers, Item

SGDS_ITEMS = 15
SUICIDE_FLAG = "SUICIDE_FLAG"  # PHQ-9 item 9 above 0: ask the C-SSRS screener
HIGH_RISK_FLAG = "HIGH_RISK_FLAG"  # C-SSRS: an answer that makes the result HIGH whatever the others are


@dataclass(frozen=True)
class Outcome:
    """What a rule makes of complete answers. A band is given only where no range of totals decides it."""

    total: int | None = None
    text: str = ""
    points: Mapping[str, int] = field(default_factory=dict)
    band: str = ""
    band_label: str = ""


@dataclass(frozen=True)
class PointStep:
    """Points of one item for values from `low` up to, but without, `below` (open above when None)."""

    item: str
    low: Decimal
    below: Decimal | None
    points: int

    def holds(self, value: int | Decimal) -> bool:
        return value >= self.low and (self.below is None or value < self.below)


class Scored(Protocol):
    """What the rules read of an instrument: its items, and the steps of values that give points."""

    @property
    def items(self) -> tuple[Item, ...]: ...

    @property
    def point_steps(self) -> tuple[PointStep, ...]: ...

    def item(self, key: str) -> Item: ...


def nothing_contradicts(answers: Answers) -> str:
    """For instruments whose answers cannot contradict each other."""
    return ""


def no_flags(answers: Answers) -> tuple[str, ...]:
    """For instruments that raise no flag of their own."""
    return ()


def required_missing(instrument: Scored, answers: Answers) -> list[str]:
    """Required items without an answer."""
    return [item.key for item in instrument.items if item.is_required and answers.get(item.key) is None]


def add_up(instrument: Scored, answers: Answers) -> Outcome:
    """The sum of the scored items; an optional item that was not answered gives no points."""
    points = {item.key: _whole(answers, item.key) for item in instrument.items if answers.get(item.key) is not None}
    return _sum(points)


def entered_total(instrument: Scored, answers: Answers) -> Outcome:
    """Total, level, grade or value entered as one number."""
    total = _whole(answers, instrument.items[0].key)
    return Outcome(total=total, text=str(total))


def entered_text(instrument: Scored, answers: Answers) -> Outcome:
    """A letter or a profile: stored as it is, no total."""
    item = instrument.items[0]
    return Outcome(text=item.shown(answers[item.key]))


def add_up_steps(instrument: Scored, answers: Answers) -> Outcome:
    """LACE (van Walraven 2010) and HOSPITAL (Donzé 2013): each value gives the points of its step."""
    points = {item.key: _points_of(instrument.point_steps, item.key, answers[item.key]) for item in instrument.items}
    return _sum(points)


def _points_of(steps: Sequence[PointStep], key: str, value: object) -> int:
    number = value if isinstance(value, int | Decimal) else Decimal(0)
    return next(step.points for step in steps if step.item == key and step.holds(number))


def _sum(points: Mapping[str, int]) -> Outcome:
    total = sum(points.values())
    return Outcome(total=total, text=str(total), points=points)


def _whole(answers: Answers, key: str) -> int:
    value = answers[key]
    return value if isinstance(value, int) else 0


# --- K-MBI ------------------------------------------------------------------------------------------------------


def wheelchair_without_walking(answers: Answers) -> str:
    """K-MBI: the wheelchair stands in for walking and is scored only when walking is 0."""
    if answers.get("wheelchair") is not None and answers.get("ambulation") not in {None, 0}:
        return "휠체어 항목은 걷기가 0점일 때만 적으십시오."
    return ""


# --- SGDS-K ------------------------------------------------------------------------------------------------------


def sgds_total(instrument: Scored, answers: Answers) -> Outcome:
    """SGDS-K: fifteen items of 0 or 1, or their total alone where only that is known."""
    points = {key: _whole(answers, key) for key in _sgds_given(answers)}
    return _sum(points) if points else entered_total(instrument, answers)


def sgds_missing(instrument: Scored, answers: Answers) -> list[str]:
    """Once an item was answered all fifteen are asked; else the total."""
    if _sgds_given(answers):
        return [item.key for item in instrument.items if item.key != "total" and answers.get(item.key) is None]
    return ["total"] if answers.get("total") is None else []


def sgds_contradiction(answers: Answers) -> str:
    """A total beside all the items is theirs."""
    given, total = _sgds_given(answers), answers.get("total")
    found = sum(_whole(answers, key) for key in given)
    if len(given) < SGDS_ITEMS or total is None or found == total:
        return ""
    return f"문항의 합({found})과 총점({total})이 다릅니다. 총점을 비우거나 고치십시오."


def _sgds_given(answers: Answers) -> list[str]:
    return [key for key, value in answers.items() if key != "total" and value is not None]


# --- PHQ-9 ------------------------------------------------------------------------------------------------------


def phq9_total(instrument: Scored, answers: Answers) -> Outcome:
    """PHQ-9: nine items; the separate question on difficulty is stored, not scored."""
    return _sum({item.key: _whole(answers, item.key) for item in instrument.items if item.is_required})


def phq9_flags(answers: Answers) -> tuple[str, ...]:
    """Item 9 above 0 raises the suicide flag whatever the total, also while other items are missing."""
    return (SUICIDE_FLAG,) if answers.get("q9") not in {None, 0} else ()


# --- AUDIT-K ----------------------------------------------------------------------------------------------------

_SKIPPABLE = frozenset(f"q{number}" for number in range(2, 9))


def audit_missing(instrument: Scored, answers: Answers) -> list[str]:
    """Who never drinks (item 1 = 0) may skip items 2 to 8; items 9 and 10 look back on a life and stay."""
    missing = required_missing(instrument, answers)
    return [key for key in missing if key not in _SKIPPABLE] if answers.get("q1") == 0 else missing


# --- C-SSRS screener --------------------------------------------------------------------------------------------

_ONLY_AFTER_Q2 = ("q3", "q4", "q5")


def cssrs_contradiction(answers: Answers) -> str:
    """Questions 3 to 5 are asked only after a yes to 2; behaviour of the past 3 months is behaviour of the lifetime."""
    if not answers.get("q2") and any(answers.get(key) for key in _ONLY_AFTER_Q2):
        return "3~5번 문항은 2번 문항이 예일 때만 묻습니다."
    if answers.get("m3") and not answers.get("life"):
        return "최근 3개월 안의 행동이 있으면 평생 문항도 예여야 합니다."
    return ""


def cssrs_missing(instrument: Scored, answers: Answers) -> list[str]:
    """1 and 2 always, 3 to 5 after a yes to 2, the past 3 months after a yes to the lifetime.

    Question 6 that a form showed and nobody answered (None) is missing; left out of the answers it means no.
    """
    missing = required_missing(instrument, answers)
    if answers.get("q2"):
        missing += [key for key in _ONLY_AFTER_Q2 if answers.get(key) is None]
    if "life" in answers and answers["life"] is None:
        missing.append("life")
    if answers.get("life") and "m3" in answers and answers["m3"] is None:
        missing.append("m3")
    return missing


def cssrs_flags(answers: Answers) -> tuple[str, ...]:
    """A yes to 4 or 5, or behaviour in the past 3 months, is HIGH already before the rest is answered."""
    return (HIGH_RISK_FLAG,) if any(answers.get(key) for key in ("q4", "q5", "m3")) else ()


def cssrs_triage(instrument: Scored, answers: Answers) -> Outcome:
    """Triage of the screener of the Columbia Lighthouse Project; it has no total."""
    if cssrs_flags(answers):
        return Outcome(band="HIGH")
    if answers.get("q3") or answers.get("life"):
        return Outcome(band="MODERATE")
    return Outcome(band="LOW" if answers.get("q1") or answers.get("q2") else "NONE")


# --- GCS, CIST --------------------------------------------------------------------------------------------------


def gcs_total(instrument: Scored, answers: Answers) -> Outcome:
    """Eye, verbal, motor; intubated (V = T) there is no total and it prints as E2VTM4."""
    text = f"E{answers['eye']}V{answers['verbal']}M{answers['motor']}"
    if answers["verbal"] == "T":
        return Outcome(text=text)
    points = {"eye": _whole(answers, "eye"), "verbal": int(str(answers["verbal"])), "motor": _whole(answers, "motor")}
    return Outcome(total=sum(points.values()), text=f"{sum(points.values())} ({text})", points=points)


def cist_total(instrument: Scored, answers: Answers) -> Outcome:
    """The total and the result as read from the manual, whose cut-offs go by age and schooling."""
    total, result = _whole(answers, "total"), instrument.item("result")
    word = str(answers.get("result") or "")
    label = next((step.label for step in result.steps if step.value == word), "")
    return Outcome(total=total, text=str(total), band=word, band_label=label)


Scorer = Callable[[Scored, Answers], Outcome]


@dataclass(frozen=True)
class Rules:
    """The rules of one instrument."""

    score: Scorer = add_up
    contradiction: Callable[[Answers], str] = nothing_contradicts
    missing: Callable[[Scored, Answers], list[str]] = required_missing
    flags: Callable[[Answers], tuple[str, ...]] = no_flags


SINGLE_NUMBER = Rules(score=entered_total)
SINGLE_TEXT = Rules(score=entered_text)

RULES: Mapping[tuple[str, int], Rules] = {
    ("KMBI", 1): Rules(contradiction=wheelchair_without_walking),
    ("PHQ9", 1): Rules(score=phq9_total, flags=phq9_flags),
    ("SGDSK", 2): Rules(sgds_total, sgds_contradiction, sgds_missing),
    ("AUDITK", 1): Rules(missing=audit_missing),
    ("CSSRS_SCREEN", 1): Rules(cssrs_triage, cssrs_contradiction, cssrs_missing, cssrs_flags),
    ("LACE", 1): Rules(score=add_up_steps),
    ("HOSPITAL", 1): Rules(score=add_up_steps),
    ("GCS", 1): Rules(score=gcs_total),
    ("CIST", 1): Rules(score=cist_total),
}

RULES_BY_STORE: Mapping[str, Rules] = {
    "items+total": Rules(),
    "total": SINGLE_NUMBER,
    "level": SINGLE_NUMBER,
    "grade": SINGLE_NUMBER,
    "value": SINGLE_NUMBER,
    "letter": SINGLE_TEXT,
    "profile string": SINGLE_TEXT,
}
