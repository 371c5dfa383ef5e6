"""The home page: what I owe, worst first."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core import workdays
from core.duties import KINDS
from core.models import Duty, Message
from core.policy import SignedIn, page

HOME_ROWS = 100


@page(SignedIn())
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Duties in three groups (late, today, this week), the latest notices, and my figures."""
    actor = request.actor  # type: ignore[attr-defined]
    is_team = request.GET.get("scope") == "team" and actor.holds("COORDINATOR")
    open_duties = Duty.objects.open()
    rows = open_duties.for_team(actor) if is_team else open_duties.for_actor(actor)
    duties = list(rows.select_related("person").worst_first()[: HOME_ROWS + 1])
    groups = _groups(duties[:HOME_ROWS])
    context = {
        "groups": groups,
        "later": sum(1 for duty in duties if duty.due_at > _week_end()),
        "is_more": len(duties) > HOME_ROWS,
        "is_team": is_team,
        "can_see_team": actor.holds("COORDINATOR"),
        "notices": list(Message.objects.inbox(actor)[:5]),
        "now": timezone.localtime(),
    }
    return render(request, "home.html", context)


def _week_end() -> timezone.datetime:  # type: ignore[name-defined]
    """24:00 of the seventh day from today."""
    return workdays.end_of_day(workdays.seoul_today() + timedelta(days=7))


def _groups(duties: list[Duty]) -> list[dict[str, object]]:
    now = timezone.now()
    today_ends = workdays.end_of_day(workdays.seoul_today())
    for duty in duties:
        kind = KINDS.get(duty.kind)
        duty.label = kind.label if kind else duty.kind  # type: ignore[attr-defined]
        duty.act = kind.act if kind else "열기"  # type: ignore[attr-defined]
        duty.last_day = workdays.seoul_date(duty.due_at - timedelta(seconds=1))  # type: ignore[attr-defined]
    late = [duty for duty in duties if duty.due_at <= now]
    today = [duty for duty in duties if now < duty.due_at <= today_ends]
    week = [duty for duty in duties if today_ends < duty.due_at <= _week_end()]
    found = [("late", "지남", late), ("today", "오늘", today), ("week", "이번 주", week)]
    return [{"key": key, "label": label, "duties": rows} for key, label, rows in found if rows]
