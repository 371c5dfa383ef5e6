"""Who owes what about a council: the coordinator its notice and report, members an answer, institutions what they
took on (limits: domain 0.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from core import workdays
from core.duties import DutyKind, Line, Owner
from network.councils.limits import limit
from network.councils.models import ActionItem, Attendee, Meeting, Proposal
from network.councils.workflow import PROGRAMME
from network.models import Institution


def notice_day(meeting: Meeting) -> Any:
    return workdays.seoul_date(meeting.starts_at) - timedelta(days=limit("notice"))


def report_due(meeting: Meeting) -> datetime:
    """Fourteen days after the last day of the meeting; of one that nobody was told of by the portal and that was
    written down when it was over, after that day."""
    entered_on = workdays.seoul_date(meeting.created_at)
    since = max(entered_on, meeting.last_day) if meeting.was_entered else meeting.last_day
    return workdays.deadline_in_days(since, limit("report"))


def _working(name: str, now: datetime) -> datetime:
    return workdays.in_working_days(limit(name), now)


def _notice_due(meeting: Meeting, now: datetime) -> datetime:
    """A meeting called at short notice must be announced the same day."""
    return max(workdays.end_of_day(notice_day(meeting)), workdays.end_of_day(workdays.seoul_date(now)))


def coordinator(host_id: int) -> Owner:
    return Owner(host_id, "COORDINATOR", programme=PROGRAMME)


def of_meeting(meeting: Meeting) -> Owner:
    return coordinator(meeting.council.host_id)


def meeting_line(meeting: Meeting) -> Line:
    return Line(meeting.number, meeting.council.name, reverse("councils:meeting-detail", args=[meeting.pk]))


def staff_of(place: Institution, person_id: int | None) -> Owner:
    """Who answers for an institution; at a hospital its coordinator."""
    if place.is_hospital and person_id is None:
        return coordinator(place.pk)
    return Owner(place.pk, "COORDINATOR" if place.is_hospital else "PARTNER_STAFF", person_id)


def _invited(row: Attendee) -> Owner:
    return staff_of(row.institution, row.user_id)


def _invited_line(row: Attendee) -> Line:
    url = reverse("councils:meeting-answer", args=[row.meeting_id, row.pk])
    return Line(row.meeting.number, row.meeting.council.name, url)


def _answer_due(row: Attendee, now: datetime) -> datetime:
    until = row.meeting.answer_until
    return workdays.end_of_day(until) if until else row.meeting.starts_at


def _action_owner(row: ActionItem) -> Owner:
    return staff_of(row.owner, row.user_id)


def _action_line(row: ActionItem) -> Line:
    return Line(row.meeting.number, row.meeting.council.name, reverse("councils:action-detail", args=[row.pk]))


def _proposal_line(row: Proposal) -> Line:
    return Line("안건 제안", row.council.name, reverse("councils:proposal-detail", args=[row.pk]))


def _kind(
    code: str,
    label: str,
    act: str,
    due: Callable[[Any, datetime], datetime],
    owner: Callable[[Any], Owner] = of_meeting,
    line: Callable[[Any], Line] = meeting_line,
    escalates_to: str = "",
    on_page: tuple[str, ...] = (),
) -> DutyKind:
    """What a member institution owes belongs to no programme: whoever answers for it there sees it."""
    programme = "" if owner in (_invited, _action_owner) else PROGRAMME
    return DutyKind(
        f"councils.{code}", programme, label, act, due, owner, line, escalates_to=escalates_to, on_page=on_page
    )


KINDS = (
    _kind("notify", "개최 알림", "개최 알림", _notice_due),
    _kind("hold", "회의 개최", "개최", lambda row, now: workdays.end_of_day(row.last_day)),
    _kind("report", "회의 결과보고", "결과보고", lambda row, now: report_due(row), on_page=("결재 상신",)),
    _kind(
        "set_date",
        "새 날짜 알림",
        "재알림",
        lambda row, now: workdays.in_days(limit("new_date"), now),
    ),
    _kind("answer", "회의 회신", "회신", _answer_due, _invited, _invited_line),
    _kind(
        "decide_proposal",
        "안건 제안 검토",
        "검토",
        lambda row, now: _working("proposal", now),
        lambda row: coordinator(row.council.host_id),
        _proposal_line,
    ),
    _kind(
        "do_action",
        "조치사항 이행",
        "완료",
        lambda row, now: workdays.end_of_day(row.due_on),
        _action_owner,
        _action_line,
        "PARTNER_MANAGER",
    ),
    _kind(
        "late_action",
        "늦은 조치사항",
        "완료",
        lambda row, now: workdays.end_of_day(row.due_on),
        _action_owner,
        _action_line,
        "PARTNER_MANAGER",
    ),
    _kind(
        "chase_action",
        "늦은 조치사항 확인",
        "확인하기",
        lambda row, now: _working("chase", now),
        lambda row: of_meeting(row.meeting),
        _action_line,
        on_page=("완료", "중단"),
    ),
)
