"""Who came to a lesson: entered from a list or the signed sheet, or by the people themselves at the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, codes, secret_links, throttle, workdays
from core.actor import Actor
from core.errors import Conflict, Invalid, NotVisible
from education.access import COURSE_ACCESS, SESSION_ACCESS
from education.models import Attendance, EducationRequest, Enrolment, Session, TestScore
from education.querysets import LATE, LEFT_EARLY, PRESENT, WAS_THERE
from education.workflow import RequestStatus

LINK = secret_links.SecretLink("lesson", "education:check-in", "check_in_key", is_kept=True)
OPEN = (RequestStatus.CONFIRMED, RequestStatus.DELIVERED)
BEFORE, AFTER = timedelta(hours=1), timedelta(hours=1)
GRACE = timedelta(minutes=10)  # later than this is late, earlier than this is left early
TRIES = throttle.Limit(10, 900)  # of one name at one lesson: ten of ten thousand numbers
NOT_YET = "아직 교육일이 되지 않았습니다."
WRONG = "성명이나 번호가 다릅니다. 신청할 때 받은 번호 4자리를 확인하거나 강사에게 말씀하십시오."
TOO_OFTEN = "너무 여러 번 했습니다. 15분 뒤에 다시 하거나 강사에게 말씀하십시오."
NOT_NOW = "출석 확인은 시작 1시간 전부터 끝난 뒤 1시간까지 됩니다. 강사에게 말씀하십시오."


@dataclass(frozen=True)
class Line:
    """What is entered of one person at one lesson."""

    enrolment_id: Any
    result: str
    in_at: datetime | None = None
    out_at: datetime | None = None


def seated(session: Session) -> list[Enrolment]:
    """Everybody with a seat, in the order in which they signed up."""
    return list(session.request.enrolments.seated().select_related("institution").order_by("applied_at", "pk"))


def people_of(session: Session) -> list[Enrolment]:
    """Who holds a seat, by the order of applying; each with `presence`, its row at this lesson or None. Two queries."""
    known = {row.enrolment_id: row for row in session.attendance.all()}
    found = list(Enrolment.objects.filter(request_id=session.request_id).seated().order_by("applied_at", "pk"))
    for row in found:
        row.presence = known.get(row.pk)
    return found


def enter(*, actor: Actor, session: Session, lines: Sequence[Line], source: str = "LIST") -> int:
    """Write down who came. People who are left out stay as they are. Raises Invalid (by person), Conflict."""
    with transaction.atomic():
        row = _locked(actor, session)
        if workdays.seoul_date(row.starts_at) > workdays.seoul_today():
            raise Invalid(NOT_YET)
        seated = set(
            Enrolment.objects.filter(request_id=row.request_id, status="CONFIRMED").values_list("pk", flat=True)
        )
        errors = {f"{line.enrolment_id}": said for line in lines if (said := _fault(line, row, seated))}
        if errors:
            raise Invalid(errors)
        now = timezone.now()
        made = [_attendance_of(line, row, source, actor, now) for line in lines]
        Attendance.objects.bulk_create(
            made,
            update_conflicts=True,
            unique_fields=["session", "enrolment"],
            update_fields=["result", "in_at", "out_at", "source", "entered_by", "entered_at"],
        )
        audit.record(actor, "education.attendance", action="UPDATE", about=row, changes={"people": len(made)})
    return len(made)


def _attendance_of(line: Line, session: Session, source: str, actor: Actor, now: datetime) -> Attendance:
    there = line.result in WAS_THERE
    in_at = line.in_at if there else None
    if there and line.out_at is not None and in_at is None:
        in_at = session.starts_at
    return Attendance(
        session=session,
        enrolment_id=line.enrolment_id,
        result=line.result,
        in_at=in_at,
        out_at=line.out_at if there else None,
        source=source,
        entered_by_id=actor.user_id,
        entered_at=now,
    )


def _fault(line: Line, session: Session, seated: set[Any]) -> str:
    if line.enrolment_id not in seated:
        return "이 교육에 자리가 있는 사람이 아니거나 이미 수료를 판정했습니다."
    if not codes.is_code("attendance_result", line.result):
        return "출석을 고르십시오."
    if line.result == LATE and line.in_at is None:
        return "지각은 들어온 시각을 적으십시오."
    if line.result == LEFT_EARLY and line.out_at is None:
        return "조퇴는 나간 시각을 적으십시오."
    begin = line.in_at or session.starts_at
    if line.out_at is not None and line.out_at < begin:
        return "나간 시각은 들어온 시각보다 뒤여야 합니다."
    return ""


def _locked(actor: Actor, session: Session) -> Session:
    """The lesson, locked with its course, so that nobody decides while somebody enters."""
    locked = SESSION_ACCESS.lock_for(actor, "attend", session.pk)
    course = EducationRequest.objects.select_for_update().get(pk=locked.request_id)
    if course.status not in OPEN:
        raise Conflict(f"지금 상태({course.get_status_display()})에서는 출석을 고칠 수 없습니다.")
    return locked


# --- tests before and after ------------------------------------------------------------------------------------------


def enter_scores(*, actor: Actor, course: EducationRequest, scores: Mapping[tuple[Any, str], Decimal]) -> int:
    """`scores`: (enrolment id, PRE or POST) → per cent. Raises Invalid by person, Conflict once decided."""
    with transaction.atomic():
        locked = COURSE_ACCESS.lock_for(actor, "run", course.pk)
        if locked.status not in OPEN:
            raise Conflict(f"지금 상태({locked.get_status_display()})에서는 점수를 고칠 수 없습니다.")
        seated = set(locked.enrolments.filter(status="CONFIRMED").values_list("pk", flat=True))
        errors = {
            str(pk): "점수는 0에서 100 사이로, 판정하지 않은 사람에게만 적습니다."
            for (pk, _), score in scores.items()
            if pk not in seated or not 0 <= score <= 100
        }
        if errors:
            raise Invalid(errors)
        today = workdays.seoul_today()
        TestScore.objects.bulk_create(
            [
                TestScore(enrolment_id=pk, kind=kind, score=score, taken_on=today)
                for (pk, kind), score in scores.items()
            ],
            update_conflicts=True,
            unique_fields=["enrolment", "kind"],
            update_fields=["score", "taken_on"],
        )
        audit.record(actor, "education.scores", action="UPDATE", about=locked, changes={"scores": len(scores)})
    return len(scores)


# --- the door --------------------------------------------------------------------------------------------------------


def open_door(*, actor: Actor, session: Session) -> Session:
    """Give the lesson its secret address; the same one when it has one."""
    with transaction.atomic():
        row = _locked(actor, session)
        if not row.check_in_key:
            row.check_in_key = secret_links.random_key()
            row.save(update_fields=["check_in_key"])
            audit.record(actor, "education.open_door", action="UPDATE", about=row)
    return row


def close_door(*, actor: Actor, session: Session) -> Session:
    """The address answers no more; the next opening makes another."""
    with transaction.atomic():
        row = _locked(actor, session)
        if row.check_in_key:
            row.check_in_key = ""
            row.save(update_fields=["check_in_key"])
            audit.record(actor, "education.close_door", action="UPDATE", about=row)
    return row


def url_of(session: Session) -> str:
    """Nothing while it is closed."""
    return LINK.url(session.check_in_key) if session.check_in_key else ""


def session_of(key: str) -> Session:
    """The lesson behind an address. Raises NotVisible for one that was never made or is closed."""
    row = LINK.find(Session.objects.filter(request__status__in=OPEN).select_related("request__topic"), key)
    if row is None:
        raise NotVisible
    return row


def is_on(session: Session) -> bool:
    return session.starts_at - BEFORE <= timezone.now() <= session.ends_at + AFTER


def check_in(*, session: Session, name: str, code: str, act: str) -> Attendance:
    """Somebody at the door gives name and number and comes in or goes out. Who is not on the list is told nothing else.

    Raises Invalid. Nobody is signed in; the attendance itself is the record of who came.
    """
    if not is_on(session):
        raise Invalid(NOT_NOW)
    bucket = throttle.bucket("check-in", f"{session.pk} {''.join(name.split())}")
    if throttle.is_too_often((bucket, TRIES)):
        raise Invalid(TOO_OFTEN)
    found = _match(session, name, code)
    if found is None:
        raise Invalid({"code": WRONG})
    with transaction.atomic():
        # Who taps twice waits for himself, and the door for the list, which locks the lesson too.
        Session.objects.select_for_update().get(pk=session.pk)
        row = Attendance.objects.filter(session=session, enrolment=found).first()
        now = timezone.now()
        if act == "out":
            return _go_out(row, session, now)
        return row if row is not None and row.in_at is not None else _come_in(row, session, found, now)


def _match(session: Session, name: str, code: str) -> Enrolment | None:
    """Every person with a seat is compared, in the same time."""
    wanted, match = "".join(name.split()), None
    for row in Enrolment.objects.filter(request_id=session.request_id, status="CONFIRMED"):
        same = secret_links.same(row.door_code, code)
        if same and "".join(row.name.split()) == wanted:
            match = row
    return match


def _come_in(row: Attendance | None, session: Session, who: Enrolment, now: datetime) -> Attendance:
    row = row or Attendance(session=session, enrolment=who)
    row.in_at, row.source, row.entered_at = now, Attendance.Source.QR, now
    row.result = LATE if now > session.starts_at + GRACE else PRESENT
    row.save()
    return row


def _go_out(row: Attendance | None, session: Session, now: datetime) -> Attendance:
    if row is None or row.in_at is None:
        raise Invalid("들어온 기록이 없습니다. 강사에게 말씀하십시오.")
    row.out_at, row.entered_at = now, now
    if now < session.ends_at - GRACE:
        row.result = LEFT_EARLY
    elif row.result == LEFT_EARLY:
        row.result = LATE if row.in_at > session.starts_at + GRACE else PRESENT
    row.save()
    return row
