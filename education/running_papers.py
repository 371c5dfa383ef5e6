"""Papers of a course that is held: the sheet to sign, the report, the certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from core import dates, workdays
from core.actor import Actor
from core.models import PrintedDocument
from core.reports import Paper, issue, make, preview, record_file
from education.models import Certificate, EducationRequest, Enrolment, Session
from education.services import reporting

SIGNS = Paper("education_signs", "교육 참석자 서명부", "education/papers/signs.html")
REPORT = Paper("education_report", "교육 결과보고서", "education/papers/report.html")
CERTIFICATE = Paper("certificate", "수료증", "education/papers/certificate.html")
CERTIFICATES = Paper("certificates", "수료증", "education/papers/certificates.html")
ROWS, SPARE = 15, 3


def signs(*, actor: Actor, session: Session, people: Sequence[Enrolment]) -> tuple[PrintedDocument, bytes]:
    """The sheet that lies at the door: fifteen rows a page, empty ones for guests, no telephone numbers."""
    rows: list[dict[str, str]] = [
        {"number": str(place), "place": place_of(one), "name": one.name} for place, one in enumerate(people, start=1)
    ]
    rows += [{"number": "", "place": "", "name": ""}] * (SPARE + (-len(rows) - SPARE) % ROWS)
    context = {
        "heading": session.request.course,
        "when": dates.paper_span(session.starts_at, session.ends_at),
        "where": session.place_or_link,
        "sheets": [rows[begin : begin + ROWS] for begin in range(0, len(rows), ROWS)],
    }
    return issue(_of(SIGNS, session.request), session, context, actor)


def _of(paper: Paper, course: EducationRequest) -> Paper:
    return replace(paper, office=course.host.short_name or course.host.name)


def report_context(course: EducationRequest) -> dict[str, Any]:
    report, said = reporting.shown(course)
    approved = report if report is not None and report.approved_at else None
    approvals = [
        {"title": "담당", "name": report.written_by.name if report else "", "date": report.written_at if report else None},
        {"title": "원장", "name": approved.approved_by.name if approved and approved.approved_by else "", "date": approved.approved_at if approved else None},
    ]  # fmt: skip
    return {"said": said, "approvals": approvals, "mark": "" if approved else "승인 전"}


def show_report(course: EducationRequest, actor: Actor, frame: dict[str, Any]) -> str:
    return preview(REPORT, {**report_context(course), **frame}, actor)


def print_report(course: EducationRequest, actor: Actor) -> tuple[PrintedDocument, bytes]:
    return issue(_of(REPORT, course), course, report_context(course), actor)


def certificate(row: Certificate, actor: Actor) -> tuple[PrintedDocument, bytes]:
    """The certificate as a paper; its number is its own, the foot carries the number of the print."""
    course = row.enrolment.request
    context = _certified(row, list(course.sessions.all()))
    return issue(_of(CERTIFICATE, course), row, context, actor)


def own_certificate(row: Certificate, holder: Actor) -> tuple[PrintedDocument, bytes]:
    """The same paper for the person themselves, who has no account: recorded, but nobody's print."""
    course = row.enrolment.request
    context = _certified(row, list(course.sessions.all()))
    printed, content = make(_of(CERTIFICATE, course), row, context, by=holder.name)
    record_file(holder, "education.own_certificate", row, printed.number)
    return printed, content


def certificates(course: EducationRequest, rows: Sequence[Certificate], actor: Actor) -> tuple[PrintedDocument, bytes]:
    """All certificates of a course in one file, a sheet each."""
    sessions = list(course.sessions.all())
    sheets = [_certified(row, sessions) for row in rows]
    return issue(_of(CERTIFICATES, course), course, {**sheets[0], "more": sheets[1:]}, actor)


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
        "length": reporting.length_words(sum(one.minutes for one in sessions)),
        "issued_in_words": in_words(row.issued_on) if row.issued_on else "",
        "issuer": f"{row.host.name}장",
        "reissued_on": plain(row.reissued_on) if row.reissued_on else "",
        "revoked_at": row.revoked_at,
        "check_url": f"{settings.BASE_URL}{reverse('education:certificate-check')}",
    }


def is_valid(row: Certificate) -> bool:
    """Issued and not revoked: what may be handed out."""
    return row.issued_on is not None and row.revoked_at is None


def place_of(person: Enrolment) -> str:
    return person.institution.name if person.institution else person.affiliation


def plain(day: date) -> str:
    """`2026. 11. 10.`"""
    return f"{day.year}. {day.month}. {day.day}."


def in_words(day: date) -> str:
    """`2026년 11월 13일`, as certificates write it."""
    return f"{day.year}년 {day.month}월 {day.day}일"
