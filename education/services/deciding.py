"""What becomes of every sign-up after the course, and the certificates (domain 2.3, 4.5)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, numbers, workdays
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid, NotVisible
from education.completion import Presence, Rule, Standing, standing
from education.models import Certificate, EducationRequest, Enrolment
from education.running_access import CERTIFICATE_ACCESS, COURSE_ACCESS
from education.workflow import ENROLMENT, RequestStatus

OPEN = (RequestStatus.DELIVERED, RequestStatus.SURVEYED)
UNDECIDED = "수료를 판정하지 않은 수강생이 있습니다."


def standings(course: EducationRequest, people: Iterable[Enrolment] | None = None) -> dict[Any, Standing]:
    """Where everybody with a seat stands by the rule of the course. Three queries."""
    sessions = list(course.sessions.all())
    found = people if people is not None else course.enrolments.seated()
    rows = list(Enrolment.objects.filter(pk__in=[one.pk for one in found]).prefetch_related("attendance", "scores"))
    rule = Rule(course.attendance_share, course.pass_mark)
    return {row.pk: _standing(row, sessions, rule) for row in rows}


def _standing(row: Enrolment, sessions: list[Any], rule: Rule) -> Standing:
    known = {one.session_id: one for one in row.attendance.all()}
    presences = [
        Presence(one.starts_at, one.ends_at, there.result, there.in_at, there.out_at)
        if (there := known.get(one.pk))
        else Presence(one.starts_at, one.ends_at)
        for one in sessions
    ]
    score = next((one.score for one in row.scores.all() if one.kind == "POST"), None)
    return standing(presences, rule, score)


def decide(*, actor: Actor, course: EducationRequest) -> dict[str, int]:
    """Decide about everybody who is not decided yet, in the order of applying. Returns how many of each outcome."""
    with transaction.atomic():
        row = locked(actor, course, "run")
        if row.status not in OPEN:
            raise Conflict(f"지금 상태({row.get_status_display()})에서는 수료를 판정할 수 없습니다.")
        people = list(row.enrolments.filter(status="CONFIRMED").order_by("applied_at", "pk"))
        found = standings(row, people)
        counts = {"complete": 0, "fail": 0, "no_show": 0}
        for one in people:
            stands = found[one.pk]
            ENROLMENT.fire(one, stands.outcome, actor=actor, data={"minutes": stands.attended})
            counts[stands.outcome] += 1
        audit.record(actor, "education.decide", action="UPDATE", about=row, changes=counts)
    return counts


def correct(*, actor: Actor, enrolment: Enrolment, reason: str) -> Enrolment:
    """Take a decision back; a certificate that was numbered is revoked and its number stays used."""
    course = enrolment.request
    if course.status not in (*OPEN, RequestStatus.REPORTED):
        raise Conflict(f"지금 상태({course.get_status_display()})에서는 판정을 고칠 수 없습니다.")
    found: Enrolment = ENROLMENT.fire(enrolment, "correct", actor=actor, reason=reason)
    return found


@ENROLMENT.effect("complete", "fail", "no_show")
def _decided(row: Enrolment, data: Any, actor: Actor) -> None:
    row.decided_at, row.minutes = timezone.now(), data.get("minutes")


@ENROLMENT.effect("correct")
def _corrected(row: Enrolment, data: Any, actor: Actor) -> None:
    row.decided_at, row.minutes, row.reason = None, None, data["reason"]


@ENROLMENT.after("correct")
def _revoke(row: Enrolment, data: Any, actor: Actor) -> None:
    for one in row.certificates.filter(revoked_at__isnull=True):
        _revoke_one(one, data["reason"], actor)


@ENROLMENT.after("complete")
def _number(row: Enrolment, data: Any, actor: Actor) -> None:
    """A number of the host and the year in which the course ended; the paper is issued with the report."""
    course = row.request
    if not course.needs_certificate:
        return
    year = workdays.seoul_date(timezone.now()).year
    Certificate.objects.create(
        enrolment=row,
        host_id=course.host_id,
        year=year,
        serial=numbers.next_number(f"수료증:{course.host_id}", year),
        check_key=secrets.token_urlsafe(16),
        issued_on=workdays.seoul_today() if course.status in ("REPORTED", "CLOSED") else None,
    )


def issue(course: EducationRequest, day: date, actor: Actor = SYSTEM) -> int:
    """The report is approved: the certificates of the course are issued."""
    rows = Certificate.objects.filter(enrolment__request=course, issued_on__isnull=True, revoked_at__isnull=True)
    count = rows.update(issued_on=day)
    audit.record(actor, "education.issue_certificates", action="UPDATE", about=course, changes={"count": count})
    return count


def reissue(*, actor: Actor, certificate: Certificate) -> Certificate:
    """The same number with the day of the second copy. Raises Conflict for one that is not issued or was revoked."""
    with transaction.atomic():
        row = _kept(actor, certificate)
        if row.issued_on is None or row.revoked_at is not None:
            raise Conflict("발급한 뒤 취소하지 않은 수료증만 다시 발급합니다.")
        row.reissued_on = workdays.seoul_today()
        row.save(update_fields=["reissued_on"])
        audit.record(actor, "education.reissue_certificate", action="UPDATE", about=row, changes={"number": row.number})
    return row


def revoke(*, actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    if not reason.strip():
        raise Invalid({"reason": "취소 사유를 적으십시오."})
    with transaction.atomic():
        row = _kept(actor, certificate)
        if row.revoked_at is not None:
            raise Conflict("이미 취소한 수료증입니다.")
        return _revoke_one(row, reason, actor)


def _revoke_one(row: Certificate, reason: str, actor: Actor) -> Certificate:
    row.revoked_at, row.revoked_reason = timezone.now(), reason.strip()[:300]
    row.save(update_fields=["revoked_at", "revoked_reason"])
    audit.record(actor, "education.revoke_certificate", action="UPDATE", about=row, changes={"number": row.number})
    return row


def _kept(actor: Actor, certificate: Certificate) -> Certificate:
    row, relations = CERTIFICATE_ACCESS.lock(actor, certificate.pk)
    if row is None or not relations:
        raise NotVisible
    CERTIFICATE_ACCESS.demand(row, "keep", relations)
    return row


def locked(actor: Actor, course: EducationRequest, act: str) -> EducationRequest:
    """The course, locked. Raises NotVisible, Forbidden."""
    row, relations = COURSE_ACCESS.lock(actor, course.pk)
    if row is None or not relations:
        raise NotVisible
    COURSE_ACCESS.demand(row, act, relations)
    return row
