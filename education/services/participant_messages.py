"""What participants are told by text message: neutral words, the number of the course, when, where, their own page.

Who gave a mobile number is told, each thing once. What lies in the outbox is ids; date, place and address are put in
when the message leaves, and what does not hold any more by then does not leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core import dates, messages, workdays
from core.actor import Actor
from core.identifiers import mobile_phone
from core.models import Message
from core.surveys.services import rounds as surveys
from education.models import EducationRequest, Enrolment, Session
from education.querysets import CANCELLED, EXPECTED, WAS_THERE
from education.services import delivery, own_pages
from education.workflow import EDUCATION_REQUEST, ENROLMENT
from network.services.letterheads import named

Data = Mapping[str, Any]
EVE = timedelta(hours=9)  # of the day before
CHANNEL = "SMS"


@dataclass(frozen=True)
class Event:
    """`text`: between the number and the address. `holds`: whether it is still so when the message leaves; `needs_date`:
    it says when and where, so there must be a lesson to come."""

    text: str
    holds: Callable[[Enrolment], bool]
    needs_date: bool = True


def _is_in_going_course(status: str) -> Callable[[Enrolment], bool]:
    return lambda row: row.status == status and row.request.status == "CONFIRMED"


def _is_expected(row: Enrolment) -> bool:
    return row.request.status == "CONFIRMED" and row.status in EXPECTED


EVENTS = {
    "seated": Event("자리가 확정되었습니다. {when}, {place}.", _is_in_going_course("CONFIRMED")),
    "waiting": Event(
        "대기 순번에 올렸습니다. 자리가 나면 알려 드립니다. {when}, {place}.", _is_in_going_course("WAITLISTED")
    ),
    "promoted": Event("자리가 나서 확정되었습니다. {when}, {place}.", _is_in_going_course("CONFIRMED")),
    "changed": Event("일정이 다시 정해졌습니다. {when}, {place}.", _is_expected),
    "postponed": Event(
        "교육이 연기되었습니다. 새 일정이 정해지면 알려 드립니다.",
        lambda row: row.request.status in ("POSTPONED", "SCHEDULING") and row.status in EXPECTED,
        needs_date=False,
    ),
    "off": Event("교육이 취소되었습니다.", lambda row: row.request.status in CANCELLED, needs_date=False),
    "cancelled": Event("수강 신청이 취소되었습니다.", lambda row: row.status == "CANCELLED", needs_date=False),
    "restored": Event("취소했던 수강 신청을 되돌렸습니다. {when}, {place}.", _is_expected),
    "eve": Event("내일 교육이 있습니다. {when}, {place}.", _is_in_going_course("CONFIRMED")),
    "survey": Event(
        "교육을 마쳤습니다. 만족도 조사에 이름 없이 답해 주십시오. {survey}", lambda row: True, needs_date=False
    ),
}


def _message_key(row: Enrolment, event: str, turn: object = "") -> str:
    return f"education:participant:{row.pk}:{event}:{turn}"


def _plan_message(row: Enrolment, event: str, turn: object = "", *, day: date | None = None) -> None:
    """Plan it once. `turn` tells one change of date from the next; `day`: the day on which it must still be held."""
    address = mobile_phone(row.phone or "")
    if address:
        messages.plan(
            _message_key(row, event, turn),
            channel=CHANNEL,
            template=f"education.participant_{event}",
            values={"number": row.request.number, "participant": str(row.pk), "day": day.isoformat() if day else ""},
            address=address,
        )


# --- when the message leaves -----------------------------------------------------------------------------------------


def _values_while_it_holds(name: str, values: Data) -> Data | None:
    event = EVENTS[name]
    row = Enrolment.objects.select_related("request__host").filter(pk=values["participant"]).first()
    if row is None or not event.holds(row):
        return None
    host = named(row.request.host)
    if name == "survey":
        found = delivery.round_of(row.request)
        return {"survey": surveys.url_of(found), **host} if found is not None and found.is_open() else None
    link = {"link": own_pages.url_of(row), **host}
    if not event.needs_date:
        return link
    coming = list(row.request.sessions.filter(starts_at__gt=timezone.now()))
    if values["day"]:
        coming = [one for one in coming if workdays.seoul_date(one.starts_at).isoformat() == values["day"]]
    return {**link, "when": _when(coming), "place": coming[0].place_or_link} if coming else None


def _when(lessons: list[Session]) -> str:
    more = f" 외 {len(lessons) - 1}회" if len(lessons) > 1 else ""
    return f"{dates.kdatetime(lessons[0].starts_at)}{more}"


def _filler(name: str) -> messages.Fill:
    return lambda values: _values_while_it_holds(name, values)


for _name, _event in EVENTS.items():
    _end = "" if _name == "survey" else " {link}"
    messages.register(
        f"education.participant_{_name}",
        messages.Template(
            "[{host}] 교육 알림", f"[{{host}}] {_event.text} 교육번호 {{number}}.{_end}{{asks}}", fill=_filler(_name)
        ),
    )


# --- what causes them ------------------------------------------------------------------------------------------------


@ENROLMENT.after("confirm")
def _tell_seated(row: Enrolment, data: Data, actor: Actor) -> None:
    if not row.is_walk_in:  # who stands at the door knows
        _plan_message(row, "seated")


@ENROLMENT.after("wait")
def _tell_waiting(row: Enrolment, data: Data, actor: Actor) -> None:
    _plan_message(row, "waiting")


@ENROLMENT.after("promote")
def _tell_promoted(row: Enrolment, data: Data, actor: Actor) -> None:
    _plan_message(row, "promoted")


@ENROLMENT.after("cancel")
def _tell_cancelled(row: Enrolment, data: Data, actor: Actor) -> None:
    """Who cancels on the own page sees it there."""
    if not data.get("by_self"):
        _plan_message(row, "off" if row.request.status in CANCELLED else "cancelled", row.version)


@ENROLMENT.after("restore")
def _tell_restored(row: Enrolment, data: Data, actor: Actor) -> None:
    _plan_message(row, "restored", row.version)


@EDUCATION_REQUEST.after("confirm")
def _tell_changed(row: EducationRequest, data: Data, actor: Actor) -> None:
    """Who is signed up when a course is confirmed has been waiting for its new date."""
    _tell_all(row, "changed")


@EDUCATION_REQUEST.after("postpone")
def _tell_postponed(row: EducationRequest, data: Data, actor: Actor) -> None:
    _tell_all(row, "postponed")


def _tell_all(row: EducationRequest, event: str) -> None:
    for one in row.enrolments.filter(status__in=EXPECTED).select_related("request"):
        _plan_message(one, event, row.version)


@EDUCATION_REQUEST.after("deliver")
def _tell_survey(row: EducationRequest, data: Data, actor: Actor) -> None:
    came = row.enrolments.filter(attendance__result__in=WAS_THERE).select_related("request").distinct()
    for one in came:
        _plan_message(one, "survey")


# --- the day before --------------------------------------------------------------------------------------------------


def remind(now: datetime) -> int:
    """Sweep: from 09:00 of the day before, who holds a seat is reminded, once for a day of lessons.

    Who got the seat after that moment has just read the date. A course that is postponed before the message leaves
    sends none, and its new date is another day.
    """
    today = workdays.seoul_date(now)
    moment, day = workdays.start_of_day(today) + EVE, today + timedelta(days=1)
    if now < moment:
        return 0
    lessons = Session.objects.filter(starts_at__gte=workdays.start_of_day(day), starts_at__lt=workdays.end_of_day(day))
    courses = lessons.filter(request__status="CONFIRMED").values("request")
    rows = Enrolment.objects.filter(request__in=courses, status="CONFIRMED").select_related("request")
    waiting = _unplanned(rows.exclude(seated_at__gte=moment), day)
    for one in waiting:
        _plan_message(one, "eve", day, day=day)
    return len(waiting)


def _unplanned(rows: Iterable[Enrolment], day: date) -> list[Enrolment]:
    """Those with a number for whom nothing is planned yet; two sweeps at once meet at the key."""
    keys = {_message_key(one, "eve", day): one for one in rows if mobile_phone(one.phone or "")}
    known = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    return [one for key, one in keys.items() if key not in known]
