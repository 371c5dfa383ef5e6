"""The certificate as a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from core import workdays
from core.actor import Actor
from core.models import PrintedDocument
from core.reports import Paper, make, print_out, record_file
from education.models import Certificate, EducationRequest, Session
from education.papers.attendance import place_of
from education.services import reports

CERTIFICATE = Paper("certificate", "수료증", "education/papers/certificate.html")
CERTIFICATES = Paper("certificates", "수료증", "education/papers/certificate.html")


def certificate(row: Certificate, actor: Actor) -> tuple[PrintedDocument, bytes]:
    """The certificate as a paper, with the number of its own series."""
    sheets = _sheets(row.enrolment.request, [row])
    return print_out(replace(CERTIFICATE, number=row.number), row, sheets, actor)


def own_certificate(row: Certificate, holder: Actor) -> tuple[PrintedDocument, bytes]:
    """The same paper for the person themselves, who has no account: recorded, but nobody's print."""
    sheets = _sheets(row.enrolment.request, [row])
    printed, content = make(replace(CERTIFICATE, number=row.number), row, sheets, by=holder.name)
    record_file(holder, "education.own_certificate", row, printed.number)
    return printed, content


def certificates(course: EducationRequest, rows: Sequence[Certificate], actor: Actor) -> tuple[PrintedDocument, bytes]:
    """All certificates of a course in one file, a sheet each."""
    return print_out(CERTIFICATES, course, _sheets(course, rows), actor)


def _sheets(course: EducationRequest, rows: Sequence[Certificate]) -> dict[str, Any]:
    sessions = list(course.sessions.all())
    check = _check(f"{settings.BASE_URL}{reverse('education:certificate-check')}")
    return {"sheets": [{**_certified(row, sessions), "check": check} for row in rows]}


def _certified(row: Certificate, sessions: Sequence[Session]) -> dict[str, Any]:
    course, person = row.enrolment.request, row.enrolment
    first, last = (workdays.seoul_date(one) for one in (sessions[0].starts_at, sessions[-1].ends_at))
    return {
        "number": row.number,
        "place": place_of(person),
        "name": person.name,
        "birth_date": plain(person.birth_date) if course.asks_birth_date and person.birth_date else "",
        "course": course.course,
        "period": plain(first) if first == last else f"{plain(first)} ~ {plain(last)}",
        "length": reports.length_words(sum(one.minutes for one in sessions)),
        "issued_in_words": in_words(row.issued_on) if row.issued_on else "",
        "issuer": f"{row.host.name}장",
        "reissued_on": plain(row.reissued_on) if row.reissued_on else "",
        "revoked_at": row.revoked_at,
    }


def _check(url: str) -> dict[str, Any]:
    """The address at which a certificate is checked, and its QR code as a path in units of its squares."""
    code = segno.make(url, error="m", micro=False)
    dark = [(row, place) for row, line in enumerate(code.matrix) for place, is_dark in enumerate(line) if is_dark]
    path = "".join(f"M{place} {row}h1v1h-1z" for row, place in dark)
    return {"url": url, "size": code.symbol_size(border=0)[0], "path": path}


def is_valid(row: Certificate) -> bool:
    """Issued and not revoked: what may be handed out."""
    return row.issued_on is not None and row.revoked_at is None


def plain(day: date) -> str:
    """`2026. 11. 10.`"""
    return f"{day.year}. {day.month}. {day.day}."


def in_words(day: date) -> str:
    """`2026년 11월 13일`, as certificates write it."""
    return f"{day.year}년 {day.month}월 {day.day}일"
