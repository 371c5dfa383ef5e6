"""Minutes attended and whether a course is completed (domain 2.3): pure rules, no database.

Minutes are whole minutes of the overlap of in and out with the session, summed over the sessions of a course. The
share is reached when `attended * 100 >= required * share` in whole numbers: 96 of 120 minutes pass at 80 per cent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

PRESENT, LATE, LEFT_EARLY = "PRESENT", "LATE", "LEFT_EARLY"
WAS_THERE = (PRESENT, LATE, LEFT_EARLY)
Outcome = Literal["complete", "fail", "no_show"]


@dataclass(frozen=True)
class Presence:
    """One person at one session. Without a time, who is said to be there was there from its start, to its end."""

    starts_at: datetime
    ends_at: datetime
    result: str = ""
    in_at: datetime | None = None
    out_at: datetime | None = None

    @property
    def required(self) -> int:
        return _minutes(self.starts_at, self.ends_at)

    @property
    def was_there(self) -> bool:
        return self.result in WAS_THERE

    @property
    def attended(self) -> int:
        """Minutes inside the session; none for who was absent, with or without an excuse."""
        if not self.was_there:
            return 0
        begin = max(self.starts_at, self.in_at or self.starts_at)
        return max(0, _minutes(begin, min(self.ends_at, self.out_at or self.ends_at)))


@dataclass(frozen=True)
class Rule:
    """`share`: per cent of the minutes; `pass_mark`: None where the course has no test."""

    share: int = 80
    pass_mark: Decimal | None = None


@dataclass(frozen=True)
class Standing:
    """Where one person stands, and why."""

    attended: int
    required: int
    outcome: Outcome
    reason: str = ""


def standing(presences: Iterable[Presence], rule: Rule, score: Decimal | None = None) -> Standing:
    """What becomes of an enrolment. `score`: of the test after the course, per cent correct."""
    rows = list(presences)
    attended, required = sum(row.attended for row in rows), sum(row.required for row in rows)
    if not any(row.was_there for row in rows):
        return Standing(0, required, "no_show", "모든 차수에 오지 않았습니다.")
    if not reaches(attended, required, rule.share):
        return Standing(attended, required, "fail", f"{required}분 가운데 {attended}분을 들었습니다.")
    if rule.pass_mark is not None and (score is None or score < rule.pass_mark):
        said = (
            "사후 점수가 없습니다."
            if score is None
            else f"사후 점수 {score:g}점이 기준 {rule.pass_mark:g}점보다 낮습니다."
        )
        return Standing(attended, required, "fail", said)
    return Standing(attended, required, "complete")


def reaches(attended: int, required: int, share: int) -> bool:
    return required > 0 and attended * 100 >= required * share


def _minutes(begin: datetime, end: datetime) -> int:
    return int((end - begin).total_seconds() // 60)
