"""What is owed after discharge: the next contact, and the decisions that contacts lead to (domain 2.0.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from core import workdays
from core.duties import DutyKind, Line, Owner
from discharge.duties import lines
from discharge.limits import limit
from discharge.models import DischargeCase, FollowUp
from discharge.workflow import PROGRAMME

ANCHOR = "follow"


def _owner(row: FollowUp) -> Owner:
    return lines.social_worker(row.case)


def _line_of_followup(row: FollowUp) -> Line:
    """`김*상 님 · 1개월 추적관찰 · 연락 2회 부재`"""
    unanswered = row.attempts.filter(result="NO_ANSWER").count()
    tried = f" · 연락 {unanswered}회 부재" if unanswered else ""
    return _of_case(row, f"{row} 추적관찰{tried}", ANCHOR)


def _of_case(row: FollowUp, matter: str, anchor: str) -> Line:
    return replace(lines.case_line(row.case, matter, anchor), root=("discharge.dischargecase", str(row.case_id)))


def _plan_by(case: DischargeCase, now: datetime) -> datetime:
    """Seven days after a discharge that came before the plan."""
    left = case.discharged_on or workdays.seoul_date(now)
    return workdays.end_of_day(left + timedelta(days=limit("plan_after_discharge")))


def _in_working_days(name: str) -> Callable[[object, datetime], datetime]:
    return lambda row, now: workdays.in_working_days(limit(name), now)


FOLLOW_UP_KINDS = (
    DutyKind(
        "discharge.follow_up",
        PROGRAMME,
        "추적관찰",
        "연락 기록",
        due=lambda row, now: workdays.end_of_day(row.action_on),
        owner=_owner,
        line=_line_of_followup,
    ),
    DutyKind(
        "discharge.decide_unreached",
        PROGRAMME,
        "연락이 닿지 않음: 정하기",
        "정하기",
        due=_in_working_days("decide_unreached"),
        owner=_owner,
        line=_line_of_followup,
        on_page=("계속 연락",),
    ),
    DutyKind(
        "discharge.new_need",
        PROGRAMME,
        "추가 욕구 연계",
        "연계 의뢰 쓰기",
        due=_in_working_days("new_need"),
        owner=_owner,
        line=lambda row: _of_case(row, f"{row} 추적관찰에서 알게 됨", "links"),
        on_page=("연계하기",),
    ),
    DutyKind(
        "discharge.plan_after_discharge",
        PROGRAMME,
        "계획 전 퇴원: 퇴원계획 확정",
        "계획 쓰기",
        due=_plan_by,
        owner=lines.social_worker,
        line=lambda case: lines.case_line(case, anchor="plan"),
        on_page=("부분 쓰기", "부분 고치기", "계획 제출", "계획 확정", "계획 보완"),
    ),
    DutyKind(
        "discharge.offer_lost",
        PROGRAMME,
        "이어서 미실시: 연락두절 종결 검토",
        "정하기",
        due=_in_working_days("offer_lost"),
        owner=lines.social_worker,
        line=lambda case: lines.case_line(case, anchor=ANCHOR),
        on_page=("계속 관리",),
    ),
    DutyKind(
        "discharge.close_or_extend",
        PROGRAMME,
        "관리기간 끝: 종결 또는 연장",
        "종결·연장",
        due=_in_working_days("close_or_extend"),
        owner=lines.social_worker,
        line=lambda case: lines.case_line(case, anchor=ANCHOR),
        on_page=("종결", "기간 연장"),
    ),
)
