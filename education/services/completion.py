"""Minutes attended, whether a course is completed, and what becomes of every sign-up (domain 2.3).

Minutes are whole minutes of the overlap of in and out with the session, summed over the sessions of a course. The
share is reached when `attended * 100 >= required * share` in whole numbers: 96 of 120 minutes pass at 80 per cent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone

from core import audit, messages
from core.actor import Actor
from core.errors import Conflict
from education.access import COURSE_ACCESS
from education.models import EducationRequest, Enrolment
from education.querysets import WAS_THERE
from education.services import certificates
from education.workflow import ENROLMENT, RequestStatus

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


OPEN = (RequestStatus.DELIVERED, RequestStatus.SURVEYED)
UNDECIDED = "수료를 판정하지 않은 수강생이 있습니다."


def standings(course: EducationRequest, people: Iterable[Enrolment] | None = None) -> dict[Any, Standing]:
    """Where everybody with a seat stands by the rule of the course. Three queries."""
    sessions = list(course.sessions.all())
    found = people if people is not None else course.enrolments.seated()
    rows = list(Enrolment.objects.filter(pk__in=[one.pk for one in found]).prefetch_related("attendance", "scores"))
    rule = Rule(course.attendance_share, course.pass_mark)
    return {row.pk: _standing(row, sessions, rule) for row in rows}


def _standing(row: Enrolment, sessions: list[Any], rule: Rule) -> Standing:
    known = {one.session_id: one for one in row.attendance.all()}
    presences = [
        Presence(one.starts_at, one.ends_at, there.result, there.in_at, there.out_at)
        if (there := known.get(one.pk))
        else Presence(one.starts_at, one.ends_at)
        for one in sessions
    ]
    score = next((one.score for one in row.scores.all() if one.kind == "POST"), None)
    return standing(presences, rule, score)


def decide(*, actor: Actor, course: EducationRequest) -> dict[str, int]:
    """Decide about everybody who is not decided yet, in the order of applying. Returns how many of each outcome."""
    with transaction.atomic(), messages.together():
        row = COURSE_ACCESS.lock_for(actor, "run", course.pk)
        if row.status not in OPEN:
            raise Conflict(f"지금 상태({row.get_status_display()})에서는 수료를 판정할 수 없습니다.")
        people = list(row.enrolments.filter(status="CONFIRMED").order_by("applied_at", "pk"))
        found = standings(row, people)
        counts = {name: sum(one.outcome == name for one in found.values()) for name in ("complete", "fail", "no_show")}
        moves = {pk: (one.outcome, {"minutes": one.attended}) for pk, one in found.items()}
        decided = ENROLMENT.fire_all(row.enrolments.filter(pk__in=moves), moves, actor=actor)
        order = {one.pk: place for place, one in enumerate(people)}
        certificates.number_all(row, sorted(filter(_is_completed, decided), key=lambda one: order[one.pk]))
        audit.record(actor, "education.decide", action="UPDATE", about=row, changes=counts)
    return counts


def _is_completed(row: Enrolment) -> bool:
    return row.status == "COMPLETED"


def correct(*, actor: Actor, enrolment: Enrolment, reason: str) -> Enrolment:
    """Take a decision back; a certificate that was numbered is revoked and its number stays used."""
    with transaction.atomic():
        course = COURSE_ACCESS.lock_for(actor, "run", enrolment.request_id)
        if course.status not in (*OPEN, RequestStatus.REPORTED):
            raise Conflict(f"지금 상태({course.get_status_display()})에서는 판정을 고칠 수 없습니다.")
        found: Enrolment = ENROLMENT.fire(enrolment, "correct", actor=actor, reason=reason)
    return found


@ENROLMENT.effect("complete", "fail", "no_show")
def _decided(row: Enrolment, data: Any, actor: Actor) -> None:
    row.decided_at, row.minutes = timezone.now(), data.get("minutes")


@ENROLMENT.effect("correct")
def _corrected(row: Enrolment, data: Any, actor: Actor) -> None:
    row.decided_at, row.minutes, row.reason = None, None, data["reason"]
