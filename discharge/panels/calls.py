"""오늘 전화: whom a worker calls today, one after another, and what came of those called already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from core import workdays
from core.actor import Actor
from core.dates import kdate, kdate_short, seoul_time
from core.masking import mask_name
from discharge.models import ContactAttempt, FollowUp
from discharge.panels.cases import listed_name, told_apart
from discharge.services import aftercare, calls
from network.models import Client

MOST = 100  # a day's work of one person, many times over


@dataclass(frozen=True)
class Call:
    """One person to call; who was tried today already stands behind those who were not."""

    row: FollowUp
    was_tried: bool
    actor: Actor

    @property
    def url(self) -> str:
        return reverse("discharge:call-now", args=[self.row.case_id, self.row.pk])

    @property
    def name(self) -> str:
        return listed_name(self.row.case, self.actor)

    @property
    def about(self) -> str:
        who = told_apart(self.row.case.client, self.row.chart_no)  # type: ignore[attr-defined]
        tries = sum(one.result in aftercare.IN_VAIN for one in self.row.attempts.all())
        last = "오늘이 마지막 날" if self.row.window_to == workdays.seoul_today() else ""
        return " · ".join(filter(None, [who, str(self.row), last, f"{tries}회 부재" if tries else ""]))


@dataclass(frozen=True)
class Queue:
    """`done`: what the person has recorded today, in its order; `waiting`: who is to be called, in theirs."""

    done: list[dict[str, Any]]
    waiting: list[Call]

    @property
    def reached(self) -> int:
        return sum(one["is_reached"] for one in self.done)

    @property
    def missed(self) -> int:
        return len(self.done) - self.reached

    @property
    def total(self) -> int:
        return len(self.done) + len(self.waiting)

    def after(self, row: FollowUp) -> str:
        """The address of the next person behind this one, else of the first who still waits; empty for nobody."""
        others = [one for one in self.waiting if one.row.pk != row.pk]
        at = next((place for place, one in enumerate(self.waiting) if one.row.pk == row.pk), len(others))
        return others[at].url if at < len(others) else others[0].url if others else ""


def queue(actor: Actor) -> Queue:
    """The calls of today of somebody's own cases, by the end of their windows. Three queries."""
    today = workdays.seoul_today()
    found = [Call(row, _was_tried(row, today), actor) for row in calls.waiting(actor)[:MOST]]
    return Queue([_done(one) for one in calls.made_today(actor)[:MOST]], sorted(found, key=lambda call: call.was_tried))


def next_words(actor: Actor) -> str:
    """When there is somebody to call again, and how many."""
    found = calls.next_day(actor)
    return f"다음은 {kdate(found[0])} {found[1]}명입니다." if found else "정해 둔 다음 연락도 없습니다."


def _was_tried(row: FollowUp, today: date) -> bool:
    return any(workdays.seoul_date(one.contacted_at) == today for one in row.attempts.all())


def _done(one: ContactAttempt) -> dict[str, Any]:
    return {
        "name": mask_name(one.follow_up.case.client.name),
        "about": f"{one.follow_up} · {seoul_time(one.contacted_at)}",
        "label": one.get_result_display(),
        "is_reached": one.result not in aftercare.IN_VAIN,
        "url": f"{reverse('discharge:case-detail', args=[one.follow_up.case_id])}#follow",
    }


# --- whom to call, and until when --------------------------------------------------------------------------------------


def numbers(client: Client) -> list[dict[str, str]]:
    """Whom to call, the person first."""
    found = []
    if client.phone:
        owner = client.get_phone_owner_display() if client.phone_owner else "본인"
        found.append({"who": f"{client.name} 님", "note": owner, "number": client.phone})
    if client.caregiver_phone:
        relation = client.get_caregiver_relation_display() if client.caregiver_relation else "보호자"
        found.append({"who": client.caregiver_name, "note": relation, "number": client.caregiver_phone})
    return found


WIDTH, EDGE = 700, 20  # of the picture of the window, in its own units


def window(row: FollowUp) -> dict[str, Any]:
    """The picture of a window: its days on a line, today, and the days of attempts in vain."""
    today, days = workdays.seoul_today(), (row.window_to - row.window_from).days + 1
    tries = [one for one in row.attempts.all() if one.result in aftercare.IN_VAIN]

    def at(day: date) -> int:
        return EDGE + round(WIDTH * min(max((day - row.window_from).days, 0), days) / days)

    return {
        "from": f"{kdate_short(row.window_from)} 열림",
        "to": f"{kdate_short(row.window_to)} 닫힘",
        "due": at(row.due_on) + round(WIDTH / days / 2),
        "today": at(today),
        "rest": max(EDGE + WIDTH - at(today), 0),
        "tries": [
            {
                "x": at(day) + round(WIDTH / days / 2),
                "n": number,
                "words": f"{kdate_short(day)} {one.get_result_display()}",
            }
            for number, one in enumerate(tries, 1)
            for day in [workdays.seoul_date(one.contacted_at)]
        ],
        "is_over": today > row.window_to,
    }
