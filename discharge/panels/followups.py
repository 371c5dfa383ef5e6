"""추적관찰: the dated contacts of a case, what came of each, and what may be done now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from core import workdays
from core.actor import Actor
from core.acts import Standing
from core.dates import kdate_short
from core.models import Duty
from discharge.access import CASE
from discharge.acts.followups import FOLLOWUP_ACTS
from discharge.models import DischargeCase, FollowUp, InstrumentResult
from discharge.services import aftercare, corrections, deaths, followups
from discharge.workflow import CaseStatus, FollowUpStatus
from network.instruments import satisfaction

TIMINGS = {"EARLY": "기간 전", "IN": "기간 안", "LATE": "기간 뒤"}


def panel(case: DischargeCase, actor: Actor, owed: list[Duty]) -> dict[str, Any]:
    """Three queries: rows, attempts, stays in hospital; of the dead one more. `owed`: what is open about the case."""
    relations: frozenset[str] = getattr(case, "relations", frozenset())
    rows = list(case.followups.select_related("done_by").prefetch_related("attempts").order_by("due_on", "pk"))
    upcoming = next((row for row in rows if row.status == FollowUpStatus.SCHEDULED), None)
    return {
        "rows": [line(row, case, row is upcoming, _act_links(row, relations, actor, owed)) for row in rows],
        "stays": list(case.readmissions.all()) if rows else [],
        "may_call": CASE.allows("follow_up", relations),
        "may_add": CASE.allows("follow_up", relations) and case.status == CaseStatus.FOLLOW_UP,
        "may_print": bool(rows) and CASE.allows("print", relations),
        "may_keep": CASE.allows("follow_up", relations) and any(one.kind == "discharge.offer_lost" for one in owed),
        "may_record_death": CASE.allows("record_death", relations) and case.client.deceased_on is None,
        "may_correct_death": CASE.allows("correct_death", relations) and case.client.deceased_on is not None,
        "may_correct_discharge": CASE.allows("correct", relations) and not corrections.undischarged(case),
        "death": death(case),
        "tally": tally(rows),
        "satisfaction": satisfaction_of(case) if case.status == CaseStatus.CLOSED else [],
    }


def death(case: DischargeCase) -> dict[str, Any]:
    """The day of the recorded death, and who told it whom and when, with its corrections; empty while they live."""
    if case.client.deceased_on is None:
        return {}
    rows = [
        {
            "what": "등록" if entry.verb == deaths.RECORDED else "고침",
            "source": entry.reason,
            "by": entry.user.name if entry.user else "",
            "at": entry.at,
        }
        for entry in deaths.told_of(case.client)
    ]
    return {"on": case.client.deceased_on, "rows": rows}


def satisfaction_of(case: DischargeCase) -> list[str]:
    """What the person answered at closing: `도움이 되었습니다 5점`. Nothing where nothing was asked."""
    row = InstrumentResult.objects.of_satisfaction().filter(case=case).first()
    answers = row.answers if row is not None else {}
    return [
        f"{label} {answers[name]}점" for name, label in satisfaction.QUESTIONS.items() if answers.get(name) is not None
    ]


def tally(rows: list[FollowUp]) -> str:
    done = sum(row.status == FollowUpStatus.DONE for row in rows)
    return f"{len(rows)}회 가운데 {done}회 마침" if rows else ""


def line(row: FollowUp, case: DischargeCase, is_next: bool = False, acts: Sequence[Any] = ()) -> dict[str, Any]:
    """A row as the page, the paper and the API tell it."""
    attempts = list(row.attempts.all())
    failed = [attempt for attempt in attempts if attempt.result in aftercare.IN_VAIN]
    return {
        "row": row,
        "is_next": is_next,
        "when": _when(row),
        "moved": row.status == FollowUpStatus.SCHEDULED and row.action_on != row.due_on,
        "why_moved": _why_moved(row, failed),
        "window": f"{kdate_short(row.window_from)}~{kdate_short(row.window_to)}",
        "tries": [f"{kdate_short(one.contacted_at)} {one.get_result_display()}" for one in failed],
        "timing": _timing(row),
        "record": _RECORD.get(row.status, "") if _is_callable(case) else "",
        "facts": facts(row),
        "url": reverse("discharge:followup-record", args=[case.pk, row.pk]),
        "acts": acts,
        "is_due": row.status == FollowUpStatus.SCHEDULED and row.action_on <= workdays.seoul_today(),
    }


# What writing down a call is called on each row; on one that is missed it is a late fact, on one that is done a further call.
_RECORD = {"SCHEDULED": "연락 기록", "MISSED": "늦게 적기", "DONE": "통화 더 적기"}


def _is_callable(case: DischargeCase) -> bool:
    return case.status in (CaseStatus.FOLLOW_UP, CaseStatus.CLOSED) and case.close_reason != "DECEASED"


def _timing(row: FollowUp) -> str:
    """How the contact lay to the window, and whether it was written down after that had closed."""
    if row.is_late_entry and row.entered_on is not None:
        return f"늦은 입력({kdate_short(row.entered_on)})"
    return "" if row.timing == "IN" else TIMINGS.get(row.timing, "")


def _when(row: FollowUp) -> date:
    return workdays.seoul_date(row.contacted_at) if row.contacted_at else row.due_on


def _why_moved(row: FollowUp, failed: list[Any]) -> str:
    if followups.is_agreed(row):
        return "다시 연락하기로 한 날"
    if failed:
        return "연락이 닿지 않아 다시 연락"
    return "쉬는 날이라 근무일에 연락" if not workdays.calendar().is_working_day(row.due_on) else ""


def facts(row: FollowUp) -> list[str]:
    """What was learnt, in few words; only what was asked."""
    found = [row.get_spoke_with_display() + " 응답"] if row.spoke_with else []
    if row.pain is not None:
        found.append(f"통증 {row.pain}점")
    if row.fall_since is not None:
        found.append(f"낙상 {row.fall_since}회" if row.fall_since else "낙상 없음")
    if row.alcohol_since:
        found.append(f"음주 {row.get_alcohol_since_display()}")
    if row.ed_visit:
        found.append("응급실 방문")
    if row.readmitted:
        found.append("재입원")
    if row.new_need:
        found.append("추가 욕구 있음")
    return found


def _act_links(row: FollowUp, relations: frozenset[str], actor: Actor, owed: list[Duty]) -> list[dict[str, str]]:
    standing = Standing(row, relations, actor)
    standing.owed = frozenset(one.kind for one in owed if one.object_id == str(row.pk))
    return [
        {"label": FOLLOWUP_ACTS.label(act.name), "url": FOLLOWUP_ACTS.url(act, row)}
        for act, _ in FOLLOWUP_ACTS.offered(standing)
    ]
