"""Who owes what about the assessment: each profession its part, and what cannot wait."""

from __future__ import annotations

from datetime import timedelta

from core import workdays
from core.duties import DutyKind
from discharge.duties import lines
from discharge.limits import limit
from discharge.workflow import PROGRAMME

ASSESSMENT_KINDS = (
    DutyKind(
        "discharge.assess_medical",
        PROGRAMME,
        "의학적 평가 쓰기",
        "평가하기",
        due=lambda case, now: workdays.in_working_days(limit("assess"), now),
        owner=lines.attending,
        line=lambda case: lines.case_line(case, step="assess_medical"),
        on_page=("평가 시작", "저장하고 마침", "평가 쓰기", "평가 고치기"),
    ),
    DutyKind(
        "discharge.assess_nursing",
        PROGRAMME,
        "간호 평가 쓰기",
        "평가하기",
        due=lambda case, now: workdays.in_working_days(limit("assess"), now),
        owner=lines.nurse,
        line=lambda case: lines.case_line(case, step="assess_nursing"),
        on_page=("평가 시작", "저장하고 마침", "평가 쓰기", "평가 고치기"),
    ),
    # The words say nothing of why: they stand in lists, notices and e-mails.
    DutyKind(
        "discharge.safety_check",
        PROGRAMME,
        "평가 결과 바로 확인",
        "확인 기록",
        due=lambda case, now: now,
        owner=lines.social_worker,
        line=lambda case: lines.case_line(case, anchor="assessment", is_urgent=True),
        escalate_after=timedelta(0),
    ),
)
