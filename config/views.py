"""The home page: what I owe, worst first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core import figures, messages, workdays
from core.duties import KINDS
from core.models import Duty, Message
from core.policy import SignedIn, page

HOME_ROWS = 100
FEW = 12  # duties that are all shown, whenever they are due
HOME_NOTICES = 5


@page(SignedIn())
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Duties in three groups (late, today, this week), the latest notices, and my figures. What ends after this week is
    folded only where there is much of it, and on demand (`later`) unfolded."""
    actor = request.actor  # type: ignore[attr-defined]
    is_team = request.GET.get("scope") == "team" and actor.holds("COORDINATOR")
    open_duties = Duty.objects.open()
    rows = open_duties.for_team(actor) if is_team else open_duties.worst_of(actor, HOME_ROWS + 1)
    duties = list(rows.select_related("person").worst_first()[: HOME_ROWS + 1])
    unfolds = "later" in request.GET or len(duties) <= FEW
    groups = _groups(duties[:HOME_ROWS], is_team=is_team, unfolds=unfolds)
    context = {
        "groups": groups,
        "lead": _lead({group["key"]: len(group["duties"]) for group in groups}),
        "later": 0 if unfolds else sum(1 for duty in duties[:HOME_ROWS] if duty.due_at > _week_end()),
        "is_more": len(duties) > HOME_ROWS,
        "is_team": is_team,
        "can_see_team": actor.holds("COORDINATOR"),
        "notices": messages.with_lines(Message.objects.inbox(actor)[:HOME_NOTICES]),
        "figures": figures.for_actor(actor),
        "today": workdays.seoul_today(),
    }
    return render(request, "home.html", context)


def _week_end() -> datetime:
    """24:00 of the seventh day from today."""
    return workdays.end_of_day(workdays.seoul_today() + timedelta(days=7))


def _lead(counts: dict[str, int]) -> str:
    """The sentence under the heading: what presses most."""
    if counts.get("late"):
        return f"밀린 일 {counts['late']}건부터 처리하십시오."
    if counts.get("today"):
        return f"오늘 안에 할 일이 {counts['today']}건 있습니다."
    return "밀린 일이 없습니다."


def _groups(duties: list[Duty], *, is_team: bool, unfolds: bool) -> list[dict[str, Any]]:
    """What is past its moment, what ends today, what ends within seven days, and what ends later where it is asked for;
    empty groups are left out."""
    now, today_ends = timezone.now(), workdays.end_of_day(workdays.seoul_today())
    for duty in duties:
        kind = KINDS.get(duty.kind)
        duty.label = kind.label if kind else duty.kind  # type: ignore[attr-defined]
        duty.act = kind.act if kind else "열기"  # type: ignore[attr-defined]
        duty.tag = duty.person.name if is_team and duty.person else ""  # type: ignore[attr-defined]
    late = [duty for duty in duties if duty.due_at <= now]
    today = [duty for duty in duties if now < duty.due_at <= today_ends]
    week = [duty for duty in duties if today_ends < duty.due_at <= _week_end()]
    later = [duty for duty in duties if duty.due_at > _week_end()] if unfolds else []
    found = [
        ("late", "지남", late),
        ("today", "오늘", today),
        ("week", "이번 주", week),
        ("later", "다음 주 이후", later),
    ]
    return [{"key": key, "label": label, "duties": rows} for key, label, rows in found if rows]
