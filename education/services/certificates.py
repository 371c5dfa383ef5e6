"""Certificates (domain 4.5): the number at completion, the paper with the report, or at once where the site says so;
whether one is real is told to anybody who knows its number and the name on it, and no more than the match.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import audit, numbers, workdays
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid
from core.masking import mask_name
from core.text import fold_code
from education.access import CERTIFICATE_ACCESS
from education.models import Certificate, EducationRequest, Enrolment
from education.querysets import REPORTED
from education.workflow import ENROLMENT


def number_all(course: EducationRequest, people: Sequence[Enrolment]) -> None:
    """To whoever completed the course a number of the host and the year in which it ended, in this order; where the site
    says so, the paper as well."""
    if not (course.needs_certificate and people):
        return
    is_out = course.status in REPORTED or at_completion()
    year = (ended_on(course) or workdays.seoul_today()).year
    serials = numbers.next_numbers(f"수료증:{course.host_id}", len(people), year)
    day = workdays.seoul_today() if is_out else None
    Certificate.objects.bulk_create(
        Certificate(enrolment=row, host_id=course.host_id, year=year, serial=serial, issued_on=day)
        for row, serial in zip(people, serials, strict=True)
    )


def at_completion() -> bool:
    """Whether who has met the rule gets the paper then, and not with the report."""
    return bool(settings.SITE["certificates_at_completion"])


def ended_on(course: EducationRequest) -> date | None:
    """The day of the last lesson; None while there is none. No query where the lessons are read already."""
    last = max((one.ends_at for one in course.sessions.all()), default=None)
    return workdays.seoul_date(last) if last else None


@ENROLMENT.after("correct")
def _revoke(row: Enrolment, data: Any, actor: Actor) -> None:
    for one in row.certificates.filter(revoked_at__isnull=True):
        _revoke_one(one, data["reason"], actor)


def issue(course: EducationRequest, day: date, actor: Actor = SYSTEM) -> int:
    """The report is approved: the certificates of the course are issued."""
    rows = Certificate.objects.filter(enrolment__request=course, issued_on__isnull=True, revoked_at__isnull=True)
    count = rows.update(issued_on=day)
    audit.record(actor, "education.issue_certificates", action="UPDATE", about=course, changes={"count": count})
    return count


WITH_REPORT = "결과보고를 마치면 수료한 사람의 수료증이 발급됩니다."
AT_COMPLETION = "수료로 판정하면 그 자리에서 수료증이 발급됩니다."


def when_issued() -> str:
    """In a sentence, for whoever looks for them before."""
    return AT_COMPLETION if at_completion() else WITH_REPORT


def is_valid(row: Certificate) -> bool:
    """Issued and not revoked: what may be handed out."""
    return row.issued_on is not None and row.revoked_at is None


def void(row: Certificate) -> str:
    """Why a certificate is none that holds; empty while it does."""
    if row.revoked_at is not None:
        return "이미 취소한 수료증입니다."
    return "" if row.issued_on is not None else "아직 발급하지 않은 수료증입니다."


def reissue(*, actor: Actor, certificate: Certificate) -> Certificate:
    """The same number with the day of the second copy. Raises Conflict for one that is not issued or was revoked."""
    with transaction.atomic():
        row = CERTIFICATE_ACCESS.lock_for(actor, "keep", certificate.pk)
        if why := void(row):
            raise Conflict(why)
        row.reissued_on = workdays.seoul_today()
        row.save(update_fields=["reissued_on"])
        audit.record(actor, "education.reissue_certificate", action="UPDATE", about=row, changes={"number": row.number})
    return row


def revoke(*, actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """Raises Conflict for one that is not issued or was revoked already, Invalid without a reason."""
    with transaction.atomic():
        row = CERTIFICATE_ACCESS.lock_for(actor, "keep", certificate.pk)
        if why := void(row):
            raise Conflict(why)
        if not reason.strip():
            raise Invalid({"reason": "취소 사유를 적으십시오."})
        return _revoke_one(row, reason, actor)


def _revoke_one(row: Certificate, reason: str, actor: Actor) -> Certificate:
    row.revoked_at, row.revoked_reason = timezone.now(), reason.strip()
    row.save(update_fields=["revoked_at", "revoked_reason"])
    audit.record(actor, "education.revoke_certificate", action="UPDATE", about=row, changes={"number": row.number})
    return row


_NUMBER = re.compile(r"제?\s*(20\d\d)\s*-\s*0*(\d{1,6})\s*호?")


@dataclass(frozen=True)
class Match:
    """What the page shows: the name masked, and whether the certificate holds."""

    number: str
    course: str
    host: str
    held_on: date | None
    name: str
    is_valid: bool


def find(number: str, name: str) -> list[Match]:
    """Issued certificates with this number and name; several hospitals may have given the same number."""
    parts = _NUMBER.fullmatch(fold_code(number).strip())
    if parts is None:
        return []
    rows = Certificate.objects.filter(year=int(parts[1]), serial=int(parts[2]), issued_on__isnull=False)
    rows = rows.select_related("host", "enrolment__request__topic").prefetch_related("enrolment__request__sessions")
    wanted = "".join(name.split())
    return [_match(row) for row in rows if "".join(row.enrolment.name.split()) == wanted]


def _match(row: Certificate) -> Match:
    course = row.enrolment.request
    return Match(
        row.number,
        course.course,
        row.host.name,
        ended_on(course),
        mask_name(row.enrolment.name),
        row.revoked_at is None,
    )
