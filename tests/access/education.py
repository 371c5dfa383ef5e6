"""The courses that the matrix knocks at: one just held, one whose report is written, one of another hospital's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import workdays
from education.models import Certificate, EducationReport
from education.services import outsiders
from network.models import Institution
from tests import make_education as make
from tests.access.oracle import CourseFacts, OwnFacts
from tests.access.stands import MISSING_INT, MISSING_UUID, Stand
from tests.cast import Cast

ABOUT = ("course", "lesson", "running", "learner", "certificate", "booking")
MISSING = {
    "course": MISSING_UUID,
    "lesson": MISSING_UUID,
    "learner": MISSING_UUID,
    "booking": MISSING_UUID,
    "certificate": MISSING_INT,
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
        "check_in": [
            Stand("open", {"check_in": "door-1"}, OwnFacts()),
            Stand("missing", {"check_in": "no-such-door"}, None),
        ],
        "asked": [
            Stand("open", {"asked": outsiders.key_of(make.outside_request("SUBMITTED").outsider)}, OwnFacts()),
            Stand("missing", {"asked": "x" * 64}, None),
        ],
        "asked_session": [Stand("not opened by its address", {}, None)],
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
    learner = make.enrolment(row, status="COMPLETED")
    if facts.get("has_report"):
        EducationReport.objects.create(request=row, written_by=cast.coordinator1.user)
    issued = facts.get("has_report", False)
    paper = Certificate.objects.create(
        enrolment=learner, host=host, year=2026, serial=serial, check_key=f"check-{serial}",
        issued_on=workdays.seoul_today() if issued else None,
    )  # fmt: skip
    teachers = frozenset({"instructor1"}) if facts.get("is_taught") else frozenset()
    ids = {"course": row.pk, "lesson": lesson.pk, "learner": learner.pk, "booking": booking.pk, "certificate": paper.pk}
    return Stand(name, ids, CourseFacts(host.code, sender.code, teachers, issued, issued))
