"""The courses that the matrix knocks at: one just held, one whose report is written, one of another hospital's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import workdays
from core.models import StoredFile
from education.models import Certificate, EducationReport, Enrolment, InstructorAbsence, InstructorQualification
from education.services import booking_links, external_requesters, materials, own_pages, public_enrolments
from education.workflow import REPORT
from network.models import Institution
from tests import cast as standing
from tests import make_documents
from tests import make_education as make
from tests.access.councils import FILE
from tests.access.oracle import CourseFacts, OwnFacts
from tests.access.stands import MISSING_INT, MISSING_UUID, Stand
from tests.cast import Cast

ABOUT = ("course", "lesson", "running", "learner", "certificate", "booking", "instructor", "offer")
MISSING = {
    "course": MISSING_UUID,
    "lesson": MISSING_UUID,
    "learner": MISSING_UUID,
    "booking": MISSING_UUID,
    "material": MISSING_UUID,
    "course_report": MISSING_UUID,
    "certificate": MISSING_INT,
    "instructor": MISSING_INT,
    "qualification": MISSING_INT,
    "offer": MISSING_INT,
    "absence": MISSING_INT,
}


def stands(cast: Cast, other: Institution) -> dict[str, list[Stand]]:
    rows = [
        _course(cast, "held", "DELIVERED", cast.host, cast.nursing1.institution, 1, is_taught=True),
        _course(cast, "with its report", "SURVEYED", cast.host, cast.health1.institution, 2, has_report=True),
        _course(cast, "of another hospital", "DELIVERED", other, cast.nursing1.institution, 3),
        Stand("missing", MISSING, None),
    ]
    return {
        **dict.fromkeys(ABOUT, rows),
        "course_report": [row for row in rows if row.name in ("with its report", "missing")],
        "check_in": [
            Stand("open", {"check_in": "door-1"}, OwnFacts()),
            Stand("missing", {"check_in": "no-such-door"}, None),
        ],
        "asked": [
            Stand(
                "open",
                {"asked": external_requesters.key_of(make.public_request("SUBMITTED").external_requester)},
                OwnFacts(),
            ),
            Stand("missing", {"asked": "x" * 64}, None),
        ],
        "booking_key": [
            Stand("open", {"booking_key": _asked_by_address(cast)}, OwnFacts()),
            Stand("missing", {"booking_key": "x" * 64}, None),
        ],
        **_own_pages(rows[0].ids),
        "asked_session": [Stand("not opened by its address", {}, None)],
    }


def _own_pages(ids: dict[str, Any]) -> dict[str, list[Stand]]:
    """The address of one sign-up, and the public one of a course."""
    key = own_pages.key_of(Enrolment.objects.get(pk=ids["learner"]).pk)
    course = make.request("CONFIRMED")
    make.session(course)
    public_enrolments.open_door(actor=standing.current().coordinator1.actor, course=course)
    course.refresh_from_db()
    return {
        "own_page": [
            Stand("held", {"own_page": key, "material": ids["material"]}, OwnFacts()),
            Stand("missing", {"own_page": "x" * 43, "material": ids["material"]}, None),
        ],
        "join": [
            Stand("open", {"join": public_enrolments.key_of(course)}, OwnFacts()),
            Stand("missing", {"join": "x" * 64}, None),
        ],
    }


def _course(
    cast: Cast, name: str, status: str, host: Institution, sender: Institution, serial: int, **facts: Any
) -> Stand:
    """A course with one row of everything that hangs on it."""
    row = make.request(status, host=host, requester=sender)
    start = timezone.now() - timedelta(days=serial)
    lesson = make.session(row, start, check_in_key=f"door-{serial}")
    teacher = None if facts.get("is_taught") else make.instructor(host=host)
    booking = make.booking(lesson, teacher)
    person = booking.instructor
    qualification = InstructorQualification.objects.create(instructor=person, kind="응급처치 강사")
    away = InstructorAbsence.objects.create(instructor=person, starts_at=start, ends_at=start + timedelta(hours=1))
    learner = make.enrolment(row, status="COMPLETED")
    paper_of_course = MISSING_UUID
    line = frozenset({"director1"}) if facts.get("has_report") else frozenset()
    if line:
        EducationReport.objects.create(request=row, written_by=cast.coordinator1.user)
        signs = cast.coordinator1.user, cast.director1.user
        paper_of_course = make_documents.document(REPORT, row, "EDUCATION", "IN_APPROVAL", *signs).pk
    issued = facts.get("has_report", False)
    paper = Certificate.objects.create(
        enrolment=learner, host=host, year=2026, serial=serial,
        issued_on=workdays.seoul_today() if issued else None,
    )  # fmt: skip
    teachers = frozenset({"instructor1"}) if facts.get("is_taught") else frozenset()
    file = StoredFile.objects.create(
        object_kind=materials.COURSE, object_id=str(row.pk), name="교재.pdf", kind="pdf", size=9, sha256="0" * 64,
        file=FILE, added_by=cast.coordinator1.user, added_at=timezone.now(),
    )  # fmt: skip
    ids = {
        "course": row.pk, "lesson": lesson.pk, "learner": learner.pk, "booking": booking.pk, "certificate": paper.pk,
        "instructor": person.pk, "qualification": qualification.pk, "absence": away.pk,
        "offer": make.topic(host=host).pk,
    }  # fmt: skip
    ids |= {"material": file.pk, "course_report": paper_of_course}
    return Stand(name, ids, CourseFacts(host.code, sender.code, teachers, line, issued))


def _asked_by_address(cast: Cast) -> str:
    """The key of an open request to teach, for somebody without an account."""
    booking = make.booking(make.session(make.request("SCHEDULING")), make.instructor(name="모가상"), "INVITED")
    booking_links.issue(actor=cast.coordinator1.actor, booking=booking)
    return booking_links.key_of(booking)
