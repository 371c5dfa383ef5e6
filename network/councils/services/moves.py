"""What the moves of a meeting do, and the verbs of the coordinator. The report's approval: `approving`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core import duties, workdays
from core.actor import Actor
from core.errors import Invalid
from network.councils.limits import limit
from network.councils.models import ActionItem, Meeting
from network.councils.services import answers, planning, telling, written
from network.councils.workflow import MEETING

Data = Mapping[str, Any]


def step(name: str, *, actor: Actor, meeting: Meeting, data: Data, version: int | None = None) -> Meeting:
    """One move of the coordinator. Raises the house's errors (`Workflow.fire`)."""
    fired: Meeting = MEETING.fire(meeting, name, actor=actor, data=data, version=version)
    return fired


# --- notice ----------------------------------------------------------------------------------------------------------


@MEETING.guard("notify", "renotify")
def _is_ready(row: Meeting, data: Data, actor: Actor) -> str | None:
    if not row.items.exists():
        return "안건을 먼저 적으십시오."
    if not row.attendees.exists():
        return "위원이 없습니다. 위원을 먼저 등록하십시오."
    if row.mode in planning.AT_PLACE and not row.place:
        return "장소를 먼저 적으십시오."
    if row.mode in planning.BY_LINK and not row.link:
        return "접속 주소를 먼저 적으십시오."
    return None


@MEETING.guard("notify")
def _is_to_come(row: Meeting, data: Data, actor: Actor) -> str | None:
    """Late, and even after it began, is better than never; of one that is over there is nothing to come to."""
    if timezone.now() < row.ends_at:
        return None
    return "이미 끝난 회의입니다. 열렸으면 지난 회의로 등록하고, 열리지 않았으면 연기하거나 취소하십시오."


@MEETING.effect("notify")
def _notify(row: Meeting, data: Data, actor: Actor) -> Mapping[str, Any]:
    planning.invite_members(row)
    row.notified_at = timezone.now()
    row.answer_until = row.answer_until or _answer_day(row)
    return {"answer_until": str(row.answer_until)}


def _answer_day(row: Meeting) -> date:
    """Three days before the meeting, but not in the past; a written meeting answers until its end."""
    if row.mode == "WRITTEN":
        return workdays.seoul_date(row.ends_at)
    last = workdays.seoul_date(row.starts_at) - timedelta(days=limit("answer"))
    return max(last, min(workdays.seoul_today(), workdays.seoul_date(row.starts_at)))


@MEETING.effect("renotify")
def _renotify(row: Meeting, data: Data, actor: Actor) -> Mapping[str, Any]:
    """Everybody is asked anew: who could come on the old day may not on the new one."""
    starts, ends = data["starts_at"], data["ends_at"]
    if starts <= timezone.now():
        raise Invalid({"starts_at": "앞으로 올 날짜를 적으십시오."})
    if ends <= starts:
        raise Invalid({"ends_at": "끝나는 때는 시작보다 뒤로 적으십시오."})
    row.starts_at, row.ends_at, row.reason = starts, ends, ""
    row.notified_at, row.answer_until, row.notice_paper = timezone.now(), None, None
    row.answer_until = _answer_day(row)
    written.forget(row)
    row.attendees.update(answer="", answered_at=None, answered_by=None, told_by="", proxy_name="")
    planning.invite_members(row)
    return {"starts_at": str(starts)}


@MEETING.after("notify", "renotify")
def _ask(row: Meeting, data: Data, actor: Actor) -> None:
    planning.keep_standing_item(row)
    for one in row.attendees.select_related("institution").voters().filter(user__isnull=False):
        one.meeting = row
        duties.open_duty("councils.answer", one, actor=actor)
    telling.members(row, _ASKED_IN_WRITING if row.is_by_answers else _ASKED, actor)


_ASKED = "회의 개최를 알립니다. 참석 여부를 회신하십시오."
_ASKED_IN_WRITING = "서면 회의입니다. 안건마다 찬반과 의견을 회신하십시오."


# --- the meeting -----------------------------------------------------------------------------------------------------


@MEETING.guard("hold")
def _has_come(row: Meeting, data: Data, actor: Actor) -> str | None:
    if row.mode == "WRITTEN":
        waits = row.attendees.voters().filter(answer="").exists()
        is_over = row.answer_until is not None and workdays.seoul_today() > row.answer_until
        return "회신을 기다리는 위원이 있습니다." if waits and not is_over else None
    if timezone.now() < row.starts_at:
        return "회의 시각이 되지 않았습니다."
    if row.attendees.voters().filter(attendance="").exists():
        return "출석을 모두 적으십시오."
    return None


@MEETING.effect("hold")
def _hold(row: Meeting, data: Data, actor: Actor) -> Mapping[str, Any]:
    row.held_at = timezone.now()
    if row.mode == "WRITTEN":
        answers.mark_by_answers(row)
        written.count(row, actor)
    return {}


@MEETING.after("hold", "cancel", "postpone")
def _ask_no_more(row: Meeting, data: Data, actor: Actor) -> None:
    for one in row.attendees.filter(user__isnull=False):
        duties.settle(one, "councils.answer", actor=actor, outcome="DROPPED")


@MEETING.guard("submit")
def _is_written(row: Meeting, data: Data, actor: Actor) -> str | None:
    if not row.items.exists():
        return "안건을 먼저 적으십시오."
    bare = [item for item in row.items.all() if not item.is_done]
    if bare:
        return f"논의 내용을 적지 않은 안건이 {len(bare)}건 있습니다."
    return None


@MEETING.effect("postpone", "cancel")
def _put_off(row: Meeting, data: Data, actor: Actor) -> Mapping[str, Any]:
    row.reason = data["reason"]
    return {}


@MEETING.after("postpone")
def _tell_of_delay(row: Meeting, data: Data, actor: Actor) -> None:
    if row.notified_at is not None:
        telling.members(row, "회의가 연기되었습니다.", actor)


@MEETING.after("cancel")
def _tell_of_cancel(row: Meeting, data: Data, actor: Actor) -> None:
    if row.notified_at is not None:
        telling.members(row, "회의가 취소되었습니다.", actor)


# --- afterwards ------------------------------------------------------------------------------------------------------


@MEETING.effect("distribute")
def _distribute(row: Meeting, data: Data, actor: Actor) -> Mapping[str, Any]:
    row.distributed_at = timezone.now()
    return {}


@MEETING.after("distribute")
def _open_actions(row: Meeting, data: Data, actor: Actor) -> None:
    """What was agreed is owed from now on, and stands on the agendas to come."""
    for action in ActionItem.objects.filter(meeting=row).undone().for_list():
        duties.open_duty("councils.do_action", action, actor=actor, is_clock=True)
    planning.bring_to_next_agenda(row.council)
    telling.members(row, "회의 결과를 배포하였습니다.", actor)
