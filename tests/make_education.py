"""Builders of education, in any state, without the acts that lead there. All people are fictional (가상)."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from core import crypto, workdays
from education.models import (
    EducationRequest,
    Enrolment,
    ExternalRequester,
    Instructor,
    InstructorBooking,
    Session,
    Topic,
)
from education.querysets import HELD
from education.services import external_requesters
from tests import cast as standing

_serial = count(1)


def topic(**values: Any) -> Topic:
    cast = standing.current()
    data = {
        "host": cast.host,
        "field": "EMERGENCY",
        "title": f"심폐소생술 {next(_serial)}",
        "audiences": ["CARE_STAFF"],
        "methods": ["ONSITE"],
        "minutes": 120,
        "per_manikin": 8,
    }
    return Topic.objects.create(**data | values)


def request(status: str = "SUBMITTED", **values: Any) -> EducationRequest:
    """A request of the nursing home to the host, as far as `status`; a course of its own with `requester=None`."""
    cast, now = standing.current(), timezone.now()
    sent = status != "DRAFT"
    decided = status not in ("DRAFT", "SUBMITTED", "REVIEWING", "SUPPLEMENT")
    data = {
        "number": f"E-2026-{next(_serial):05d}",
        "host": cast.host,
        "requester": cast.nursing1.institution,
        "contact_name": "공가상",
        "contact_phone": "010-0000-0031",
        "field": ["EMERGENCY"],
        "method": "ONSITE",
        "audience": "CARE_STAFF",
        "expected_count": 25,
        "wish_1": now + timedelta(days=20),
        "place": "1층 강당",
        "duration_min": 120,
        "content_wish": "심폐소생술 실습",
        "needs_certificate": True,
        "title": "요양시설 종사자 응급상황 대처 교육" if decided else "",
        "capacity": 25 if decided else None,
        "created_by": cast.nursing1.user,
        "submitted_at": now - timedelta(days=3) if sent else None,
        "decided_at": now - timedelta(days=2) if decided else None,
        "status": status,
        "note": "인원을 다시 적어 주십시오." if status == "SUPPLEMENT" else "",
        "reject_reason": "NO_DATE" if status == "REJECTED" else "",
        "cancel_reason": "TOO_FEW" if status.startswith("CANCELLED") else "",
    }
    data |= dict.fromkeys(("confirmed_at", "date_agreed_at"), now) if status in ("CONFIRMED", *HELD) else {}
    data |= {"delivered_at": now} if status in HELD else {}
    return EducationRequest.objects.create(**data | values)


def public_request(status: str = "SUBMITTED", contact: str = "head@example.invalid", **values: Any) -> EducationRequest:
    """A request of a village that has no account."""
    cast = standing.current()
    row = request(status, requester=None, from_outside=True, created_by=None, **values)
    who = ExternalRequester(
        request=row, name="가상마을회", municipality=cast.nursing1.institution.municipality, address=contact,
        channel="EMAIL" if "@" in contact else "SMS", address_hash="", proved_at=timezone.now(), consented_at=timezone.now(),
    )  # fmt: skip
    who.key_hash = external_requesters.LINK.stored(external_requesters.key_of(who))
    who.save()
    return row


def session(about: EducationRequest, starts_at: datetime | None = None, minutes: int = 120, **values: Any) -> Session:
    starts = starts_at or workdays.start_of_day(workdays.seoul_today() + timedelta(days=20)) + timedelta(hours=14)
    data = {"starts_at": starts, "ends_at": starts + timedelta(minutes=minutes), "place_or_link": "1층 강당"}
    return Session.objects.create(request=about, **data | values)


def instructor(**values: Any) -> Instructor:
    cast = standing.current()
    data = {"host": cast.host, "name": "권가상", "fields": ["EMERGENCY"], "fee_per_hour": 100_000}
    return Instructor.objects.create(**data | values)


def booking(
    about: Session, who: Instructor | None = None, status: str = "CONFIRMED", **values: Any
) -> InstructorBooking:
    who = who or instructor(user=standing.current().instructor1.user)
    period = DateTimeTZRange(about.starts_at, about.ends_at)
    asked = timezone.now() if status != "CANDIDATE" else None
    return InstructorBooking.objects.create(
        session=about, instructor=who, period=period, status=status, invited_at=asked, **values
    )


def enrolment(about: EducationRequest, name: str = "", status: str = "CONFIRMED", **values: Any) -> Enrolment:
    serial = next(_serial)
    name = name or f"수강{serial}가상"
    data = {
        "institution": about.requester,
        "consented_at": timezone.now(),
        "person_hash": crypto.keyed_hash("participant", name, str(serial)),
        "door_code": f"{serial % 10_000:04d}",
        "seated_at": timezone.now() if status not in ("APPLIED", "WAITLISTED") else None,
        "cancelled_by": standing.current().nursing1.user if status == "CANCELLED" else None,
    }
    return Enrolment.objects.create(request=about, name=name, status=status, **data | values)
