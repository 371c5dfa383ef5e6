"""Who owes what about a plan: each profession its part, the team an amendment."""

from __future__ import annotations

from datetime import datetime

from core import workdays
from core.duties import DutyKind, Line, Owner
from discharge.duties import lines
from discharge.duties.cases import plan_by
from discharge.models import PlanPart
from discharge.workflow import PROGRAMME

_OWNERS = {"DOCTOR": lines.attending, "NURSE": lines.nurse, "SOCIAL": lines.social_worker}


def _owner(part: PlanPart) -> Owner:
    return _OWNERS[part.kind](part.plan.case)


def _line_of_part(part: PlanPart) -> Line:
    case = part.plan.case
    matter = f"{part.get_kind_display()} 부분 · {part.plan.edition}판"
    base = lines.case_line(case, matter, step="sign_part")
    return Line(base.number, base.about, base.url, root=("discharge.dischargecase", str(case.pk)))


def _due(part: PlanPart, now: datetime) -> datetime:
    return plan_by(part.plan.case, now)


PLAN_KINDS = (
    DutyKind(
        "discharge.sign_part",
        PROGRAMME,
        "계획 쓰고 서명",
        "계획 쓰기",
        due=_due,
        owner=_owner,
        line=_line_of_part,
        on_page=("저장하고 서명", "부분 쓰기", "부분 고치기"),
    ),
    DutyKind(
        "discharge.finish_amendment",
        PROGRAMME,
        "계획 보완 마치기",
        "계획 보완",
        due=lambda case, now: workdays.in_working_days(3, now),
        owner=lines.attending,
        line=lambda case: lines.case_line(case, anchor="plan"),
        on_page=("부분 쓰기", "부분 고치기", "보완 확정"),
    ),
)
