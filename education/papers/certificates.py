"""The certificate as a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from core import dates, secret_links, workdays
from core.actor import Actor
from core.models import PrintedDocument
from core.reports import Paper, make, print_out, record_file, type_page
from core.typesetting import width_of
from education.models import Certificate, EducationRequest, Session
from education.papers.attendance import place_of
from education.services import reports
from network.services.letterheads import sender_of

CERTIFICATE = Paper("certificate", "수료증", "education/papers/certificate.html")
CERTIFICATES = Paper("certificates", "수료증 모음", "education/papers/certificate.html")
LONG = 24  # letters of a name that take more than one line


def certificate(row: Certificate, actor: Actor) -> tuple[PrintedDocument, bytes]:
    """The certificate as a paper, with the number of its own series."""
    sheets = _sheets(row.enrolment.request, [row])
    return print_out(replace(CERTIFICATE, number=row.number), row, sheets, actor)


def certificate_hwpx(row: Certificate, actor: Actor) -> tuple[str, bytes]:
    sheets = _sheets(row.enrolment.request, [row])
    return type_page(replace(CERTIFICATE, number=row.number), row, sheets, actor)


def own_certificate(row: Certificate, holder: Actor) -> tuple[PrintedDocument, bytes]:
    """The same paper for the person themselves, who has no account: recorded, but nobody's print."""
    sheets = _sheets(row.enrolment.request, [row])
    printed, content = make(replace(CERTIFICATE, number=row.number), row, sheets, by=holder.name)
    record_file(holder, "education.own_certificate", row, printed.number)
    return printed, content


def certificates(course: EducationRequest, rows: Sequence[Certificate], actor: Actor) -> tuple[PrintedDocument, bytes]:
    """All certificates of a course in one file, a sheet each."""
    return print_out(CERTIFICATES, course, _sheets(course, rows), actor)


def certificates_hwpx(course: EducationRequest, rows: Sequence[Certificate], actor: Actor) -> tuple[str, bytes]:
    return type_page(CERTIFICATES, course, _sheets(course, rows), actor)


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
        "birth_date": dates.plain(person.birth_date) if course.asks_birth_date and person.birth_date else "",
        "course": course.course,
        "is_long": max(width_of(course.course), width_of(place_of(person))) > LONG,
        "period": dates.plain(first) if first == last else f"{dates.plain(first)}~{dates.plain(last)}",
        "length": reports.length_words(sum(one.minutes for one in sessions)),
        "issued_in_words": in_words(row.issued_on) if row.issued_on else "",
        "issuer": sender_of(row.host.name),
        "reissued_on": dates.plain(row.reissued_on) if row.reissued_on else "",
        "revoked_at": row.revoked_at,
    }


def _check(url: str) -> dict[str, Any]:
    """The address at which a certificate is checked, and its QR."""
    size, path = secret_links.qr_path(url)
    return {"url": url, "size": size, "path": path}


def in_words(day: date) -> str:
    """`2026년 11월 13일`, as certificates write it."""
    return f"{day.year}년 {day.month}월 {day.day}일"
