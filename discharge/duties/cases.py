"""What is owed in each state of a case (domain 0.4, time limits)."""

from __future__ import annotations

from datetime import datetime, timedelta

from core import workdays
from core.duties import DutyKind
from discharge.duties import lines
from discharge.limits import limit
from discharge.models import DischargeCase
from discharge.workflow import PROGRAMME


def _screen_by(case: DischargeCase, now: datetime) -> datetime:
    """Two business days; a case put aside for a second look is due on that day."""
    return workdays.end_of_day(case.recheck_on) if case.recheck_on else workdays.in_working_days(limit("screen"), now)


def plan_by(case: DischargeCase, now: datetime) -> datetime:
    """Two business days before the expected discharge, five business days where none is given; never in the past."""
    if case.plan_after_discharge and case.discharged_on:
        return workdays.end_of_day(case.discharged_on + timedelta(days=limit("plan_after_discharge")))
    if case.expected_discharge_on is None:
        return workdays.in_working_days(limit("write_plan"), now)
    day = case.expected_discharge_on
    calendar = workdays.calendar()
    for _ in range(limit("write_plan_before")):
        day = calendar.previous_working_day(day - timedelta(days=1))
    return workdays.end_of_day(max(day, workdays.seoul_date(now)))


def _discharge_by(case: DischargeCase, now: datetime) -> datetime:
    """The day after the expected discharge; without one, looked at again in as many days as a plan takes."""
    if case.expected_discharge_on is None:
        return workdays.in_working_days(limit("write_plan"), now)
    day = max(case.expected_discharge_on + timedelta(days=limit("record_discharge")), workdays.seoul_date(now))
    return workdays.end_of_day(day)


CASE_KINDS = (
    DutyKind(
        "discharge.name_nurse",
        PROGRAMME,
        "담당 간호사 정하기",
        "담당 바꾸기",
        due=lambda case, now: workdays.in_working_days(limit("name_nurse"), now),
        owner=lines.coordinator,
        line=lambda case: lines.case_line(case, anchor="team"),
        escalates_to="",
    ),
    DutyKind(
        "discharge.screen",
        PROGRAMME,
        "선별 판정",
        "판정하기",
        due=_screen_by,
        owner=lines.social_worker,
        line=lambda case: lines.case_line(case, case.get_target_group_display()),
        on_page=("적합 판정", "재선별"),
    ),
    DutyKind(
        "discharge.get_consent",
        PROGRAMME,
        "동의 받기",
        "동의 등록",
        due=lambda case, now: workdays.in_working_days(limit("get_consent"), now),
        owner=lines.social_worker,
        line=lambda case: lines.case_line(case, step="get_consent"),
    ),
    DutyKind(
        "discharge.assess",
        PROGRAMME,
        "통합평가 마치기",
        "평가하기",
        due=lambda case, now: workdays.in_working_days(limit("assess"), now),
        owner=lines.social_worker,
        line=lambda case: lines.case_line(case, step="assess"),
        on_page=("평가 시작", "저장하고 마침", "평가 쓰기", "평가 고치기", "평가 완료"),
    ),
    DutyKind(
        "discharge.write_plan",
        PROGRAMME,
        "퇴원계획 제출",
        "계획 쓰기",
        due=plan_by,
        owner=lines.social_worker,
        line=lambda case: lines.case_line(case, step="write_plan"),
        on_page=("저장하고 서명", "부분 쓰기", "부분 고치기", "계획 제출"),
    ),
    DutyKind(
        "discharge.approve_plan",
        PROGRAMME,
        "퇴원계획 확정",
        "계획 확정",
        due=lambda case, now: workdays.in_working_days(limit("approve_plan"), now),
        owner=lines.attending,
        line=lambda case: lines.case_line(case, step="approve_plan"),
    ),
    DutyKind(
        "discharge.renew_consent",
        PROGRAMME,
        "기간이 끝난 동의 확인",
        "동의 등록",
        due=lambda case, now: workdays.in_working_days(limit("get_consent"), now),
        owner=lines.social_worker,
        line=lambda case: lines.case_line(case, anchor="consent"),
    ),
    DutyKind(
        "discharge.next_conference",
        PROGRAMME,
        "다음 사례회의",
        "회의 기록",
        due=lambda case, now: now,  # the day that was agreed on is given when it opens
        owner=lines.social_worker,
        line=lambda case: lines.case_line(case, anchor="conference"),
    ),
    DutyKind(
        "discharge.record_discharge",
        PROGRAMME,
        "퇴원 처리",
        "퇴원 처리",
        due=_discharge_by,
        owner=lines.social_worker,
        line=lambda case: lines.case_line(case, step="record_discharge"),
    ),
)
