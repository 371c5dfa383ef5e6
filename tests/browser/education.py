"""The courses that the pages of education are looked at over, and who looks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.test import Client as Browser
from django.utils import timezone

from core import workdays
from core.models import ContactProof, StoredFile
from education.models import Certificate, EducationReport, EducationRequest, InstructorAbsence
from education.services import (
    booking_links,
    delivery,
    external_requesters,
    materials,
    own_pages,
    public_enrolments,
    public_requests,
    reports,
)
from education.services import instructors as pool_rows
from education.views import public_requests as views
from education.workflow import REPORT
from tests import make, make_documents
from tests import make_education as making
from tests.cast import Cast


@dataclass(frozen=True)
class Visitor:
    """Somebody without an account who has shown the contact and opened the page of their request."""

    row: EducationRequest
    pk: int = 0
    has_passed: bool = True  # the number was typed back; else it is asked for

    @property
    def user(self) -> Any:
        return SimpleNamespace(username="visitor" if self.has_passed else "visitor before the number")

    def client(self) -> Browser:
        browser, now = Browser(), timezone.now()
        proof = ContactProof.objects.create(
            purpose=public_requests.PURPOSE, channel="EMAIL", address="head@example.invalid", asked_at=now, expires_at=now,
            passed_at=now if self.has_passed else None,
        )  # fmt: skip
        session, place = browser.session, self.row.external_requester.municipality_id
        session[views.WISH] = {
            "proof": str(proof.pk),
            "place": place,
            "shown": "h***@example.invalid",
            "passed": self.has_passed,
        }
        session[views.ASKED] = {"row": str(self.row.pk), "passed": time.time() if self.has_passed else 0}
        session.save()
        return browser


def prepare(cast: Cast) -> dict[str, Any]:
    """One whose lesson is today and waits for attendance, one whose report waits for approval."""
    today = making.request("CONFIRMED")
    lesson = making.session(today, timezone.now() - timedelta(minutes=30), check_in_key="browser-door")
    making.booking(lesson)
    for _ in range(3):
        making.enrolment(today)
    written = making.request("SURVEYED")
    making.session(written, timezone.now() - timedelta(days=9))
    people = [making.enrolment(written, status="COMPLETED") for _ in range(2)]
    EducationReport.objects.create(request=written, written_by=cast.coordinator1.user, opinions="실습이 더 필요함")
    paper = Certificate.objects.create(
        enrolment=people[0], host=cast.host, year=2026, serial=1, issued_on=workdays.seoul_today()
    )
    survey = {"object_kind": delivery.OBJECT, "object_id": written.pk}
    make.answered_survey(cast.host, **survey)
    planned = making.request("SCHEDULING")
    asked = making.booking(making.session(planned), making.instructor(name="강사가상"), "ACCEPTED")
    drafted, reviewing = making.request("DRAFT"), making.request("REVIEWING")
    coming = making.request("CONFIRMED", capacity=1, asks_birth_date=True)
    making.session(coming)
    seated, in_line = making.enrolment(coming), making.enrolment(coming, status="WAITLISTED")
    public_enrolments.open_door(actor=cast.coordinator1.actor, course=coming)
    coming.refresh_from_db()
    StoredFile.objects.create(
        object_kind=materials.COURSE, object_id=str(coming.pk), name="교재.pdf", kind="pdf", size=90_000, sha256="0" * 64,
        added_by=cast.coordinator1.user, added_at=timezone.now(),
    )  # fmt: skip
    waiting = making.public_request("SUPPLEMENT")
    teacher = asked.instructor
    pool_rows.add_qualification(
        actor=cast.coordinator1.actor, instructor=teacher, kind="응급처치 강사", expires_on=workdays.seoul_today()
    )
    InstructorAbsence.objects.create(
        instructor=teacher, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=2), note="출장"
    )
    written_to = making.booking(
        making.session(making.request("SCHEDULING")), making.instructor(name="모가상"), "INVITED"
    )
    booking_links.issue(actor=cast.coordinator1.actor, booking=written_to)
    parts = {"coming": coming, "seated": seated, "in_line": in_line, "certified": people[0]}
    more = parts | {"written_to": written_to, "waiting": waiting, "planned": planned, "asked": asked}
    topic = making.topic(most_people=20, qualification="응급처치 강사", material="실습용 마네킹")
    more |= {"drafted": drafted, "reviewing": reviewing, "topic": topic}
    reported = making.request("REPORTED")
    making.session(reported, timezone.now() - timedelta(days=20))
    EducationReport.objects.create(request=reported, written_by=cast.coordinator1.user, opinions="실습이 더 필요함")
    said = reports.KIND.facts(reported)
    issued_report = make_documents.document(
        REPORT, reported, "EDUCATION", "ISSUED", cast.coordinator1.user, cast.director1.user,
        content={"facts": said, "blocks": reports.KIND.lay_out(said)},
    )  # fmt: skip
    delivered = making.request("DELIVERED")
    making.session(delivered, timezone.now() - timedelta(days=3))
    return more | {
        "delivered": delivered,
        "reported": reported,
        "issued_report": issued_report,
        "today": today,
        "lesson": lesson,
        "written": written,
        "learner": people[1],
        "paper": paper,
    }


def visits(cast: Cast, rows: dict[str, Any]) -> Iterator[tuple[Any, str, tuple[Any, ...], str]]:
    runs, today, lesson, written = cast.coordinator1, rows["today"], rows["lesson"], rows["written"]
    for who in (runs, cast.nursing1, cast.fire1):
        yield who, "request-list", (), ""
    yield runs, "request-list", (), "?view=all&status=SURVEYED&since=2026-01-01&late=on"
    yield from asking(cast, rows)
    yield from taking_part(cast, rows)
    for who in (runs, cast.nursing1, cast.instructor1):
        yield who, "request-detail", (today.pk,), ""
    for who in (runs, cast.instructor1):
        yield who, "session-attendance", (lesson.pk,), ""
    yield runs, "session-door", (lesson.pk,), ""
    yield cast.instructor1, "taught-act", (today.pk, "deliver"), ""
    yield runs, "session-act", (lesson.pk, "walk_in"), ""
    yield None, "check-in", (), "?k=browser-door"
    yield None, "certificate-check", (), ""
    for course in (today, written):
        yield runs, "course-delivery", (course.pk,), ""
    for who in (runs, cast.nursing1):
        yield who, "course-people", (today.pk,), ""
        yield who, "people-import", (today.pk,), ""
    yield runs, "course-scores", (today.pk,), ""
    yield runs, "course-act", (today.pk, "deliver"), ""
    yield runs, "course-act", (rows["delivered"].pk, "close_survey"), ""
    for who in (runs, cast.nursing1):
        yield who, "certificates", (written.pk,), ""
    yield runs, "report", (written.pk,), ""
    yield cast.director1, "report", (rows["reported"].pk,), ""
    yield runs, "report-edit", (written.pk,), ""
    yield runs, "report-act", (written.pk, "submit"), ""
    yield runs, "report-correct", (rows["issued_report"].pk,), ""
    yield runs, "enrolment-act", (rows["learner"].pk, "correct"), ""
    yield runs, "certificate-act", (rows["paper"].pk, "revoke"), ""


def taking_part(cast: Cast, rows: dict[str, Any]) -> Iterator[tuple[Any, str, tuple[Any, ...], str]]:
    """Those who take part, without an account, and what is kept for them."""
    coming = rows["coming"]
    keys = {name: f"?k={own_pages.key_of(rows[name].pk)}" for name in ("seated", "in_line", "certified")}
    yield None, "join", (), f"?k={public_enrolments.key_of(coming)}"
    for key in keys.values():
        yield None, "own-page", (), key
    yield None, "own-cancel", (), keys["seated"]
    yield None, "own-certificate", (), keys["certified"]
    for who in (cast.coordinator1, cast.nursing1):
        yield who, "course-join", (coming.pk,), ""
        yield who, "people-export", (coming.pk,), ""
        yield who, "course-materials", (coming.pk,), ""


def asking(cast: Cast, rows: dict[str, Any]) -> Iterator[tuple[Any, str, tuple[Any, ...], str]]:
    """A request until the course stands."""
    runs, agency, planned, asked = cast.coordinator1, cast.nursing1, rows["planned"], rows["asked"]
    yield agency, "request-new", (), ""
    yield runs, "course-open", (), ""
    yield agency, "request-edit", (rows["drafted"].pk,), ""
    for who, name in ((runs, "ask_more"), (runs, "approve"), (runs, "reject"), (agency, "cancel")):
        yield who, "request-act", (rows["reviewing"].pk, name), ""
    yield agency, "request-detail", (planned.pk,), ""
    yield runs, "request-detail", (planned.pk,), ""
    yield runs, "session-new", (planned.pk,), ""
    yield runs, "session-drop", (planned.pk, asked.session_id), ""
    yield runs, "booking-new", (planned.pk, asked.session_id), ""
    yield agency, "request-act", (planned.pk, "agree"), ""
    yield runs, "booking-act", (asked.pk, "confirm"), ""
    yield from without_account(cast, rows)
    yield from pool(cast, rows)
    yield runs, "topics", (), ""
    yield runs, "topic-new", (), ""
    yield runs, "topic-edit", (rows["topic"].pk,), ""
    yield agency, "catalogue", (), ""


def pool(cast: Cast, rows: dict[str, Any]) -> Iterator[tuple[Any, str, tuple[Any, ...], str]]:
    """The pool of instructors, an instructor's own page, and the address for one without an account."""
    runs, written_to, person = cast.coordinator1, rows["written_to"], rows["asked"].instructor.pk
    yield runs, "instructors", (), ""
    yield runs, "instructor-new", (), ""
    yield runs, "instructor", (person,), ""
    yield runs, "instructor-edit", (person,), ""
    yield runs, "instructor-act", (person, "add_qualification"), ""
    yield runs, "booking-link", (written_to.pk,), ""
    yield runs, "lecture-letter", (written_to.pk,), ""
    yield cast.instructor1, "my-lessons", (), ""
    yield None, "booking-answer", (), f"?k={booking_links.key_of(written_to)}"


def without_account(cast: Cast, rows: dict[str, Any]) -> Iterator[tuple[Any, str, tuple[Any, ...], str]]:
    """Somebody without an account, and what the coordinator writes down for them."""
    waiting = rows["waiting"]
    visitor = Visitor(waiting)
    yield None, "public-request-ask", (), ""
    yield None, "public-request-find", (), ""
    yield Visitor(waiting, has_passed=False), "public-request-number", (), ""
    yield visitor, "public-request-wish", (), ""
    yield visitor, "public-request-status", (), f"?k={external_requesters.key_of(waiting.external_requester)}"
    yield Visitor(waiting, has_passed=False), "public-request-status-number", (), ""
    for name in ("supplement", "cancel"):
        yield visitor, "public-request-act", (name,), ""
    yield cast.coordinator1, "request-detail", (waiting.pk,), ""
    yield cast.coordinator1, "public-request-told", (waiting.pk,), ""
